"""Axes of the small pictures: where a figure stands between the ends, in units of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.values import Number

WIDTH, MARGIN = 160, 6  # of a picture, in its own units; marks at the ends stay whole


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, in equal steps or equal ratios; `null` is where nothing differs."""

    low: float
    high: float
    ratio: bool = False
    null: float | None = None

    def at(self, value: float | Decimal) -> float:
        """Where a value stands; beyond the ends, at the end."""
        low, high, here = (math.log10(x) if self.ratio else x for x in (self.low, self.high, float(value)))
        share = min(max((here - low) / (high - low), 0.0), 1.0)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    @property
    def ends(self) -> tuple[Number, ...]:
        """The labels of the axis, in order."""
        values = (self.low, self.high) if self.null is None else (self.low, self.null, self.high)
        return tuple(_label(value, self.ratio and self.null is None) for value in values)


def _label(value: float, power: bool) -> Number:
    if power:
        return Number.parse(f"1e{round(math.log10(value))}")
    return Number.parse(f"{Decimal(repr(value)).normalize():f}")


def log_axis(values: Sequence[float]) -> Axis:
    """Whole powers of ten around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return Axis(10.0**low, 10.0 ** max(high, low + 1), ratio=True)


def difference_axis(values: Sequence[float]) -> Axis:
    """The same distance on both sides of no difference."""
    end = _round_up(max(abs(value) for value in values) or 1.0)
    return Axis(-end, end, null=0.0)


def ratio_axis(values: Sequence[float]) -> Axis:
    """The same ratio on both sides of no difference."""
    end = _round_up(max(max(value, 1 / value) for value in values if value > 0))
    end = max(end, 2.0)
    return Axis(1 / end, end, ratio=True, null=1.0)


def span_axis(values: Sequence[float]) -> Axis:
    """Round figures around the values."""
    low, high = min(values), max(values)
    step = _round_up(max(high - low, abs(high) / 10, 0.1)) / 5
    return Axis(round(math.floor(low / step) * step, 6), round(max(math.ceil(high / step), math.floor(low / step) + 1) * step, 6))


def _round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    step = next(step for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9))
    return round(step * power, 9)
