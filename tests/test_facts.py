"""A walk through a record meets every value once and names it by ids and times, not by chance of order."""

from __future__ import annotations

from collections import Counter

import pytest
from test_model import CASES, checked, held, overlaid

from kb.facts import name_facts, numbers, walk
from kb.model.part import Figures
from kb.model.results import EffectPoint
from kb.model.study import Study
from kb.values import Number, Quantity, Range, Time


@pytest.fixture
def study() -> Study:
    return checked(case=overlaid())[0]["case"]


POINT = "outcomes.nihss.comparisons.0.points.12mo"


def test_the_record_itself_comes_first_and_has_no_path(study: Study) -> None:
    assert next(walk(study)) == ("", study)


def test_a_thing_in_a_list_is_named_by_its_id_and_a_point_by_its_time(study: Study) -> None:
    found = dict(walk(study))
    point = found[POINT]
    assert isinstance(point, EffectPoint) and point.time == Time.parse("12 mo")
    assert found["arms.cells.people"].printed == "16"
    assert found[f"{POINT}.interval.level"].printed == "95"


def test_a_point_without_a_time_is_named_by_its_position() -> None:
    paths = {path for path, _ in walk(held("a direction without a figure"))}
    assert "outcomes.nihss.comparisons.0.points.0.shows" in paths


def test_what_is_not_given_is_not_met() -> None:
    assert [path for path, _ in walk(Figures(value=Number.parse("1")))] == ["", "value"]


def test_named_figures_of_a_sentence_are_met_by_their_names() -> None:
    found = dict(walk(held("a trial that was terminated")))
    assert found["design.notes.0.figures.planned"] == Quantity.parse("60")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Number.parse("4.50"), {"": "4.50"}),
        (Range(Number.parse("1"), Number.parse("2")), {".low": "1", ".high": "2"}),
        (Quantity.parse("93 %"), {"": "93"}),
        (Quantity.parse("3-7 d"), {"": "3", ".upper": "7"}),
        (Time.parse("baseline"), {}),
        (Time.parse("3 mo"), {"": "3"}),
    ],
)
def test_the_figures_of_a_value(value: object, expected: dict[str, str]) -> None:
    assert {path: number.printed for path, number in numbers(value)} == expected


def test_an_interval_has_three_figures(study: Study) -> None:
    found = {path: number.printed for path, number in numbers(study) if path.startswith(f"{POINT}.interval")}
    assert found == {f"{POINT}.interval.level": "95", f"{POINT}.interval.limits.low": "-6.1", f"{POINT}.interval.limits.high": "-2.9"}


@pytest.mark.parametrize("case", CASES)
def test_no_two_figures_share_a_path(case: str) -> None:
    paths = Counter(path for path, _ in numbers(held(case)))
    assert [path for path, times in paths.items() if times > 1] == []


def test_a_figure_knows_its_own_path_and_is_still_equal(study: Study) -> None:
    before = dict(numbers(study))
    name_facts(study)
    assert {path: number.fact for path, number in numbers(study)} == {path: path for path in before}
    assert before[f"{POINT}.estimate"] == Number.parse("-4.50")
