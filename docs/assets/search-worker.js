/* Search: fetches the pieces of the index that a question needs (scripts/kb/search.py makes them) and answers it. */
"use strict";
if (typeof importScripts === "function") importScripts("search-text.js");

const { HAN, normal, traced, places, excerpt, distance } = KbText;
const SHORT = 2, TITLE = 1, HEADING = 2, MOST = 4; // letters of an abbreviation that means too much; bits; near words offered
const fetched = new Map();
let base = "";

const piece = (name, fresh) => {
  if (!fetched.has(name)) {
    const got = fetch(base + name, fresh ? { cache: "no-cache" } : {}).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(name))));
    fetched.set(name, got.catch((error) => { fetched.delete(name); throw error; }));
  }
  return fetched.get(name);
};

/* The spellings of all concepts: by first character, the longest first. */
const learned = (words) => {
  if (words.known) return words;
  KbText.learn(words.fold);
  const all = new Map();
  words.concepts.forEach(([, spellings, searched], number) => {
    for (const name of [...spellings, ...searched]) all.set(name, [...(all.get(name) ?? []), number]);
  });
  words.known = new Map();
  for (const name of [...all.keys()].sort((a, b) => b.length - a.length)) words.known.set(name[0], [...(words.known.get(name[0]) ?? []), name]);
  words.narrower = words.concepts.map(() => []);
  words.concepts.forEach(([, , , wider], number) => wider.forEach((other) => words.narrower[other].push(number)));
  return Object.assign(words, { all });
};

/* What is asked for: concepts where the words name one, other words, and Han characters as written. */
const units = (query, words, language) => {
  const parts = KbText.words(query), text = parts.join(" ").toLowerCase(), cased = parts.join(" "), found = [];
  const ignored = new Set(words.ignored[language]);
  const ends = (at) => at >= text.length || text[at] === " ";
  const names = (at) => (words.known.get(text[at]) ?? []).find((name) => {
    if (!text.startsWith(name, at)) return false;
    const end = at + name.length;
    if (name.length <= SHORT && !HAN.test(name)) return ends(end) && cased.slice(at, end) !== name;
    return HAN.test(name.at(-1)) || ends(end) || (text[end] === "s" && ends(end + 1));
  });
  for (let at = 0; at < text.length; at += 1) {
    const name = names(at), rest = text.slice(at);
    if (text[at] === " ") continue;
    const begun = !name && !HAN.test(text[at]) && rest.length > 2 ? [...words.all.keys()].filter((each) => each.startsWith(rest)).slice(0, 9) : [];
    if (name) {
      found.push({ text: name, concepts: words.all.get(name) });
      at += name.length - 1;
      while (!HAN.test(name.at(-1)) && !ends(at + 1)) at += 1;
    } else if (begun.length) {
      found.push({ text: rest, concepts: [...new Set(begun.flatMap((each) => words.all.get(each)))], begun: true });
      break;
    } else if (HAN.test(text[at])) {
      const last = found.at(-1);
      if (last?.run && last.end === at) Object.assign(last, { text: last.text + text[at], end: at + 1 });
      else found.push({ text: text[at], run: true, end: at + 1 });
    } else {
      const word = rest.split(" ")[0];
      if (!ignored.has(word)) found.push({ text: word });
      at += word.length - 1;
    }
  }
  return found;
};

