"""The text of a file becomes plain values, every scalar as it is printed."""

from __future__ import annotations

import pytest

from kb.plain import Spot, built, spelled, spots


def test_every_scalar_stays_the_text_that_stands_there() -> None:
    assert built("a: 4.50\nb: [010, no, 12:30]\nc: {d: 1.5e6}\n")[0] == {"a": "4.50", "b": ["010", "no", "12:30"], "c": {"d": "1.5e6"}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "duplicate_key"),
        ("a: &b c\n", "anchor"),
        ("a: !x c\n", "tag"),
        ("<<: {a: b}\n", "merge_key"),
        ("a:\n", "no_value"),
        ("a: b #c\n", "cut_by_comment"),
    ],
)
def test_what_yaml_would_swallow_is_a_fault(text: str, code: str) -> None:
    assert [fault.code for fault in built(text)[1]] == [code]


def test_every_value_has_its_place() -> None:
    found = spots("a: 1\nb:\n  - c\n")
    assert isinstance(found["b", 0], Spot)
    assert found["b", 0].shown() == (3, 5)


def test_a_path_is_spelled_as_people_write_it() -> None:
    assert spelled(["outcomes", 1, "measure"]) == "outcomes[1].measure"
