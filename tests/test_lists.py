"""Lists stay short however many studies there are, and lead to every study and every remark."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import invented
import pytest
from conftest import ROOT

from kb.brief import DESCRIPTION, TITLE, brief
from kb.compare.tables import BESIDE, MOST
from kb.library import Library
from kb.lists import CARDS, NAMES, REMARKS
from kb.pages import Page, Pages
from kb.render import Printer

MANY = 220


@cache
def _many() -> tuple[Library, dict[str, Page]]:
    """Some hundred invented studies with the remarks of the real ones, and the pages of the first language."""
    many, real = invented.library(range(MANY), points=6), invented.load(invented.DATA)
    remarks = [study.remarks for study in real.studies.values()]
    for number, (id, study) in enumerate(list(many.studies.items())):
        many.studies[id] = study.model_copy(update={"remarks": remarks[number % len(remarks)]})
    return many, {page.path: page for page in Pages(many).values() if page.language == many.codes[0]}


@cache
def _links(path: str) -> set[str]:
    """Where the links of a page lead, below the folder of its language."""
    _, made = _many()
    html = _printer().page(made[path]).html
    found = re.findall(r'href="([^"#?]*)', html)
    return {_resolved(path, link) for link in found if link and ":" not in link}


@cache
def _printer() -> Printer:
    library, _ = _many()
    return Printer(library, ROOT / "overrides", library.codes[0])


def _resolved(path: str, link: str) -> str:
    from urllib.parse import urljoin

    return urljoin(f"/{path}", link).lstrip("/")


def _of(template: str) -> list[Any]:
    return [page.values for page in _many()[1].values() if page.template == template]


def test_every_study_is_on_exactly_one_page_of_all_studies() -> None:
    library, _ = _many()
    shelf = [values["at"] for values in _of("studies.html") if values["group"] is None]
    assert Counter(entry.id for part in shelf for entry in part.rows) == Counter([*library.studies])
    assert [part.path for part in shelf][:2] == ["studies/", "studies/page/2/"]
    assert all(len(part.rows) <= CARDS for part in shelf)


def test_every_study_is_on_exactly_one_page_of_each_of_its_groups() -> None:
    groups = [values for values in _of("studies.html") if values["group"]]
    listed = Counter((values["group"].address, entry.id) for values in groups for entry in values["at"].rows)
    by_address = {values["group"].address: values["group"] for values in groups}
    assert listed == Counter((address, entry.id) for address, group in by_address.items() for entry in group.entries)
    assert all(len(values["at"].rows) <= NAMES for values in groups)


def test_every_remark_is_on_exactly_one_page_and_under_its_kind() -> None:
    library, _ = _many()
    parts = _of("all_remarks.html")
    rows = [(values["at"], row.entry, row.remark) for values in parts for row in values["at"].rows]
    expected = Counter((id, remark.id) for id, study in library.studies.items() for remark in study.remarks)
    assert Counter((entry.id, remark.id) for _, entry, remark in rows) == expected
    assert {at.terms for at, _, remark in rows if at.terms != (remark.kind,)} == set()
    assert all(len(values["at"].rows) <= REMARKS for values in parts)
    assert len(parts) > len(library.terms["remark_kinds"]) / 2


def test_a_few_remarks_are_one_page(library: Library) -> None:
    made = [page for page in Pages(library).values() if page.template == "all_remarks.html"]
    assert [page.path for page in made] == ["remarks/"] * len(library.codes)


def test_no_page_of_comparisons_holds_more_than_it_may() -> None:
    _, made = _many()
    sheets = [page.values for page in made.values() if "sheet" in page.values]
    assert all(len(values["sheet"].rows) <= MOST for values in sheets)
    assert all(len(values.get(name, ())) <= most for values in sheets for name, most in BESIDE.items())


def test_every_disagreement_and_silent_study_that_is_counted_is_listed_on_its_page() -> None:
    _, made = _many()
    for values in (page.values for page in made.values() if "sheet" in page.values and page.values.get("all_at")):
        what = next(name for name in BESIDE if name in values)
        below = [page.values for path, page in made.items() if path.startswith(values["all_at"])]
        assert sum(len(part[what]) for part in below) == values["all"]


def test_links_from_page_to_page_lead_from_home_to_every_list_and_every_study() -> None:
    library, made = _many()
    reached, waiting = {""}, [""]
    while waiting:
        path = waiting.pop()
        new = {link for link in _links(path) if link in made and link not in reached}
        reached |= new
        waiting += [link for link in new if made[link].template != "study.html"]
    lists = {path for path, page in made.items() if page.template not in ("study.html", "handout.html", "both.html")}
    unlinked = {"search/", "remarks/", "checks/", "glossary/"}  # the header and the footer of every page lead there
    assert lists - reached - unlinked - {path for path in lists if path.startswith("remarks/")} == set()
    assert {f"studies/{id}/" for id in library.studies} <= reached


def test_from_all_remarks_every_page_of_remarks_is_reached() -> None:
    _, made = _many()
    reached, waiting = {"remarks/"}, ["remarks/"]
    while waiting:
        new = {link for link in _links(waiting.pop()) if link.startswith("remarks/") and link not in reached}
        reached |= new
        waiting += new
    assert reached == {path for path in made if path.startswith("remarks/")}


def test_an_address_with_a_group_or_a_kind_still_leads_to_its_part() -> None:
    _, made = _many()
    studies, remarks = (_printer().page(made[path]).html for path in ("studies/", "remarks/"))
    for way in made["studies/"].values["ways"]:
        for group in way.groups:
            assert re.search(rf'id="{way.id}-{group.term.id}"><a href="{group.address.removeprefix("studies/")}"', studies)
    for kind in made["remarks/"].values["kinds"]:
        assert re.search(rf'id="{kind.term.id}"><a href="{kind.term.id}/"', remarks)


def test_every_part_has_a_title_and_a_description_of_its_own_the_same_address_in_every_language_and_ways_to_its_neighbours() -> None:
    library, _ = _many()
    by_language = {code: [page for page in Pages(library).values() if page.language == code] for code in library.codes}
    assert len({tuple(page.path for page in made) for made in by_language.values()}) == 1
    for made in by_language.values():
        lists = [page for page in made if page.template in ("studies.html", "all_remarks.html") or "sheet" in page.values]
        shown = [(brief(page.title, TITLE), brief(page.description, DESCRIPTION)) for page in lists]
        for names in zip(*shown, strict=True):
            assert [name for name, times in Counter(names).items() if times > 1] == []
    html = _printer().page(_many()[1]["studies/page/2/"]).html
    labels = re.findall(r'<nav class="kb-pager" aria-label="([^"]*)"', html)
    assert len(labels) == len(set(labels)) == 2
    assert re.search(r'rel="prev" href="[./]*"', html) and re.search(r'rel="next" href="[./]*3/"', html)


def test_every_list_has_a_section_that_leads_to_the_other_language() -> None:
    lists = [page for page in _many()[1].values() if page.template in ("studies.html", "all_remarks.html") or "sheet" in page.values]
    assert [page.path for page in lists if not any(heading.level == 2 for heading in _printer().page(page).headings)] == []


@pytest.mark.parametrize("path", ["", "studies/", "studies/page/2/", "remarks/", "search/"])
def test_lists_weigh_little(path: str) -> None:
    import gzip

    assert len(gzip.compress(_printer().page(_many()[1][path]).html.encode())) < 60_000
