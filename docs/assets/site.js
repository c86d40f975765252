// The few things a page does: remember light or dark and the language, open the contents on wide screens. Nothing needs it.
(() => {
  const root = document.documentElement;
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };

  const scheme = document.querySelector(".kb-scheme");
  const dark = () => (root.dataset.scheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (scheme) {
    const label = () => { scheme.textContent = dark() ? scheme.dataset.light : scheme.dataset.dark; };
    scheme.hidden = false;
    label();
    scheme.addEventListener("click", () => { root.dataset.scheme = dark() ? "light" : "dark"; keep("kb-scheme", root.dataset.scheme); label(); });
  }

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

  const wide = matchMedia("(min-width: 76em)");
  const contents = document.querySelector(".kb-contents[data-wide]");
  const open = () => { if (contents && wide.matches) contents.open = true; };
  wide.addEventListener("change", open);
  open();
})();
