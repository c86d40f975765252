/* Text as search compares it (the same as scripts/kb/folding.py), excerpts with marks, and words that are nearly alike. */
"use strict";
const KbText = (() => {
  const HAN = /[\u3400-\u9fff]/;
  const WORD = /[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{L}\p{N}])+/gu;
  let simplified = new Map();

  const learn = (pairs) => {
    const signs = [...pairs];
    simplified = new Map(signs.flatMap((sign, at) => (at % 2 ? [] : [[sign, signs[at + 1]]])));
  };
  const bare = (text) => [...text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "")].map((sign) => simplified.get(sign) ?? sign).join("");
  const words = (text) => bare(text).match(WORD) ?? [];
  const normal = (text) => words(text).join(" ").toLowerCase();

  const folds = new Map();
  const fold = (sign) => {
    if (!folds.has(sign)) folds.set(sign, bare(sign).toLowerCase());
    return folds.get(sign);
  };

  /* The normal text, and for each of its characters the place in the text it comes from. */
  const traced = (text) => {
    let out = " ", before = "", place = 0;
    const from = [0];
    for (const sign of text) {
      for (const plain of fold(sign)) {
        const now = HAN.test(plain) ? "han" : /[\p{L}\p{N}]/u.test(plain) ? "word" : "";
        if (now !== before && out.at(-1) !== " ") { out += " "; from.push(place); }
        if (now) { out += plain; from.push(place); }
        before = now;
      }
      place += sign.length;
    }
    from.push(text.length);
    return { text: `${out} `, from, length: text.length };
  };

  /* Where a pattern stands: Han characters anywhere, other words from their beginning, whole ones perhaps in the plural. */
  const places = (trace, pattern) => {
    const found = [], latin = !HAN.test(pattern.text[0]), end = !HAN.test(pattern.text.at(-1));
    for (let at = trace.text.indexOf(pattern.text); at >= 0; at = trace.text.indexOf(pattern.text, at + 1)) {
      if (latin && trace.text[at - 1] !== " ") continue;
      let last = at + pattern.text.length;
      const rest = trace.text.slice(last, last + 3);
      if (end && pattern.whole && !/^(e?s)? /.test(rest)) continue;
      if (end) while (trace.text[last] !== " ") last += 1;
      found.push([trace.from[at], trace.from[last - 1] + 1]);
    }
    return found;
  };

  /* The stretch of text in which most of the units stand, in pieces: [words, marked or not]. */
  const excerpt = (text, marks, length) => {
    const near = (start) => new Set(marks.filter((mark) => mark[0] >= start && mark[1] <= start + length).map((mark) => mark[2])).size;
    const best = marks.reduce((chosen, mark) => (near(mark[0]) > near(chosen) ? mark[0] : chosen), marks[0]?.[0] ?? 0);
    let start = best - length / 5;
    start = start <= 0 ? 0 : Math.max(0, best - (text.slice(Math.floor(start), best).match(/[^\s\u3002\uff1b\uff01\uff1f]*$/)?.[0].length || Math.floor(length / 5)));
    const end = start + length >= text.length ? text.length : Math.max(start + length, text.indexOf(" ", start + length - 12));
    const pieces = [];
    let at = start;
    for (const [from, to] of marks) {
      if (from < at || to > end) continue;
      if (from > at) pieces.push([text.slice(at, from), false]);
      pieces.push([text.slice(from, to), true]);
      at = to;
    }
    pieces.push([text.slice(at, end), false]);
    if (start > 0) pieces.unshift(["… ", false]);
    if (end < text.length) pieces.push([" …", false]);
    return pieces;
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

  return { HAN, learn, bare, words, normal, traced, places, excerpt, distance };
})();
