"""A record taken apart: every value by kind, with its path and the facts around it."""

from __future__ import annotations

from kb.anatomy import Anatomy
from kb.library import Library
from kb.model.editorial import Remark


def test_every_remark_is_found_with_its_path(library: Library) -> None:
    study = next(iter(library.studies.values()))
    assert [path for path, _ in Anatomy(study).all(Remark)] == [("remarks", index) for index in range(len(study.remarks))]


def test_the_facts_around_a_value_come_nearest_first(library: Library) -> None:
    study = next(iter(library.studies.values()))
    around = Anatomy(study).around(("arms", 0, "people"))
    assert around[0] is study.arms[0]
