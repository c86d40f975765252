"""What to read next: the studies a record names, then the newest that share a condition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import invented
from conftest import changed, overview, plain, world

from kb.overview import Entry
from kb.related import Related


def _own(number: int, changes: dict[str, Any] | None = None) -> Any:
    return changed(plain("two-arms"), {"sources.0.doi": f"10.1000/{number}"} | (changes or {}))


def _related(folder: Path, records: dict[str, Any], id: str) -> list[str]:
    entries = {entry.id: entry for entry in overview(world(folder, records))}
    return [entry.id for entry in Related(entries.values()).to(entries[id])]


def test_studies_of_the_same_condition_are_related_those_of_another_are_not(tmp_path: Path) -> None:
    spine = {"people.conditions": ["spinal-cord-injury"]}
    broader = {"people.conditions": ["stroke"]}
    records = {"a": _own(1), "b": _own(2), "broad": _own(3, broader), "spine": _own(4, spine)}
    assert _related(tmp_path, records, "a") == ["broad", "b"]
    assert _related(tmp_path / "again", records, "spine") == []


def test_a_study_is_not_related_to_itself_and_names_the_others_first(tmp_path: Path) -> None:
    records = {"a": _own(1) | {"related": ["spine"]}, "b": _own(2), "spine": _own(3, {"people.conditions": ["spinal-cord-injury"]})}
    assert _related(tmp_path, records, "a") == ["spine", "b"]


def test_the_number_of_related_studies_does_not_grow_with_the_site(tmp_path: Path) -> None:
    entries: list[Entry] = list(overview(world(tmp_path, {f"r{number}": _own(number) for number in range(12)})))
    assert [len(Related(entries).to(entry)) for entry in entries] == [6] * 12


def test_they_are_those_that_a_look_at_all_studies_finds() -> None:
    entries = overview(invented.library(range(40), points=1))
    related = Related(entries)
    for entry in entries:
        sharing = [other for other in entries if other.conditions & entry.conditions and other is not entry]
        assert [other.id for other in related.to(entry)] == [other.id for other in sharing[:6]]
