"""Studies lie packed on the shelf, and those looked at last are held whole."""

from __future__ import annotations

import pytest

from kb import shelf
from kb.facts import numbers, texts
from kb.library import Library
from kb.shelf import Shelf, pack


def test_a_packed_study_is_the_study(library: Library) -> None:
    for id, study in library.studies.items():
        packed = Shelf()
        packed.put(id, pack(study))
        assert packed[id] == study and list(packed) == [id] and len(packed) == 1
        assert [number.fact for _, number in numbers(packed[id])] == [number.fact for _, number in numbers(study)]
        assert [text.bound for text in texts(packed[id])] == [text.bound for text in texts(study)]


def test_what_is_looked_at_is_what_was_packed(library: Library) -> None:
    for id, study in library.studies.items():
        packed = Shelf()
        packed.put(id, pack(study))
        at_hand = packed.open(id).study
        assert [getattr(at_hand, name) for name in type(study).model_fields] == [getattr(study, name) for name in type(study).model_fields]
        with pytest.raises(AttributeError, match="nonesuch"):
            at_hand.nonesuch  # type: ignore[attr-defined]  # noqa: B018


def test_what_was_looked_at_last_stays_open(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_OPEN", 2)
    packed, calls = Shelf(), list[str]()
    for id in "abc":
        packed.put(id, pack(small.studies["two-arms"]))
    first = packed.open("a")
    assert first.drawn("name", lambda: calls.append("a") or 1) == first.drawn("name", lambda: calls.append("a") or 1) == 1
    assert packed.open("b") is not first and packed.open("a") is first
    assert packed.open("c") and packed.open("a") is first and calls == ["a"]
    assert packed.open("b") and packed.open("c") and packed.open("a") is not first
    again = packed.open("a")
    packed.close("a")
    assert packed.open("a") is not again


def test_another_study_is_another_version_and_the_same_one_is_not(small: Library) -> None:
    study = small.studies["two-arms"]
    one = Shelf({"x": study})
    other = Shelf(one)
    assert one["x"] is other["x"] is study is one.open("x").study and one.version("x") is other.version("x")
    first = one.open("x")
    one["x"] = study.model_copy()
    assert one.version("x") is not other.version("x") and one.open("x") is not first
    del one["x"]
    assert "x" not in one and "x" in other
