"""While lasting things are made nothing is searched for rubbish; afterwards it is as before."""

from __future__ import annotations

import gc

import pytest

from kb.memory import lasting


def test_the_search_for_rubbish_rests_inside_and_goes_on_after() -> None:
    with lasting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error_too_and_stays_off_where_it_was_off() -> None:
    with pytest.raises(KeyError), lasting():
        raise KeyError
    assert gc.isenabled()
    gc.disable()
    try:
        with lasting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_inside_is_not_looked_through_again() -> None:
    with lasting():
        made = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    assert made[0] not in gc.get_objects()
    gc.unfreeze()
