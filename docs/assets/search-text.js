/* Text as search compares it (the same as scripts/kb/folding.py), excerpts with marks, and words that are nearly alike. */
"use strict";
const KbText = (() => {
  const HAN = /[\u3400-\u9fff]/, WORD = /[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{L}\p{N}])+/gu;
  const LATIN = "[a-z0-9\\u00c0-\\u024f\\u0370-\\u03ff]", BETWEEN = "[^a-z0-9\\u00c0-\\u024f\\u0370-\\u03ff\\u3400-\\u9fff]*";
  const INSIDE = new RegExp(LATIN + LATIN), simplified = new Map();

  const learn = (pairs) => {
    const signs = [...pairs];
    for (let at = 0; at < signs.length; at += 2) simplified.set(signs[at], signs[at + 1]);
  };
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const words = (text) => [...plain(text)].map((sign) => simplified.get(sign) ?? sign).join("").match(WORD) ?? [];
  const normal = (text) => words(text).join(" ").toLowerCase();

  /* What finds names in compared text: Han characters anywhere, other words to their end or in the plural if they are `whole`. */
  const finder = (names) => {
    const kinds = new Map();
    for (const [name, whole] of [...names].sort((a, b) => b[0].length - a[0].length)) {
      const end = HAN.test(name.at(-1)) ? "" : whole ? `(?:e?s)?(?!${LATIN})` : `${LATIN}*`;
      kinds.set(end, [...(kinds.get(end) ?? []), name.replaceAll(" ", BETWEEN)]);
    }
    return new RegExp([...kinds].map(([end, each]) => `(?:${each.join("|")})${end}`).join("|"), "g");
  };
  /* The text as it is compared, where leaving out case, accents and widths moves nothing. */
  const compared = (text) => {
    const bare = plain(text).toLowerCase();
    return bare.length === text.length ? bare : text.toLowerCase();
  };
  /* Where names stand, other than Han from the beginning of a word: [from, to]. */
  const places = (text, finder) => {
    const found = [];
    for (const { index, 0: { length } } of text.matchAll(finder)) if (!INSIDE.test(text.slice(Math.max(index - 1, 0), index + 1))) found.push([index, index + length]);
    return found;
  };

  /* Where to begin, so that marks of as many units as possible are seen: at a sentence, if one begins shortly before. */
  const beginning = (text, marks, length) => {
    let best = marks[0]?.[0] ?? 0, most = 0;
    for (const [start] of marks.slice(0, 40)) {
      const seen = new Set(marks.filter((mark) => mark[0] >= start && mark[1] <= start + length).map((mark) => mark[2])).size;
      if (seen > most) [best, most] = [start, seen];
    }
    const back = length * 2 / 3; // a claim begins with what it is worth: better begin early than without that
    const before = text.slice(Math.max(0, best - back), best), sentence = Math.max(0, ...["\u3002", "\uff1b", ". ", "\u00b7 "].map((stop) => before.lastIndexOf(stop) + stop.length * before.includes(stop)));
    return best - (sentence || best < back ? before.length - sentence : Math.min(before.length, length / 9 | 0));
  };

  /* A stretch of the text in pieces: [words, marked or not]; marks are [from, to, unit] in order. */
  const excerpt = (text, marks, length) => {
    const start = beginning(text, marks, length), long = start + length < text.length;
    const space = text.slice(start + length, start + length + 15).search(/[\s\u3001\u3002\uff0c]/), end = long ? start + length + Math.max(space, 0) : text.length;
    const pieces = start > 0 ? [["\u2026 ", false]] : [];
    let at = start;
    for (const [from, to] of marks) if (from >= at && to <= end) {
      pieces.push([text.slice(at, from), false], [text.slice(from, to), true]);
      at = to;
    }
    return [...pieces, [text.slice(at, end) + (long ? " \u2026" : ""), false]].filter(([words]) => words);
  };

  /* How many characters have to be put in, left out, changed or swapped; more than `most` is not counted out. */
  const distance = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let above = [], row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], above[j - 2] + 1);
      }
      [above, row] = [row, next];
    }
    return row[other.length];
  };

  return { HAN, learn, words, normal, finder, compared, places, excerpt, distance };
})();
