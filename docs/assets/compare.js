// Filters and sorts the comparison tables. The whole tables are in the page; the state is in its address, so that "back" and links work.
(() => {
  const page = document.querySelector(".kb-compare");
  const form = page?.querySelector(".kb-filter");
  if (!form) return;
  const HUNDRED = 100, LEAST = 3;  // rows laid out together; rows that are worth sorting
  const rows = [...page.querySelectorAll("tr[data-facets]")];
  const facets = new Map(rows.map((row) => [row, ` ${row.dataset.facets} `]));
  const boxes = () => [...page.querySelectorAll(".kb-rows > tbody, .kb-group, .kb-instrument")].reverse();  // inner before outer
  const shown = form.querySelector(".kb-shown"), selects = [...form.querySelectorAll("select")];
  const words = new Intl.Collator(document.documentElement.lang).compare;

  // the address
  const state = () => {
    const now = new URLSearchParams(location.search);
    for (const select of selects) select.value ? now.set(select.name, select.value) : now.delete(select.name);
    return now;
  };
  const remember = (now) => history.pushState(null, "", `${location.pathname}${now.size ? `?${now}` : ""}`);

  // filters
  const filter = () => {
    const wanted = selects.filter((select) => select.value).map((select) => ` ${select.name}:${select.value} `);
    let count = 0;
    for (const row of rows) {
      const fits = wanted.every((word) => facets.get(row).includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      count += fits;
    }
    for (const box of boxes()) {
      const empty = wanted.length > 0 && !box.querySelector("tr[data-facets]:not([hidden])");
      if (box.hidden !== empty) box.hidden = empty;
    }
    const measure = wanted.find((word) => word.startsWith(" measure:"));
    for (const one of page.querySelectorAll(".kb-disagreement")) one.hidden = Boolean(measure) && ` ${one.dataset.about} ` !== measure;
    if (!wanted.length && !shown.dataset.told) return;
    shown.dataset.told = "yes";
    shown.textContent = count ? shown.dataset.words.replace("{n}", count).replace("{all}", rows.length) : shown.dataset.none;
  };

  // sorting: the library sorts one table body; groups of a hundred are made one before and several after
  Tablesort.extend("figure", () => false, (a, b) => (parseFloat(b) || 0) - (parseFloat(a) || 0));
  Tablesort.extend("words", () => false, (a, b) => words(b, a));
  const merge = (table) => {
    const [first, ...others] = table.tBodies;
    for (const other of others) { first.append(...other.rows); other.remove(); }
  };
  const split = (table, column) => {
    const all = [...table.tBodies[0].rows];
    const empty = (row) => row.cells[column]?.dataset.sort === "";
    const ordered = [...all.filter((row) => !empty(row)), ...all.filter(empty)];  // what is not reported stands last, either way
    const body = table.tBodies[0], parts = [];
    for (let start = 0; start < ordered.length; start += HUNDRED) {
      const part = start ? body.cloneNode(false) : body;
      part.append(...ordered.slice(start, start + HUNDRED));
      if (start) parts.push(part);
    }
    body.after(...parts);
  };
  const sortable = new WeakMap();
  let restoring = false;  // the address already says it
  const prepare = (table) => {
    if (sortable.has(table)) return sortable.get(table);
    const sorter = new Tablesort(table);
    sortable.set(table, sorter);
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sortMethod === "none") continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "kb-sort";
      head.firstElementChild.replaceWith(button);
      button.textContent = head.dataset.name;
      head.removeAttribute("tabindex");
      button.addEventListener("keydown", (event) => { if (event.key === "Enter") event.stopPropagation(); });  // the click that follows sorts
    }
    table.addEventListener("beforeSort", () => merge(table));
    table.addEventListener("afterSort", () => { split(table, sorter.col); if (!restoring) note(table, sorter.current); });
    return sorter;
  };
  const note = (table, head) => {
    const now = state();
    now.set("sort", `${table.id}.${head.cellIndex}.${head.getAttribute("aria-sort")}`);
    remember(now);
  };
  const sortAsAddressed = (now) => {
    const [id, column, way] = (now.get("sort") || "").split(".");
    const table = document.getElementById(id), head = table?.tHead?.rows[0].cells[column];
    if (!head || head.dataset.sortMethod === "none") return;
    const sorter = prepare(table);
    restoring = true;
    for (let turn = 0; turn < 2 && head.getAttribute("aria-sort") !== way; turn += 1) {
      if (sorter.current && sorter.current !== head) sorter.current.removeAttribute("aria-sort");
      sorter.current = head;
      sorter.sortTable(head);
    }
    restoring = false;
  };
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) { near.unobserve(one.target); prepare(one.target); }
  }, { rootMargin: "400px" });
  for (const table of page.querySelectorAll(".kb-rows")) {
    for (const head of table.tHead.rows[0].cells) head.dataset.name = head.firstElementChild.textContent;
    if (table.querySelectorAll("tr[data-facets]").length >= LEAST) near.observe(table);
  }

  // cards and table on a phone
  const view = form.querySelector(".kb-view");
  const look = (now) => {
    const table = now.get("view") === "table";
    if (table) page.dataset.view = "table"; else delete page.dataset.view;
    view.setAttribute("aria-pressed", String(table));
  };
  view.addEventListener("click", () => {
    const now = state();
    now.get("view") === "table" ? now.delete("view") : now.set("view", "table");
    remember(now);
    look(now);
  });
  page.addEventListener("click", (event) => {
    const more = event.target.closest(".kb-more");
    if (!more) return;
    const row = more.closest("tr"), open = row.toggleAttribute("data-open");
    more.setAttribute("aria-expanded", String(open));
  });

  // what the reader does, and what the address says
  form.addEventListener("change", () => { remember(state()); filter(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    const now = new URLSearchParams(location.search);
    for (const select of selects) now.delete(select.name);
    remember(now);
    filter();
  }));
  const addressed = () => {
    const now = new URLSearchParams(location.search);
    for (const select of selects) select.value = [...select.options].some((option) => option.value === now.get(select.name)) ? now.get(select.name) : "";
    if (selects.some((select) => select.value)) form.querySelector(".kb-choices").open = true;
    filter();
    look(now);
    sortAsAddressed(now);
  };
  addEventListener("popstate", addressed);
  if (location.search) addressed();
})();
