"""The comparison pages in a browser: filter, sort, address and back, keyboard, without scripts, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAGES = ("routes", "doses", "outcomes", "harms")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def rows(page: Any) -> int:
    return int(page.locator("tr[data-facets]:not([hidden])").count())


def choose(page: Any, name: str, value: str) -> None:
    page.evaluate("document.querySelector('.kb-choices').open = true")
    page.select_option(f"select[name={name}]", value)


def test_a_filter_is_in_the_address_counted_aloud_and_undone_by_back(page: Any, address: str) -> None:
    page.goto(f"{address}en/outcomes/")
    all_rows = rows(page)
    choose(page, "route", "intravenous")
    fewer = rows(page)
    assert 0 < fewer < all_rows
    assert page.url.endswith("?route=intravenous")
    assert page.inner_text(".kb-shown[aria-live=polite]") == f"{fewer} of {all_rows} rows shown."
    choose(page, "measure", "nihss")
    assert 0 < rows(page) < fewer
    page.go_back()
    assert (rows(page), page.input_value("select[name=measure]")) == (fewer, "")
    page.go_back()
    assert rows(page) == all_rows
    page.go_forward()
    assert rows(page) == fewer
    page.click(".kb-clear")
    page.wait_for_function("!location.search")
    assert rows(page) == all_rows


def test_an_address_with_filters_shows_them_and_hides_what_is_empty(page: Any, address: str) -> None:
    page.goto(f"{address}zh/outcomes/?measure=nihss&control=with")
    facets = page.locator("tr[data-facets]:not([hidden])").evaluate_all("rows => rows.map(row => row.dataset.facets)")
    assert facets and all("measure:nihss" in facet and "control:with" in facet for facet in facets)
    assert page.locator(".kb-instrument:visible").count() == 1
    assert page.input_value("select[name=measure]") == "nihss"


def test_what_the_address_does_not_know_changes_nothing(page: Any, address: str) -> None:
    page.goto(f"{address}en/doses/?route=<b>&colour=red&sort=x.y.z")
    assert rows(page) == page.locator("tr[data-facets]").count()


def figures(page: Any, table: str, column: int) -> list[str]:
    return list(
        page.locator(f"#{table} tbody tr").evaluate_all("(rows, column) => rows.map(row => row.cells[column].dataset.sort)", column)
    )


def test_a_column_sorts_both_ways_with_aria_sort_and_what_is_missing_last(page: Any, address: str) -> None:
    page.goto(f"{address}en/doses/")
    button = page.locator("#table-cells thead th:nth-child(9) button")
    button.scroll_into_view_if_needed()
    button.click()
    head = page.locator("#table-cells thead th:nth-child(9)")
    assert head.get_attribute("aria-sort") == "ascending"
    found = figures(page, "table-cells", 8)
    assert [float(one) for one in found if one] == sorted(float(one) for one in found if one)
    assert found[-2:] == ["", ""]
    assert "sort=table-cells.8.ascending" in page.url
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    turned = figures(page, "table-cells", 8)
    assert [float(one) for one in turned if one] == sorted((float(one) for one in turned if one), reverse=True)
    assert turned[-2:] == ["", ""]
    page.reload()
    page.wait_for_selector("#table-cells th[aria-sort=descending]")
    assert figures(page, "table-cells", 8) == turned


def test_sorting_and_more_work_from_the_keyboard(page: Any, address: str) -> None:
    page.goto(f"{address}en/doses/")
    button = page.locator("#table-cells thead th:first-child button")
    button.scroll_into_view_if_needed()
    for key, way in (("Enter", "ascending"), ("Space", "descending")):
        button.focus()
        page.keyboard.press(key)
        assert page.locator("#table-cells thead th:first-child").get_attribute("aria-sort") == way
    assert page.locator("#table-cells thead th[tabindex]").count() == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_scripts_the_whole_table_is_there_and_nothing_that_needs_them(browser: Any, address: str, language: str, name: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{language}/{name}/")
    assert page.locator("tr[data-facets]").count() > 0
    assert page.locator("td.kb-second").first.is_visible()
    assert not page.locator(".kb-filter").is_visible() and not page.locator(".kb-more").first.is_visible()
    context.close()


def test_on_a_phone_rows_are_cards_with_more_and_a_way_to_the_table(phone: Any, address: str) -> None:
    phone.goto(f"{address}en/doses/")
    row = phone.locator("tr[data-facets]").first
    assert not row.locator("td.kb-second").first.is_visible()
    row.locator(".kb-more").click()
    assert row.locator("td.kb-second").first.is_visible()
    assert row.locator(".kb-more").get_attribute("aria-expanded") == "true"
    phone.click(".kb-view")
    assert "view=table" in phone.url and phone.locator(".kb-view").get_attribute("aria-pressed") == "true"
    first = row.locator("th")
    phone.locator(".kb-scroll").first.evaluate("box => box.scrollTo(300, 0)")
    assert first.evaluate("cell => Math.round(cell.getBoundingClientRect().left)") in range(0, 32)
    phone.go_back()
    assert not phone.locator("tr[data-facets]").nth(1).locator("td.kb-second").first.is_visible()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_page_is_wider_than_the_screen_or_asks_for_anything_elsewhere(browser: Any, address: str, name: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page, foreign, said = context.new_page(), [], []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((address, "data:")) else None)
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}en/{name}/")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert (foreign, said) == ([], [])
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_carry_the_same_facts(site: Path, name: str) -> None:
    found = []
    for language in ("en", "zh"):
        html = (site / language / name / "index.html").read_text(encoding="utf-8")
        found.append(sorted(re.findall(r'<data value="([^"]*)" data-fact="([^"]*)"', html)))
    assert found[0] == found[1]
    assert all(":" in fact or fact.startswith("terms.") for _, fact in found[0])


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_row_leads_to_a_place_on_the_study_page(site: Path, name: str) -> None:
    html = (site / "en" / name / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="\.\./studies/([^/"]+)/#([^"]+)"', html))
    assert links
    for study, place in links:
        assert f'id="{place}"' in (site / "en" / "studies" / study / "index.html").read_text(encoding="utf-8"), (study, place)


def test_the_pages_weigh_less_than_they_may(site: Path) -> None:
    import gzip

    for language in ("en", "zh"):
        for name in PAGES:
            assert len(gzip.compress((site / language / name / "index.html").read_bytes())) < 300_000
