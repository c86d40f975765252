"""The words for a result follow from its interval or p, and from nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from kb.compare.people import counted, share
from kb.compare.verdict import Verdict, verdict
from kb.model.results import AnyComparison
from kb.values import Count, Missing, Text

COMPARISON: TypeAdapter[Any] = TypeAdapter(AnyComparison)
NONE = "not_reported"
GROUP = Text({"en": "cells"})


def said(kind: str, better: str | None = "lower", **point: Any) -> Verdict:
    """The verdict on one point of an invented comparison."""
    point = {"time": "3 mo", "p": NONE, "at": "paper"} | point
    shared = {"group": "a", "versus": "b", "adjusted": NONE, "people": {"group": "16", "versus": "16"}}
    made = COMPARISON.validate_python({"kind": kind, **shared, "points": [point]}, context={"languages": ()})
    return verdict(made.points[0], kind, better)


def effect(kind: str, estimate: str, limits: tuple[str, str] | None = None, p: str = NONE, better: str | None = "lower") -> Verdict:
    interval: Any = NONE if limits is None else {"level": "95", "limits": list(limits)}
    return said(kind, better, estimate=estimate, interval=interval, p=p)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (effect("mean_difference", "-1.7", ("-3", "-0.4")), Verdict("better", "interval")),
        (effect("mean_difference", "1.7", ("0.4", "3")), Verdict("worse", "interval")),
        (effect("mean_difference", "-0.65", ("-1.73", "0.42"), "0.24"), Verdict("no_clear_difference", "interval")),
        (effect("mean_difference", "1.5", ("0", "3")), Verdict("no_clear_difference", "interval")),  # a limit on no difference leaves it in
        (effect("risk_ratio", "0.64", ("0.42", "0.98"), "0.040"), Verdict("better", "interval")),
        (effect("risk_ratio", "0.64", ("0.42", "1.00")), Verdict("no_clear_difference", "interval")),
        (effect("mean_difference", "-2", ("-4", "-0.1"), "0.06"), Verdict("no_clear_difference", "disagree")),
        (effect("mean_difference", "-4.5", p="<0.001"), Verdict("better", "p")),
        (effect("mean_difference", "-4.5", p="0.05"), Verdict("no_clear_difference", "p")),
        (effect("mean_difference", "-4.5", p=">0.05"), Verdict("no_clear_difference", "p")),
        (effect("mean_difference", "-4.5", p="<0.1"), Verdict("better", "untested")),  # that bound tells nothing
        (effect("mean_difference", "-4.5", p=">0.01"), Verdict("better", "untested")),
        (effect("mean_difference", "-4.5", p="significant"), Verdict("better", "said")),
        (effect("mean_difference", "-4.5"), Verdict("better", "untested")),
        (effect("mean_difference", "0"), Verdict("same", "untested")),
        (effect("mean_difference", "-4.5", p="0.01", better="neither"), Verdict("lower", "p")),
        (effect("mean_difference", NONE, p="significant"), Verdict("some", "said")),
        (effect("mean_difference", NONE), Verdict("unknown")),
        (said("direction", shows="lower", figures=NONE, p="significant"), Verdict("better", "said")),
        (said("direction", shows="higher", figures=NONE), Verdict("worse", "untested")),
        (said("direction", shows="no_clear_difference", figures=NONE), Verdict("no_clear_difference", "said")),
        (said("direction", shows="none_reported", figures=NONE), Verdict("none_reported")),
        (said("change", before={"mean": "40.3"}, after={"mean": "47.2"}, change=NONE, p="<0.001", better="higher"), Verdict("better", "p")),
        (
            said("people", group={"count": "3", "of": "16"}, versus={"count": "2", "of": "16"}, better="higher"),
            Verdict("better", "untested"),
        ),
    ],
)
def test_the_words_follow_from_interval_or_p(found: Verdict, wanted: Verdict) -> None:
    assert found == wanted


def test_people_of_a_hundred_are_drawn_only_where_people_are_counted() -> None:
    three, sixteen = Count.parse("3"), Count.parse("16")
    found = counted(three, sixteen, GROUP)
    assert found is not None
    assert (found.of_hundred, sum(full for _, full in found.lines)) == (19, 19)
    assert counted(Missing.NOT_REPORTED, sixteen, GROUP) is None
    assert counted(Count.parse("17"), sixteen, GROUP) is None  # 17 of 16 are events, not people
    assert share(Missing.PICTURE_ONLY, GROUP) is None
    assert counted(Count.parse("~3"), sixteen, GROUP) is None
