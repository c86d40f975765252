"""For everybody: the rules of WCAG 2.2 AA on every kind of page, by keyboard, enlarged, in few bytes and without a jump."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LANGUAGES = ("zh", "en")
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
KINDS = ("", "studies/", "routes/", "doses/", "outcomes/", "harms/", "glossary/", "remarks/", "checks/", "about/", "contribute/")
SEARCHES = {"zh": "search/?q=卒中", "en": "search/?q=stroke"}

# Everything open; of what repeats itself only two: the same rule broken 200 times is broken once.
OPEN = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const part of document.querySelectorAll(".kb-group, tbody")) part.style.contentVisibility = "visible";  // as when it is in sight
}"""
THIN = r"""() => {
  for (const box of document.querySelectorAll(".kb-page *")) {
    const seen = {};
    for (const child of [...box.children]) {
      const kind = child.tagName === "TR" || child.tagName === "LI" || child.className ? `${child.tagName} ${child.className}` : "";
      if (kind && (seen[kind] = (seen[kind] ?? 0) + 1) > 2) child.remove();
    }
  }
}"""
RULES = """async (colours) => {
  const only = colours ? { type: "rule", values: ["color-contrast-enhanced"] } :
    { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  const rules = colours ? {} : { "color-contrast": { enabled: false } };
  const { violations } = await axe.run(document, { runOnly: only, rules, preload: !colours, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target.join(" ")}`));
}"""


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """Every kind of page below a language's folder: all studies, each is of a kind of its own."""
    studies = sorted(f"studies/{page.parent.name}/" for page in (site / "zh" / "studies").glob("*/index.html"))
    assert studies
    return [*KINDS, *studies]


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """Opens a page of a new context, whose policy lets the rules in."""
    contexts = []

    def opened(width: int = 390, **options: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, **options))
        page = contexts[-1].new_page()
        page.route("**/kb/**", lambda route: route.continue_(url=route.request.url.replace("/kb/", "/")))  # where it will be published
        return page

    yield opened
    for context in contexts:
        context.close()


def _everywhere(paths: list[str]) -> Iterator[str]:
    """All these pages in every language, a search with its results, the root and the page for a wrong address."""
    for language in LANGUAGES:
        yield from (f"{language}/{path}" for path in [*paths, SEARCHES[language]])
    yield from ("?stay", "404.html")


def _open(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    if "?q=" in path:
        page.wait_for_selector("article ol li a, article .kb-hit a")
    page.evaluate(OPEN)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_rule_of_accessibility_is_broken(window: Any, address: str, paths: list[str], width: int) -> None:
    """The enhanced contrast of 7:1 stands for the lower one."""
    page = window(width)
    page.add_init_script(AXE)
    broken = {}
    for path in _everywhere(paths):
        _open(page, address, path)
        page.evaluate(THIN)
        found = page.evaluate(RULES, False)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}: {one}" for one in page.evaluate(RULES, True)]
        broken[path] = found
    assert {path: found for path, found in broken.items() if found} == {}
