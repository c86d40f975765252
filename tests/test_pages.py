"""Which pages there are, and what each of them shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import ROOT, changed, plain, world

from kb.abstract import Abstract, abstracts
from kb.library import Library
from kb.pages import Page, Pages, group_names
from kb.values import Text

LISTS = ("", "studies/", "glossary/", "search/", "remarks/", "checks/", "routes/", "doses/", "outcomes/", "harms/")


def _own(number: int, changes: dict[str, Any] | None = None) -> Any:
    return changed(plain("two-arms"), {"sources.0.doi": f"10.1000/{number}"} | (changes or {}))


def test_every_language_has_the_same_pages(small: Library) -> None:
    assert [page.address for page in Pages(small).values()] == [
        f"{code}/{path}" for code in ("zh", "en") for path in (*LISTS, *(f"studies/two-arms/{part}" for part in ("", "handout/", "both/")))
    ]  # fmt: skip


def test_a_study_page_shows_its_record_in_its_language(small: Library) -> None:
    page = next(page for page in Pages(small).values() if page.address == "en/studies/two-arms/")
    assert (page.template, page.title, page.description, page.source, page.changed) == (
        "study.html", "Invented trial", "This study is invented for tests.", "data/studies/two-arms.yml", "2026-11-22",
    )  # fmt: skip
    assert page.values["study"].title == small.studies["two-arms"].title
    assert page.values["id"] == "two-arms"


def test_a_list_is_as_old_as_its_newest_record_and_made_of_the_wording(tmp_path: Path) -> None:
    library = world(tmp_path, {"a": _own(1, {"editorial.last_changed": "2026-11-23"}), "b": _own(2)})
    listings = [page for page in Pages(library).values() if page.path in ("", "studies/")]
    assert {(page.changed, page.source) for page in listings} == {("2026-11-23", "data/wording.yml")}
    titles = [library.words[name]["title"] for name in ("home", "studies")]
    assert [page.title for page in listings] == [title[code] for code in library.codes for title in titles]


def test_a_knowledge_base_without_records_still_has_its_lists(tmp_path: Path) -> None:
    library = world(tmp_path, {})
    assert [page.address for page in Pages(library).values()] == [f"{code}/{path}" for code in ("zh", "en") for path in LISTS]
    assert {page.changed for page in Pages(library).values()} == {"1970-01-01"}


def test_every_page_has_a_template(small: Library) -> None:
    assert [page.template for page in Pages(small).values() if not (ROOT / "overrides" / "pages" / page.template).is_file()] == []


def test_the_home_page_counts_studies_conditions_figures_and_remarks(tmp_path: Path) -> None:
    library = world(tmp_path, {"a": _own(1), "b": _own(2, {"people.conditions": ["spinal-cord-injury"]})})
    home: Page = next(iter(Pages(library).values()))
    assert [home.values["studies"], home.values["conditions"], home.values["remarks"]] == [2, 3, 0]
    one = next(iter(Pages(world(tmp_path / "one", {"a": _own(1)})).values()))
    assert home.values["figures"] == 2 * one.values["figures"] > 0


def test_a_record_that_is_removed_takes_its_page_and_its_rows_and_nothing_else(tmp_path: Path) -> None:
    both = {page.address: page for page in Pages(world(tmp_path / "both", {"a": _own(1), "b": _own(2)})).values()}
    left = {page.address: page for page in Pages(world(tmp_path / "left", {"a": _own(1)})).values()}
    assert set(both) - set(left) == {f"{code}/studies/b/{part}" for code in ("zh", "en") for part in ("", "handout/", "both/")}
    assert set(left) < set(both)
    assert [entry.id for entry in left["zh/studies/"].values["at"].rows] == ["a"]


def test_groups_are_called_by_their_names(every_field: Library) -> None:
    words = every_field.words["groups"]
    assert group_names(every_field, every_field.studies["every-field"]) == {
        "all": words["all"],
        "baseline": words["baseline"],
        "none": words["none"],
        "cells": Text({"zh": "细胞组", "en": "cell group"}),
        "control": Text({"zh": "对照组", "en": "control group"}),
        "older": Text({"zh": "年长者", "en": "older people"}),
    }


def test_lists_are_drawn_up_once_for_all_pages(small: Library, monkeypatch: Any) -> None:
    """Otherwise the build would grow with the square of the studies."""
    calls: list[Library] = []

    def counted(library: Library) -> tuple[Abstract, ...]:
        calls.append(library)
        return abstracts(library)

    monkeypatch.setattr("kb.pages.abstracts", counted)
    list(Pages(small).values())
    assert calls == [small]
