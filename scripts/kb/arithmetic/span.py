"""Printed figures as spans: the true figure lies within half a unit of the last printed digit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeGuard

from kb.values import Count, Number

Exact = Fraction | int


@dataclass(frozen=True, slots=True)
class Span:
    """Everything between two numbers, both included."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, number: Number) -> Span:
        """What may have been printed so; a count of people is what it says."""
        return _printed(number.printed, isinstance(number, Count))

    @classmethod
    def at(cls, value: Exact) -> Span:
        return cls(Fraction(value), Fraction(value))

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Span | Exact) -> Span:
        limits = (other.low, other.high) if isinstance(other, Span) else (Fraction(other),)
        products = [mine * theirs for mine in (self.low, self.high) for theirs in limits]
        return Span(min(products), max(products))

    def __truediv__(self, other: Span | Exact) -> Span:
        """Divided by something above 0."""
        low, high = (other.low, other.high) if isinstance(other, Span) else (Fraction(other), Fraction(other))
        return self * Span(1 / high, 1 / low)

    def meets(self, other: Span) -> bool:
        """Whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high

    def is_above(self, other: Span) -> bool:
        return self.low > other.high


@lru_cache(4096)
def _printed(figure: str, is_count: bool) -> Span:
    """The span of a printed figure; most are asked for by several rules."""
    number = Number.parse(figure)
    half = Fraction(0) if is_count else Fraction(number.half)
    return Span(Fraction(number.value) - half, Fraction(number.value) + half)


def total(spans: Iterable[Span]) -> Span:
    """The sum."""
    found = Span.at(0)
    for span in spans:
        found += span
    return found


def exact(value: Any) -> TypeGuard[Number]:
    """A figure to reckon with: there, and without a sign such as < or about."""
    return isinstance(value, Number) and value.value.is_finite() and not value.sign


def places(number: Number) -> int:
    """How many decimal places are printed."""
    return max(0, -int(Decimal(number.digits).as_tuple().exponent) - (number.power or 0))


def said(value: Fraction | float, decimals: int = 2) -> str:
    """A reckoned figure in plain digits."""
    return f"{float(value):.{decimals}f}"


def outward(span: Span, decimals: int) -> tuple[str, str]:
    """Both ends of a span, rounded away from each other, so that what is said holds."""
    unit = 10**decimals
    return said(Fraction(math.floor(span.low * unit), unit), decimals), said(Fraction(math.ceil(span.high * unit), unit), decimals)


def printable(span: Span, like: Number) -> dict[str, str]:
    """`low` and `high` between which a figure with the digits of `like` may be printed."""
    half = Fraction(like.half)
    low, high = outward(Span(span.low - half, span.high + half), places(like))
    return {"low": low, "high": high, "printed": like.printed}
