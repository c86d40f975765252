"""A record taken apart: every value by kind, with its path and the facts around it."""

from __future__ import annotations

from kb.anatomy import anatomy
from kb.library import Library
from kb.model.editorial import Remark
from kb.values import Text


def test_every_remark_is_found_with_its_path(library: Library) -> None:
    study = next(iter(library.studies.values()))
    assert [path for path, _ in anatomy(study).all(Remark)] == [("remarks", index) for index in range(len(study.remarks))]


def test_the_facts_around_a_value_come_nearest_first(library: Library) -> None:
    study = next(iter(library.studies.values()))
    around = anatomy(study).around(("arms", 0, "people"))
    assert around[0] is study.arms[0]


def test_the_last_study_is_taken_apart_once(library: Library) -> None:
    study = next(iter(library.studies.values()))
    assert anatomy(study) is anatomy(study)
    assert any(text is study.title for _, text in anatomy(study).all(Text))
