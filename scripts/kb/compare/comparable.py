"""Which results may share a table or an axis: only those that agree in every part of their key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple

from kb.compare.subject import UNCONTROLLED, Subject
from kb.model.results import AnyComparison, Outcome, PlannedPoint, Point
from kb.values import Missing, Ref, Shared, Text, Time
from kb.vocabulary import Term

STANDINGS = ("controlled", "review", "uncontrolled", "planned")  # in order of display
WINDOWS = (  # the last day of each, from the start of treatment
    ("three_weeks", 21), ("one_month", 46), ("three_months", 137), ("six_months", 274), ("one_year", 548), ("later", 10**6),
)  # fmt: skip
ORDER = ("baseline", "each_dose", *(name for name, _ in WINDOWS), "after_treatment", *(word.value for word in Missing))
_DAYS = {"min": Decimal(1) / 1440, "h": Decimal(1) / 24, "d": Decimal(1), "wk": Decimal(7), "mo": Decimal("30.44"), "a": Decimal("365.25")}
_ALL = ("", "")


class Comparator(NamedTuple):
    """What the first group is compared with: people without cells, other cells, another part of the people, the time before, nothing."""

    kind: str
    control: Ref | None = None  # what people without cells got


@dataclass(frozen=True, slots=True)
class Key(Shared):
    """What two results must share before they may stand in one table or on one axis."""

    measure: str
    standing: str
    label: Text | None  # what exactly was measured, where the instrument's name does not say it
    kind: str
    comparator: str
    control: str
    contrast: tuple[str, ...]  # which way the difference goes: who comes first
    part: str  # the study, where only a part of its people is compared
    window: str
    better: str | None
    unit: str

    @property
    def code(self) -> str:
        """A short name of the key: rows of a file that have the same may be compared."""
        return f"{self.measure}-{hashlib.sha256(repr(self).encode()).hexdigest()[:8]}"

    def differs(self, other: Key) -> tuple[str, ...]:
        """The parts in which two keys do not agree."""
        return tuple(item.name for item in fields(self) if getattr(self, item.name) != getattr(other, item.name))


def key_of(subject: Subject, outcome: Outcome, comparison: AnyComparison, term: Term, point: Point | PlannedPoint, unit: str) -> Key:
    """The key of one point of a comparison."""
    against = comparator(subject, comparison)
    return Key(
        measure=outcome.measure.id,
        standing=standing(subject, comparison),
        label=Text(outcome.label.versions) if outcome.label else None,  # without the facts at its figures, which are those of one study
        kind=comparison.kind,
        comparator=against.kind,
        control=against.control.id if against.control else "",
        contrast=_contrast(subject, comparison, against.kind),
        part=subject.id if _is_part(subject, comparison) else "",
        window=window(point.time),
        better=term.better,
        unit=unit,
    )


def standing(subject: Subject, comparison: AnyComparison) -> str:
    """Registrations, series without control and published reviews stand apart from trials with a comparison."""
    kind = subject.study.kind.id
    if comparison.kind == "planned" or kind == "registration":
        return "planned"
    if comparison.versus in ("baseline", "none") or kind in UNCONTROLLED:
        return "uncontrolled"
    return "review" if kind == "systematic-review" else "controlled"


def comparator(subject: Subject, comparison: AnyComparison) -> Comparator:
    if comparison.versus in ("baseline", "none"):
        return Comparator(comparison.versus)
    groups = (comparison.group, comparison.versus)
    if not all(group in subject.arms for group in groups):
        return Comparator("subgroup")
    if any(_has_no_cells(subject, group) for group in groups):
        control = subject.study.design.control
        return Comparator("without_cells", control if isinstance(control, Ref) else None)
    return Comparator("other_cells")


def _has_no_cells(subject: Subject, group: str) -> bool:
    return group in subject.arms and subject.arms[group].treatments is Missing.NOT_APPLICABLE


def _contrast(subject: Subject, comparison: AnyComparison, kind: str) -> tuple[str, ...]:
    """Who comes first; two comparisons of cells agree only where cells and routes of both sides do."""
    if kind == "without_cells":
        return ("cells_second",) if _has_no_cells(subject, comparison.group) else ("cells_first",)
    if kind == "subgroup":
        return (subject.id, comparison.group, comparison.versus)
    return (_given(subject, comparison.group), _given(subject, comparison.versus)) if kind == "other_cells" else _ALL


def _given(subject: Subject, group: str) -> str:
    return " ".join(sorted(f"{t.cells.id}/{t.route.id if isinstance(t.route, Ref) else t.route}" for t in subject.treatments(group)))


def _is_part(subject: Subject, comparison: AnyComparison) -> bool:
    return comparison.within is not None or (comparison.group not in subject.arms and comparison.group != "all")


def window(time: Time | Missing) -> str:
    """The window a time falls in; a span counts by its end."""
    if isinstance(time, Missing):
        return time.value
    if time.word:
        return time.word
    return next(name for name, last in WINDOWS if days(time) <= last)


def days(time: Time) -> Decimal:
    """The days from the start of treatment; 0 for a time that is only named."""
    return Decimal(0) if time.word else (time.upper or time.number).value * _DAYS[time.unit]
