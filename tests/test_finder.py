"""What search is told of the site: every study and term once, nothing of the pages that repeat others."""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import kb.search
from kb.edition import edition
from kb.finder import FOLDER, Finder, put_texts_away
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


def _files(finder: Finder, site: Path) -> dict[str, Any]:
    """The files of the index by their path below its folder, read; there is nothing else in the site."""
    finder.write(site)
    folder = site / FOLDER
    assert {path for path in site.rglob("*") if path.is_file()} == {path for path in folder.rglob("*") if path.is_file()}
    return {path.relative_to(folder).as_posix(): json.loads(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_every_file_of_the_index_is_json_below_its_folder(small: Library, tmp_path: Path) -> None:
    files = _files(_filled(small), tmp_path)
    assert {Path(address).parts[0] for address in files} == {*small.codes, "words.json"}
    assert all(files.values())


def test_texts_that_were_put_away_before_make_the_same_index(small: Library, tmp_path: Path) -> None:
    one, other = _filled(small), Finder(small)
    for language, found in one.found.items():
        ready = ((language, one.looked_through(each)) for each in found)
        other.take(put_texts_away(ready, tmp_path / "other"))
    assert _files(one, tmp_path / "one") == _files(other, tmp_path / "other")


def test_the_table_says_in_which_piece_a_word_stands(small: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kb.search, "_SHARD", 200)
    files = _files(_filled(small), tmp_path)
    for code in small.codes:
        table = files[f"{code}/index.json"]
        assert len(table["starts"]) > 1
        starts = [start for group in range(len(table["starts"])) for start in files[f"{code}/{table['version']}/s{group}.json"]]
        assert starts[:: table["group"]] == table["starts"]
        for number in range(len(starts)):
            words = files[f"{code}/{table['version']}/t{number}.json"]
            assert {bisect_right(starts, word) - 1 for word in words} == {number}
