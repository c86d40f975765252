// The few things a page does: remember light or dark and the language, open folded parts when they are wanted. Nothing needs it.
(() => {
  const root = document.documentElement;
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };

  // light or dark
  const scheme = document.querySelector(".kb-scheme");
  const dark = () => (root.dataset.scheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (scheme) {
    const label = () => { scheme.textContent = dark() ? scheme.dataset.light : scheme.dataset.dark; };
    scheme.hidden = false;
    label();
    scheme.addEventListener("click", () => { root.dataset.scheme = dark() ? "light" : "dark"; keep("kb-scheme", root.dataset.scheme); label(); });
  }

  // the language: remembered, and the same place on the page
  for (const link of document.querySelectorAll("a.kb-language, a.kb-twin")) {
    link.addEventListener("click", () => {
      keep("kb-language", link.hreflang.split("-")[0]);
      if (link.classList.contains("kb-language") && location.hash) link.hash = location.hash;
    });
  }

  const find = document.querySelector(".kb-find");
  document.addEventListener("keydown", (event) => {
    if (!find || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    try { if (localStorage.getItem("kb-slash") === "off") return; } catch { /* no storage: the key is on */ }
    event.preventDefault();
    const field = document.getElementById("kb-q") ?? find.elements.q;
    if (field.checkVisibility()) field.focus(); else location.href = find.action;
  });

  // folded parts: a link into one opens it, one button opens all of the clinicians' part
  const reveal = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not an address of ours */ }
    if (!target || !target.closest("details")) return;
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) reveal();
  });
  reveal();

  const all = document.querySelector(".kb-all");
  if (all) {
    const below = [...document.querySelectorAll(".kb-clinicians .kb-fold")];
    all.hidden = below.length === 0;
    all.addEventListener("click", () => {
      const open = !below.every((fold) => fold.open);
      for (const fold of below) fold.open = open;
      all.textContent = open ? all.dataset.close : all.dataset.open;
    });
  }

  // side by side: what is opened in one language opens in the other
  addEventListener("toggle", (event) => {
    const row = event.target.closest(".kb-row");
    if (!row) return;
    const sides = [...row.children].map((side) => [...side.querySelectorAll("details")]);
    const place = Math.max(...sides.map((folds) => folds.indexOf(event.target)));
    for (const folds of sides) if (folds[place]) folds[place].open = event.target.open;
  }, true);

  for (const print of document.querySelectorAll(".kb-print")) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // a word of the glossary is explained where it stands; without this it is a link to its entry
  const words = document.querySelector(".kb-words");
  if (words && HTMLElement.prototype.showPopover) {
    const entries = new Map([...words.querySelectorAll("dt a")].map((link) => [link.hash, link]));
    const note = document.createElement("span"), close = document.createElement("button");
    let asked = null;
    note.className = "kb-note-popover";
    note.popover = "auto";
    note.tabIndex = -1;
    note.setAttribute("role", "group");
    close.type = "button";
    close.className = "kb-tool";
    close.textContent = words.dataset.close;
    close.addEventListener("click", () => { note.hidePopover(); asked.focus(); });
    note.addEventListener("toggle", (event) => asked.setAttribute("aria-expanded", String(event.newState === "open")));
    const place = () => {
      const { left, top, bottom } = asked.getBoundingClientRect(), { offsetWidth: width, offsetHeight: height } = note;
      note.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
      note.style.top = `${bottom + height + 12 < innerHeight ? bottom + 6 : Math.max(8, top - height - 6)}px`;
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.kb-explained");
      if (!link || !entries.has(link.hash) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const again = link === asked && link.getAttribute("aria-expanded") === "true";
      if (note.matches(":popover-open")) note.hidePopover();
      if (again) return;
      const entry = entries.get(link.hash), name = entry.cloneNode(true), text = document.createElement("span");
      text.append(...entry.parentElement.nextElementSibling.cloneNode(true).childNodes);
      note.setAttribute("aria-label", entry.textContent);
      note.replaceChildren(name, text, close);
      asked?.removeAttribute("aria-expanded");
      asked = link;
      link.after(note);  // the next stop of the keyboard
      note.showPopover();
      place();
      note.focus();
    });
    addEventListener("scroll", () => { if (note.matches(":popover-open")) place(); }, { passive: true });
  }

  // the contents stand open where there is room beside the page
  const wide = matchMedia("(min-width: 76em)");
  const contents = document.querySelector(".kb-contents");
  const beside = () => { if (contents && wide.matches && getComputedStyle(contents).position === "sticky") contents.open = true; };
  wide.addEventListener("change", beside);
  beside();
})();
