"""What a reader meets in a browser: on a phone and a desk, light and dark, with and without scripts, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

LANGUAGES = ("zh", "en")
PROSE = ("about/", "method/", "how-to-read/", "contribute/")
WINDOWS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]

# One walk through a page: everything on it that breaks a promise, as sentences.
PROBE = r"""
() => {
  const found = [];
  const root = document.documentElement;
  const chinese = root.lang.startsWith("zh");
  const name = (element) => element.tagName.toLowerCase() + "." + element.className + " " + element.textContent.trim().slice(0, 40);
  const say = (what, element) => { if (found.length < 12) found.push(what + ": " + name(element)); };
  for (const fold of document.querySelectorAll("details")) fold.open = true;

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const memory = new Map();
  const rgb = (colour) => {
    if (!memory.has(colour)) {
      canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
      memory.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return memory.get(colour);
  };
  const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const light = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, share, index) => sum + share * linear(colour[index] / 255), 0);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = rgb(getComputedStyle(element).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgb("white");
  };

  if (root.scrollWidth > root.clientWidth) found.push("the page scrolls sideways: " + root.scrollWidth + " > " + root.clientWidth);
  if (parseFloat(getComputedStyle(document.body).fontSize) < 18) found.push("text below 18 px");

  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!own || !element.checkVisibility() || element.closest(".kb-hidden, .kb-mark, script, noscript")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < 16) say("below 16 px (" + size + ")", element);
    if (chinese && style.fontStyle !== "normal" && /\p{Script=Han}/u.test(own)) say("slanted Chinese", element);
    const lines = parseFloat(style.lineHeight) / size;
    const least = element.closest("summary") ? 1.599 : 1.7;
    if (chinese && element.matches("p, li, dd, dt, td, tbody th") && lines < least) say("lines too close", element);
    const [one, two] = [light(rgb(style.color)), light(behind(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (two + 0.05);
    if (contrast < 7) say("contrast " + contrast.toFixed(2), element);
  }

  const targets = "header a, button, summary, .kb-contents a, .kb-button, .kb-twin, .kb-ways a, .kb-card h3 a, .kb-edit a";
  for (const element of document.querySelectorAll(targets)) {
    const { width, height } = element.getBoundingClientRect();
    const small = height < 43.9 || width < 43.9;
    if (small && element.checkVisibility()) say("target " + Math.floor(width) + "×" + Math.floor(height), element);
  }
  for (const mark of document.querySelectorAll(".kb-mark")) {
    const area = getComputedStyle(mark, "::after");
    if (parseFloat(area.height) < 44 || parseFloat(area.width) < 44) say("target of a mark", mark);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """Every page below a language's folder, the same in all languages."""
    studies = sorted(f"studies/{page.parent.name}/" for page in (site / "zh" / "studies").glob("*/index.html"))
    assert studies
    return ["", "studies/", *PROSE, studies[0], f"{studies[0]}both/", f"{studies[0]}handout/", *studies[1:]]


@pytest.fixture(scope="module")
def study(site: Path, paths: list[str]) -> str:
    """The longest study."""
    return max((path for path in paths if path.count("/") == 2), key=lambda path: (site / "zh" / path / "index.html").stat().st_size)


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """Opens pages in contexts with given options; at the end nothing must have gone wrong in any of them."""
    contexts, wrong = [], []

    def opened(path: str = "", **options: Any) -> Any:
        context = browser.new_context(**{"locale": "fr-FR", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(f"asks {request.url}"))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


OPEN = "() => document.querySelectorAll('details').forEach((part) => { part.open = true; })"
LARGE = "() => { document.documentElement.style.fontSize = '150%'; }"
CLOSE = "() => { document.querySelectorAll('details').forEach((part) => { part.open = false; }); scrollTo(0, 0); }"
FOLLOW = "(id) => { const link = document.createElement('a'); link.href = '#' + id; document.body.append(link); link.click(); }"


def place(page: Any) -> str:
    """Where the page is, below the site's root, with its fragment."""
    parts = urlsplit(page.url)
    return parts.path.lstrip("/") + (f"#{parts.fragment}" if parts.fragment else "")


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_every_page_is_legible_reachable_and_keeps_to_itself(visit: Any, address: str, paths: list[str], width: int, scheme: str) -> None:
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    problems = {}
    shown = paths if (width, scheme) in (WINDOWS[0], WINDOWS[-1]) else paths[:9]  # every page in two windows, every kind of page in all
    for language in LANGUAGES:
        for path in shown:
            page.goto(f"{address}{language}/{path}")
            problems[f"{language}/{path}"] = page.evaluate(PROBE)
    assert {path: found for path, found in problems.items() if found} == {}


def test_large_text_on_a_narrow_phone_never_scrolls_the_page_sideways(visit: Any, address: str, paths: list[str]) -> None:
    page = visit(viewport={"width": 320, "height": 640})
    wide = []
    for language in LANGUAGES:
        for path in paths:
            page.goto(f"{address}{language}/{path}")
            page.evaluate(OPEN)
            width = page.evaluate(
                "() => { document.documentElement.style.fontSize = '150%'; return document.documentElement.scrollWidth; }"
            )
            if width > 320:
                wide.append((language, path, width))
    assert wide == []


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_the_root_and_a_wrong_address_are_legible_too(visit: Any, address: str, width: int, scheme: str) -> None:
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.evaluate(PROBE) == []
    page.route("**/kb/**", lambda route: route.continue_(url=route.request.url.replace("/kb/", "/")))  # where it will be published
    page.goto(f"{address}404.html")
    assert page.evaluate(PROBE) == []
    assert page.locator("main a.kb-button").count() == 2 * len(LANGUAGES)


@pytest.mark.parametrize(("locale", "leads_to"), [("zh-CN", "zh/"), ("zh-TW", "zh/"), ("en-GB", "en/"), ("de-DE", "")])
def test_the_root_leads_to_the_reader_s_language(visit: Any, locale: str, leads_to: str) -> None:
    page = visit(locale=locale)
    page.wait_for_load_state()
    assert place(page) == leads_to
    if not leads_to:
        assert [link.get_attribute("href") for link in page.locator("a.kb-button").all()] == ["zh/", "en/"]


def test_the_root_remembers_a_choice(visit: Any, address: str) -> None:
    page = visit("zh/about/", locale="zh-CN")
    page.click("a.kb-language")
    assert place(page) == "en/about/"
    page.goto(address)
    page.wait_for_url("**/en/")


def test_without_scripts_the_root_offers_every_language(visit: Any) -> None:
    links = visit(java_script_enabled=False).locator("a.kb-button").all()
    assert [(link.inner_text(), link.get_attribute("href")) for link in links] == [("简体中文", "zh/"), ("English", "en/")]


def test_without_scripts_every_kind_of_page_leads_to_the_same_page(visit: Any, address: str, paths: list[str]) -> None:
    page = visit(java_script_enabled=False)
    for path in paths[:7]:
        page.goto(f"{address}zh/{path}")
        page.click("a.kb-language")
        assert place(page) == f"en/{path}"
        page.click("a.kb-language")
        assert place(page) == f"zh/{path}"


def test_without_scripts_every_section_leads_to_the_same_section(visit: Any, address: str, study: str) -> None:
    page = visit(f"zh/{study}", java_script_enabled=False)
    ids = [heading.get_attribute("id") for heading in page.locator("h2").all()]
    links = [link.get_attribute("href") for link in page.locator("h2 a.kb-twin").all()]
    assert links == [f"../../../en/{study}#{id}" for id in ids]
    page.locator("h2 a.kb-twin").nth(7).click()
    assert place(page) == f"en/{study}#{ids[7]}"
    assert page.locator(f"#{ids[7]}").bounding_box()["y"] < 200


def test_without_scripts_every_table_is_there_and_opens(visit: Any, study: str) -> None:
    page = visit(f"en/{study}", java_script_enabled=False)
    assert page.locator("table").count() == visit(f"en/{study}").locator("table").count() > 5
    fold = page.locator("details.kb-fold:has(table)").first
    assert not fold.locator("table").first.is_visible()
    fold.locator("summary").click()
    assert fold.locator("table").first.is_visible()
    assert [button.inner_text() for button in page.locator("button:visible").all()] == ["Search"]  # leads to a page that says what it needs


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_or_dark_is_the_reader_s_choice_and_remembered(visit: Any, address: str, scheme: str) -> None:
    page = visit("zh/", color_scheme=scheme)
    paper = "getComputedStyle(document.body).backgroundColor"
    first, label = page.evaluate(paper), page.inner_text(".kb-scheme")
    page.click(".kb-scheme")
    second = page.evaluate(paper)
    assert second != first
    assert page.inner_text(".kb-scheme") != label
    page.goto(f"{address}en/about/")
    assert page.evaluate(paper) == second
    page.click(".kb-scheme")
    assert page.evaluate(paper) == first


def test_the_keyboard_meets_every_control_in_order_and_nothing_hidden(visit: Any) -> None:
    page = visit("en/", viewport={"width": 1280, "height": 900})
    stops = []
    while len(stops) < 100:
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const e = document.activeElement, b = e.getBoundingClientRect(); if (e === document.body) return null;"
            " const seen = b.width > 10 && b.height > 10 && b.top > -2 && b.bottom < innerHeight + 2;"
            " return [e.className || e.closest('article, footer, form, details').className, seen, getComputedStyle(e).outlineStyle]; }"
        )
        if stop is None:
            break
        stops.append(stop)
    names = [name for name, _, _ in stops]
    assert names[:7] == ["kb-skip", "kb-brand", "kb-find", "kb-tool", "kb-tool kb-language", "kb-tool kb-scheme", "kb-menu"]
    assert [name for name, seen, outline in stops if not seen or outline == "none"] == []
    assert names[-1] == "kb-footer"
    page.goto(page.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_a_link_into_a_closed_part_opens_it_and_leads_there(visit: Any, address: str, study: str) -> None:
    page = visit(f"zh/{study}")
    for kind in ("remark-", "outcome-", "claim-", "arm-"):
        id = page.locator(f"[id^={kind}]").last.get_attribute("id")
        page.goto(f"{address}zh/{study}")
        assert not page.evaluate("(id) => { const fold = document.getElementById(id).closest('details'); return fold.open; }", id)
        for way in ("address", "link", "the same link again"):
            if way == "address":
                page.goto(f"{address}zh/{study}#{id}")
            else:
                page.evaluate(CLOSE)
                page.evaluate(FOLLOW, id)
            page.wait_for_function(
                "(id) => { const target = document.getElementById(id), box = target.getBoundingClientRect();"
                " return target.closest('details').open && box.height > 0 && box.top >= -1 && box.top < innerHeight; }",
                arg=id,
                timeout=2000,
            )


def test_one_button_opens_and_closes_the_clinicians_part(visit: Any, study: str) -> None:
    page = visit(f"en/{study}")
    closed = page.locator(".kb-clinicians details:not([open])")
    total = page.locator(".kb-clinicians details").count()
    assert closed.count() == total > 5
    page.click(".kb-all")
    assert closed.count() == 0
    page.click(".kb-all")
    assert closed.count() == total
