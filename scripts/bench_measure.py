"""What a piece of work costs: processor and wall time under a watch, the most memory of a process with all its children."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

OFTEN = 0.2  # seconds between two looks at the memory


@dataclass
class Cost:
    """Seconds, megabytes, and the bytes put out."""

    cpu: float
    wall: float
    peak_mb: float
    output: int = 0


class Watch:
    """Runs while it is entered; counts this process and its children that have ended."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __enter__(self) -> None:
        self._began = _now()

    def __exit__(self, *error: object) -> None:
        cpu, wall = _now()
        self.cpu, self.wall = self.cpu + cpu - self._began[0], self.wall + wall - self._began[1]

    def cost(self, output: int) -> str:
        """For the process that waits for this one."""
        return json.dumps(asdict(Cost(self.cpu, self.wall, _highest(), output)))


def _now() -> tuple[float, float]:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime, time.perf_counter()


def _highest() -> float:
    """Of this process or of its largest child."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def in_own_process(command: list[str], gigabytes: float) -> Cost | None:
    """What the command says it cost; None if it fails, as when it wants more memory than allowed."""
    limit = int(gigabytes * 2**30)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=partial(_limit, limit))
    together = _Together(process.pid)
    said, _ = process.communicate()
    together.stop()
    if process.returncode:
        return None
    cost = Cost(**json.loads(said.splitlines()[-1]))
    cost.peak_mb = max(cost.peak_mb, together.peak_mb)
    return cost


def _limit(most: int) -> None:
    if sys.platform == "linux":  # others refuse
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class _Together:
    """Looks now and then at the memory of a process and its children, what they share counted once (Linux only)."""

    def __init__(self, pid: int) -> None:
        self.peak_mb, self._pid, self._over = 0.0, pid, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(OFTEN):
            self.peak_mb = max(self.peak_mb, sum(map(_proportional, _family(self._pid))))

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in _told(Path(f"/proc/{pid}/task/{pid}/children")).split():
        yield from _family(int(child))


def _proportional(pid: int) -> float:
    """Megabytes, those shared by several processes divided among them."""
    for line in _told(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _told(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # ended meanwhile, or another system
        return ""
