"""For everybody: the rules of WCAG 2.2 AA on every kind of page, by keyboard, enlarged, in few bytes and without a jump."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kb.compare.tables import NAMES

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LANGUAGES = ("zh", "en")
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
KINDS = ("", "studies/", "routes/", "doses/", "outcomes/", "harms/", "glossary/", "remarks/", "checks/", "about/", "contribute/")
SEARCHES = {"zh": "search/?q=卒中", "en": "search/?q=stroke"}

# Of what repeats itself only two are looked at: the same rule broken 200 times is broken once.
OPEN = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const late = ".kb-group, .kb-term, .kb-remark, tbody";  // laid out when in sight
  for (const part of document.querySelectorAll(late)) part.style.contentVisibility = "visible";
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
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, locale="fr-FR", **options))
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
    yield from ("", "404.html")


def _open(page: Any, address: str, path: str) -> None:
    """Everything open; of what repeats itself only two."""
    page.goto(address + path)
    if "?q=" in path:
        page.wait_for_selector(".kb-hit a")
    page.evaluate(THIN)
    page.evaluate(OPEN)


@pytest.mark.parametrize(("width", "scheme"), list(product(WIDTHS, SCHEMES)))
def test_no_rule_of_accessibility_is_broken(window: Any, address: str, paths: list[str], width: int, scheme: str) -> None:
    """The enhanced contrast of 7:1 stands for the lower one."""
    page = window(width, color_scheme=scheme)
    page.add_init_script(AXE)
    broken = {}
    for path in _everywhere(paths):
        _open(page, address, path)
        broken[path] = [*page.evaluate(RULES, False), *page.evaluate(RULES, True)]
    assert {path: found for path, found in broken.items() if found} == {}


# by keyboard

STOPS = """() => {
  window.reached = new Set();
  window.controls = [...document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex='0']")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }));
  return window.controls.length;
}"""
STOP = """() => {
  const one = document.activeElement, { width, height, top, bottom, left, right } = one.getBoundingClientRect();
  if (one === document.body) return null;
  window.reached.add(one);
  const seen = width > 8 && height > 8 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && one.checkVisibility();
  return seen && getComputedStyle(one).outlineStyle !== "none" ? "" : one.outerHTML.slice(0, 120);
}"""
MISSED = "() => window.controls.filter((one) => !window.reached.has(one)).map((one) => one.outerHTML.slice(0, 120))"


def test_the_keyboard_reaches_everything_and_nothing_hidden(window: Any, address: str, paths: list[str]) -> None:
    page = window(1280)
    wrong = {}
    for path in [f"en/{path}" for path in (*paths[:-2], SEARCHES["en"])]:
        _open(page, address, path)
        page.evaluate("() => scrollTo(0, 0)")
        hidden = []
        for _ in range(page.evaluate(STOPS) + 20):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None:
                break
            hidden += [stop] if stop else []
        wrong[path] = [*hidden, *(f"missed: {one}" for one in page.evaluate(MISSED))]
    assert {path: found for path, found in wrong.items() if found} == {}


# by touch: 44 by 44 pixels, but for a link inside a sentence; marks of remarks have an invisible margin

SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input, select")].filter((one) => {
  if (!one.checkVisibility() || one.matches(".kb-skip, .kb-mark")) return false;
  const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
  const sentence = one.closest("p, li, dd, th, td");
  const inside = one.matches("a") && sentence && sentence.textContent.trim().length > one.textContent.trim().length + 1;
  return !inside && (width < 43.9 || height < 43.9);
}).map((one) => `${one.getBoundingClientRect().width}x${one.getBoundingClientRect().height} ${one.outerHTML.slice(0, 120)}`)"""


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough_for_a_finger(window: Any, address: str, paths: list[str], width: int) -> None:
    page = window(width)
    small = {}
    for path in _everywhere(paths):
        _open(page, address, path)
        small[path] = page.evaluate(SMALL)[:5]
    assert {path: found for path, found in small.items() if found} == {}


# by voice: a screen reader changes its voice at `lang`

FOREIGN = r"""(own) => {
  const other = own === "zh" ? /(?:[A-Za-z][a-z]{2,}[ ,]+){4}/ : /\p{Script=Han}/u;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const { data, parentElement: near } = walk.currentNode;
    const bare = near.closest("script, noscript, pre, code, .kb-sources");  // names of authors are names
    if (!bare && other.test(data) && near.closest("[lang]").lang.startsWith(own)) found.push(data.trim().slice(0, 80));
  }
  return found;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_another_language_say_so(window: Any, address: str, paths: list[str], language: str) -> None:
    page = window()
    wrong = {}
    for path in [f"{language}/{path}" for path in paths]:
        page.goto(address + path)
        wrong[path] = page.evaluate(FOREIGN, language)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_whoever_asks_for_less_motion_gets_none(window: Any, address: str, paths: list[str]) -> None:
    page = window(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((one) => ["", "::before", "::after"].some((part) => {
      const style = getComputedStyle(one, part);
      return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior === "smooth";
    })).map((one) => one.outerHTML.slice(0, 80))"""
    for path in ("en/", f"zh/{paths[-1]}"):
        page.goto(address + path)
        assert page.evaluate(moving) == []


