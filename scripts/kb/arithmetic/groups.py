"""Parts of the people against the whole, and differences against the figures they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from kb.anatomy import Path
from kb.arithmetic.check import Case, Check, Said, Subject
from kb.arithmetic.span import Span, exact, outward, places, printable, total
from kb.model.part import Figures
from kb.model.results import Change, Effect, Outcome, People, Values
from kb.values import Count, Missing, Number


def weighted_mean(means: Sequence[Number], people: Sequence[Number], whole: Number) -> Said:
    """Means of groups, weighted by their people, give the mean of everyone."""
    weights = [Fraction(one.value) for one in people]
    if not sum(weights):
        return None
    pooled = total(Span.of(mean) * weight for mean, weight in zip(means, weights, strict=True)) / Fraction(sum(weights))
    if pooled.meets(Span.of(whole)) or outside_groups(means, whole):
        return None
    low, high = outward(pooled, places(whole) + 1)
    return {"means": _listed(means), "people": _listed(people), "low": low, "high": high, "printed": whole.printed}


def _listed(figures: Sequence[Number]) -> str:
    return ", ".join(one.printed for one in figures)


def outside_groups(means: Sequence[Number], whole: Number) -> Said:
    """The mean of everyone lies between the means of the groups."""
    ordered = sorted(means, key=lambda one: one.value)
    reach = Span(Span.of(ordered[0]).low, Span.of(ordered[-1]).high)
    return None if reach.meets(Span.of(whole)) else {"printed": whole.printed, "low": ordered[0].printed, "high": ordered[-1].printed}


def wrong_difference(first: Number, second: Number, difference: Number) -> Said:
    """A difference or change is the one figure less the other."""
    right = Span.of(first) - Span.of(second)
    return None if right.meets(Span.of(difference)) else {"first": first.printed, "second": second.printed, **printable(right, difference)}


def wrong_ratio(kind: str, count: Number, of: Number, other: Number, other_of: Number, estimate: Number) -> Said:
    """A ratio or difference of risks is the one that the counts give."""
    a, b, c, d = (Fraction(one.value) for one in (count, of, other, other_of))
    right = _effect(kind, a, b, c, d)
    spans = [Span.of(estimate)] + ([Span.of(estimate) / 100] if kind == "risk_difference" else [])
    if right is None or any(span.meets(Span.at(right)) for span in spans):
        return None
    return {"counts": f"{count.printed}/{of.printed}, {other.printed}/{other_of.printed}", **printable(Span.at(right), estimate)}


def _effect(kind: str, a: Fraction, n: Fraction, c: Fraction, m: Fraction) -> Fraction | None:
    """The effect from a of n against c of m; none where it cannot be reckoned."""
    if not n or not m:
        return None
    if kind == "risk_difference":
        return a / n - c / m
    if kind == "risk_ratio":
        return (a / n) / (c / m) if c else None
    return a * (m - c) / ((n - a) * c) if c and n != a else None


# where they apply


def partitions(subject: Subject) -> Iterator[Case]:
    """Means of groups that together are everyone, and the mean of everyone, of one measure at one time."""
    sizes = _group_sizes(subject)
    for index, outcome in enumerate(subject.anatomy.study.outcomes):
        found = _means(("outcomes", index), outcome)
        for (group, *key), (path, whole) in found.items():
            for members in _partitions(sizes, [other[0] for other in found if list(other[1:]) == key]) if group == "all" else ():
                parts = [found[(member, *key)] for member in members]
                figures = {"means": [mean for _, mean in parts], "people": [sizes[member] for member in members], "whole": whole}
                yield Case(path, figures, tuple(place for place, _ in parts))


def reaches(subject: Subject) -> Iterator[Case]:
    """The same without the numbers of people."""
    for case in subject.once(partitions):
        yield Case(case.path, {name: case.figures[name] for name in ("means", "whole")}, case.others)


def _group_sizes(subject: Subject) -> dict[str, Number]:
    """How many people each group has that means can be weighted by; `all` is everyone."""
    study = subject.anatomy.study
    sizes: dict[str, Any] = {arm.id: arm.people for arm in study.arms if not arm.shares_people_with}
    sizes |= {group.id: group.figures.count for group in study.people.subgroups if isinstance(group.figures, Figures)}
    sizes["all"] = study.people.number("all", "enrolled", "randomised", "treated", "pooled")
    return {name: size for name, size in sizes.items() if exact(size)}


def _partitions(sizes: dict[str, Number], groups: list[str]) -> Iterator[tuple[str, ...]]:
    known = [group for group in groups if group != "all" and group in sizes]
    if "all" in sizes:
        for length in range(2, min(4, len(known)) + 1):
            for members in combinations(known, length):
                if sum(sizes[member].value for member in members) == sizes["all"].value:
                    yield members


def _means(path: Path, outcome: Outcome) -> dict[tuple[Any, ...], tuple[Path, Number]]:
    """Every mean of one group, by group, kind of figure and time."""
    found: dict[tuple[Any, ...], tuple[Path, Number]] = {}
    for c, comparison in enumerate(outcome.comparisons):
        if not isinstance(comparison, Change | Values) or comparison.within:
            continue
        for p, point in enumerate(comparison.points):
            for name in ("before", "after", "group", "versus"):
                group, figures = comparison.versus if name == "versus" else comparison.group, getattr(point, name, None)
                if isinstance(figures, Figures) and exact(figures.mean):
                    place = (*path, "comparisons", c, "points", p, name, "mean")
                    found.setdefault((group, name if name in ("before", "after") else "at", str(point.time)), (place, figures.mean))
    return found


def changes(subject: Subject) -> Iterator[Case]:
    """A change beside its means; a difference of means beside the means of both groups at that time, where it is not adjusted."""
    for path, comparison in subject.anatomy.all(Change):
        for p, changed in enumerate(comparison.points):
            yield from _difference((*path, "points", p, "change"), changed.after, changed.before, changed.change)
    for index, outcome in enumerate(subject.anatomy.study.outcomes):
        values = _by_key(outcome, Values)
        for place, effect, point in _effects(("outcomes", index), outcome, "mean_difference"):
            if beside := values.get(_key(effect, point)):
                yield from _difference((*place, "estimate"), beside.group, beside.versus, point.estimate)


def _difference(path: Path, first: Any, second: Any, difference: Any) -> Iterator[Case]:
    if isinstance(first, Figures) and isinstance(second, Figures) and exact(first.mean) and exact(second.mean) and exact(difference):
        yield Case(path, {"first": first.mean, "second": second.mean, "difference": difference})


def _by_key(outcome: Outcome, kind: type[Values | People]) -> dict[tuple[Any, ...], Any]:
    return {
        _key(comparison, point): point for comparison in outcome.comparisons if isinstance(comparison, kind) for point in comparison.points
    }


def _key(comparison: Any, point: Any) -> tuple[Any, ...]:
    return comparison.group, comparison.versus, comparison.within, str(point.time)


def _effects(path: Path, outcome: Outcome, *kinds: str) -> Iterator[tuple[Path, Effect, Any]]:
    """The points of effects that are not adjusted for anything."""
    for c, comparison in enumerate(outcome.comparisons):
        if isinstance(comparison, Effect) and comparison.kind in kinds and isinstance(comparison.adjusted, Missing):
            for p, point in enumerate(comparison.points):
                yield (*path, "comparisons", c, "points", p), comparison, point


def ratios(subject: Subject) -> Iterator[Case]:
    """An effect on risk beside the counts of both groups at that time, where it is not adjusted."""
    for index, outcome in enumerate(subject.anatomy.study.outcomes):
        counts = _by_key(outcome, People)
        for path, effect, point in _effects(("outcomes", index), outcome, "risk_difference", "risk_ratio", "odds_ratio"):
            beside = counts.get(_key(effect, point))
            if beside and (four := four_counts(beside.group, beside.versus)) and exact(point.estimate):
                yield Case((*path, "estimate"), {"kind": effect.kind, **four, "estimate": point.estimate})


def four_counts(group: Any, versus: Any) -> dict[str, Number] | None:
    """Counts of both groups, where all are given."""
    if not isinstance(group, Figures) or not isinstance(versus, Figures):
        return None
    found = {"count": group.count, "of": group.of, "other": versus.count, "other_of": versus.of}
    return {name: one for name, one in found.items() if exact(one)} if all(exact(one) for one in found.values()) else None


_SPLIT = {"means": [Number.parse("25.1"), Number.parse("45.8")], "people": [Count.parse("32"), Count.parse("74")]}
GROUPS = (
    Check(weighted_mean, partitions, {**_SPLIT, "whole": Number.parse("40.3")}, sure=False),
    Check(outside_groups, reaches, {"means": _SPLIT["means"], "whole": Number.parse("47.9")}),
    Check(
        wrong_difference,
        changes,
        {"first": Number.parse("43.3"), "second": Number.parse("40.7"), "difference": Number.parse("3.6")},
        sure=False,
    ),
    Check(
        wrong_ratio,
        ratios,
        {
            "kind": "risk_ratio",
            "count": Count.parse("3"),
            "of": Count.parse("16"),
            "other": Count.parse("2"),
            "other_of": Count.parse("16"),
            "estimate": Number.parse("1.25"),
        },
    ),
)
