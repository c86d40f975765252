"""Measure how the work grows: make N studies in a scratch folder and take the time of each stage of a build.

Per size and stage: processor seconds, milliseconds a study, seconds on the wall, peak memory, bytes put out, and the
exponent of growth since the size before (1 is linear). Look at ratios within one run: the machine sets the seconds.
With --stock also plain Material for MkDocs on the same pages written out as Markdown.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench_corpus import Corpus
from bench_measure import Cost, Watch, in_own_process
from bench_stages import PARTS, REST, ROOT, STAGES, scratch, weight
from bench_stock import WAYS

SIZES = (10, 100, 1000, 10_000)
STOCK_SIZES = (10, 100)
NAV_MOST = 100  # studies; a navigation of all pages on every page grows with the square
WHOLE, STOCK = "build", "stock"
Costs = Mapping[str, Cost | None]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of studies")
    arguments.add_argument("--stock", nargs="*", type=int, metavar="SIZE", help="measure stock Material, too, at these of the sizes")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the measurements there as well")
    arguments.add_argument("--memory", type=float, default=8, metavar="GB", help="a stage that wants more fails (default: 8)")
    arguments.add_argument("--stage", choices=[*STAGES, *WAYS], help=argparse.SUPPRESS)  # the benchmark itself, in another process
    arguments.add_argument("--project", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.stage:
        watch = Watch()
        work = STAGES[options.stage].work if options.stage in STAGES else WAYS[options.stage]
        print(watch.cost(work(options.project, watch)))
    else:
        with_stock = STOCK_SIZES if options.stock == [] else options.stock or ()
        measure(sorted({*options.sizes, *with_stock}), with_stock, options.memory, options.json)


def measure(sizes: list[int], with_stock: tuple[int, ...] | list[int], memory: float, file: Path | None) -> None:
    """Print a table, size by size, and keep the figures of what is done so far in the file."""
    corpus, measured, records = Corpus(ROOT / "data"), dict[int, Costs](), dict[int, int]()
    print(f"{'stage':14}{'N':>7}{'cpu s':>10}{'ms/study':>10}{'wall s':>10}{'peak MB':>9}{'output MB':>11}{'exponent':>10}", flush=True)
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder:
            project = scratch(Path(folder), corpus, size)
            records[size] = weight(project / "data" / "studies")
            names = [*STAGES, *(name for name in WAYS if size in with_stock and (size <= NAV_MOST or name == STOCK))]
            costs = {name: _in_own_process(name, project, memory) for name in names}
            measured[size] = parts(costs)
        for line in lines(size, measured):
            print(line, flush=True)
        if file:
            file.write_text(json.dumps(report(measured, records), indent=1), encoding="utf-8")
    print("\n".join(summary(measured)))


def _in_own_process(name: str, project: Path, memory: float) -> Cost | None:
    print(f"{name} \u2026", file=sys.stderr, end="\r", flush=True)
    return in_own_process([sys.executable, __file__, "--stage", name, "--project", str(project)], memory)


def parts(costs: Costs) -> Costs:
    """Each stage without those that were done again within it; what is left of the whole build."""
    found: dict[str, Cost | None] = {}
    for name, cost in costs.items():
        held = [costs[each] for each in STAGES[name].holds] if name in STAGES else []
        found[name] = _less(cost, held)
    known = [found.get(name) for name in PARTS if name != REST]
    found[REST] = _less(costs.get(WHOLE), known)
    if rest := found[REST]:
        rest.wall = max(0.0, rest.wall)  # with several processors stages overlap
        rest.output = 0
    return {name: found[name] for name in dict.fromkeys((*PARTS, WHOLE, *found))}


def _less(cost: Cost | None, others: list[Cost | None]) -> Cost | None:
    if cost is None or None in others:
        return None
    cpu, wall = (getattr(cost, name) - sum(getattr(other, name) for other in others) for name in ("cpu", "wall"))
    return Cost(max(0.0, cpu), wall, cost.peak_mb, cost.output)


def growth(before: tuple[float, float], now: tuple[float, float]) -> float | None:
    """The exponent b of cost ~ N**b between two sizes with their costs."""
    if min(*before, *now) <= 0 or before[0] == now[0]:
        return None
    return round(math.log(now[1] / before[1]) / math.log(now[0] / before[0]), 2)


def lines(size: int, measured: Mapping[int, Costs]) -> Iterator[str]:
    """The table of one size, with the growth since the one before."""
    for name, cost in measured[size].items():
        if cost is None:
            yield f"{name:14}{size:7}{'failed':>10}"
            continue
        smaller = [other for other in measured if other < size and measured[other].get(name)]
        before = measured[smaller[-1]][name] if smaller else None
        exponent = growth((smaller[-1], before.cpu), (size, cost.cpu)) if before else None
        each, output = cost.cpu / size * 1000, f"{cost.output / 1e6:.2f}" if cost.output else ""
        row = f"{name:14}{size:7}{cost.cpu:10.2f}{each:10.2f}{cost.wall:10.2f}{cost.peak_mb:9.0f}{output:>11}"
        yield row + ("" if exponent is None else f"{exponent:10.2f}")


def exponents(measured: Mapping[int, Costs]) -> dict[str, dict[str, dict[str, float | None]]]:
    """By stage and figure the growth between neighbouring sizes, and `overall` from 100 studies, or the fewest, to the most."""
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for name in dict.fromkeys(name for costs in measured.values() for name in costs):
        for figure in ("cpu", "peak_mb", "output"):
            known = {size: getattr(cost, figure) for size, costs in measured.items() if (cost := costs.get(name))}
            sizes = list(known)
            pairs = {f"{one}-{other}": (one, other) for one, other in pairwise(sizes)}
            large = [size for size in sizes if size >= 100] or sizes
            pairs |= {"overall": (large[0], large[-1])} if len(large) > 1 else {}
            found.setdefault(name, {})[figure] = {
                pair: growth((one, known[one]), (other, known[other])) for pair, (one, other) in pairs.items()
            }
    return found


def ratios(measured: Mapping[int, Costs]) -> dict[int, float]:
    """By size how many times the processor time of our build the faster way of stock Material takes."""
    found = {}
    for size, costs in measured.items():
        others = [cost.cpu for name in WAYS if (cost := costs.get(name))]
        if others and (ours := costs.get(WHOLE)):
            found[size] = round(min(others) / ours.cpu, 1)
    return found


def report(measured: Mapping[int, Costs], records: Mapping[int, int]) -> dict[str, Any]:
    """The measurements for a machine."""
    return {
        "python": platform.python_version(),
        "records": {size: {"bytes": total, "mean": round(total / size)} for size, total in records.items()},
        "measured": [
            {"stage": name, "studies": size, **(asdict(cost) if cost else {"failed": True})}
            for size, costs in measured.items()
            for name, cost in costs.items()
        ],
        "exponents": exponents(measured),
        "stock_to_ours": ratios(measured),
    }


def summary(measured: Mapping[int, Costs]) -> Iterator[str]:
    """What the table amounts to."""
    grown = exponents(measured)
    for figure in ("cpu", "peak_mb", "output"):
        told = [f"{name} {grown[name][figure]['overall']}" for name in grown if grown[name][figure].get("overall") is not None]
        if told:
            yield f"exponents of {figure} overall: {', '.join(told)}"
    yield from (f"at {size} studies stock Material takes {ratio} times our processor time" for size, ratio in ratios(measured).items())


if __name__ == "__main__":
    main()