# enlarged four times: a page 320 pixels wide

BOXES = """() => [...document.querySelectorAll("article *")].filter((one) =>
  one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX)
  && !(one.tabIndex === 0 && (one.ariaLabel || one.hasAttribute("aria-labelledby")))).map((one) => one.outerHTML.slice(0, 120))"""


def test_enlarged_four_times_only_tables_scroll_and_the_keyboard_scrolls_them(window: Any, address: str, paths: list[str]) -> None:
    page = window(320)
    wrong = {}
    for path in _everywhere(paths):
        _open(page, address, path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong[path] = [*([f"{wide} wide"] if wide > 320 else []), *page.evaluate(BOXES)]
    assert {path: found for path, found in wrong.items() if found} == {}


# on a phone with little: bytes over the wire, everything a page loads, compressed

SHIFTS = """() => { window.shifts = []; new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))
  .observe({ type: "layout-shift", buffered: true }); }"""
KILOBYTE = 1000
LIMITS = {"": 55, "script": 40, "font": 0}  # the whole of a page, its scripts, its fonts
TABLES = 75  # the whole of a page with the tables of all studies, which grows with them until it is cut


def test_a_page_is_light_and_nothing_in_it_jumps(window: Any, address: str, paths: list[str]) -> None:
    page = window()
    page.add_init_script(f"({SHIFTS})()")
    heavy, loaded = {}, []
    page.on("response", lambda response: loaded.append(response))
    for path in _everywhere(paths):
        loaded.clear()
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        kinds = [(each.request.resource_type, len(gzip.compress(each.body(), 6))) for each in loaded if each.ok]
        for kind, most in LIMITS.items():
            size = sum(bytes for of, bytes in kinds if kind in ("", of))
            most = TABLES if not kind and path.partition("/")[2].strip("/") in NAMES else most
            if size > most * KILOBYTE and not ("?q=" in path and not kind):  # a search fetches its index
                heavy[path, kind] = size
        if shifts := page.evaluate("window.shifts"):
            heavy[path, "shifts"] = shifts
    assert heavy == {}


# words of the glossary, explained where they stand

NOTE = ".kb-note-popover:popover-open"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_explained_by_touch(window: Any, address: str, paths: list[str], language: str) -> None:
    page = window(has_touch=True)
    page.goto(f"{address}{language}/{paths[-1]}")
    word = page.locator(".kb-lead ~ p .kb-explained").first
    word.tap()
    note = page.locator(NOTE)
    term = note.locator("a").get_attribute("href").partition("#")[2]
    assert word.get_attribute("href").endswith(f"#{term}")
    assert note.locator("span").inner_text() == page.locator(f".kb-words dt:has(a[href$='#{term}']) + dd").evaluate(
        "(said) => said.textContent"
    )
    box = note.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0 and box["y"] + box["height"] <= 900
    note.locator("button").tap()
    assert note.count() == 0


def test_a_word_is_explained_by_keyboard(window: Any, address: str, paths: list[str]) -> None:
    page = window()
    page.goto(f"{address}en/{paths[-1]}")
    word = page.locator(".kb-explained").nth(3)
    word.focus()
    page.keyboard.press("Enter")
    assert page.locator(NOTE).count() == 1
    assert word.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.activeElement.matches('{NOTE} > a')")
    page.keyboard.press("Escape")
    assert page.locator(NOTE).count() == 0
    assert word.evaluate("(word) => word === document.activeElement")
    page.wait_for_function("document.activeElement.getAttribute('aria-expanded') === 'false'")


def test_without_scripts_a_word_is_a_link_and_on_paper_it_is_explained(window: Any, address: str, paths: list[str]) -> None:
    page = window(java_script_enabled=False)
    page.goto(f"{address}en/{paths[-1]}")
    page.emulate_media(media="print")
    assert not page.locator(".kb-words dd").last.is_visible()  # two sheets for everyone have no room for it
    page.emulate_media(media="screen")
    page.locator(".kb-clinicians .kb-fold > summary").first.click()
    page.emulate_media(media="print")
    assert page.locator(".kb-words dd").last.is_visible()
    page.emulate_media(media="screen")
    word = page.locator(".kb-explained").first
    entry = word.get_attribute("href").partition("#")[2]
    word.click()
    assert page.url == f"{address}en/glossary/#{entry}"
    page.locator(f"h3#{entry}").wait_for(state="visible")
    assert 0 <= page.locator(f"h3#{entry}").bounding_box()["y"] < 300


def test_a_page_explains_every_word_it_links(site: Path, paths: list[str]) -> None:
    for path in paths[len(KINDS) :]:
        for language in LANGUAGES:
            html = (site / language / path / "index.html").read_text(encoding="utf-8")
            links, listed = (set(re.findall(rf'{before}<a [^>]*?href="[^"]*glossary/#([^"]+)"', html)) for before in ("", "<dt>"))
            assert links and links == listed, path
