"""The benchmark tells stages apart, computes growth rightly and says the same to people and machines; it measures nothing here."""

from __future__ import annotations

import json

import bench
from bench_measure import Cost
from bench_stages import PARTS, STAGES


def measured(**seconds: float) -> dict[str, Cost | None]:
    """A cost for each stage, one second where nothing is said."""
    return {name: Cost(seconds.get(name, 1.0), 1.0, 100.0, 10) for name in (*STAGES, *(name for name in seconds if name not in STAGES))}


def test_growth_is_the_exponent_between_two_sizes() -> None:
    assert bench.growth((10, 1.0), (100, 10.0)) == 1.0
    assert bench.growth((10, 1.0), (100, 100.0)) == 2.0
    assert bench.growth((10, 0.0), (100, 100.0)) is None


def test_a_stage_is_told_without_those_done_again_within_it_and_the_theme_is_the_rest_of_the_build() -> None:
    found = bench.parts(measured(check=3, draw=4, pages=7, build=20))
    own = {name: cost.cpu for name, cost in found.items() if cost}
    assert own == {"read": 1, "check": 2, "draw": 1, "view": 1, "tables": 1, "pages": 5, "theme": 7, "search": 1, "write": 1} | {
        "build": 20, "edit": 1
    }  # fmt: skip
    assert tuple(found) == (*PARTS, "build", "edit")
    assert sum(own[name] for name in PARTS) == own["build"]


def test_what_failed_is_told_and_takes_nothing_else_along() -> None:
    costs = measured() | {"build": None}
    found = bench.parts(costs)
    assert [name for name, cost in found.items() if cost is None] == ["theme", "build"]
    assert "failed" in list(bench.lines(10, {10: found}))[-2]
    json.dumps(bench.report({10: found}, {10: 1000}))


def test_the_report_has_every_figure_exponents_between_sizes_and_the_ratio_to_stock() -> None:
    sizes = {10: 2.0, 100: 10.0, 1000: 100.0}
    costs = {size: bench.parts(measured(build=seconds + 20, read=seconds / 10, stock=seconds * 12)) for size, seconds in sizes.items()}
    report = json.loads(json.dumps(bench.report(costs, {10: 1000, 100: 20_000, 1000: 150_000})))
    assert set(report) == {"python", "records", "measured", "exponents", "stock_to_ours"}
    assert report["records"]["100"] == {"bytes": 20_000, "mean": 200}
    assert len(report["measured"]) == 3 * (len(PARTS) + 3)
    assert set(report["measured"][0]) == {"stage", "studies", "cpu", "wall", "peak_mb", "output"}
    assert report["exponents"]["read"]["cpu"] == {"10-100": 0.7, "100-1000": 1.0, "overall": 1.0}
    assert report["exponents"]["read"]["peak_mb"]["overall"] == 0.0
    assert report["stock_to_ours"] == {"10": 1.1, "100": 4.0, "1000": 10.0}
    assert any("at 1000 studies" in line for line in bench.summary(costs))


def test_the_table_has_a_line_for_each_stage() -> None:
    costs = {size: bench.parts(measured(read=size / 10)) for size in (10, 100)}
    table = list(bench.lines(100, costs))
    assert [line.split()[0] for line in table] == [*PARTS, "build", "edit"]
    assert table[0].split() == ["read", "100", "10.00", "100.00", "1.00", "100", "0.00", "1.00"]
