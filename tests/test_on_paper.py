"""On paper: a study on two sheets, its hand-out on one, both legible in grey; and side by side, on a phone too."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ROOT
from pypdf import PdfReader

IDS = sorted(path.stem for path in (ROOT / "data" / "studies").glob("*.yml"))
EACH = [(code, id) for code in ("zh", "en") for id in IDS]
_SPACES = dict.fromkeys(map(ord, " \n\u00a0"))
A4 = (595, 842)
CLINICIANS = "() => document.querySelectorAll('.kb-clinicians .kb-fold').forEach((part) => { part.open = true; })"
# What the reader sees of a sheet: the least size of a text in points, and every colour that is not a grey.
LOOK = r"""
() => {
  const sizes = [], colours = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!element.checkVisibility() || element.closest(".kb-hidden, script, noscript")) continue;
    const style = getComputedStyle(element);
    if (own) sizes.push(parseFloat(style.fontSize) * 0.75);
    for (const name of ["color", "backgroundColor", "borderLeftColor"]) {
      const parts = style[name].match(/\d+/g).slice(0, 3);
      if (new Set(parts).size > 1) colours.add(style[name]);
    }
  }
  return [Math.min(...sizes), [...colours]];
}
"""
# Boxes that reach beyond the sheet.
BEYOND = """
() => [...document.querySelectorAll("article *")].filter((element) => element.checkVisibility() && !element.closest(".kb-hidden")
  && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((element) => element.outerHTML.slice(0, 80))
"""


# The width of a text of 100 px in Arial: nearly every printer's machine has it, or a font that measures alike.
ARIAL = """() => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = "100px Arial";
  return Math.round(canvas.measureText("Stem-cell studies, harms and limits").width);
}"""


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    if page.evaluate(ARIAL) != 1545:
        lacking = "no Arial and nothing like it: install the package fonts-liberation"
        pytest.fail(lacking) if os.environ.get("CI") == "true" else pytest.skip(lacking)
    yield page
    context.close()


def sheets(page: Any) -> PdfReader:
    """The page as the browser prints it."""
    return PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))


def _words(paper: PdfReader) -> str:
    """The words of the sheets without spaces; a printed Han character may come back as the radical that looks like it."""
    return "".join(unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in paper.pages).translate(_SPACES)


@pytest.mark.parametrize(("code", "id"), EACH)
def test_a_study_prints_on_two_sheets_in_grey_with_all_harms_and_limits(page: Any, address: str, code: str, id: str) -> None:
    page.goto(f"{address}{code}/studies/{id}/")
    paper = sheets(page)
    assert len(paper.pages) <= 2
    assert tuple(round(float(side)) for side in paper.pages[0].mediabox[2:]) == A4
    page.emulate_media(media="print")
    least, colours = page.evaluate(LOOK)
    assert least >= 9.9  # Han and Latin in 10 pt
    assert colours == []
    for name in ("harms", "cannot-tell", "how-sure", "ask", "dates"):
        assert page.locator(f"#{name}").is_visible()
    for item in page.locator("#cannot-tell ~ ul").first.locator("li").all():
        assert item.is_visible()
    assert not page.locator("#for-clinicians").is_visible()
    assert page.locator(".kb-paper .kb-address").is_visible()


@pytest.mark.parametrize(("code", "id"), EACH)
def test_a_hand_out_is_one_sheet_of_at_least_12_points(page: Any, address: str, code: str, id: str) -> None:
    page.goto(f"{address}{code}/studies/{id}/handout/")
    paper = sheets(page)
    assert len(paper.pages) == 1
    assert tuple(round(float(side)) for side in paper.pages[0].mediabox[2:]) == A4
    page.emulate_media(media="print")
    least, colours = page.evaluate(LOOK)
    assert least >= 12
    assert colours == []
    for name, fewest in (("key-messages", 2), ("cannot-tell", 1), ("ask", 4)):
        assert page.locator(f"#{name} + ul > li").count() >= fewest
    assert page.locator("#harms + p").is_visible()
    assert page.locator(".kb-qr").is_visible()
    assert page.locator(".kb-china").is_visible()
    assert f"/{code}/studies/{id}/" in page.locator(".kb-address").inner_text()


def test_what_a_reader_opened_is_printed(page: Any, address: str) -> None:
    page.goto(f"{address}zh/studies/{IDS[0]}/")
    page.evaluate(CLINICIANS)
    paper = sheets(page)
    assert len(paper.pages) > 8
    last = page.locator("#context, #completeness").last.inner_text()  # a heading near the end
    assert last.translate(_SPACES) in _words(paper)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_nothing_is_cut_off_at_the_edge_of_a_sheet(page: Any, address: str, code: str) -> None:
    page.emulate_media(media="print")
    broad = {"doses/"}  # printed on landscape sheets
    paths = ["routes/", "doses/", "outcomes/", "harms/", *(f"studies/{id}/{name}" for id in IDS for name in ("", "both/", "handout/"))]
    for path in paths:
        page.set_viewport_size({"width": 1017 if path in broad else 688, "height": 1000})
        page.goto(f"{address}{code}/{path}")
        page.evaluate("() => document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert page.evaluate(BEYOND) == [], path


def test_doses_print_on_landscape_sheets(page: Any, address: str) -> None:
    page.goto(f"{address}en/doses/")
    assert tuple(round(float(side)) for side in sheets(page).pages[0].mediabox[2:]) == A4[::-1]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_side_by_side_stacks_on_a_phone_and_stands_in_columns_on_a_desk(page: Any, address: str, code: str) -> None:
    for width, columns in ((1280, 2), (390, 1)):
        page.set_viewport_size({"width": width, "height": 844})
        for id in IDS:
            page.goto(f"{address}{code}/studies/{id}/both/")
            page.evaluate("() => document.querySelectorAll('details').forEach((part) => { part.open = true; })")
            assert page.evaluate("() => document.documentElement.scrollWidth") == width
            row = page.locator(".kb-row:has(#harms) > div")
            first, second = (side.bounding_box() for side in row.all())
            assert (first["y"] == second["y"]) == (columns == 2)
            assert (first["x"] + first["width"] <= second["x"]) == (columns == 2)


def test_what_is_opened_in_one_language_opens_in_the_other(page: Any, address: str) -> None:
    page.goto(f"{address}en/studies/{IDS[0]}/both/")
    page.locator("#criteria-inclusion > summary, .kb-row .kb-fold > summary").first.click()
    page.wait_for_function("() => document.querySelectorAll('.kb-row .kb-fold[open]').length === 2")
    names = page.evaluate("() => [...document.querySelectorAll('.kb-row .kb-fold[open]')].map((fold) => fold.id)")
    assert re.sub("_2$", "", names[1]) == names[0]
    assert page.locator(f"#{names[1]}").locator("xpath=ancestor::div[@lang]").get_attribute("lang") == "zh-Hans"


def test_the_button_prints_where_scripts_run_and_is_away_where_not(browser: Any, address: str) -> None:
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        shown = context.new_page()
        shown.goto(f"{address}zh/studies/{IDS[0]}/handout/")
        assert shown.locator(".kb-print").is_visible() == scripts
        context.close()
