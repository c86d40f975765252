/* Search: fetches the pieces of the index that a question needs (scripts/kb/search.py makes them) and answers it. */
"use strict";
if (typeof importScripts === "function") importScripts("search-text.js");

const { HAN, normal, finder, compared, places, excerpt, distance } = KbText;
const SHORT = 2; // letters of an abbreviation that means too much to count in small letters
const TITLE = 1, HEADING = 2, BLOCK = 2; // bits of a mask, and where those of the blocks begin
const WORTH = { s: 1, p: 0.6, t: 0.1 }, PROSE = 1.5; // studies before prose, prose before the glossary; prose first where no concept is named
const SOME = 0.25, ENOUGH = 5; // the least share of what was asked for; // results with all words, after which those with some are left out
const fetched = new Map();
let base = "";

/* Over the net a piece is fetched; from a disk, where nothing may be fetched, it is a script that hands it over (scripts/kb/offline.py). */
const fetching = (name, options) => fetch(base + name, options).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(name))));
const handed = (name) => new Promise((done, fail) => {
  const script = document.createElement("script");
  script.src = base + name.replace(/json$/, "js");
  script.onload = () => done(KbPieces[name]);
  script.onerror = () => fail(new Error(name));
  document.head.append(script);
});
const piece = (name, options) => {
  if (!fetched.has(name)) {
    const got = location.protocol === "file:" ? handed(name) : fetching(name, options);
    fetched.set(name, got.catch((error) => { fetched.delete(name); throw error; }));
  }
  return fetched.get(name);
};
const fresh = { cache: "no-cache" }; // the two files whose address does not change with their content

/* What all languages share, made ready: names of concepts by first character, the longest first; what is a kind of what. */
const thesaurus = async () => {
  const words = await piece("words.json", fresh);
  if (words.all) return words;
  KbText.learn(words.fold);
  Object.assign(words, { all: new Map(), known: new Map(), narrower: words.concepts.map(() => []) });
  words.concepts.forEach(([, names, searched, wider], concept) => {
    for (const name of [...names, ...searched]) if (words.all.get(name)?.push(concept) === undefined) words.all.set(name, [concept]);
    for (const other of wider) words.narrower[other].push(concept);
  });
  for (const name of [...words.all.keys()].sort((a, b) => b.length - a.length)) if (!words.known.get(name[0])?.push(name)) words.known.set(name[0], [name]);
  return words;
};

/* Where all of several stand in the same place. */
const shared = ([first, ...others]) => {
  for (const [doc, mask] of first) {
    const left = others.reduce((all, map) => all & map.get(doc), mask);
    if (left) first.set(doc, left); else first.delete(doc);
  }
  return first;
};

/* The postings of one language: maps from documents to masks. */
const postings = (folder, index) => {
  const shard = (number) => piece(`${folder}${index.version}/t${number}.json`);
  const full = (1 << index.bits) - 1;
  const below = (starts, token) => {
    let low = 0;
    for (let high = starts.length; high - low > 1;) { const middle = (low + high) >> 1; if (starts[middle] <= token) low = middle; else high = middle; }
    return low;
  };
  const at = async (token) => {
    const group = below(index.starts, token), starts = await piece(`${folder}${index.version}/s${group}.json`);
    return group * index.group + below(starts, token);
  };
  const into = (map, steps = []) => { let doc = 0; for (const step of steps) { doc += step >> index.bits; map.set(doc, map.get(doc) | (step & full)); } return map; };
  const exact = async (token, map = new Map()) => into(map, (await shard(await at(token)))[token]);
  const starting = async (start, map = new Map()) => {
    const first = await at(start), last = Math.min(await at(`${start}\uffff`), first + 11); // of what begins like too much, only some
    for (const terms of await Promise.all(Array.from({ length: last - first + 1 }, (_, each) => shard(first + each))))
      for (const token in terms) if (token.startsWith(start)) into(map, terms[token]);
    return map;
  };
  const han = async (run) => {
    if (run.length === 1) return starting(run);
    const all = [...run].slice(1).map((sign, at) => run[at] + sign), pairs = (odd) => all.filter((_, at) => at % 2 === odd).map((pair) => exact(pair));
    const found = shared(await Promise.all(pairs(0))); // the pairs between them are fetched only where these stand together
    return found.size && run.length > 2 ? shared([found, ...(await Promise.all(pairs(1)))]) : found;
  };
  const written = (text) => (HAN.test(text) ? han(text) : /^\d+$/.test(text) || text.length <= SHORT ? exact(text) : starting(text));
  return { exact, written };
};

