/* The search page: asks the worker, shows what it answers. Everything that is shown is set as text, never as HTML. */
"use strict";
(() => {
  const form = document.getElementById("kb-search");
  if (!form || !window.Worker) return;
  const { language, root } = form.dataset, words = JSON.parse(form.dataset.words), others = JSON.parse(form.dataset.others);
  const find = (id) => document.getElementById(id), field = find("kb-q"), list = find("kb-hits"), more = find("kb-more"), facets = form.querySelector(".kb-facets");
  const said = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const address = (name) => new URL(name, location.href).href;
  const disk = location.protocol === "file:"; // a page from a disk may start no worker and name no folder
  const script = (source) => new Promise((loaded, fail) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address(source), onload: loaded, onerror: fail }));
  });
  const beside = () => {
    const here = {}, ready = script(form.dataset.worker.replace("worker", "text")).then(() => script(form.dataset.worker));
    here.postMessage = (data) => ready.then(() => KbAnswer(data)).then((answer) => here.onmessage({ data: answer }), () => here.onerror());
    return here;
  };
  const PAGE = 8, worker = disk ? beside() : new Worker(address(form.dataset.worker)), waiting = new Map();
  let asked = 0, last = "", from = 0, typing = 0;

  const element = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const ask = (question) => new Promise((answer, fail) => {
    asked += 1;
    waiting.set(asked, { answer, fail });
    worker.postMessage({ language, ...question, base: address(form.dataset.index), id: asked });
  });
  worker.onmessage = ({ data }) => {
    const { answer, fail } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) fail(data.error); else answer(data);
  };
  worker.onerror = () => { for (const { fail } of waiting.values()) fail("worker"); };

  const excerpt = (pieces) => {
    const made = element("p", "", { class: "kb-hit__text" });
    made.append(...pieces.map(([text, marked]) => (marked ? element("mark", text) : text)));
    return made;
  };
  const hit = (found, base, lang) => {
    const made = element("li", "", lang ? { class: "kb-hit", lang } : { class: "kb-hit" });
    const [path, inside] = found.path.split("#"), id = inside || found.id;
    const title = element("h3"), tags = element("p", "", { class: "kb-tags" });
    title.append(element("a", found.title, { href: `${base}${path}${disk ? "index.html" : ""}${id ? `#${id}` : ""}` }));
    const [conditions, routes, , kinds] = found.facets;
    const labels = found.kind === "s" ? [...kinds, ...conditions, ...routes, found.year || ""] : [words[found.kind === "t" ? "term" : "page"]];
    tags.append(...labels.filter(Boolean).map((label) => element("span", label)));
    made.append(title, tags);
    if (found.heading && found.heading !== found.title) made.append(element("p", found.heading, { class: "kb-hit__section" }));
    made.append(excerpt(found.excerpt));
    if (found.without.length) made.append(element("p", said(words.without, { words: found.without.join(", ") }), { class: "kb-note" }));
    return made;
  };
  const offer = (label, links) => {
    const made = element("li", "", { class: "kb-hit kb-hit--offer" });
    made.append(element("p", label), ...links);
    list.append(made);
  };

  const fill = (answer) => {
    const selects = [...facets.querySelectorAll("select")];
    selects.forEach((select, number) => {
      const chosen = select.value;
      select.replaceChildren(select.options[0], ...answer.facets[number].map(([id, name, count]) => element("option", `${name} (${count})`, { value: id })));
      const known = [...select.options].some((option) => option.value === chosen);
      if (!known && answer.filtered) select.append(element("option", chosen, { value: chosen }));
      select.value = known || answer.filtered ? chosen : "";
      select.parentElement.hidden = select.options.length < 2;
    });
    facets.hidden = selects.every((select) => select.parentElement.hidden);
    if (selects.some((select) => select.value)) facets.open = true;
  };
  const nothing = async (query, answer) => {
    if (answer.near.length) offer(words.near, answer.near.map((word) => element("a", word, { href: `?q=${encodeURIComponent(word)}`, class: "kb-button kb-button--quiet" })));
    for (const other of answer.total ? [] : others) {
      const theirs = await ask({ query, language: other.code, count: 3 });
      if (!theirs.total || query !== last.query) continue;
      offer(words.other, []);
      list.append(...theirs.hits.map((found) => hit(found, other.root, other.lang)));
    }
  };

  const counted = (query, { total, whole, unknown, filtered }) => {
    if (!total && filtered) return said(words.filtered, { n: filtered });
    if (!total) return said(words.none, { q: query });
    const number = said(total === 1 ? words.one : whole && whole < total ? words.mixed : words.some, { n: total, whole });
    return [number, unknown.length ? said(words.unknown, { words: unknown.join(", ") }) : "", whole ? "" : words.partly].filter(Boolean).join(" ");
  };
  const state = () => ({ query: field.value.trim(), filters: [...facets.querySelectorAll("select")].map((select) => select.value) });
  const show = async (now, append = false) => {
    last = now;
    form.setAttribute("aria-busy", "true");
    from = append ? from + PAGE : 0;
    const status = find("kb-status"), section = find("kb-found");
    if (!now.query) { delete document.documentElement.dataset.asked; section.hidden = facets.hidden = true; status.textContent = ""; form.removeAttribute("aria-busy"); return; }
    const slow = setTimeout(() => { status.textContent = words.working; }, 400);
    try {
      const filters = Object.fromEntries(now.filters.map((value, number) => [number, value]).filter(([, value]) => value));
      const answer = await ask({ query: now.query, filters, from, count: PAGE });
      clearTimeout(slow);
      if (now !== last) return;
      const before = list.children.length;
      if (!append) list.replaceChildren();
      list.append(...answer.hits.map((found) => hit(found, root)));
      fill(answer);
      more.hidden = answer.total <= from + PAGE;
      if (!answer.total) delete document.documentElement.dataset.asked; // no room kept: the lists below are what is left
      section.hidden = false;
      if (append) list.children[before]?.querySelector("a").focus();
      status.textContent = counted(now.query, answer);
      if (!append && !(answer.filtered && !answer.total) && (!answer.total || answer.near.length)) await nothing(now.query, answer);
    } catch {
      if (now === last) { list.replaceChildren(); section.hidden = more.hidden = true; status.textContent = words.broken; }
    } finally {
      clearTimeout(slow);
      if (now === last) form.removeAttribute("aria-busy");
    }
  };
  const go = (wait) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      const now = state(), parts = new URLSearchParams();
      if (now.query) parts.set("q", now.query);
      [...facets.querySelectorAll("select")].forEach((select) => { if (select.value) parts.set(select.name, select.value); });
      history.replaceState(null, "", `${location.pathname}${parts.size ? `?${parts}` : ""}${location.hash}`);
      show(now);
    }, wait);
  };

  field.addEventListener("input", (event) => { if (!event.isComposing) go(200); });
  field.addEventListener("compositionend", () => go(200));
  form.addEventListener("submit", (event) => { event.preventDefault(); go(0); });
  form.addEventListener("change", () => go(0));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const select of facets.querySelectorAll("select")) select.value = "";
    field.focus();
    go(0);
  });
  more.addEventListener("click", () => show(last, true));

  const slash = find("kb-slash");
  slash.closest("p").hidden = false;
  try {
    slash.checked = localStorage.getItem("kb-slash") !== "off";
    slash.addEventListener("change", () => localStorage.setItem("kb-slash", slash.checked ? "on" : "off"));
  } catch { slash.closest("p").hidden = true; }

  const given = new URLSearchParams(location.search);
  field.value = (given.get("q") ?? "").slice(0, field.maxLength);
  for (const select of facets.querySelectorAll("select")) {
    const value = given.get(select.name);
    if (/^[a-z0-9-]{1,60}$/.test(value ?? "")) { select.append(element("option", "", { value })); select.value = value; }
  }
  if (!location.hash) field.focus();
  show(state());
})();
