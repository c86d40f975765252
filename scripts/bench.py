"""Measure how the work grows: make N studies in a scratch folder and time each stage.

Per N and stage: processor seconds, milliseconds a record, peak memory; and the exponent of growth between two sizes
(1 is linear). Look at ratios within one run: the machine sets the seconds.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10, 100, 1000)
STAGES = ("read", "check", "render", "build")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of studies")
    arguments.add_argument("--stage", choices=STAGES, help="measure one stage here and print it as JSON (used by the benchmark itself)")
    arguments.add_argument("--project", type=Path, default=ROOT)
    options = arguments.parse_args()
    if options.stage:
        print(json.dumps(measured(STAGE[options.stage], options.project)))
    else:
        table(options.sizes)


def table(sizes: list[int]) -> None:
    """Print the measurements of all sizes with the growth from one size to the next."""
    before: dict[str, tuple[int, float]] = {}
    corpus = Corpus(ROOT / "data")
    print(f"{'stage':8}{'N':>7}{'cpu s':>10}{'ms/record':>12}{'peak MB':>10}{'exponent':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder:
            project = scratch(Path(folder), corpus, size)
            for stage in STAGES:
                seconds, memory = in_own_process(stage, project)
                exponent = growth(before.get(stage), (size, seconds))
                before[stage] = (size, seconds)
                print(f"{stage:8}{size:7}{seconds:10.2f}{seconds / size * 1000:12.2f}{memory:10.0f}{exponent:>10}", flush=True)


def growth(before: tuple[int, float] | None, now: tuple[int, float]) -> str:
    """The exponent b of cost ~ N**b between two measurements."""
    if before is None:
        return ""
    return f"{math.log(now[1] / before[1]) / math.log(now[0] / before[0]):.2f}"


def scratch(folder: Path, corpus: Corpus, size: int) -> Path:
    """A project with the first so many made studies in the place of the real ones."""
    for name in ("mkdocs.yml", "docs", "data", "overrides", "scripts"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)  # type: ignore[operator]
    for path in (folder / "data" / "studies").iterdir():
        path.unlink()
    corpus.write(folder / "data" / "studies", size)
    return folder


def in_own_process(stage: str, project: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of one stage, nothing else in memory."""
    command = [sys.executable, __file__, "--stage", stage, "--project", str(project)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return seconds, memory


def measured(stage: Callable[[Path], Callable[[], object]], project: Path) -> tuple[float, float]:
    """Prepare the stage, then run it under the clock."""
    run = stage(project)
    start = _used()
    run()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return _used() - start, max(resource.getrusage(each).ru_maxrss for each in who) / 1024


def _used() -> float:
    """Processor seconds of this process and its children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _read(project: Path) -> Callable[[], object]:
    from kb.source import read

    paths = sorted((project / "data" / "studies").iterdir())
    return lambda: sum(read(path).values is not None for path in paths)


def _check(project: Path) -> Callable[[], object]:
    from kb.library import load

    def run() -> None:
        if findings := load(project / "data").findings:
            raise SystemExit(f"the copies have {len(findings)} findings, the first: {findings[0]}")

    return run


def _render(project: Path) -> Callable[[], object]:
    from kb.edition import edition
    from kb.library import load

    library = load(project / "data")
    return lambda: edition(library, project / "overrides")


def _build(project: Path) -> Callable[[], object]:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return lambda: subprocess.run(command, cwd=project, env=environment, check=True)


STAGE: dict[str, Callable[[Path], Callable[[], object]]] = {"read": _read, "check": _check, "render": _render, "build": _build}

if __name__ == "__main__":
    main()
