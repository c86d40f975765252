"""Figures with a unit, spans of time, and dates as exact as they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic_core import PydanticCustomError

from kb.forms import NUMBER, date_meant, quantity_meant
from kb.values.number import _NUMBER, Number, _not_a_number
from kb.values.scalar import Scalar, fault


@dataclass(frozen=True, slots=True)
class Quantity(Scalar):
    """A figure with its UCUM unit, `4.5 h`, `93 %`, or a bare figure, `12`; two figures with a dash between are a span, `3-7 d`."""

    number: Number
    unit: str = ""
    upper: Number | None = None

    pattern = rf"{NUMBER}(?:-[0-9]+(?:\.[0-9]+)?)?(?: \S+)?"
    units: ClassVar[tuple[str, ...] | None] = None  # None: any unit

    @classmethod
    def parse(cls, text: str) -> Any:
        figure, _, unit = text.partition(" ")
        low, dash, high = figure.partition("-") if _SPAN.fullmatch(figure) else (figure, "", "")
        if unit != unit.strip() or " " in unit or not _NUMBER.fullmatch(low):
            raise _not_a_quantity(text, cls.units)
        if cls.units is not None and unit not in cls.units:
            raise fault("not_a_duration", value=text, units=" ".join(cls.units))
        quantity = cls(Number.parse(low), unit, Number.parse(high) if dash else None)
        if quantity.upper and quantity.upper.value < quantity.number.value:
            raise fault("range_order", low=low, high=high)
        return quantity

    def __str__(self) -> str:
        upper = f"-{self.upper.printed}" if self.upper else ""
        return f"{self.number.printed}{upper} {self.unit}".rstrip()


_SPAN = re.compile(r"[0-9][0-9.]*-[0-9][0-9.]*")


def _not_a_quantity(text: str, units: tuple[str, ...] | None) -> PydanticCustomError:
    if (meant := quantity_meant(text)) and (units is None or meant.partition(" ")[2] in units):
        return fault("number_form", value=text, suggestion=meant)
    if units is not None:
        return fault("not_a_duration", value=text, units=" ".join(units))
    wrong = _not_a_number(text)
    return fault("unit_form", value=text) if wrong.type == "not_a_number" and text[:1].isdigit() else wrong


@dataclass(frozen=True, slots=True)
class Duration(Quantity):
    """A span of time in a UCUM unit: `90 min`, `12 h`, `7 d`, `4 wk`, `3 mo`, `1 a`; `3-7 d` where the source gives a span."""

    units = ("min", "h", "d", "wk", "mo", "a")


@dataclass(frozen=True, slots=True)
class Time(Duration):
    """When something was measured, counted from the start of treatment: `3 mo`; or a word: `baseline`, `after_treatment`."""

    word: str = ""  # baseline: before; after_treatment: the source says no more; each_dose: after every dose

    words = ("baseline", "after_treatment", "each_dose")
    pattern = "|".join((Quantity.pattern, *words))

    @classmethod
    def parse(cls, text: str) -> Any:
        if text in cls.words:
            return cls(Number.parse("0"), "", None, text)
        return super(Time, cls).parse(text)

    @property
    def key(self) -> str:
        return self.word or str(self).replace(" ", "")


@dataclass(frozen=True, slots=True, order=True)
class Date(Scalar):
    """A calendar date as exact as it is known: `2025`, `2025-12` or `2025-12-01`."""

    printed: str

    pattern = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

    @classmethod
    def parse(cls, text: str) -> Date:
        if not _is_date(text):
            meant = date_meant(text)
            raise fault("number_form", value=text, suggestion=meant) if meant and _is_date(meant) else fault("not_a_date", value=text)
        return cls(text)

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.printed.split("-"))


_DATE = re.compile(r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _is_date(text: str) -> bool:
    """Of the form of a date, and in the calendar."""
    match = _DATE.fullmatch(text)
    try:
        return match is not None and bool(date(*(int(part or 1) for part in match.groups())))
    except ValueError:
        return False
