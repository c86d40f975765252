"""The benchmark computes growth rightly; it measures nothing here."""

from __future__ import annotations

import bench


def test_growth_is_the_exponent_between_two_sizes() -> None:
    assert bench.growth(None, (10, 1.0)) == ""
    assert bench.growth((10, 1.0), (100, 10.0)) == "1.00"
    assert bench.growth((10, 1.0), (100, 100.0)) == "2.00"
