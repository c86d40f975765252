"""Means and spreads: within the instrument, possible for whole points, in order, and together with their parts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from kb.anatomy import Path
from kb.arithmetic.check import Case, Check, Said, Subject
from kb.arithmetic.span import Span, exact, outward, places, printable, said, total
from kb.model.part import Characteristic, Figures
from kb.model.results import Change, Effect, Outcome, People, Values
from kb.values import Count, Number, Range
from kb.vocabulary import Term


def off_scale(figure: Number, low: Number, high: Number) -> Said:
    """A score lies within the range of its scale; a difference is no larger than that range is wide."""
    if low.value <= figure.value <= high.value:
        return None
    span, limits = Span.of(figure), Span(Fraction(low.value), Fraction(high.value))
    return None if span.meets(limits) else {"printed": figure.printed, "low": low.printed, "high": high.printed}


def spread_too_wide(mean: Number, sd: Number, low: Number, high: Number) -> Said:
    """A standard deviation is possible for this mean within the range of the scale."""
    centre = Span.of(mean)
    bottom, top = Fraction(low.value), Fraction(high.value)
    middle = min(max((bottom + top) / 2, centre.low), centre.high)
    apart = (middle - bottom) * (top - middle) * 2  # 2 = n / (n - 1) of the smallest group, two people
    most = math.sqrt(max(Fraction(0), apart))
    if float(Span.of(sd).low) <= most:
        return None
    return {"mean": mean.printed, "printed": sd.printed, "low": low.printed, "high": high.printed, "most": said(most, 1)}


def impossible_mean(mean: Number, people: Number, step: Number) -> Said:
    """A mean of whole steps times the number of people is a whole number of steps (GRIM)."""
    count, unit = Fraction(people.value), Fraction(step.value)
    if not count or unit / count <= 2 * Fraction(mean.half):  # so many people that any mean can be printed
        return None
    wanted = Span.of(mean) * count / unit
    below, above = math.floor(wanted.low), math.ceil(wanted.high)
    if any(wanted.low <= whole <= wanted.high for whole in range(below, above + 1)):
        return None
    low, high = (said(Fraction(whole) * unit / count, places(mean) + 1) for whole in (below, above))
    return {"printed": mean.printed, "people": people.printed, "low": low, "high": high}


def out_of_order(figures: Sequence[Number]) -> Said:
    """Smallest, lower quartile, median, upper quartile and largest stand in that order; a mean is between smallest and largest."""
    for one, next_ in pairwise(figures):
        if Span.of(one).is_above(Span.of(next_)):
            return {"first": one.printed, "second": next_.printed}
    return None


def wrong_standard_error(sd: Number, se: Number, people: Number) -> Said:
    """A standard error is the standard deviation divided by the square root of the people."""
    if not people.value:
        return None
    root, span = Fraction(math.sqrt(people.value)), Span.of(sd)
    right = span / root
    return None if right.meets(Span.of(se)) else {"sd": sd.printed, "people": people.printed, **printable(right, se)}


def subscales_against_total(parts: Sequence[Number], whole: Number) -> Said:
    """Scores of subscales that make up a scale add up to its score."""
    added = total(Span.of(part) for part in parts)
    if added.meets(Span.of(whole)):
        return None
    low, high = outward(added, places(whole))
    return {"parts": " + ".join(part.printed for part in parts), "low": low, "high": high, "printed": whole.printed}


# where they apply


def scored(subject: Subject) -> Iterator[tuple[Path, Figures, Term, Any]]:
    """Every group of figures of something measured, with its measure and the number of people."""
    for index, outcome in enumerate(subject.anatomy.study.outcomes):
        if measure := subject.measure(outcome.measure.id):
            for path, figures, people in _figures(("outcomes", index), outcome):
                yield path, figures, measure, people
    for path, row in subject.anatomy.all(Characteristic):
        if isinstance(row.figures, Figures) and (measure := subject.measure(row.what.id)):
            yield (*path, "figures"), row.figures, measure, row.people


def _figures(path: Path, outcome: Outcome) -> Iterator[tuple[Path, Figures, Any]]:
    for c, comparison in enumerate(outcome.comparisons):
        if not isinstance(comparison, Change | Values):
            continue
        for p, point in enumerate(comparison.points):
            sizes = point.people or comparison.people
            for name, people in (("before", sizes.group), ("after", sizes.group), ("group", sizes.group), ("versus", sizes.versus)):
                if isinstance(figures := getattr(point, name, None), Figures):
                    yield (*path, "comparisons", c, "points", p, name), figures, people


def scores(subject: Subject) -> Iterator[Case]:
    """Means, medians and single values on a scale with a range; differences and changes against the width of the range."""
    for path, figures, measure, _ in subject.once(scored):
        if isinstance(measure.range, Range):
            for name in ("mean", "median", "value"):
                if exact(figure := getattr(figures, name)):
                    yield Case((*path, name), {"figure": figure, "low": measure.range.low, "high": measure.range.high})
    yield from _differences(subject)


def _differences(subject: Subject) -> Iterator[Case]:
    for index, outcome in enumerate(subject.anatomy.study.outcomes):
        measure = subject.measure(outcome.measure.id)
        if measure is None or not isinstance(measure.range, Range):
            continue
        width = measure.range.high.value - measure.range.low.value
        limits = {"low": Number.parse(f"{-width:f}"), "high": Number.parse(f"{width:f}")}
        for c, comparison in enumerate(outcome.comparisons):
            plain = isinstance(comparison, Change) or (isinstance(comparison, Effect) and comparison.kind == "mean_difference")
            for p, point in enumerate(comparison.points if plain else ()):
                name = "estimate" if isinstance(comparison, Effect) else "change"
                if exact(figure := getattr(point, name)):
                    yield Case(("outcomes", index, "comparisons", c, "points", p, name), {"figure": figure, **limits})


def spreads(subject: Subject) -> Iterator[Case]:
    """Means with a standard deviation on a scale with a range."""
    for path, figures, measure, _ in subject.once(scored):
        if isinstance(measure.range, Range) and exact(figures.mean) and exact(figures.sd):
            limits = {"low": measure.range.low, "high": measure.range.high}
            yield Case((*path, "sd"), {"mean": figures.mean, "sd": figures.sd, **limits})


def whole_points(subject: Subject) -> Iterator[Case]:
    """Means of a scale whose steps are known, in a known number of people."""
    for path, figures, measure, people in subject.once(scored):
        if measure.step is not None and exact(figures.mean) and exact(people):
            yield Case((*path, "mean"), {"mean": figures.mean, "people": people, "step": measure.step})


def orders(subject: Subject) -> Iterator[Case]:
    """A median or a mean with its range or quartiles."""
    for path, figures in subject.anatomy.all(Figures):
        outer = figures.range if isinstance(figures.range, Range) else None
        inner = figures.iqr if isinstance(figures.iqr, Range) else None
        ends = [(outer and outer.low), (inner and inner.low)], [(inner and inner.high), (outer and outer.high)]
        for middle in ([figures.median], [figures.mean] if not inner else []):
            found = [one for one in (*ends[0], *middle, *ends[1]) if exact(one)]
            if len(found) > 1:
                yield Case(path, {"figures": found})


def standard_errors(subject: Subject) -> Iterator[Case]:
    """Figures with a standard deviation and a standard error."""
    for path, figures, _, people in subject.once(scored):
        if exact(figures.sd) and exact(figures.se) and exact(people):
            yield Case((*path, "se"), {"sd": figures.sd, "se": figures.se, "people": people})


Scores = dict[tuple[Any, ...], tuple[Path, Number]]  # by groups, time and kind of figure


def subscales(subject: Subject) -> Iterator[Case]:
    """A scale and all subscales that make it up, in the same groups at the same time."""
    outcomes = {outcome.measure.id: index for index, outcome in enumerate(subject.anatomy.study.outcomes) if outcome.label is None}
    within = {part: term.within for part in outcomes if (term := subject.measure(part))}
    for name in outcomes:
        parts = [part for part, whole in within.items() if whole == name]
        if parts and _complete(subject, name, parts):
            scores = {one: _scores(subject, outcomes[one]) for one in (name, *parts)}
            for key, (path, figure) in scores[name].items():
                found = [scores[part][key] for part in parts if key in scores[part]]
                if len(found) == len(parts):
                    yield Case(path, {"parts": [one for _, one in found], "whole": figure}, tuple(place for place, _ in found))


def _scores(subject: Subject, index: int) -> Scores:
    return dict(_means(("outcomes", index), subject.anatomy.study.outcomes[index]))


def _complete(subject: Subject, whole: str, parts: list[str]) -> bool:
    """Whether the ranges of the subscales add up to that of the scale."""
    ranges = [getattr(subject.measure(name), "range", None) for name in (whole, *parts)]
    if not all(isinstance(one, Range) for one in ranges):
        return False
    lows, highs = ([getattr(one, end).value for one in ranges] for end in ("low", "high"))
    return bool(lows[0] == sum(lows[1:]) and highs[0] == sum(highs[1:]))


def _means(path: Path, outcome: Outcome) -> Iterator[tuple[tuple[Any, ...], tuple[Path, Number]]]:
    """Every mean, difference and change of an outcome that subscales can be added up for; a change may be that of its means."""
    for c, comparison in enumerate(outcome.comparisons):
        if isinstance(comparison, People) or (isinstance(comparison, Effect) and comparison.kind != "mean_difference"):
            continue
        points: Sequence[Any] = comparison.points
        for p, point in enumerate(points):
            here = (*path, "comparisons", c, "points", p)
            key = (comparison.kind, comparison.group, comparison.versus, comparison.within, str(getattr(point, "time", "")))
            for name in ("estimate", "change"):
                if exact(figure := getattr(point, name, None)):
                    yield (*key, name), ((*here, name), figure)
            for name in ("before", "after", "group", "versus"):
                if isinstance(figures := getattr(point, name, None), Figures) and exact(figures.mean):
                    yield (*key, name), ((*here, name, "mean"), figures.mean)


_RANGE = {"low": Number.parse("0"), "high": Number.parse("42")}
SCALES = (
    Check(off_scale, scores, {"figure": Number.parse("43.5"), **_RANGE}),
    Check(spread_too_wide, spreads, {"mean": Number.parse("2.0"), "sd": Number.parse("14.2"), **_RANGE}),
    Check(
        impossible_mean, whole_points, {"mean": Number.parse("5.19"), "people": Count.parse("28"), "step": Number.parse("1")}, sure=False
    ),
    Check(out_of_order, orders, {"figures": [Number.parse("12"), Number.parse("9"), Number.parse("15")]}),
    Check(wrong_standard_error, standard_errors, {"sd": Number.parse("4.8"), "se": Number.parse("2.1"), "people": Count.parse("16")}),
    Check(
        subscales_against_total,
        subscales,
        {"parts": [Number.parse("12.1"), Number.parse("5.8")], "whole": Number.parse("19.7")},
        sure=False,
    ),
)
