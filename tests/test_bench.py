"""The benchmark makes copies that are records of their own and computes growth rightly; it measures nothing here."""

from __future__ import annotations

from pathlib import Path

import bench
from kb.library import load


def test_the_copies_are_as_many_as_asked_and_have_no_findings(tmp_path: Path) -> None:
    library = load(bench.scratch(tmp_path, 7) / "data")
    assert len(library.studies) == 7
    assert library.findings == []


def test_growth_is_the_exponent_between_two_sizes() -> None:
    assert bench.growth(None, (10, 1.0)) == ""
    assert bench.growth((10, 1.0), (100, 10.0)) == "1.00"
    assert bench.growth((10, 1.0), (100, 100.0)) == "2.00"
