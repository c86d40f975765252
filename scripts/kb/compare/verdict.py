"""What a result says in words: better, worse or no clear difference, bound to its interval or p."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.model.part import Figures
from kb.model.results import ChangePoint, EffectPoint, Interval, PlannedPoint, Point, ValuesPoint
from kb.values import Count, Missing, Number, Probability, Ref, Shared

LIMIT = Decimal("0.05")  # of p, as the sources use it
RATIOS = ("risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio")
CLEAR = ("interval", "p", "said", "disagree")  # bases on which a source can conclude
_OPPOSITE = {"higher": "lower", "lower": "higher"}


@dataclass(frozen=True, slots=True)
class Verdict(Shared):
    """A way (`better`, `worse`, `higher`, `lower`, `same`, `no_clear_difference`, …) and what it rests on."""

    way: str
    basis: str = ""  # interval, p, said, disagree, untested; "" where there is nothing to rest on

    @property
    def is_clear(self) -> bool:
        """Whether it is a conclusion that another study can contradict."""
        return self.basis in CLEAR and self.way in ("better", "worse", "higher", "lower", "no_clear_difference")


def verdict(point: Point | PlannedPoint, kind: str, better: str | None) -> Verdict:
    """The verdict on one point of a comparison of this kind, with an instrument on which this is better."""
    if isinstance(point, PlannedPoint):
        return Verdict("planned")
    way = _way(point, kind, better)
    basis, differs = _test(point, kind)
    if way in ("none_reported", "no_clear_difference"):
        return Verdict(way, basis if differs is False else "said" if way == "no_clear_difference" and differs is None else "")
    if differs is None:
        return Verdict(way, "untested" if way != "unknown" else "")
    if way == "unknown" and differs:
        return Verdict("some", basis)
    return Verdict(way if differs else "no_clear_difference", basis)


def _test(point: Point, kind: str) -> tuple[str, bool | None]:
    """What the conclusion rests on, and whether a difference is clear; None where nothing was tested or it cannot be told."""
    word, by_p = _by_p(point.p)
    interval = getattr(point, "interval", Missing.NOT_REPORTED)
    if not isinstance(interval, Interval):
        return word, by_p
    by_interval = excludes(interval, Decimal(1 if kind in RATIOS else 0))
    if by_p is not None and by_p != by_interval:
        return "disagree", False
    return "interval", by_interval


def excludes(interval: Interval, null: Decimal) -> bool:
    """Whether "no difference" lies outside the interval; a limit on it does not count."""
    return interval.limits.low.value > null or interval.limits.high.value < null


def _by_p(p: Probability | Missing) -> tuple[str, bool | None]:
    if isinstance(p, Missing):
        return "", None
    if p.is_word:
        return "said", p.printed == "significant"
    if p.sign in ("<", "<="):
        return "p", True if p.value < LIMIT or (p.sign == "<" and p.value == LIMIT) else None
    if p.sign in (">", ">="):
        return "p", False if p.value >= LIMIT else None
    return "p", p.value < LIMIT


def _way(point: Point, kind: str, better: str | None) -> str:
    """Which way the figure points, or the source's own word where it prints none."""
    shows = getattr(point, "shows", None)
    sign = _sign(point, kind)
    if sign is None:
        return _in_words(shows.id, better) if isinstance(shows, Ref) else "unknown"
    return "same" if sign == 0 else _in_words("higher" if sign > 0 else "lower", better)


def _in_words(way: str, better: str | None) -> str:
    """Higher and lower as better and worse, where the instrument has a better end."""
    if way not in _OPPOSITE or better not in _OPPOSITE:
        return way
    return "better" if way == better else "worse"


def _sign(point: Point, kind: str) -> int | None:
    """1: the first group, or the time after, has the higher figure; None: it cannot be told."""
    if isinstance(point, EffectPoint):
        null = Decimal(1 if kind in RATIOS else 0)
        return None if isinstance(point.estimate, Missing) else _compare(point.estimate.value, null)
    if isinstance(point, ChangePoint):
        if not isinstance(point.change, Missing):
            return _compare(point.change.value, Decimal(0))
        return _between(point.after, point.before)
    return _between(point.group, point.versus) if isinstance(point, ValuesPoint) else None


def _between(first: Figures | Missing, second: Figures | Missing) -> int | None:
    one, other = _height(first), _height(second)
    return None if one is None or other is None else _compare(one, other)


def _height(figures: Figures | Missing) -> Decimal | None:
    """What a group's figures are compared by; people counted, by their share."""
    if isinstance(figures, Missing):
        return None
    if found := central(figures):
        return found.value
    if isinstance(figures.count, Count) and isinstance(figures.of, Count) and figures.of.value:
        return figures.count.value / figures.of.value
    return None


def central(figures: Figures | Missing) -> Number | None:
    """The figure that stands for a group: mean, median, single value or percentage."""
    if isinstance(figures, Missing):
        return None
    found = (figures.mean, figures.median, figures.value, figures.percent)
    return next((figure for figure in found if isinstance(figure, Number)), None)


def _compare(one: Decimal, other: Decimal) -> int:
    return (one > other) - (one < other)
