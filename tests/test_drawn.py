"""What is drawn from a study is drawn once, until the study or the vocabularies are others."""

from __future__ import annotations

from dataclasses import replace

from kb.drawn import drawn
from kb.library import Library


def test_it_is_drawn_once_for_the_same_study_and_vocabularies(small: Library) -> None:
    study, calls = small.studies["two-arms"].model_copy(), []
    draw = lambda: calls.append(1) or len(calls)  # noqa: E731
    assert [drawn(study, small, "name", draw), drawn(study, replace(small, findings=[]), "name", draw)] == [1, 1]
    assert drawn(study, small, "other", draw) == 2
    assert drawn(study, replace(small, terms=dict(small.terms)), "name", draw) == 3
    assert drawn(small.studies["two-arms"].model_copy(), small, "name", draw) in (3, 4)
