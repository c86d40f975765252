"""Bytes put away are read again, here and in copies of this process, whoever reads at the same time."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import workers
from kb.stored import stored
from kb.workers import shared_out


def test_what_is_put_away_is_read_again_in_any_order() -> None:
    contents = [b"%d" % number * number for number in range(50)]
    places = [stored(content) for content in contents]
    assert [place.bytes() for place in reversed(places)] == list(reversed(contents))


def test_copies_of_this_process_read_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 3)
    contents = [os.urandom(10_000) for _ in range(60)]
    places = [stored(content) for content in contents]
    assert list(shared_out(lambda number: places[number].bytes(), range(60))) == contents


@pytest.mark.parametrize("at_place", [True, False])
def test_threads_do_not_disturb_each_other(at_place: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not at_place:
        monkeypatch.delattr(os, "pread")
    with ThreadPoolExecutor(8) as threads:
        contents = [os.urandom(5_000) for _ in range(200)]
        places = list(threads.map(stored, contents))
        assert list(threads.map(lambda place: place.bytes(), places)) == contents
