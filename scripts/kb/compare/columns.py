"""The columns of the comparison tables as files: a key, and how a row gives its value; their names are in wording.yml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from kb.compare.verdict import central
from kb.model.results import EffectPoint, Interval
from kb.values import Missing, Number, Range


class Word(NamedTuple):
    """An entry of wording.yml."""

    section: str
    key: str


@dataclass(frozen=True)
class Column:
    """A column: `value` gives a Decimal for a number, a Text, Ref or Missing for words, or plain text."""

    key: str
    value: Callable[[Any], Any]


def _number(figure: Any) -> Any:
    """The worth of a figure, if it is exact; a bound or a word is in the column of printed figures."""
    return figure.value if isinstance(figure, Number) and figure.digits and not figure.sign else None


def _printed(figure: Any) -> Any:
    if isinstance(figure, Range):
        return f"{figure.low.printed}\u2013{figure.high.printed}"
    return figure.printed if isinstance(figure, Number) else figure


def _end(row: Any, name: str) -> Any:
    interval = getattr(row.point, "interval", None)
    return _number(getattr(interval.limits, name)) if isinstance(interval, Interval) else None


def _estimate(row: Any) -> Any:
    if isinstance(row.point, EffectPoint):
        return row.point.estimate
    return getattr(row.point, "change", None)


def _side(row: Any, *names: str) -> Any:
    figures = next((getattr(row.point, name) for name in names if hasattr(row.point, name)), None)
    return None if figures is None else figures if isinstance(figures, Missing) else _printed(central(figures) or figures.count)


_STUDY = (
    Column("study", lambda row: row.subject.id),
    Column("title", lambda row: row.subject.entry.short_title),
    Column("design", lambda row: row.subject.entry.kind),
    Column("conditions", lambda row: row.subject.entry.own_conditions),
    Column("stages", lambda row: row.subject.study.people.stages),
    Column("changed", lambda row: row.subject.entry.changed),
)
_GIVEN = (
    Column("arm", lambda row: row.arm.name),
    Column("people", lambda row: _printed(row.arm.people)),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "routes": (
        *_STUDY,
        *_GIVEN,
        Column("route", lambda row: row.route),
        Column("cells", lambda row: tuple(treatment.cells for treatment in row.treatments)),
        Column("donor", lambda row: tuple(treatment.donor for treatment in row.treatments)),
        Column("site", lambda row: tuple(treatment.site for treatment in row.treatments)),
    ),
    "doses": (
        *_STUDY,
        *_GIVEN,
        Column("cells", lambda row: row.treatment.cells),
        Column("donor", lambda row: row.treatment.donor),
        Column("route", lambda row: row.treatment.route),
        Column("amount_printed", lambda row: _printed(row.amount)),
        Column("amount", lambda row: _number(row.amount)),
        Column("unit", lambda row: row.unit),
        Column("per", lambda row: getattr(row.dose, "per", None)),
        Column("level", lambda row: _printed(getattr(row.dose, "level", None))),
        Column("administrations", lambda row: _printed(row.treatment.schedule.administrations)),
        Column("interval", lambda row: row.treatment.schedule.interval),
        Column("courses", lambda row: _printed(row.treatment.schedule.courses)),
        Column("pause", lambda row: row.treatment.schedule.pause),
        Column("total_calculated", lambda row: _number(row.calculated_total)),
    ),
    "outcomes": (
        *_STUDY,
        Column("measure", lambda row: row.outcome.measure),
        Column("label", lambda row: row.outcome.label),
        Column("comparable", lambda row: row.key.code),
        Column("kind", lambda row: Word("kinds_of_effect", row.comparison.kind)),
        Column("group", lambda row: row.subject.groups[row.comparison.group]),
        Column("versus", lambda row: row.subject.groups[row.comparison.versus]),
        Column("time", lambda row: row.point.time),
        Column("estimate_printed", lambda row: _printed(_estimate(row))),
        Column("estimate", lambda row: _number(_estimate(row))),
        Column("low", lambda row: _end(row, "low")),
        Column("high", lambda row: _end(row, "high")),
        Column("first_figure", lambda row: _side(row, "before", "group")),
        Column("second_figure", lambda row: _side(row, "after", "versus")),
        Column("p", lambda row: _printed(getattr(row.point, "p", None))),
        Column("verdict", lambda row: Word("verdicts", row.verdict.way)),
        Column("basis", lambda row: Word("bases", row.verdict.basis) if row.verdict.basis else None),
    ),
    "harms": (
        *_STUDY,
        Column("event", lambda row: row.harm.event),
        Column("group", lambda row: row.subject.groups[row.harm.group]),
        Column("counts", lambda row: Word("harms_page", row.counts)),
        Column("people", lambda row: _printed(row.harm.people)),
        Column("of", lambda row: _printed(row.harm.of)),
        Column("events", lambda row: _printed(row.harm.events)),
        Column("of_events", lambda row: _printed(row.harm.of_events)),
        Column("percent", lambda row: _printed(row.harm.percent)),
        Column("percent_of", lambda row: of if isinstance(of := row.harm.percent_of, Missing) else Word("harms", of)),
        Column("serious", lambda row: row.harm.serious),
        Column("related", lambda row: row.harm.related),
        Column("severity", lambda row: row.harm.severity),
    ),
}
