"""What is drawn from a study is drawn once, until the study or the vocabularies are others."""

from __future__ import annotations

from dataclasses import replace

from kb.drawn import drawn
from kb.library import Library


def test_it_is_drawn_once_for_the_same_study_and_vocabularies(small: Library) -> None:
    library, calls = replace(small, drawn={}), []
    draw = lambda: calls.append(1) or len(calls)  # noqa: E731
    again = replace(library, findings=[])
    assert [drawn(library, "two-arms", "name", draw), drawn(again, "two-arms", "name", draw)] == [1, 1]
    assert drawn(library, "two-arms", "other", draw) == 2
    assert drawn(replace(library, terms=dict(small.terms)), "two-arms", "name", draw) == 3
    assert drawn(replace(library, studies={"two-arms": small.studies["two-arms"].model_copy()}), "two-arms", "name", draw) == 4
