// Leads from the root to the language the reader chose before, or the first of the browser's languages that the site has.
(() => {
  const links = [...document.querySelectorAll("a[hreflang]")];
  const primary = (tag) => tag.toLowerCase().split("-")[0];
  let chosen = null;
  try { chosen = localStorage.getItem("kb-language"); } catch { /* private window */ }
  const wanted = [chosen, ...(navigator.languages || [navigator.language])].filter(Boolean).map(primary);
  const found = wanted.map((tag) => links.find((link) => primary(link.hreflang) === tag)).find(Boolean);
  if (found) location.replace(found.href);
})();
