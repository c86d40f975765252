"""Do the parts of a long work in as many processes as there are processors, and hand the results on in order."""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar

P = TypeVar("P")
R = TypeVar("R")

_PARENT_DIES = 1  # PR_SET_PDEATHSIG
_FEW = 4  # parts for each process; fewer are done before a process has begun
_TOGETHER = 1000  # parts of one set of processes


def processors() -> int:
    """How many processors this process may use; one where it has threads: a copy has none of them, nor lets go of what they hold."""
    if threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(work: Callable[[P], R], parts: Sequence[P], together: int = _TOGETHER) -> Iterator[R]:
    """`work` done on each part, in order. What a process could not do is done again here, so that its error is told whole.

    The processes are copies of this one and have all that it has in memory; a result must be picklable.
    They end with this one, however it ends. The first part is done here: what it makes ready, all copies have.
    `together`: parts of one set of processes; whatever a process only looks at it copies, and gives back when it ends.
    """
    many = min(processors(), len(parts) // _FEW)
    if many < 2:
        yield from map(work, parts)
        return
    yield work(parts[0])
    for start in range(1, len(parts), together):
        yield from _together(work, parts[start : start + together], many)


def _together(work: Callable[[P], R], parts: Sequence[P], many: int) -> Iterator[R]:
    gc.freeze()  # a search for rubbish would touch, and so copy, all that the processes share
    workers = [_Worker(work, parts[number::many]) for number in range(many)]
    try:
        for number, part in enumerate(parts):
            yield from workers[number % many].result() or (work(part),)
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that does its parts in order and writes each result into a pipe."""

    def __init__(self, work: Callable[[P], R], parts: Sequence[P]) -> None:
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)
            _work(work, parts, writing)
        os.close(writing)
        self.results = os.fdopen(reading, "rb")

    def result(self) -> list[Any]:
        """The next result in a list; an empty list where there is none."""
        with suppress(EOFError, pickle.UnpicklingError):
            found: list[Any] = pickle.load(self.results)  # noqa: S301 our own process wrote it
            return found
        return []

    def end(self) -> None:
        self.results.close()
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def _work(work: Callable[[P], R], parts: Sequence[P], pipe: int) -> None:
    """What happens in the other process: nothing but the work, and no way back into the program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process ends the others
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(AttributeError):  # only Linux has it; elsewhere writing to a pipe that nobody reads ends the process
        ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGKILL)
    try:
        with os.fdopen(pipe, "wb") as results:
            for part in parts:
                _write(work, part, results)
    finally:
        os._exit(0)


def _write(work: Callable[[P], R], part: P, results: BinaryIO) -> None:
    try:
        done = [work(part)]
    except Exception:
        done = []
    pickle.dump(done, results, pickle.HIGHEST_PROTOCOL)
    results.flush()
