"""Where studies disagree: the same condition, instrument, comparator and time, and conclusions or intervals that do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from kb.compare.effects import Effect
from kb.values import Missing, Ref, Text

REASONS = ("design", "cells", "route", "donor", "stage", "condition", "time")  # what may explain it, as far as records say
SHOWN = 6  # rows of one side that are listed
CONFLICTS = (  # two ways, and what it means that both are there
    ("better", "worse", "opposite"),
    ("higher", "lower", "opposite"),
    *((way, "no_clear_difference", "different") for way in ("better", "worse", "higher", "lower")),
)
Topic = tuple[str, str, Text | None, str]  # condition, instrument, what exactly, window


@dataclass(frozen=True)
class Reason:
    """Something in which the studies differ: what it is, and what each side has."""

    name: str
    first: tuple[Any, ...]
    second: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Side:
    """The results that say the same."""

    way: str
    rows: tuple[Effect, ...]

    @property
    def shown(self) -> tuple[Effect, ...]:
        """As many rows as a reader can take in, of as many studies as possible; the tables hold all."""
        first: dict[str, int] = {}
        for place, row in enumerate(self.rows):
            first.setdefault(row.subject.id, place)
        order = sorted(range(len(self.rows)), key=lambda place: first[self.rows[place].subject.id] != place)
        return tuple(self.rows[place] for place in sorted(order[:SHOWN]))

    @property
    def hidden(self) -> int:
        return max(len(self.rows) - SHOWN, 0)


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Results that do not fit: `opposite` ways, `different` conclusions, or `intervals` that do not overlap."""

    condition: Ref
    window: str
    kind: str
    sides: tuple[Side, ...]

    @property
    def id(self) -> str:
        first = self.sides[0].rows[0]
        return f"{first.measure.id}-{self.condition.id}-{self.window}-{self.kind}-{first.subject.id}-{first.outcome_id}"

    @property
    def rows(self) -> tuple[Effect, ...]:
        return tuple(row for side in self.sides for row in side.rows)

    @cached_property
    def studies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.subject.id for row in self.rows))

    @property
    def has_review(self) -> bool:
        return any(row.key.standing == "review" for row in self.rows)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """In what the two sides differ, in order; what is the same on both explains nothing."""
        first, second = self.sides[0].rows, self.sides[1].rows
        found = (Reason(name, _traits(first, name), _traits(second, name)) for name in REASONS)
        return tuple(reason for reason in found if set(reason.first) != set(reason.second))


def _traits(rows: Iterable[Effect], name: str) -> tuple[Any, ...]:
    if name == "time":
        return tuple(dict.fromkeys(row.time for row in rows))
    if name == "condition":
        return tuple(dict.fromkeys(condition for row in rows for condition in row.subject.entry.own_conditions))
    return tuple(dict.fromkeys(value for row in rows for facet, value in row.facets if facet == name))


def disagreements(rows: Iterable[Effect]) -> tuple[Disagreement, ...]:
    """Every disagreement, instrument by instrument, the broadest condition first; the same rows are listed once."""
    measures: dict[str, list[Effect]] = {}
    for row in rows:
        measures.setdefault(row.measure.id, []).append(row)
    return tuple(one for members in measures.values() for one in _of_measure(tuple(members)))


@lru_cache(maxsize=1000)  # instruments; after a change in the preview only those of the record that was changed are looked at again
def _of_measure(rows: tuple[Effect, ...]) -> tuple[Disagreement, ...]:
    found: dict[frozenset[str], Disagreement] = {}
    for topic, members in _topics(rows).items():
        for one in _judged(topic, members):
            found.setdefault(frozenset(row.id for row in one.rows), one)
    return tuple(found.values())


def _topics(rows: Iterable[Effect]) -> Mapping[Topic, Sequence[Effect]]:
    """Clear results against people without cells, by condition and its broader ones, instrument and time."""
    clear = [row for row in rows if _counts(row)]
    timeless = [row for row in clear if _is_timeless(row)]
    topics: dict[Topic, list[Effect]] = {}
    for row in clear:
        for condition in sorted(row.subject.entry.conditions):
            if not _is_timeless(row):
                topics.setdefault((condition, row.measure.id, row.key.label, row.key.window), []).append(row)
    dated: dict[tuple[Any, ...], list[Topic]] = {}
    for topic in topics:
        dated.setdefault(topic[:3], []).append(topic)
    for row in timeless:
        for condition in sorted(row.subject.entry.conditions):
            same = (condition, row.measure.id, row.key.label)
            for topic in dated.get(same) or [(*same, row.key.window)]:
                topics.setdefault(topic, []).append(row)
    return topics


def _counts(row: Effect) -> bool:
    """Whether it is a conclusion about cells against no cells, in all the people, after treatment."""
    return row.verdict.is_clear and row.key.comparator == "without_cells" and not row.key.part and row.key.window != "baseline"


def _is_timeless(row: Effect) -> bool:
    """A review that pools several times of follow-up and names none."""
    return row.key.standing == "review" and isinstance(row.time, Missing)


def _judged(topic: Topic, members: Sequence[Effect]) -> Iterator[Disagreement]:
    condition, window = Ref(topic[0], "conditions"), topic[3]
    ways: dict[str, list[Effect]] = {}
    for row in members:
        ways.setdefault(_way(row), []).append(row)
    for one, other, kind in CONFLICTS:
        if one in ways and other in ways and _meet(ways[one], ways[other], topic[0]):
            yield Disagreement(condition, window, kind, (Side(one, tuple(ways[one])), Side(other, tuple(ways[other]))))
    if apart := _apart(members, topic[0]):
        yield Disagreement(condition, window, "intervals", tuple(Side(_way(row), (row,)) for row in apart))


def _way(row: Effect) -> str:
    """The way as seen by those who were given cells."""
    turned = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
    return turned.get(row.verdict.way, row.verdict.way) if row.key.contrast == ("cells_second",) else row.verdict.way


def _meet(first: Sequence[Effect], second: Sequence[Effect], condition: str) -> bool:
    """Whether two different studies differ, at least one of them about this very condition."""
    own = [{row.subject.id for row in rows if condition in row.subject.conditions} for rows in (first, second)]
    everyone = [{row.subject.id for row in rows} for rows in (first, second)]
    return _two(own[0], everyone[1]) or _two(everyone[0], own[1])


def _two(first: set[str], second: set[str]) -> bool:
    return bool(first and second) and len(first | second) > 1


def _apart(members: Sequence[Effect], condition: str) -> tuple[Effect, Effect] | None:
    """The two results of different studies whose intervals lie furthest apart, if they do not overlap."""
    kinds: dict[tuple[str, tuple[str, ...]], list[Effect]] = {}
    for row in members:
        if row.limits:
            kinds.setdefault((row.key.kind, row.key.contrast), []).append(row)
    for rows in kinds.values():
        highest = sorted(rows, key=lambda row: _limits(row)[0], reverse=True)[:20]
        lowest = sorted(rows, key=lambda row: _limits(row)[1])[:20]
        for high, low in product(highest, lowest):
            if _limits(high)[0] > _limits(low)[1] and _meet([high], [low], condition):
                return high, low
    return None


def _limits(row: Effect) -> tuple[Any, Any]:
    assert row.limits
    return row.limits
