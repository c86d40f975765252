"""Work shared out among processes comes back in order, and its errors are those of the work."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from kb import workers
from kb.workers import processors, shared_out


@pytest.fixture(autouse=True)
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 3)


@pytest.mark.parametrize("many", [0, 1, 11, 12, 13, 100])
def test_results_come_in_order_whatever_their_size(many: int) -> None:
    assert list(shared_out(lambda part: (part, "x" * part * 5000), range(many), 40)) == [(part, "x" * part * 5000) for part in range(many)]


def test_many_parts_are_done_by_several_processes_and_few_by_this_one() -> None:
    first, *others = shared_out(lambda part: os.getpid(), range(30))
    assert first == os.getpid() and first not in others and len(set(others)) == 3
    assert set(shared_out(lambda part: os.getpid(), range(7))) == {os.getpid()}


def test_processes_end_after_so_many_parts_and_new_ones_go_on() -> None:
    assert len({*shared_out(lambda part: os.getpid(), range(31), 10)}) == 1 + 3 * 3


def test_an_error_is_raised_here_after_the_results_before_it() -> None:
    def work(part: int) -> int:
        return 1 // (17 - part)

    results = shared_out(work, range(30))
    assert [next(results) for _ in range(17)] == [work(part) for part in range(17)]
    with pytest.raises(ZeroDivisionError) as raised:
        next(results)
    assert raised.traceback[-1].name == "work"


def test_what_a_process_that_dies_has_not_done_is_done_here() -> None:
    here = os.getpid()

    def work(part: int) -> int:
        if part == 7 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    assert list(shared_out(work, range(30))) == list(range(30))


def test_no_process_is_left_when_nobody_wants_the_rest() -> None:
    results = shared_out(lambda part: (os.getpid(), "x" * 100_000), range(30))
    next(results)
    process, _ = next(results)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    held = threading.Event()
    thread = threading.Thread(target=held.wait)
    thread.start()
    try:
        assert processors() == 1
    finally:
        held.set()
        thread.join()
