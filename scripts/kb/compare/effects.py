"""Results across studies: one row per point in time, in groups whose rows may be compared, with its meaning in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kb.compare.axes import Axis, difference_axis, ratio_axis, span_axis
from kb.compare.comparable import ORDER, STANDINGS, Comparator, Key, comparator, days, key_of
from kb.compare.people import PeopleShare, share
from kb.compare.subject import Facets, Subject
from kb.compare.verdict import RATIOS, Verdict, central, verdict
from kb.model.results import AnyComparison, ChangePoint, EffectPoint, Interval, Outcome, PlannedPoint, Point, ValuesPoint
from kb.values import Missing, Number, Reduced, Ref, Text, Time
from kb.vocabulary import Difference, Term

FORMS = {"change": "change", "values": "values", "people": "values", "percentage": "values", "direction": "direction", "planned": "planned"}


@dataclass(frozen=True)
class Reached:
    """Whether a figure is as large as a published difference that matters: `reached`, `below`, `between` several, `unclear` by rounding."""

    difference: Difference
    state: str


@dataclass(frozen=True, eq=False, slots=True)
class Effect(Reduced):
    """One point of one comparison of one study."""

    subject: Subject
    at: tuple[int, int, int]  # outcome, comparison within it, point within that; each from 0
    outcome_id: str
    measure: Ref
    label: Text | None  # what exactly was measured
    groups: tuple[str, str]  # the first and the one it is compared with
    time: Time | Missing
    key: Key
    verdict: Verdict
    facets: Facets
    limits: tuple[Decimal, Decimal] | None  # of its interval, with what rounding leaves open

    @property
    def id(self) -> str:
        return f"{self.subject.id}.{self.outcome_id}.{self.at[1]}.{self.at[2]}"

    @property
    def outcome(self) -> Outcome:
        return self.subject.study.outcomes[self.at[0]]

    @property
    def comparison(self) -> AnyComparison:
        return self.outcome.comparisons[self.at[1]]

    @property
    def point(self) -> Point | PlannedPoint:
        points: tuple[Point | PlannedPoint, ...] = self.comparison.points
        return points[self.at[2]]

    @property
    def term(self) -> Term:
        return self.subject.entry.library.terms["measures"][self.measure.id]

    @property
    def form(self) -> str:
        """Which columns it needs: estimate, change, values, direction, planned."""
        return FORMS.get(self.key.kind, "estimate")

    @property
    def days(self) -> Decimal | None:
        """When it was measured, for sorting."""
        return None if isinstance(self.time, Missing) else days(self.time)

    @property
    def comparator(self) -> Comparator:
        return comparator(self.subject, self.comparison)

    @property
    def size(self) -> Number | None:
        """The printed difference, where it is in points of the instrument."""
        if isinstance(self.point, EffectPoint) and self.comparison.kind == "mean_difference":
            return self.point.estimate if isinstance(self.point.estimate, Number) else None
        if isinstance(self.point, ChangePoint) and isinstance(self.point.change, Number):
            return self.point.change
        return None

    @property
    def reached(self) -> tuple[Reached, ...]:
        """Each published difference that matters, in the unit of this one, and whether this one is as large; of gains only."""
        bounds = _benefit(self)
        if bounds is None or bounds[1] < 0 or self.key.unit not in ("", self.term.unit):
            return ()
        return tuple(Reached(one, _state(bounds, one)) for one in self.term.differences if one.unused is None)

    @property
    def shares(self) -> tuple[PeopleShare, ...]:
        """People counted, group by group: of the first and of the second group."""
        if self.comparison.kind != "people" or not isinstance(self.point, ValuesPoint):
            return ()
        sides = ((self.comparison.group, self.point.group), (self.comparison.versus, self.point.versus))
        return tuple(found for group, figures in sides if (found := share(figures, self.subject.groups[group])))

    @property
    def drawn(self) -> tuple[float, ...]:
        """The values that a picture of this row needs, in order."""
        if isinstance(self.point, EffectPoint) and isinstance(self.point.estimate, Number):
            limits = self.point.interval.limits if isinstance(self.point.interval, Interval) else None
            values = (self.point.estimate, limits.low, limits.high) if limits else (self.point.estimate,)
            return tuple(float(value.value) for value in values)
        if isinstance(self.point, ChangePoint):
            ends = (central(self.point.before), central(self.point.after))
            return tuple(float(end.value) for end in ends if end) if all(ends) else ()
        return ()


def _unit(point: Point | PlannedPoint) -> str:
    """The unit the figures are given in, where they name one."""
    sides = [getattr(point, name, None) for name in ("before", "after", "group", "versus")]
    units = [side.unit.id for side in sides if getattr(side, "unit", None)]  # type: ignore[union-attr]
    return units[0] if units else ""


def _benefit(effect: Effect) -> tuple[float, float] | None:
    """The least and the most that people gained, given how the figure is rounded."""
    sign = {"higher": 1, "lower": -1}.get(effect.term.better or "")
    if sign is None:
        return None
    if effect.size is not None and not effect.size.sign:
        ends = [sign * (effect.size.value + half) for half in (-effect.size.half, effect.size.half)]
    elif isinstance(effect.point, ChangePoint) and (before := central(effect.point.before)) and (after := central(effect.point.after)):
        spread = before.half + after.half
        ends = [sign * (after.value - before.value + half) for half in (-spread, spread)]
    else:
        return None
    return float(min(ends)), float(max(ends))


def _state(bounds: tuple[float, float], difference: Difference) -> str:
    smallest, largest = (float(end.value) for end in (difference.value, difference.largest or difference.value))
    if bounds[0] >= largest:
        return "reached"
    if bounds[1] < smallest:
        return "below"
    return "between" if smallest <= bounds[0] and bounds[1] < largest else "unclear"


def effects(subject: Subject) -> Iterator[Effect]:
    """Every point of every outcome of a study."""
    measures, same = subject.entry.library.terms["measures"], dict[Any, Any]()  # few keys and facets of one study differ
    for index, outcome in enumerate(subject.study.outcomes):
        for number, comparison in enumerate(outcome.comparisons if outcome.measure.id in measures else ()):
            term, groups = measures[outcome.measure.id], (comparison.group, comparison.versus)
            found = subject.facets(subject.treatments(*(group for group in groups if group in subject.arms)), outcome.measure)
            facets = same.setdefault(found, found)
            points: tuple[Point | PlannedPoint, ...] = comparison.points
            for place, point in enumerate(points):
                key = key_of(subject, outcome, comparison, term, point, _unit(point))
                way = verdict(point, comparison.kind, term.better)
                key, way, at = same.setdefault(key, key), same.setdefault(way, way), (index, number, place)
                yield Effect(subject, at, outcome.id, outcome.measure, outcome.label, groups, point.time, key, way, facets, _limits(point))


def _limits(point: Point | PlannedPoint) -> tuple[Decimal, Decimal] | None:
    if not isinstance(point, EffectPoint) or not isinstance(point.interval, Interval):
        return None
    limits = point.interval.limits
    return limits.low.value - limits.low.half, limits.high.value + limits.high.half


@dataclass(frozen=True, eq=False)
class EffectGroup:
    """Results that may be compared: one table, one axis."""

    id: str
    key: Key
    rows: tuple[Effect, ...]
    apart: tuple[str, ...]  # in which parts of the key it differs from the first group of its instrument

    @property
    def form(self) -> str:
        return self.rows[0].form

    @cached_property
    def axis(self) -> Axis | None:
        values = [value for row in self.rows for value in row.drawn]
        if not values:
            return None
        if self.form == "change":
            return span_axis(values)
        return ratio_axis(values) if self.key.kind in RATIOS else difference_axis(values)


@dataclass(frozen=True, eq=False)
class Instrument:
    """An instrument with its scale card and the groups of results measured with it."""

    id: str
    term: Term
    groups: tuple[EffectGroup, ...]

    @property
    def rows(self) -> tuple[Effect, ...]:
        return tuple(row for group in self.groups for row in group.rows)


def instruments(rows: Iterable[Effect]) -> tuple[Instrument, ...]:
    """The results by instrument, those measured in most studies first."""
    found: dict[str, list[Effect]] = {}
    for row in rows:
        found.setdefault(row.measure.id, []).append(row)
    order = sorted(found, key=lambda name: (-len({row.subject.id for row in found[name]}), -len(found[name]), name))
    return tuple(Instrument(name, found[name][0].term, groups(found[name])) for name in order)


def groups(rows: Iterable[Effect]) -> tuple[EffectGroup, ...]:
    """The results of one instrument in groups that may be compared, each with the reason why it stands apart."""
    found: dict[Key, list[Effect]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    keys = sorted(found, key=_order)
    return tuple(EffectGroup(f"{key.measure}-{n}", key, tuple(found[key]), key.differs(keys[0])) for n, key in enumerate(keys, 1))


def _order(key: Key) -> tuple[object, ...]:
    label = repr(key.label) if key.label else ""
    against = ("without_cells", "other_cells", "subgroup", "baseline", "none").index(key.comparator)
    return (STANDINGS.index(key.standing), label, against, key.control, key.kind, key.contrast, key.part, key.unit, ORDER.index(key.window))