/* What is asked for: concepts where the words name one, other words, and runs of Han characters as written. */
const parsed = (query, words, ignored) => {
  const cased = KbText.words(query).join(" "), text = cased.toLowerCase(), found = [];
  const ends = (at) => at >= text.length || text[at] === " ";
  const named = (at) => words.known.get(text[at])?.find((name) => {
    const end = at + name.length;
    if (!text.startsWith(name, at)) return false;
    if (name.length <= SHORT && !HAN.test(name)) return ends(end) && cased.slice(at, end) !== name;
    return HAN.test(name.at(-1)) || ends(end) || (text[end] === "s" && ends(end + 1));
  });
  for (let at = 0; at < text.length;) {
    const name = named(at), rest = text.slice(at), word = rest.split(" ")[0];
    const begun = name || HAN.test(word) || rest.length <= SHORT || ignored.has(rest) ? [] : [...words.all.keys()].filter((each) => each.startsWith(rest)).slice(0, 9);
    if (name) found.push({ text: name, concepts: words.all.get(name) });
    else if (begun.length) found.push({ text: rest, concepts: [...new Set(begun.flatMap((each) => words.all.get(each)))], begun: true });
    else if (HAN.test(text[at]) && found.at(-1)?.end === at) Object.assign(found.at(-1), { text: found.at(-1).text + text[at], end: at + 1 });
    else if (HAN.test(text[at])) found.push({ text: text[at], end: at + 1 });
    else if (!ignored.has(word)) found.push({ text: word });
    at += name ? name.length : begun.length ? rest.length : HAN.test(text[at]) ? 1 : word.length;
    while (!HAN.test(text[at - 1]) && !ends(at)) at += 1; // the s of a plural
    while (text[at] === " ") at += 1;
  }
  const long = found.filter((unit) => unit.text.length > 1 || !HAN.test(unit.text));
  return long.length ? long : found;
};

/* The documents of a unit. Han characters that stand nowhere as written: without the words of questions, then in pairs. */
const standing = async (unit, { exact, written }, words, ignored) => {
  const docs = new Map();
  await Promise.all((unit.concepts ?? []).map((concept) => exact(`#${concept}`, docs)));
  const named = unit.concepts && !unit.begun && unit.concepts.some((concept) => words.concepts[concept][1].includes(unit.text));
  if (!named) for (const [doc, mask] of shared(await Promise.all(unit.text.split(" ").map(written)))) docs.set(doc, docs.get(doc) | mask);
  const full = unit.concepts || HAN.test(unit.text) ? docs : await exact(unit.text); // the others have a word that only begins so
  if (docs.size || !unit.end || unit.text.length < 2) return [{ ...unit, docs, full }];
  const parts = [...ignored].sort((a, b) => b.length - a.length).reduce((rest, word) => rest.replaceAll(word, " "), unit.text).split(" ");
  const runs = await Promise.all(parts.filter((part) => part.length > 1).map(async (text) => ({ text, docs: await written(text) })));
  const pairs = runs.flatMap(({ text, docs: { size } }) => (size || text.length < 3 ? [] : [...text].slice(1).map((sign, each) => text[each] + sign)));
  return [...runs, ...(await Promise.all(pairs.map(async (text) => ({ text, half: true, docs: await exact(text) }))))];
};

