"""Times, dates and ages: what comes first, what fits into the follow-up, who may take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from kb.anatomy import Path
from kb.arithmetic.check import Case, Check, Said, Subject
from kb.arithmetic.span import Span, exact, said
from kb.model.part import Characteristic, Figures
from kb.model.results import Comparison
from kb.model.sources import Paper, Registration
from kb.model.treatment import Schedule
from kb.values import Count, Date, Duration, Missing, Number, Quantity, Range, Time

DAYS = {
    "min": Span.at(Fraction(1, 1440)), "h": Span.at(Fraction(1, 24)), "d": Span.at(1), "wk": Span.at(7),
    "mo": Span(Fraction(30), Fraction(31)), "a": Span(Fraction(365), Fraction(366)),
}  # fmt: skip


def days(duration: Quantity) -> Span:
    """Between how many days a span of time may take; `3 mo` is a matter of the calendar, not of rounding."""
    return _days(duration.number.value, (duration.upper or duration.number).value, duration.unit)


@lru_cache(1024)
def _days(low: Decimal, high: Decimal, unit: str) -> Span:
    return Span(Fraction(low) * DAYS[unit].low, Fraction(high) * DAYS[unit].high)


def treatment_after_follow_up(courses: Number | None, length: Duration | None, pause: Duration, follow_up: Duration) -> Said:
    """Treatment is over when follow-up ends: courses and pauses, or the intervals between administrations, fit into it."""
    times = Fraction(courses.value) if courses else Fraction(1)
    whole = days(pause) * (times - 1) + (days(length) * times if length else Span.at(0))
    if not whole.is_above(days(follow_up)):
        return None
    months = [said(end / Fraction(3044, 100), 1) for end in (whole.low, whole.high)]
    return {"low": months[0], "high": months[1], "follow_up": str(follow_up)}


def measured_after_follow_up(time: Duration, follow_up: Duration) -> Said:
    """Nothing is measured after the end of follow-up."""
    return {"time": str(time), "follow_up": str(follow_up)} if days(time).is_above(days(follow_up)) else None


def dates_reversed(earlier: Date, later: Date) -> Said:
    """What comes first has the earlier date, as exactly as both are known."""
    shared = min(len(earlier.parts), len(later.parts))
    return {"earlier": earlier.printed, "later": later.printed} if later.parts[:shared] < earlier.parts[:shared] else None


def age_outside_criteria(ages: Sequence[Number], youngest: Number, oldest: Number) -> Said:
    """Nobody who took part is younger or older than the criteria allow."""
    limits = Span(Fraction(youngest.value), Fraction(oldest.value) + 1)  # 75 lasts until the next birthday
    outside = [age.printed for age in ages if not Span.of(age).meets(limits)]
    return {"printed": ", ".join(outside), "low": youngest.printed, "high": oldest.printed} if outside else None


# where they apply


def _known(duration: object) -> bool:
    return isinstance(duration, Duration) and exact(duration.number) and bool(duration.unit)


def schedules(subject: Subject) -> Iterator[Case]:
    """Schedules whose length can be reckoned, in a study whose follow-up is given."""
    follow_up = subject.anatomy.study.design.follow_up
    for path, schedule in subject.anatomy.all(Schedule) if _known(follow_up) else ():
        place = (("design", "follow_up"),)
        if exact(schedule.courses) and _known(schedule.course_length) and _known(schedule.pause):
            figures = {"courses": schedule.courses, "length": schedule.course_length, "pause": schedule.pause, "follow_up": follow_up}
            yield Case((*path, "courses"), figures, place)
        elif exact(schedule.administrations) and _known(schedule.interval):
            yield Case(
                (*path, "interval"),
                {"courses": schedule.administrations, "length": None, "pause": schedule.interval, "follow_up": follow_up},
                place,
            )


def times(subject: Subject) -> Iterator[Case]:
    """Times at which something was measured, in a study whose follow-up is given."""
    follow_up = subject.anatomy.study.design.follow_up
    for path, comparison in subject.anatomy.all(Comparison) if _known(follow_up) else ():
        for index, point in enumerate(getattr(comparison, "points", ())):
            if isinstance(point.time, Time) and not point.time.word and _known(point.time):
                yield Case((*path, "points", index, "time"), {"time": point.time, "follow_up": follow_up}, (("design", "follow_up"),))


def dates(subject: Subject) -> Iterator[Case]:
    """Start and end, start and publication, start and completion in a registry, evidence and the record's own change."""
    design, editorial = subject.anatomy.study.design, subject.anatomy.study.editorial
    pairs: list[tuple[Path, object, object]] = [(("design", "end"), design.start, design.end)]
    pairs += [(("editorial", "last_changed"), editorial.evidence_until, editorial.last_changed)]
    pairs += [((*path, "completion"), one.start, one.completion) for path, one in subject.anatomy.all(Registration)]
    pairs += [((*path, "published"), design.start, paper.published) for path, paper in subject.anatomy.all(Paper)]
    if subject.anatomy.study.review:
        until = subject.anatomy.study.review.search.until
        pairs += [((*path, "published"), until, paper.published) for path, paper in subject.anatomy.all(Paper)]
    for path, earlier, later in pairs:
        if isinstance(earlier, Date) and isinstance(later, Date):
            yield Case(path, {"earlier": earlier, "later": later})


def ages(subject: Subject) -> Iterator[Case]:
    """Ages of those who took part, where an inclusion criterion names its figures age, youngest or oldest."""
    found: dict[str, Number] = {}
    inclusion = subject.anatomy.study.people.criteria.inclusion
    for statement in () if isinstance(inclusion, Missing) else inclusion:
        for name, quantity in statement.figures.items():
            if name in ("age", "youngest", "oldest") and quantity.unit == "a":
                found |= {"youngest": quantity.number} if name != "oldest" else {}
                found |= {"oldest": quantity.upper or quantity.number} if name != "youngest" else {}
    for path, row in subject.anatomy.all(Characteristic) if len(found) == 2 else ():
        if row.what.id == "age" and isinstance(row.figures, Figures):
            limits = [row.figures.range.low, row.figures.range.high] if isinstance(row.figures.range, Range) else []
            if known := [one for one in (row.figures.mean, row.figures.median, *limits) if exact(one)]:
                yield Case((*path, "figures"), {"ages": known, **found})


_COURSES = {"courses": Count.parse("3"), "length": Duration.parse("4 wk"), "pause": Duration.parse("3 mo")}
TIMES = (
    Check(treatment_after_follow_up, schedules, {**_COURSES, "follow_up": Duration.parse("6 mo")}, sure=False),
    Check(measured_after_follow_up, times, {"time": Duration.parse("12 mo"), "follow_up": Duration.parse("6 mo")}),
    Check(dates_reversed, dates, {"earlier": Date.parse("2025-06-01"), "later": Date.parse("2025-05")}),
    Check(age_outside_criteria, ages, {"ages": [Number.parse("78.2")], "youngest": Number.parse("40"), "oldest": Number.parse("75")}),
)
