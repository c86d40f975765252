"""People of 100: only where people are counted; events are never turned into people."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kb.model.part import Figures
from kb.values import Count, Missing, Text

HUNDRED = 100


@dataclass(frozen=True)
class PeopleShare:
    """So many people of so many, in a named group."""

    count: Count
    of: Count
    group: Text

    @property
    def of_hundred(self) -> int:
        """The same share of 100 people, rounded."""
        return int((HUNDRED * self.count.value / self.of.value).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """The ten lines of the picture: how many are full of ten, from the top."""
        return tuple((line, min(max(self.of_hundred - 10 * line, 0), 10)) for line in range(10))


def share(figures: Figures | Missing, group: Text) -> PeopleShare | None:
    """The share of people in a group's figures, where both counts are known and exact."""
    return None if isinstance(figures, Missing) else counted(figures.count, figures.of, group)


def counted(count: Count | Missing | None, of: Count | Missing | None, group: Text) -> PeopleShare | None:
    """The share, where people and those looked at are both known, exact, and fit together."""
    if not isinstance(count, Count) or not isinstance(of, Count) or count.sign or of.sign or not 0 < of.value >= count.value:
        return None
    return PeopleShare(count, of, group)
