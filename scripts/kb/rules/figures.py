"""Figures in a record have their company, their bounds and their order."""

from __future__ import annotations

from collections.abc import Iterator

from kb.anatomy import Path
from kb.finding import Finding
from kb.model.part import Figures
from kb.model.results import Effect, EffectPoint, Harm, Interval
from kb.rules.record import Record
from kb.values import Count, Missing, Number, Range


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


def intervals_have_a_usual_level(record: Record) -> Iterator[Finding]:
    """The level of an interval is from 50 up to, but not including, 100 percent."""
    for path, interval in record.all(Interval):
        if not 50 <= interval.level.value < 100:
            yield record.finding((*path, "level"), "interval_level", value=interval.level.printed)
