"""Figures in a record have their company, their bounds and their order."""

from __future__ import annotations

from collections.abc import Iterator

from kb.finding import Finding
from kb.model.part import Figures
from kb.model.results import Association, Effect, EffectPoint, Harm, Interval
from kb.model.sources import Paper, Registration
from kb.rules.record import Path, Record
from kb.values import Count, Date, Missing, Number, Range


def figures_are_not_empty(record: Record) -> Iterator[Finding]:
    """A group of figures holds at least one figure; where there is none, the word why stands in its place."""
    for path, figures in record.all(Figures):
        if not any(isinstance(getattr(figures, name), Number | Range) for name in Figures.model_fields):
            yield record.finding(path, "figures_empty")


def figures_have_their_company(record: Record) -> Iterator[Finding]:
    """With a mean comes its spread, with a median its range, with a count of people how many were looked at, or the word why not."""
    for path, figures in record.all(Figures):
        if figures.mean is not None and figures.sd is None and figures.se is None:
            yield record.finding((*path, "mean"), "mean_alone", value=figures.mean.printed)
        if figures.median is not None and figures.iqr is None and figures.range is None:
            yield record.finding((*path, "median"), "median_alone", value=figures.median.printed)
        if isinstance(figures.count, Count) and figures.of is None:
            yield record.finding((*path, "count"), "count_alone", value=figures.count.printed)


def counts_are_within_their_whole(record: Record) -> Iterator[Finding]:
    """No more people or events are counted than were looked at, unless a remark says that the source prints it so."""
    for path, part, whole in _counts(record):
        if isinstance(part, Count) and isinstance(whole, Count) and part.value > whole.value and not record.is_remarked(path, part, whole):
            yield record.finding(path, "count_above_of", value=part.printed, of=whole.printed)


def _counts(record: Record) -> Iterator[tuple[Path, Count | Missing | None, Count | Missing | None]]:
    for path, figures in record.all(Figures):
        yield (*path, "count"), figures.count, figures.of
    for path, harm in record.all(Harm):
        yield (*path, "people"), harm.people, harm.of
        yield (*path, "events"), harm.events, harm.of_events


def percentages_are_of_a_hundred(record: Record) -> Iterator[Finding]:
    """A percentage lies between 0 and 100, unless a remark says that the source prints it so."""
    for path, figures in record.all(Figures):
        given = figures.percent
        for limit in (given.low, given.high) if isinstance(given, Range) else (given,) if isinstance(given, Number) else ():
            if not 0 <= limit.value <= 100 and not record.is_remarked(path, limit):
                yield record.finding((*path, "percent"), "not_a_percentage", value=limit.printed)


def percentages_of_harms_say_of_what(record: Record) -> Iterator[Finding]:
    """A percentage of a harm says whether it is of people or of events."""
    for path, harm in record.all(Harm):
        if isinstance(harm.percent, Number) and isinstance(harm.percent_of, Missing):
            yield record.finding((*path, "percent_of"), "percent_of_what", value=harm.percent.printed)


def ratios_are_above_zero(record: Record) -> Iterator[Finding]:
    """A risk, odds, hazard or rate ratio and both its limits are above 0, unless a remark says that the source prints it so."""
    for path, effect in record.all(Effect):
        for index, point in enumerate(effect.points if effect.kind.endswith("_ratio") else ()):
            for steps, figure in _estimated(point):
                place = (*path, "points", index, *steps)
                if figure.value <= 0 and not record.is_remarked(place, figure):
                    yield record.finding(place, "ratio_not_above_0", value=figure.printed)


def _estimated(point: EffectPoint) -> Iterator[tuple[Path, Number]]:
    """The estimate and the limits of its interval."""
    if isinstance(point.estimate, Number):
        yield ("estimate",), point.estimate
    if isinstance(point.interval, Interval):
        yield ("interval", "limits", 0), point.interval.limits.low
        yield ("interval", "limits", 1), point.interval.limits.high


def intervals_hold_their_estimate(record: Record) -> Iterator[Finding]:
    """An interval contains its estimate, give or take the rounding, unless a remark says that the source prints it so."""
    found: list[tuple[Path, Number | Missing, Interval | Missing]] = []
    found += [((*path, "estimate"), point.estimate, point.interval) for path, point in record.all(EffectPoint)]
    found += [((*path, "coefficient"), one.coefficient, one.interval) for path, one in record.all(Association)]
    for path, estimate, interval in found:
        if isinstance(estimate, Number) and isinstance(interval, Interval) and not _within(estimate, interval.limits):
            low, high = interval.limits.low, interval.limits.high
            if not record.is_remarked(path, estimate, low, high):
                yield record.finding(path, "estimate_outside", value=estimate.printed, low=low.printed, high=high.printed)


def _within(figure: Number, limits: Range) -> bool:
    """Whether the figure may lie within the limits; a figure with a sign before it, such as <0.01, is not compared."""
    low, high = limits.low, limits.high
    above = bool(figure.sign or low.sign) or figure.value + figure.half >= low.value - low.half
    below = bool(figure.sign or high.sign) or figure.value - figure.half <= high.value + high.half
    return above and below


def intervals_have_a_usual_level(record: Record) -> Iterator[Finding]:
    """The level of an interval is from 50 up to, but not including, 100 percent."""
    for path, interval in record.all(Interval):
        if not 50 <= interval.level.value < 100:
            yield record.finding((*path, "level"), "interval_level", value=interval.level.printed)


def dates_are_in_order(record: Record) -> Iterator[Finding]:
    """A study ends after it starts, is published after it starts, and evidence is not newer than the record; as exactly as is known."""
    for path, earlier, later in _dates(record):
        if isinstance(earlier, Date) and isinstance(later, Date):
            shared = min(len(earlier.parts), len(later.parts))
            if later.parts[:shared] < earlier.parts[:shared]:
                yield record.finding(path, "date_order", value=later.printed, earlier=earlier.printed)


def _dates(record: Record) -> Iterator[tuple[Path, Date | Missing, Date | Missing]]:
    design, editorial = record.study.design, record.study.editorial
    yield ("design", "end"), design.start, design.end
    yield ("editorial", "last_changed"), editorial.evidence_until, editorial.last_changed
    for path, registration in record.all(Registration):
        yield (*path, "completion"), registration.start, registration.completion
    for path, paper in record.all(Paper):
        yield (*path, "published"), design.start, paper.published