const search = async ({ language, query, filters = {}, from = 0, count }) => {
  const [index, words] = await Promise.all([piece(`${language}/index.json`, fresh), thesaurus()]);
  const ignored = new Set(words.ignored), found = postings(`${language}/`, index), asked = parsed(query, words, ignored);
  const units = (await Promise.all((asked.length ? asked : parsed(query, words, new Set())).map((unit) => standing(unit, found, words, ignored)))).flat();
  const here = units.filter((unit) => unit.docs.size), lacking = units.filter((unit) => !unit.docs.size && !unit.half && unit.text.length > 1);
  for (const unit of here) Object.assign(unit, { weight: Math.log(1 + index.kinds.length / unit.docs.size) * (unit.half ? 0.4 : 1), finder: marking(unit, words) });
  const all = ranked(here, index, explained(query, here, lacking, words, index));
  const chosen = Object.entries(filters).map(([facet, id]) => [+facet, index.facets[facet].sets.map((set) => set.some((concept) => words.concepts[concept][4] === id))]).filter(([, sets]) => sets.includes(true));
  const passing = (but) => all.filter(({ doc }) => chosen.every(([facet, sets]) => facet === but || sets[index.facets[facet].of[doc]]));
  const kept = passing();
  const phrase = finder([[normal(query) || " ", false]]);
  const shown = await Promise.all(kept.slice(from, from + count).map((each) => hit(each, here, phrase, index, words, language)));
  const facets = index.facets.map((facet, number) => counted(facet, chosen.some(([each]) => each === number) ? passing(number) : kept, words, language));
  const whole = kept.filter((each) => each.masks.size === here.length).length, unknown = lacking.map((unit) => unit.text);
  return { filtered: all.length - kept.length, hits: shown.filter(Boolean).sort((a, b) => b.rank - a.rank), total: kept.length, whole, facets, unknown, near: whole && !unknown.length ? [] : near([normal(query), ...unknown], words, language) };
};

/* The glossary's entries to show first: of the one concept that was asked for, or of two if the question asks what they are. */
const explained = (query, here, lacking, words, index) => {
  const asks = words.asking.some((words) => ` ${normal(query)} `.includes(HAN.test(words) ? words : ` ${words} `));
  const only = here.every((unit) => unit.concepts) && !lacking.length && here.length <= (asks ? 2 : 1);
  return only ? here.map((unit) => index.names[unit.concepts[0]]) : [];
};

/* Documents with all units, the best first; where they are few, those with most units after them; first of all the terms to explain. */
const ranked = (here, index, terms) => {
  const sum = here.reduce((all, unit) => all + unit.weight, 0), docs = new Map();
  for (const unit of here) {
    const central = index.facets.map((facet) => facet.sets.map((set) => set.some((concept) => unit.concepts?.includes(concept))));
    for (const [doc, mask] of unit.docs) {
      let known = docs.get(doc), blocks = 0;
      if (!known) docs.set(doc, (known = { doc, score: 0, covers: 0, together: -1, masks: new Map() }));
      for (let rest = mask >> BLOCK; rest; rest >>= 1) blocks += rest & 1;
      const about = central.some((sets, facet) => sets[index.facets[facet].of[doc]]);
      known.score += unit.weight * (unit.full?.has(doc) === false ? 0.4 : 1) * (1 + 0.3 * blocks + (mask & TITLE ? 6 : 0) + (mask & HEADING ? 2 : 0) + (about ? 5 : 0));
      known.covers += unit.weight; known.together &= mask; known.masks.set(unit, mask);
    }
  }
  const prose = here.some((unit) => unit.concepts) ? WORTH.p : PROSE;
  for (const each of docs.values()) {
    if (each.together && here.length > 1) each.score += 3 * sum;
    each.score *= (index.kinds[each.doc] === "p" ? prose : WORTH[index.kinds[each.doc]]) * (each.covers / sum) ** 3;
  }
  const enough = [...docs.values()].filter((each) => each.masks.size === here.length).length >= ENOUGH;
  const all = [...docs.values()].filter((each) => each.masks.size === here.length || terms.includes(each.doc) || (!enough && each.covers > SOME * sum));
  const order = (a, b) => b.first - a.first || (b.masks.size === here.length) - (a.masks.size === here.length) || b.score - a.score || index.years[b.doc] - index.years[a.doc] || a.doc - b.doc;
  for (const each of all) each.first = terms.includes(each.doc);
  return all.sort(order);
};

