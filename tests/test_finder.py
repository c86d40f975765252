"""What search is told of the site: every study and term once, nothing of the pages that repeat others."""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path

import pytest
from conftest import ROOT

import kb.search
from kb.edition import edition
from kb.finder import FOLDER, Finder
from kb.library import Library


def _filled(library: Library) -> Finder:
    finder = Finder(library)
    made = edition(library, ROOT / "overrides")
    for address, page in made.pages.items():
        finder.take(finder.cut(address, page.title, page.description, made.printed[address].html, page))
    return finder


def test_each_study_is_found_once_in_each_language(small: Library) -> None:
    found = _filled(small).found
    for code in small.codes:
        assert [each.path for each in found[code] if each.kind == "study"] == ["studies/two-arms/"]


def test_lists_are_not_found_and_terms_are(small: Library) -> None:
    for found in _filled(small).found.values():
        assert {each.path for each in found}.isdisjoint({"", "studies/", "search/"})
        assert "glossary/#term-measures-nihss" in {each.path for each in found if each.kind == "term"}


def test_a_page_outside_the_languages_is_left_out(small: Library) -> None:
    finder = Finder(small)
    finder.take(finder.cut("index.html", "Title", "", "<h2 id='x'>Words</h2>", None))
    assert not any(finder.found.values())


def test_every_file_of_the_index_is_json_below_its_folder(small: Library) -> None:
    files = dict(_filled(small).files())
    assert all(Path(address).is_relative_to(FOLDER) for address in files)
    assert {Path(address).relative_to(FOLDER).parts[0] for address in files} == {*small.codes, "words.json"}
    assert all(json.loads(content) for content in files.values())


def test_the_table_says_in_which_piece_a_word_stands(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.search, "_SHARD", 200)
    files = {Path(address).relative_to(FOLDER).as_posix(): json.loads(content) for address, content in _filled(small).files()}
    for code in small.codes:
        table = files[f"{code}/index.json"]
        assert len(table["starts"]) > 1
        starts = [start for group in range(len(table["starts"])) for start in files[f"{code}/{table['version']}/s{group}.json"]]
        assert starts[:: table["group"]] == table["starts"]
        for number in range(len(starts)):
            words = files[f"{code}/{table['version']}/t{number}.json"]
            assert {bisect_right(starts, word) - 1 for word in words} == {number}
