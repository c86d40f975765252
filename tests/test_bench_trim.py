"""A shortened record keeps what must stand, and with each part what the part rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from bench_marks import dice
from bench_trim import Whole, plainer
from kb.library import Library
from kb.source import read

RECORDS = sorted((ROOT / "data" / "studies").glob("*.yml"))


def whole(path: Path, library: Library) -> Whole:
    return Whole(read(path).values, library.studies[path.stem], library.terms)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_nothing_is_left_out_of_a_record_that_may_be_whole(path: Path, library: Library) -> None:
    one = whole(path, library)
    again = one.shortened(one.most, dice(1))
    assert [key for key in one.values if again.get(key) != one.values[key] and not _emptied(again.get(key), one.values[key])] == []


def _emptied(one: object, other: object) -> bool:
    """Whether they differ only in how a list of one name, or of none, is written."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_emptied(one.get(key, []), value) for key, value in other.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_emptied, one, other))
    return one in (other, [other]) or other == []


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_shortest_keeps_a_harm_or_doubt_and_the_remarks_of_its_figures(path: Path, library: Library) -> None:
    least = whole(path, library).shortened(0, dice(1))
    assert {message["about"] for message in least["summary"]["messages"]} - {"result"}
    assert len(least["outcomes"]) >= 1
    assert len(least["summary"]["questions"]) == 3
    known = {remark["id"] for remark in least.get("remarks", [])}
    assert {name for arm in least["arms"] for name in arm.get("remarks", [])} <= known


def test_plainer_sentences_have_fewer_figures(library: Library) -> None:
    first, second = next(iter(library.codes)), library.codes[-1]
    text = {first: "\u6709\u6548\u3002\u5171 3 \u4eba\u3002", second: "It works. 3 people."}
    only = {first: "\u5171 3 \u4eba\u3002", second: "3 people."}
    assert plainer({"summary": {"found": [text, only]}}, library.plain_language) == {
        "summary": {"found": [{first: "\u6709\u6548\u3002", second: "It works."}, only]}
    }