/* How many of the documents there are of each kind: [id, name, documents]. */
const counted = ({ sets, of }, docs, words, language) => {
  const each = sets.map(() => 0), counts = new Map();
  for (const { doc } of docs) each[of[doc]] += 1;
  sets.forEach((set, number) => { for (const concept of set) if (each[number]) counts.set(concept, (counts.get(concept) ?? 0) + each[number]); });
  return [...counts].sort((a, b) => b[1] - a[1]).map(([concept, count]) => [words.concepts[concept][4], words.concepts[concept][0][language], count]);
};

/* What to mark in a text: all names of a unit's concepts and of what is a kind of them, and the words themselves. */
const marking = (unit, words) => {
  const concepts = new Set((unit.concepts ?? []).flatMap((concept) => [concept, ...words.narrower[concept]]));
  const names = [...concepts].flatMap((concept) => words.concepts[concept][1]).filter((name) => name.length > SHORT || HAN.test(name));
  return finder([...names.map((name) => [name, true]), [unit.text, !!unit.concepts && !unit.begun]]);
};

/* A document as it is shown, with the passage that says most of what was asked for; none if Han characters stand apart there. */
const hit = async ({ doc, masks, first }, here, phrase, index, words, language) => {
  const blocks = Array.from({ length: index.bits - BLOCK }, (_, block) => [...masks].reduce((worth, [unit, mask]) => worth + ((mask >> (block + BLOCK)) & 1) * unit.weight, 0));
  const text = await piece(`${language}/${index.version}/x${doc}.${blocks.indexOf(Math.max(...blocks))}.json`);
  const rated = text.passages.map(([id, heading, body]) => {
    const title = compared(heading), text = compared(body), above = here.map((unit) => places(title, unit.finder).length > 0);
    const marks = here.flatMap((unit, number) => places(text, unit.finder).map(([start, end]) => [start, end, number])).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const below = new Set(marks.map((mark) => mark[2])), worth = here.reduce((sum, unit, number) => sum + unit.weight * (1.5 * above[number] + below.has(number)), 0);
    const whole = here.length > 1 && places(`${title} ${text}`, phrase).length > 0;
    return { id, heading, body, marks, whole, worth: worth + 9 * whole };
  });
  const top = (some) => some.reduce((one, other) => (other.worth > one.worth ? other : one));
  const best = top(rated), said = best.body || rated.every((one) => !one.body) ? best : top(rated.filter((one) => one.body));
  if (here.every((unit) => unit.end && unit.text.length > 2) && !best.worth && !places(compared(text.title), here[0].finder).length) return null;
  const labels = index.facets.map(({ sets, of }) => sets[of[doc]].filter((concept, _, set) => !set.some((other) => words.concepts[other][3].includes(concept))).map((concept) => words.concepts[concept][0][language]));
  return { rank: first ? 2 : +best.whole, title: text.title, path: text.path, id: best.id, heading: said.heading, kind: index.kinds[doc], year: index.years[doc], facets: labels, without: here.filter((unit) => !unit.half && !masks.has(unit)).map((unit) => unit.text), excerpt: excerpt(said.body, said.marks, HAN.test(said.body) ? 90 : 220) };
};

/* Names that are nearly what was typed, in the language of the page if it was typed in that. */
const near = (texts, words, language) => {
  const found = new Map();
  for (const text of new Set(texts)) {
    const most = Math.max(1, Math.floor(text.length / 4));
    for (const [name, [concept]] of words.all) {
      const far = name === text || text.length < 2 ? most + 1 : distance(text, name, most), own = words.concepts[concept][0][language];
      if (far <= most) found.set(HAN.test(name) === HAN.test(own) ? name : own, far / text.length);
    }
  }
  return [...found].sort((a, b) => a[1] - b[1]).slice(0, 4).map(([name]) => name);
};

const answered = (data) => {
  base = data.base;
  return search(data).then((answer) => ({ ...answer, id: data.id }), (error) => ({ id: data.id, error: String(error.message) }));
};
if (typeof importScripts === "function") onmessage = ({ data }) => answered(data).then((answer) => postMessage(answer));
else globalThis.KbAnswer = answered;
