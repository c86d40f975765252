"""A record that was right is not read again; whatever could make it wrong is looked at again all the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, changed, plain, write_record

from kb import checked, workers
from kb.facts import numbers, texts
from kb.keep import keep_of
from kb.library import Library, load


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The real words with three small records."""
    shutil.copytree(ROOT / "data", tmp_path / "project" / "data", ignore=shutil.ignore_patterns("studies"))
    (tmp_path / "project" / "data" / "studies").mkdir()
    for name in ("one", "three", "two"):
        write(tmp_path / "project", name)
    return tmp_path / "project" / "data"


def write(project: Path, name: str, **changes: Any) -> None:
    write_record(project, name, changed(plain("two-arms"), {"sources.0.doi": f"10.1000/{name}", **changes}))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The records that are read, in order."""
    monkeypatch.setenv("KB_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(workers, "processors", lambda: 1)
    names: list[str] = []
    original = checked.read
    monkeypatch.setattr(checked, "read", lambda path, name: (names.append(path.stem), original(path, name))[1])
    return names


def codes(library: Library) -> list[tuple[str, str]]:
    return sorted((found.file.rpartition("/")[2], found.code) for found in library.findings)


def test_only_records_that_changed_are_read_again(data: Path, read: list[str]) -> None:
    first = load(data, keep=keep_of(data))
    write(data.parent, "two", **{"short_title.en": "Renamed trial"})
    again = load(data, keep=keep_of(data))
    assert read == ["one", "three", "two", "two"]
    assert list(again.studies) == list(first.studies) == ["one", "three", "two"]
    assert again.studies["one"] == first.studies["one"]
    assert again.studies["two"].short_title["en"] == "Renamed trial"


def test_the_last_library_serves_as_well(data: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CACHE", "")
    first = load(data, keep=keep_of(data))
    write(data.parent, "two", **{"short_title.en": "Renamed trial"})
    again = load(data, keep=keep_of(data), last=first)
    assert read == ["one", "three", "two", "two"]
    assert again.studies.version("one") is first.studies.version("one")
    assert again.abstract("one") is first.abstract("one")
    assert again.terms is first.terms


def test_what_is_kept_of_a_record_is_all_that_is_printed(data: Path, read: list[str]) -> None:
    """Facts of figures, texts cut at their figures, what the checks led to: the same as when it is read."""
    (record,) = (ROOT / "data" / "studies").glob("yang-*.yml")
    shutil.copy(record, data / "studies")
    load(data, keep=keep_of(data))
    kept, fresh = load(data, keep=keep_of(data)).studies[record.stem], load(data).studies[record.stem]
    assert read.count(record.stem) == 2
    assert [number.fact for _, number in numbers(kept)] == [number.fact for _, number in numbers(fresh)]
    assert [text.bound for text in texts(kept)] == [text.bound for text in texts(fresh)]
    assert any(text.bound for text in texts(kept))
    assert kept._led == fresh._led is not None


def test_a_record_with_a_finding_is_told_of_every_time(data: Path, read: list[str]) -> None:
    write(data.parent, "two", **{"outcomes.0.comparisons.0.points.1.estimate": "-7.50"})
    for _ in range(2):
        assert codes(load(data, keep=keep_of(data))) == [("two.yml", "outside_interval")]
    assert read.count("one") == 1


def test_a_number_taken_twice_is_found_though_both_records_were_right(data: Path, read: list[str]) -> None:
    load(data, keep=keep_of(data))
    write(data.parent, "two", **{"sources.0.doi": "10.1000/one"})
    assert codes(load(data, keep=keep_of(data))) == [("one.yml", "number_twice"), ("two.yml", "number_twice")]


def test_a_record_named_to_read_next_that_goes_is_found(data: Path, read: list[str]) -> None:
    record = plain("two-arms") | {"related": ["one"]}
    write_record(data.parent, "two", changed(record, {"sources.0.doi": "10.1000/two"}))
    assert codes(load(data, keep=keep_of(data))) == []
    (data / "studies" / "one.yml").unlink()
    assert codes(load(data, keep=keep_of(data))) == [("two.yml", "unknown_record")]


def test_another_word_has_every_record_read_again(data: Path, read: list[str]) -> None:
    load(data, keep=keep_of(data))
    with (data / "wording.yml").open("a") as words:
        words.write("\n")
    load(data, keep=keep_of(data))
    assert sorted(read) == sorted(2 * ["one", "three", "two"])


def test_records_are_the_same_however_many_processes_read_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        write(data.parent, f"more-{number}", **({"kind": "nonesuch"} if number == 5 else {}))
    libraries = []
    for many in (1, 3):
        monkeypatch.setattr(workers, "processors", lambda many=many: many)
        libraries.append(load(data))
    one, several = libraries
    assert one.studies == several.studies and list(one.studies) == list(several.studies)
    assert codes(one) == codes(several) == [("more-5.yml", "unknown_term")]


def test_what_is_only_checked_is_neither_drawn_nor_read_twice(data: Path, read: list[str]) -> None:
    checked_only = load(data, keep=keep_of(data), shown=False)
    assert list(checked_only.studies) == [] and list(checked_only.digests) == ["one", "three", "two"]
    load(data, keep=keep_of(data), shown=False)
    assert read == ["one", "three", "two"]
    assert list(load(data, keep=keep_of(data)).studies) == ["one", "three", "two"]
    assert read == 2 * ["one", "three", "two"]  # to show them they are read again


def test_what_was_shown_need_not_be_checked(data: Path, read: list[str]) -> None:
    load(data, keep=keep_of(data))
    load(data, keep=keep_of(data), shown=False)
    assert read == ["one", "three", "two"]


def test_who_only_checks_finds_the_same(data: Path, read: list[str]) -> None:
    write(data.parent, "two", **{"sources.0.doi": "10.1000/one"})
    write(data.parent, "wrong", kind="nonesuch")
    record = plain("two-arms") | {"related": ["nobody"]}
    write_record(data.parent, "three", changed(record, {"sources.0.doi": "10.1000/three"}))
    found = [codes(load(data, keep=keep_of(data), shown=shown)) for shown in (False, True, False)]
    assert found[0] == found[1] == found[2]
    assert {code for _, code in found[0]} == {"number_twice", "unknown_term", "unknown_record"}
