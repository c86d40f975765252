"""Lists of studies: a few facts of each, the newest first, and the ways into them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import changed, overview, plain, world

from kb.library import Library
from kb.overview import Entry, ways
from kb.values import Ref

REGISTRATION = {
    "kind": "registration", "id": "registry", "at": "registry", "registry": "clinicaltrials-gov", "number": "NCT00000001",
    "status": "RECRUITING", "start": "2020-03", "completion": "not_reported", "looked_at": "2026-11-22",
}  # fmt: skip


def _own(number: int, changes: dict[str, Any] | None = None) -> Any:
    """A study of its own: another identifier, and other values at some places."""
    return changed(plain("two-arms"), {"sources.0.doi": f"10.1000/{number}"} | (changes or {}))


def _entry(folder: Path, changes: dict[str, Any]) -> Entry:
    (entry,) = overview(world(folder, {"x": changed(plain("two-arms"), changes)}))
    return entry


def test_an_entry_holds_what_lists_show(small: Library) -> None:
    (entry,) = overview(small)
    assert (entry.id, entry.address) == ("two-arms", "studies/two-arms/")
    assert (entry.date, entry.year, entry.changed) == ("2025-12", "2025", "2026-11-22")
    assert entry.people is not None
    assert entry.study.title == small.studies["two-arms"].title
    assert (entry.cells, entry.routes) == ((Ref("uc-msc", "cells"),), (Ref("intravenous", "routes"),))


def test_a_condition_brings_those_it_is_a_kind_of(tmp_path: Path) -> None:
    entry = _entry(tmp_path, {"people.conditions": ["acute-cerebral-infarction"]})
    assert [ref.id for ref in entry.all_conditions] == ["acute-cerebral-infarction", "cerebral-infarction", "ischaemic-stroke", "stroke"]


def test_cells_and_routes_are_named_once_in_their_order(tmp_path: Path) -> None:
    treatment = plain("two-arms")["arms"][0]["treatments"][0]
    second = {**treatment, "route": "intrathecal"}
    entry = _entry(tmp_path, {"arms.0.treatments": [second, treatment, second]})
    assert [route.id for route in entry.routes] == ["intrathecal", "intravenous"]
    assert [cells.id for cells in entry.cells] == ["uc-msc"]


def test_a_route_that_is_not_reported_is_not_listed(tmp_path: Path) -> None:
    assert _entry(tmp_path, {"arms.0.treatments.0.route": "not_reported"}).routes == ()


def test_people_are_counted_in_the_whole_study_at_the_first_step_that_is_known(tmp_path: Path) -> None:
    steps = [("analysed", "all", 30), ("randomised", "cells", 16), ("randomised", "all", 32)]
    flow = [{"step": step, "group": group, "people": str(people), "at": "paper"} for step, group, people in steps]
    assert str(getattr(_entry(tmp_path, {"people.flow": flow}).people, "printed", None)) == "32"


def test_without_a_count_of_the_whole_there_is_none(tmp_path: Path) -> None:
    flow = [{"step": "randomised", "group": "cells", "people": "16", "at": "paper"}]
    assert _entry(tmp_path, {"people.flow": flow}).people is None


@pytest.mark.parametrize(
    ("kind", "published", "date"),
    [
        ("randomised-trial", "2025-12", "2025-12"),
        ("randomised-trial", "not_reported", "2020-03"),
        ("registration", "2018-01-01", "2020-03"),
    ],
)
def test_a_study_is_as_old_as_its_report_and_a_registration_as_its_start(tmp_path: Path, kind: str, published: str, date: str) -> None:
    record = plain("two-arms")
    record["sources"].append(REGISTRATION)
    assert _entry(tmp_path, {"kind": kind, "sources": record["sources"], "sources.0.published": published}).date == date


def test_a_study_without_any_date_has_no_year(tmp_path: Path) -> None:
    entry = _entry(tmp_path, {"sources.0.published": "not_reported"})
    assert (entry.date, entry.year) == ("", "")


def test_a_change_known_to_the_month_counts_from_its_first_day(tmp_path: Path) -> None:
    assert _entry(tmp_path, {"editorial.last_changed": "2026-11"}).changed == "2026-11-01"


def test_the_newest_study_comes_first(tmp_path: Path) -> None:
    dates = {"a": "2024", "b": "2025-12", "c": "2025-09-26", "d": "2025", "e": "not_reported"}
    records = {name: _own(number, {"sources.0.published": date}) for number, (name, date) in enumerate(dates.items())}
    assert [entry.id for entry in overview(world(tmp_path, records))] == ["b", "c", "d", "a", "e"]


def test_studies_are_grouped_by_condition_route_and_kind_the_largest_group_first(tmp_path: Path) -> None:
    spinal = {"people.conditions": ["spinal-cord-injury"], "kind": "case-series", "sources.0.published": "2020"}
    library = world(tmp_path, {"one": _own(1), "two": _own(2), "spine": _own(3, spinal)})
    found = {way.id: [(group.term.id, [entry.id for entry in group.entries]) for group in way.groups] for way in ways(overview(library))}
    assert found == {
        "condition": [("ischaemic-stroke", ["two", "one"]), ("stroke", ["two", "one"]), ("spinal-cord-injury", ["spine"])],
        "route": [("intravenous", ["two", "one", "spine"])],
        "kind": [("randomised-trial", ["two", "one"]), ("case-series", ["spine"])],
    }


def test_an_empty_knowledge_base_has_nothing_to_list() -> None:
    assert [way.groups for way in ways(())] == [(), (), ()]
