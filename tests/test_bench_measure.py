"""A watch runs only while it is entered, and a process says what it cost or is told to have failed."""

from __future__ import annotations

import json
import sys
import time

from bench_measure import Watch, in_own_process


def test_a_watch_counts_what_is_done_while_it_is_entered() -> None:
    watch = Watch()
    time.sleep(0.05)
    assert watch.wall == 0
    for _ in range(2):
        with watch:
            time.sleep(0.01)
    assert watch.wall >= 0.02
    cost = json.loads(watch.cost(7))
    assert set(cost) == {"cpu", "wall", "peak_mb", "output"}
    assert cost["output"] == 7
    assert cost["peak_mb"] > 10


def test_a_process_tells_its_cost_in_its_last_line() -> None:
    told = json.dumps({"cpu": 1.0, "wall": 2.0, "peak_mb": 0.5, "output": 3})
    cost = in_own_process([sys.executable, "-c", f"print('before'); print('{told}')"], 1)
    assert cost is not None
    assert (cost.cpu, cost.wall, cost.output) == (1.0, 2.0, 3)


def test_a_process_that_fails_costs_nothing() -> None:
    assert in_own_process([sys.executable, "-c", "raise SystemExit(1)"], 1) is None
