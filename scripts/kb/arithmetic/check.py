"""What a check is: a rule on figures, the places of a record where it applies, and an example that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kb.anatomy import Anatomy, Path
from kb.values import Date, Duration, Number, Quantity
from kb.vocabulary import Term

T = TypeVar("T")
Said = dict[str, str] | None  # what the rule's message is filled with; None: nothing is wrong


@dataclass(frozen=True)
class Case:
    """Figures of a record that a rule asks about: where the questioned one stands, where the others do."""

    path: Path
    figures: Mapping[str, Any]  # the rule's arguments
    others: tuple[Path, ...] = ()

    @property
    def printed(self) -> set[str]:
        """The figures of the record that the rule puts together, for remarks that name them."""
        return {one for figure in self.figures.values() for one in printed(figure)}


def printed(figure: Any) -> Iterator[str]:
    """The figures in an argument of a rule or in a remark: `39.2` for a number or a share, `6 mo` for a time, `2025` for a date."""
    if isinstance(figure, Quantity):
        unit = f" {figure.unit}" if figure.unit in Duration.units else ""
        yield from (_plain(number) + unit for number in (figure.number, figure.upper) if number)
    elif isinstance(figure, list | tuple):
        for one in figure:
            yield from printed(one)
    elif isinstance(figure, Number):
        yield _plain(figure)
    elif isinstance(figure, Date):
        yield from (str(part) for part in figure.parts)


def _plain(number: Number) -> str:
    return f"{abs(number.value).normalize():f}" if number.value.is_finite() else number.printed


@dataclass(frozen=True)
class Subject:
    """What the places are looked for in: a study taken apart, and the vocabularies."""

    anatomy: Anatomy
    terms: Mapping[str, Mapping[str, Term]]
    found: dict[Any, tuple[Any, ...]] = field(default_factory=dict, repr=False, compare=False)

    def once(self, look: Callable[[Subject], Iterable[T]]) -> tuple[T, ...]:
        """What a look finds, which several rules want to know."""
        if look not in self.found:
            self.found[look] = tuple(look(self))
        return self.found[look]

    def measure(self, name: str) -> Term | None:
        return self.terms.get("measures", {}).get(name)


@dataclass(frozen=True)
class Check:
    """One check. `sure`: an error, which only a remark on the source settles; otherwise a doubt, which can be acknowledged."""

    rule: Callable[..., Said]
    where: Callable[[Subject], Iterable[Case]]
    example: Mapping[str, Any] = field(hash=False)
    sure: bool = True

    @property
    def name(self) -> str:
        """The code of its message in data/findings.yml, its key in data/wording.yml and in `acknowledged`."""
        return self.rule.__name__

    def run(self, subject: Subject) -> Iterator[tuple[Case, dict[str, str]]]:
        """Every place where the rule objects, with the values of its message."""
        for case in subject.once(self.where):
            if (found := self.rule(**case.figures)) is not None:
                yield case, found
