"""Counts and shares: n of N, percentages, parts and totals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from kb.arithmetic.check import Case, Check, Said, Subject
from kb.arithmetic.span import Span, exact, outward, places, printable, said, total
from kb.model.part import Characteristic, Figures
from kb.model.results import Harm
from kb.model.review import Trials
from kb.values import Count, Number

HUNDRED = Count.parse("100")


def share(count: Number, of: Number, percent: Number) -> Said:
    """A percentage is the count divided by what it is counted in."""
    if not of.value or _share(count, of).meets(Span.of(percent)) or share_truncated(count, of, percent):
        return None
    return {"count": count.printed, "of": of.printed, **printable(_share(count, of), percent)}


def share_truncated(count: Number, of: Number, percent: Number) -> Said:
    """A percentage is rounded, not cut off."""
    if not of.value or _share(count, of).meets(Span.of(percent)):
        return None
    unit = 10 ** places(percent)
    cut = Fraction(math.floor(_share(count, of).low * unit), unit)
    right = said(_share(count, of).low, places(percent))
    return {"count": count.printed, "of": of.printed, "printed": percent.printed, "right": right} if cut == percent.value else None


def _share(count: Number, of: Number) -> Span:
    return Span.of(count) / Span.of(of) * 100


def whole_people(percent: Number, of: Number) -> Said:
    """A percentage of people is that of a whole number of people."""
    if not of.value:
        return None
    wanted = Span.of(percent) * Fraction(of.value) / 100
    below, above = math.floor(wanted.low), math.ceil(wanted.high)
    if any(wanted.low <= whole <= wanted.high for whole in range(below, above + 1)):
        return None
    shares = [said(Fraction(whole * 100) / Fraction(of.value), places(percent)) for whole in (below, above)]
    return {"printed": percent.printed, "of": of.printed, "below": str(below), "above": str(above), "low": shares[0], "high": shares[1]}


def part_above_whole(part: Number, whole: Number) -> Said:
    """A part is not more than its whole."""
    if part.value <= whole.value or not Span.of(part).is_above(Span.of(whole)):
        return None
    return {"part": part.printed, "whole": whole.printed}


def parts_above_whole(parts: Sequence[Number], whole: Number = HUNDRED) -> Said:
    """Parts do not add up to more than their whole."""
    return _sum(parts, whole) if _added(parts).is_above(Span.of(whole)) else None


def parts_below_whole(parts: Sequence[Number], whole: Number = HUNDRED) -> Said:
    """Parts of which each thing has exactly one add up to the whole."""
    return _sum(parts, whole) if Span.of(whole).is_above(_added(parts)) else None


def same_count(count: Number, other: Number) -> Said:
    """What is counted twice is counted alike."""
    if count.value == other.value or Span.of(count).meets(Span.of(other)):
        return None
    return {"printed": count.printed, "other": other.printed}


def events_below_people(people: Number, events: Number) -> Said:
    """Nobody has an event without an event: there are at least as many events as people with any."""
    return {"people": people.printed, "events": events.printed} if Span.of(people).is_above(Span.of(events)) else None


def _added(parts: Sequence[Number]) -> Span:
    return total(Span.of(part) for part in parts)


def _sum(parts: Sequence[Number], whole: Number) -> dict[str, str]:
    low, high = outward(_added(parts), max(places(part) for part in parts))
    return {"parts": " + ".join(part.printed for part in parts), "low": low, "high": high, "whole": whole.printed}


# where they apply


def shares(subject: Subject) -> Iterator[Case]:
    """Figures with a count, what it is counted in, and a percentage; harms the same, of people or of events."""
    for path, figures in subject.anatomy.all(Figures):
        if exact(figures.count) and exact(figures.of) and exact(figures.percent):
            yield Case((*path, "percent"), {"count": figures.count, "of": figures.of, "percent": figures.percent})
    for path, harm in subject.anatomy.all(Harm):
        count, of = (harm.events, harm.of_events) if harm.percent_of == "events" else (harm.people, harm.of)
        if exact(count) and exact(of) and exact(harm.percent):
            yield Case((*path, "percent"), {"count": count, "of": of, "percent": harm.percent})


def lone_shares(subject: Subject) -> Iterator[Case]:
    """Percentages whose count is not given, with the number of people or trials they are of."""
    for path, figures in subject.anatomy.all(Figures):
        if exact(figures.percent) and exact(figures.of) and not exact(figures.count):
            yield Case((*path, "percent"), {"percent": figures.percent, "of": figures.of})
    for path, row in subject.anatomy.all(Characteristic):
        given = row.figures
        if isinstance(given, Figures) and exact(given.percent) and not exact(given.of) and not exact(given.count) and exact(row.people):
            yield Case((*path, "figures", "percent"), {"percent": given.percent, "of": row.people}, ((*path, "people"),))


def pairs(subject: Subject) -> Iterator[Case]:
    """Every count with what it is counted in."""
    for path, figures in subject.anatomy.all(Figures):
        yield from _pair((*path, "count"), figures.count, figures.of)
    for path, harm in subject.anatomy.all(Harm):
        yield from _pair((*path, "people"), harm.people, harm.of)
        yield from _pair((*path, "events"), harm.events, harm.of_events)


def _pair(path: tuple[str | int, ...], part: Any, whole: Any) -> Iterator[Case]:
    if exact(part) and exact(whole):
        yield Case(path, {"part": part, "whole": whole})


def levels(subject: Subject) -> Iterator[Case]:
    """The categories of one property in one group, where everybody is in exactly one of them and all are given."""
    rows: dict[Any, list[tuple[Any, Any, Any]]] = defaultdict(list)
    for path, row in subject.anatomy.all(Characteristic):
        if row.level is not None and _one_each(subject.terms, row.what):
            rows[(path[:-1], row.what.id, row.group, row.when)].append(((*path, "figures"), row.figures, row.people))
    for path, trials in subject.anatomy.all(Trials):
        if _one_each(subject.terms, trials.by):
            rows[(path[:-1], trials.by.id)].append(((*path, "figures"), trials.figures, None))
    for members in rows.values():
        yield from _levels(members)


def _one_each(terms: Any, ref: Any) -> bool:
    term = terms.get(ref.vocabulary, {}).get(ref.id)
    return term is not None and term.levels == "one"


def _levels(members: list[tuple[Any, Any, Any]]) -> Iterator[Case]:
    if len(members) < 2 or not all(isinstance(figures, Figures) for _, figures, _ in members):
        return
    paths = [path for path, _, _ in members]
    percents = [figures.percent for _, figures, _ in members]
    if all(exact(percent) for percent in percents):
        yield Case(paths[0], {"parts": percents}, tuple(paths[1:]))
    counts, wholes = [figures.count for _, figures, _ in members], [_whole(figures.of, people) for _, figures, people in members]
    if all(exact(count) for count in counts) and wholes[0] and all(one and one.value == wholes[0].value for one in wholes):
        yield Case(paths[0], {"parts": counts, "whole": wholes[0]}, tuple(paths[1:]))


def _whole(of: Any, people: Any) -> Number | None:
    return next((one for one in (of, people) if exact(one)), None)


def kinds_of_event(subject: Subject) -> Iterator[Case]:
    """The events of one group by kind, counted in a total of events."""
    rows: dict[Any, list[tuple[Any, Harm]]] = defaultdict(list)
    for path, harm in subject.anatomy.all(Harm):
        if exact(harm.events) and exact(harm.of_events):
            rows[(harm.group, harm.of_events.value)].append((path, harm))
    for members in rows.values():
        parts = [harm.events for _, harm in members]
        if len(parts) > 1:
            paths = [(*path, "events") for path, _ in members]
            yield Case(paths[0], {"parts": parts, "whole": members[0][1].of_events}, tuple(paths[1:]))


def affected(subject: Subject) -> Iterator[Case]:
    """Harms with both people and events."""
    for path, harm in subject.anatomy.all(Harm):
        if exact(harm.people) and exact(harm.events):
            yield Case((*path, "people"), {"people": harm.people, "events": harm.events})


def _numbers(*printed: str) -> list[Number]:
    return [Number.parse(one) for one in printed]


_PART = {"count": Count.parse("32"), "of": Count.parse("106")}
COUNTS = (
    Check(share, shares, {**_PART, "percent": Number.parse("39.2")}),
    Check(share_truncated, shares, {**_PART, "percent": Number.parse("30.1")}, sure=False),
    Check(whole_people, lone_shares, {"percent": Number.parse("34.0"), "of": Count.parse("16")}, sure=False),
    Check(part_above_whole, pairs, {"part": Count.parse("17"), "whole": Count.parse("16")}),
    Check(parts_above_whole, levels, {"parts": _numbers("39.2", "69.8")}),
    Check(parts_below_whole, levels, {"parts": _numbers("50.0", "31.3", "6.3")}, sure=False),
    Check(events_below_people, affected, {"people": Count.parse("5"), "events": Count.parse("4")}),
)