const search = async (question) => {
  const folder = `${question.language}/`;
  const [index, words] = await Promise.all([piece(`${folder}index.json`, true), piece("words.json", true).then(learned)]);
  const bits = index.bits, full = (1 << bits) - 1, ignored = words.ignored[question.language];
  const shard = (number) => piece(`${folder}${index.version}/t${number}.json`);
  const at = (token) => { let low = 0, high = index.starts.length; while (high - low > 1) { const middle = (low + high) >> 1; if (index.starts[middle] <= token) low = middle; else high = middle; } return low; };
  const into = (map, steps) => { let doc = 0; for (const step of steps ?? []) { doc += step >> bits; map.set(doc, map.get(doc) | (step & full)); } return map; };
  const exact = async (token, map = new Map()) => into(map, (await shard(at(token)))[token]);
  const starting = async (start, map) => {
    const first = at(start), last = Math.min(at(`${start}\uffff`), first + 5);
    for (const terms of await Promise.all(Array.from({ length: last - first + 1 }, (_, each) => shard(first + each))))
      for (const token in terms) if (token.startsWith(start)) into(map, terms[token]);
    return map;
  };
  const written = async (run) => {
    if (run.length === 1) return starting(run, new Map());
    const pairs = [...new Set([...Array(run.length >> 1).keys()].map((each) => 2 * each).concat(run.length - 2))];
    const [first, ...others] = await Promise.all(pairs.map((from) => exact(run.slice(from, from + 2))));
    return new Map([...first].map(([doc, mask]) => [doc, others.reduce((all, map) => all & map.get(doc), mask)]).filter(([, mask]) => mask));
  };
  const standing = async (unit) => {
    const map = new Map();
    await Promise.all((unit.concepts ?? []).map((concept) => exact(`#${concept}`, map)));
    const literal = !unit.concepts || unit.begun || unit.concepts.every((concept) => words.concepts[concept][2].includes(unit.text));
    if (!literal) return map;
    if (HAN.test(unit.text) && !unit.text.includes(" ")) for (const [doc, mask] of await written(unit.text)) map.set(doc, map.get(doc) | mask);
    else if (!unit.text.includes(" ")) await (/^\d+$/.test(unit.text) || unit.text.length <= SHORT ? exact(unit.text, map) : starting(unit.text, map));
    return map;
  };
  /* Han characters that stand nowhere as written: without the words of questions, then pair by pair. */
  const asked = async (unit) => {
    const docs = await standing(unit);
    if (docs.size || !unit.run || unit.text.length < 2) return [{ ...unit, docs }];
    let rest = unit.text;
    for (const word of [...ignored].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(word, " ");
    const parts = rest.split(" ").filter((part) => part.length > 1);
    const runs = await Promise.all(parts.map(async (text) => ({ text, run: true, docs: await written(text) })));
    const pairs = runs.flatMap((run) => (run.docs.size || run.text.length < 3 ? [] : [...run.text].slice(1).map((sign, each) => run.text[each] + sign)));
    return [...runs, ...await Promise.all(pairs.map(async (text) => ({ text, run: true, half: true, docs: await exact(text) })))];
  };

  const wanted = (await Promise.all(units(question.query, words, question.language).map(asked))).flat();
  const here = wanted.filter((unit) => unit.docs.size), missing = wanted.filter((unit) => !unit.docs.size && !unit.half && unit.text.length > 1);
  const total = index.kinds.length, whole = normal(question.query);
  const facet = (number, doc) => index.facets[number].sets[index.facets[number].of[doc]];
  const only = here.length === 1 && here[0].concepts?.length && !missing.length ? here[0].concepts : [];
  for (const unit of here) unit.weight = Math.log(1 + total / unit.docs.size) * (unit.half ? 0.4 : 1);
  const sum = here.reduce((all, unit) => all + unit.weight, 0);
  const scored = new Map();
  for (const unit of here) for (const [doc, mask] of unit.docs) {
    const known = scored.get(doc) ?? { doc, score: 0, covers: 0, together: full, masks: [] };
    const blocks = (mask >> 2).toString(2).replaceAll("0", "").length;
    known.score += unit.weight * ((mask & TITLE ? 6 : 0) + (mask & HEADING ? 2 : 0) + 1 + 0.3 * blocks);
    if (unit.concepts && [0, 1, 2, 3].some((number) => facet(number, doc).some((each) => unit.concepts.includes(each)))) known.score += 5 * unit.weight;
    known.covers += unit.weight; known.together &= mask; known.masks.push([unit, mask]);
    scored.set(doc, known);
  }
  for (const each of scored.values()) {
    const kind = index.kinds[each.doc];
    if (each.together && here.length > 1) each.score += 3 * sum;
    each.score *= kind === "s" ? 1 : kind === "p" ? 0.75 : 0.35;
    if (only.some((concept) => index.names[concept] === each.doc)) each.score = kind === "t" && only.findIndex((concept) => index.names[concept] === each.doc) === 0 ? 1e9 : each.score;
  }
  let all = [...scored.values()].filter((each) => each.masks.length === here.length);
  const partly = !all.length && here.length > 1;
  if (partly) { all = [...scored.values()].filter((each) => each.covers > sum * 0.4); for (const each of all) each.score *= (each.covers / sum) ** 3; }
  const chosen = Object.entries(question.filters ?? {}).map(([number, concept]) => [+number, +concept]);
  const passes = (each, but) => chosen.every(([number, concept]) => number === but || facet(number, each.doc).includes(concept));
  const facets = index.facets.map((_, number) => {
    const counts = new Map();
    for (const each of all) if (passes(each, number)) for (const concept of facet(number, each.doc)) counts.set(concept, (counts.get(concept) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([concept, count]) => [concept, words.concepts[concept][0][question.language], count]);
  });
  all = all.filter((each) => passes(each)).sort((a, b) => b.score - a.score || index.years[b.doc] - index.years[a.doc] || a.doc - b.doc);

  /* What to mark: every spelling of the concepts and of what is a kind of them, words from their beginning, runs as written. */
  const patterns = here.map((unit) => {
    const concepts = (unit.concepts ?? []).flatMap((concept) => [concept, ...words.narrower[concept]]);
    const names = concepts.flatMap((concept) => words.concepts[concept][1]).map((text) => ({ text, whole: true })).filter(({ text }) => text.length > SHORT || HAN.test(text));
    return [...names, { text: unit.text, whole: !!unit.concepts && !unit.begun }];
  });
  const shown = async (each) => {
    const blocks = index.kinds[each.doc] === "t" ? 1 : bits - 2;
    const worth = Array.from({ length: blocks }, (_, block) => each.masks.reduce((value, [unit, mask]) => value + (mask >> (block + 2) & 1) * unit.weight, 0));
    const text = await piece(`${folder}${index.version}/x${each.doc}.${Math.max(worth.indexOf(Math.max(...worth)), 0)}.json`);
    const rated = text.passages.map(([id, heading, body]) => {
      const traces = [traced(heading), traced(body)];
      const marks = patterns.flatMap((names, unit) => names.flatMap((name) => places(traces[1], name).map(([from, to]) => [from, to, unit]))).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
      const hit = patterns.map((names, unit) => (names.some((name) => places(traces[0], name).length) ? 1.5 : 0) + (marks.some((mark) => mark[2] === unit) ? 1 : 0));
      const phrase = traces[1].text.includes(whole) || traces[0].text.includes(whole) ? 2 : 0;
      return { id, heading, body, marks, worth: hit.reduce((value, each, unit) => value + each * here[unit].weight, 0) + phrase, whole: phrase > 0 };
    });
    const best = rated.reduce((one, other) => (other.worth > one.worth ? other : one)), said = best.body ? best : rated.find((one) => one.body) ?? best;
    const places_ = [0, 1, 2, 3].map((number) => facet(number, each.doc).map((concept) => words.concepts[concept][0][question.language]));
    const length = HAN.test(said.body) ? 90 : 220;
    return {
      title: text.title, path: text.path, id: best.id, heading: said.heading, kind: index.kinds[each.doc], year: index.years[each.doc], facets: places_,
      excerpt: excerpt(said.body, said.marks, length), false: rated.every((one) => !one.worth) && !(each.together & (TITLE | HEADING)),
    };
  };
  const hits = (await Promise.all(all.slice(question.from ?? 0, (question.from ?? 0) + question.count).map(shown))).filter((hit) => !hit.false);
  return { hits, total: all.length, partly, facets, near: all.length && !partly ? [] : near(wanted.filter((unit) => !unit.docs.size), words, whole, question.language), missing: missing.map((unit) => unit.text) };
};

/* Names that are nearly what was typed. */
const near = (missing, words, whole, language) => {
  const found = new Map();
  for (const text of new Set([whole, ...missing.map((unit) => unit.text)])) {
    const most = Math.max(1, Math.floor(text.length / 4));
    for (const [name, concepts] of words.all) {
      const far = name === text || text.length < 2 ? most + 1 : distance(text, name, most);
      const label = HAN.test(name) === HAN.test(words.concepts[concepts[0]][0][language]) ? name : words.concepts[concepts[0]][0][language];
      if (far <= most) found.set(label, Math.min(found.get(label) ?? 9, far / text.length));
    }
  }
  return [...found].sort((a, b) => a[1] - b[1]).slice(0, MOST).map(([name]) => name);
};

if (typeof importScripts === "function") onmessage = ({ data }) => {
  base = data.base;
  search(data).then((answer) => postMessage({ ...answer, id: data.id }), (error) => postMessage({ id: data.id, error: String(error.message) }));
};
