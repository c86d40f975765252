"""Doses made comparable, never forced: one row per dose, groups by unit, a total only where it can be calculated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kb.compare.axes import Axis, log_axis
from kb.compare.subject import Facets, Subject, given
from kb.model.treatment import Arm, Dose, Treatment
from kb.values import Count, Missing, Number, Range, Reduced, Ref
from kb.vocabulary import Term

Figure = Number | Range | Missing
_PER_KG = "-per-kg"  # ending of the scales of units.yml that are counted for a kilogram of body weight


@dataclass(frozen=True, eq=False, slots=True)
class DoseRow(Reduced):
    """A dose of one kind of cells to one group; `dose` is the word for why there is none."""

    subject: Subject
    arm_id: str
    index: int  # of the treatment within its arm
    place: int  # of the dose within its treatment
    unit_scale: str  # "" where there is no amount

    @property
    def id(self) -> str:
        return f"{self.subject.id}.{self.arm_id}.{self.index}.{self.place}"

    @property
    def arm(self) -> Arm:
        return self.subject.arms[self.arm_id]

    @property
    def treatment(self) -> Treatment:
        return given(self.arm)[self.index]

    @property
    def dose(self) -> Dose | Missing:
        return _doses(self.treatment)[self.place]

    @property
    def facets(self) -> Facets:
        return self.subject.facets((self.treatment,))

    @property
    def amount(self) -> Figure:
        return self.dose if isinstance(self.dose, Missing) else self.dose.amount

    @property
    def unit(self) -> Ref | None:
        return self.dose.unit if isinstance(self.dose, Dose) else None

    @property
    def is_per_kg(self) -> bool:
        return self.unit_scale.endswith(_PER_KG)

    @property
    def per_administration(self) -> Figure:
        """The amount given at one time; what is printed for a course or in all is not divided."""
        return Missing.NOT_APPLICABLE if self.is_per_kg else self._per("administration")

    @property
    def per_kg(self) -> Figure:
        """The amount given at one time for a kilogram; never converted, a record has no body weight."""
        if isinstance(self.amount, Missing) or self.is_per_kg:
            return self._per("administration")
        return Missing.NOT_REPORTED

    @property
    def printed_total(self) -> Figure:
        return self._per("total")

    def _per(self, basis: str) -> Figure:
        if isinstance(self.dose, Missing) or isinstance(self.dose.amount, Missing):
            return self.amount
        return self.dose.amount if self.dose.per.id == basis else Missing.NOT_REPORTED

    @property
    def calculated_total(self) -> Number | Range | None:
        """Amount × administrations, where both are known and the amount is that of one administration."""
        amount, times = self._per("administration"), self.treatment.schedule.administrations
        return None if isinstance(amount, Missing) or isinstance(times, Missing) else multiplied(amount, times)

    @property
    def in_turn_with(self) -> tuple[Treatment, ...]:
        """The other kinds of cells that the same people were given; their totals are never added."""
        return tuple(other for index, other in enumerate(given(self.arm)) if index != self.index)

    @property
    def shared(self) -> float | None:
        """The value on the axis of its group: one administration, as printed."""
        amount = self._per("administration")
        amount = amount.low if isinstance(amount, Range) else amount
        return None if isinstance(amount, Missing) or amount.value <= 0 else float(amount.value)

    @property
    def shared_until(self) -> float | None:
        amount = self._per("administration")
        return float(amount.high.value) if isinstance(amount, Range) else None


def multiplied(amount: Number | Range, times: Count) -> Number | Range | None:
    """The amount so many times over, in the digits it is printed in; nothing where either is only a bound."""
    if isinstance(amount, Range):
        low, high = multiplied(amount.low, times), multiplied(amount.high, times)
        return Range(low, high) if isinstance(low, Number) and isinstance(high, Number) else None
    if times.sign or amount.sign not in ("", "~"):
        return None
    digits, power = Decimal(amount.digits) * times.value, amount.power
    while power is not None and abs(digits) >= 10:
        digits, power = digits / 10, power + 1
    return Number.parse(f"{amount.sign}{digits:f}" + ("" if power is None else f"e{power}"))


@dataclass(frozen=True, eq=False)
class DoseGroup:
    """Doses in units that share an axis; "" are those without an amount."""

    id: str
    rows: tuple[DoseRow, ...]

    @cached_property
    def axis(self) -> Axis | None:
        values = [value for row in self.rows for value in (row.shared, row.shared_until) if value is not None]
        return log_axis(values) if values else None


def dose_rows(subject: Subject) -> Iterator[DoseRow]:
    """Every dose of every kind of cells in every group; a treatment without doses is a row too."""
    units = subject.entry.library.terms["units"]
    for arm in subject.study.arms:
        for index, treatment in enumerate(given(arm)):
            for place, dose in enumerate(_doses(treatment)):
                yield DoseRow(subject, arm.id, index, place, _scale(dose, units))


def _doses(treatment: Treatment) -> tuple[Dose | Missing, ...]:
    return (treatment.doses,) if isinstance(treatment.doses, Missing) else treatment.doses


def _scale(dose: Dose | Missing, units: Mapping[str, Term]) -> str:
    if isinstance(dose, Missing) or isinstance(dose.amount, Missing):
        return ""
    unit = units.get(dose.unit.id)
    return (unit and unit.scale) or dose.unit.id


def dose_groups(rows: Iterable[DoseRow]) -> tuple[DoseGroup, ...]:
    """The rows by scale, the largest group first, rows without an amount last."""
    found: dict[str, list[DoseRow]] = {}
    for row in rows:
        found.setdefault(row.unit_scale, []).append(row)
    order = sorted(found, key=lambda scale: (scale == "", -len(found[scale]), scale))
    return tuple(DoseGroup(scale, tuple(found[scale])) for scale in order)
