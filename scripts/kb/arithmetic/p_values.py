"""Intervals and p values: against their estimate, against each other, and against means and counts they come from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from kb.arithmetic.check import Case, Check, Said, Subject
from kb.arithmetic.distributions import chi_squared, critical, fisher, normal, special, student, t_tests
from kb.arithmetic.groups import four_counts
from kb.arithmetic.span import Span, exact, printable, said
from kb.model.part import Figures
from kb.model.results import Association, Direction, Effect, EffectPoint, Interval, Outcome, People, Point, Values
from kb.values import Count, Missing, Number, Percent, Probability

ALPHA = 0.05
_WAYS = ("higher", "lower", "better", "worse")
FEWEST = 10  # degrees of freedom taken where the number of people is not given


def outside_interval(estimate: Number, low: Number, high: Number) -> Said:
    """An interval holds its estimate."""
    reach = Span(Span.of(low).low, Span.of(high).high)
    return None if reach.meets(Span.of(estimate)) else {"printed": estimate.printed, "low": low.printed, "high": high.printed}


def off_centre(estimate: Number, low: Number, high: Number, ratio: bool) -> Said:
    """An estimate stands in the middle of its interval, for ratios on the logarithmic scale."""
    if outside_interval(estimate, low, high) or (ratio and Span.of(low).low <= 0):
        return None
    span = Span.of(low) + Span.of(high)
    middle = _root(Span.of(low) * Span.of(high)) if ratio else Span(span.low / 2, span.high / 2)
    return None if middle.meets(Span.of(estimate)) else {"limits": f"{low.printed}, {high.printed}", **printable(middle, estimate)}


def _root(span: Span) -> Span:
    return Span(Fraction(math.sqrt(span.low)), Fraction(math.sqrt(span.high)))


def p_against_interval(low: Number, high: Number, level: Number, p: Probability, ratio: bool) -> Said:
    """An interval that leaves out no difference goes with a p value below its level, one that holds it with a p value above."""
    null, alpha = int(ratio), float(100 - level.value) / 100
    lowest, highest = p_span(p)
    leaves_out = Span.of(low).low > null or Span.of(high).high < null
    holds = Span.of(low).high < null < Span.of(high).low
    if (leaves_out and lowest >= alpha) or (holds and highest <= alpha):
        said_of = {"limits": f"{low.printed}, {high.printed}", "level": level.printed, "p": p.printed}
        return {**said_of, "null": str(null), "alpha": f"{alpha:.2g}"}
    return None


def p_span(p: Probability) -> tuple[float, float]:
    """Between which numbers a printed p value lies; a bare word means below or above 0.05."""
    if p.is_word:
        return (0.0, ALPHA) if p.printed == "significant" else (ALPHA, 1.0)
    value, half = float(p.value), float(p.half)
    if p.sign in ("<", "<="):
        return 0.0, value
    return (value, 1.0) if p.sign in (">", ">=") else (max(0.0, value - half), min(1.0, value + half))


def p_off_interval(estimate: Number, low: Number, high: Number, level: Number, p: Probability, ratio: bool, freedom: int | None) -> Said:
    """A p value is about the one that the estimate and its interval give."""
    if (ratio and Span.of(low).low <= 0) or outside_interval(estimate, low, high) or off_centre(estimate, low, high, ratio):
        return None
    ends, alpha = (_floats(estimate, ratio), _floats(low, ratio), _floats(high, ratio)), float(100 - level.value) / 100
    found = _p_ends(*ends, alpha, None)
    if _against(p, found) is None or special() is None:
        return None
    return _against(p, found + _p_ends(*ends, alpha, freedom or FEWEST))


def _floats(number: Number, ratio: bool) -> tuple[float, float]:
    ends = (float(Span.of(number).low), float(Span.of(number).high))
    return (math.log(ends[0]), math.log(ends[1])) if ratio else ends


Ends = tuple[float, float]


def _p_ends(estimate: Ends, low: Ends, high: Ends, alpha: float, freedom: int | None) -> Ends:
    """The least and the greatest p value that fit one distribution: normal, or t with these degrees of freedom."""
    far = max(abs(estimate[0]), abs(estimate[1]))
    near = 0.0 if estimate[0] <= 0 <= estimate[1] else min(abs(estimate[0]), abs(estimate[1]))
    narrow, wide = max(high[0] - low[1], 1e-12) / 2, (high[1] - low[0]) / 2
    unit = critical(alpha, freedom)
    statistics = (far / narrow * unit, near / wide * unit)
    least, most = (normal(one) if freedom is None else student(one, freedom) for one in statistics)
    return least, most


def _against(p: Probability, found: Sequence[float]) -> Said:
    """What is wrong with a printed p value where these, and all between them, may be right."""
    (lowest, highest), least, most = p_span(p), min(found), max(found)
    return None if lowest <= most and least <= highest else {"p": p.printed, "low": _p_said(least), "high": _p_said(most)}


def _p_said(p: float) -> str:
    return said(p, 3) if p >= 0.001 else f"{p:.1g}"


def direction_against_p(shows: str, p: Probability) -> Said:
    """What is called no clear difference has no p value below 0.05, what is given a direction has none above."""
    lowest, highest = p_span(p)
    wrong = highest < ALPHA if shows == "no_clear_difference" else shows in _WAYS and lowest > ALPHA
    return {"p": p.printed, "alpha": str(ALPHA)} if wrong else None


def p_off_means(mean: Number, sd: Number, people: Number, mean2: Number, sd2: Number, people2: Number, p: Probability) -> Said:
    """A p value is about the one that means, standard deviations and numbers of people give."""
    n1, n2 = int(people.value), int(people2.value)
    if special() is None or min(n1, n2) < 2:
        return None
    gap, one, two = Span.of(mean) - Span.of(mean2), Span.of(sd), Span.of(sd2)
    far, near = max(abs(gap.low), abs(gap.high)), 0 if gap.low <= 0 <= gap.high else min(abs(gap.low), abs(gap.high))
    found = t_tests(float(far), max(float(one.low), 1e-9), n1, max(float(two.low), 1e-9), n2)
    return _against(p, found + t_tests(float(near), float(one.high), n1, float(two.high), n2))


def p_off_counts(counts: Sequence[Number], of: Sequence[Number], p: Probability) -> Said:
    """A p value is about the one that the counts give: chi-squared, with and without correction, or exact where counts are small."""
    some, all_ = [int(count.value) for count in counts], [int(n.value) for n in of]
    if special() is None or not 0 < sum(some) < sum(all_) or any(count > n for count, n in zip(some, all_, strict=True)):
        return None
    found = [chi_squared(some, all_)]
    if len(counts) == 2:
        found += [chi_squared(some, all_, 0.5), fisher(some[0], all_[0], some[1], all_[1])]
    return _against(p, found)


# where they apply


def intervals(subject: Subject) -> Iterator[Case]:
    """Estimates with an interval; coefficients of associations too."""
    for case in subject.once(_estimates):
        yield Case(case.path, {name: case.figures[name] for name in ("estimate", "low", "high")})


def centres(subject: Subject) -> Iterator[Case]:
    """Estimates of differences and ratios with an interval."""
    for case in subject.once(_estimates):
        if "ratio" in case.figures:
            yield Case(case.path, {name: case.figures[name] for name in ("estimate", "low", "high", "ratio")})


def _estimates(subject: Subject) -> Iterator[Case]:
    for path, effect in subject.anatomy.all(Effect):
        for index, point in enumerate(effect.points):
            if case := _estimate((*path, "points", index, "estimate"), point.estimate, point.interval):
                extra = {"ratio": effect.kind.endswith("_ratio"), "p": point.p, "freedom": _freedom(effect, point)}
                yield Case(case.path, {**case.figures, **extra})
    for path, one in subject.anatomy.all(Association):
        if case := _estimate((*path, "coefficient"), one.coefficient, one.interval):
            yield case


def _estimate(path: Any, estimate: Any, interval: Any) -> Case | None:
    if not exact(estimate) or not isinstance(interval, Interval) or not exact(interval.limits.low) or not exact(interval.limits.high):
        return None
    return Case(path, {"estimate": estimate, "low": interval.limits.low, "high": interval.limits.high, "level": interval.level})


def _freedom(effect: Effect, point: EffectPoint) -> int | None:
    """Degrees of freedom of the smallest test that may have been used: between people, or between trials."""
    sizes = point.people or effect.people
    if effect.pooled is not None:
        return max(1, int(effect.pooled.trials.value) - 1) if exact(effect.pooled.trials) else None
    return max(1, int(sizes.group.value + sizes.versus.value) - 2) if exact(sizes.group) and exact(sizes.versus) else None


def intervals_with_p(subject: Subject) -> Iterator[Case]:
    """Estimates of differences and ratios with an interval and a p value."""
    for case in subject.once(_estimates):
        if isinstance(case.figures.get("p"), Probability):
            yield case


def decisions(subject: Subject) -> Iterator[Case]:
    """Intervals with a p value or the bare word for it."""
    for case in subject.once(intervals_with_p):
        yield Case(case.path, {name: case.figures[name] for name in ("low", "high", "level", "p", "ratio")})


def directions(subject: Subject) -> Iterator[Case]:
    """Points that show a direction, with a p value."""
    for path, point in subject.anatomy.all(Point):
        shows = getattr(point, "shows", None)
        if shows is not None and isinstance(point.p, Probability):
            yield Case((*path, "p"), {"shows": shows.id, "p": point.p})


def means(subject: Subject) -> Iterator[Case]:
    """Means of two groups with their spread, people and p value, where nothing was adjusted for."""
    for path, values in subject.anatomy.all(Values):
        for index, point in enumerate(values.points if isinstance(values.adjusted, Missing) else ()):
            sizes, one, two = point.people or values.people, point.group, point.versus
            if isinstance(one, Figures) and isinstance(two, Figures) and isinstance(point.p, Probability) and not point.p.is_word:
                figures = {"mean": one.mean, "sd": one.sd, "people": sizes.group, "mean2": two.mean, "sd2": two.sd, "people2": sizes.versus}
                if all(exact(figure) for figure in figures.values()):
                    yield Case((*path, "points", index, "p"), {**figures, "p": point.p})


def counts(subject: Subject) -> Iterator[Case]:
    """Counts of people in two groups with a p value, where nothing was adjusted for."""
    for path, people in subject.anatomy.all(People):
        for index, point in enumerate(people.points if isinstance(people.adjusted, Missing) else ()):
            four = four_counts(point.group, point.versus)
            if four and isinstance(point.p, Probability) and not point.p.is_word:
                figures = {"counts": [four["count"], four["other"]], "of": [four["of"], four["other_of"]], "p": point.p}
                yield Case((*path, "points", index, "p"), figures)
    yield from _all_groups(subject)


def _all_groups(subject: Subject) -> Iterator[Case]:
    """A p value given for all groups of an outcome together, beside the counts of each at that time."""
    for index, outcome in enumerate(subject.anatomy.study.outcomes):
        for c, comparison in enumerate(outcome.comparisons):
            for p, point in enumerate(comparison.points if isinstance(comparison, Direction) and comparison.group == "all" else ()):
                rows = _counted(outcome, str(point.time))
                if len(rows) > 2 and isinstance(point.p, Probability) and not point.p.is_word:
                    figures = {"counts": [row.count for row in rows], "of": [row.of for row in rows], "p": point.p}
                    yield Case(("outcomes", index, "comparisons", c, "points", p, "p"), figures)


def _counted(outcome: Outcome, time: str) -> list[Figures]:
    """The counts of every group at one time."""
    found: dict[str, Figures] = {}
    for comparison in outcome.comparisons:
        for point in comparison.points if isinstance(comparison, People) else ():
            for group, figures in ((comparison.group, point.group), (comparison.versus, point.versus)):
                if str(point.time) == time and isinstance(figures, Figures) and exact(figures.count) and exact(figures.of):
                    found[group] = figures
    return list(found.values())


_MRS = {"estimate": Number.parse("-0.27"), "low": Number.parse("-0.51"), "high": Number.parse("-0.03")}
_LEVEL = Percent.parse("95")
P_VALUES = (
    Check(outside_interval, intervals, {**_MRS, "estimate": Number.parse("0.27")}),
    Check(off_centre, centres, {**_MRS, "estimate": Number.parse("-0.37"), "ratio": False}, sure=False),
    Check(
        p_against_interval,
        decisions,
        {"low": _MRS["low"], "high": _MRS["high"], "level": _LEVEL, "p": Probability.parse("0.27"), "ratio": False},
    ),
    Check(
        p_off_interval,
        intervals_with_p,
        {**_MRS, "level": _LEVEL, "p": Probability.parse("0.0027"), "ratio": False, "freedom": 14},
        sure=False,
    ),
    Check(direction_against_p, directions, {"shows": "better", "p": Probability.parse("0.059")}),
    Check(
        p_off_means,
        means,
        {
            "mean": Number.parse("43.3"),
            "sd": Number.parse("15.9"),
            "people": Count.parse("16"),
            "mean2": Number.parse("40.7"),
            "sd2": Number.parse("17.0"),
            "people2": Count.parse("16"),
            "p": Probability.parse("<0.001"),
        },
        sure=False,
    ),
    Check(
        p_off_counts,
        counts,
        {"counts": [Count.parse("3"), Count.parse("2")], "of": [Count.parse("16")] * 2, "p": Probability.parse("0.046")},
        sure=False,
    ),
)
