"""Long lists cut into pages: by what their rows are about, then by number; every row stands on exactly one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any, Generic, TypeVar

from kb.values import Ref

R = TypeVar("R")
By = Callable[[Any], Ref]
Order = Callable[[Sequence[R]], Iterable[R]]
PAGE = "page"  # before the number in an address: `studies/page/2/`; no term is called so


@dataclass(frozen=True, eq=False)
class Branch:
    """A part that is a page of its own, or several, with the number of its rows."""

    term: Ref
    rows: int
    path: str


@dataclass(frozen=True, eq=False)
class Part(Generic[R]):
    """A page of a list: the terms that it is about, how to draw its rows, and which of several numbered pages it is."""

    list: str  # address of the whole, without a slash at its end
    terms: tuple[Ref, ...]
    draw: Callable[[], tuple[R, ...]] = field(repr=False)
    number: int = 1
    last: int = 1
    branches: tuple[Branch, ...] = ()  # where the page only leads to its parts

    @cached_property
    def rows(self) -> tuple[R, ...]:
        """Its rows, put in order with all others when somebody asks for them."""
        return self.draw()

    def page(self, number: int) -> str:
        """The address of a numbered page; the first needs no number, so that it stays where it was while the list was short."""
        return path(self.list, self.terms, number)

    @property
    def path(self) -> str:
        return self.page(self.number)

    @property
    def above(self) -> str:
        """The page that leads to this one."""
        return path(self.list, self.terms[:-1])

    @property
    def pages(self) -> tuple[tuple[int, str], ...]:
        """Every numbered page with its address."""
        return tuple((number, self.page(number)) for number in range(1, self.last + 1))

    @property
    def before(self) -> str:
        return self.page(self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self.page(self.number + 1) if self.number < self.last else ""


def path(name: str, terms: Sequence[Ref], number: int = 1) -> str:
    """The address of a part."""
    return "/".join((name, *(term.id for term in terms), *((PAGE, str(number)) if number > 1 else ()), ""))


def cut(
    name: str, rows: Sequence[R], most: int, by: tuple[By, ...] = (), order: Order[R] = tuple, terms: tuple[Ref, ...] = ()
) -> Iterator[Part[R]]:
    """One page; where it would be too long, a page that leads to one for each term; where that is too long, numbered pages.

    `order`: how rows are numbered, so that those that belong together stay together.
    """
    if len(rows) <= most:
        yield Part(name, terms, lambda: tuple(rows))
    elif by:
        found = shared(rows, by[0])
        branches = (Branch(term, len(these), path(name, (*terms, term))) for term, these in found.items())
        yield Part(name, terms, tuple, branches=tuple(branches))
        for term, these in found.items():
            yield from cut(name, these, most, by[1:], order, (*terms, term))
    else:
        ordered, last = cache(lambda: tuple(order(rows))), -(-len(rows) // most)
        yield from (Part(name, terms, partial(_numbered, ordered, most, n), n, last) for n in range(1, last + 1))


def _numbered(ordered: Callable[[], tuple[R, ...]], most: int, number: int) -> tuple[R, ...]:
    """The rows of a numbered page."""
    return ordered()[most * (number - 1) : most * number]


def shared(rows: Sequence[R], by: By) -> dict[Ref, list[R]]:
    """The rows by the term of one vocabulary that they are about, the term of most rows first."""
    terms, found = dict[str, Ref](), dict[str, list[R]]()
    for row in rows:
        term = by(row)
        if term.id not in found:
            terms[term.id], found[term.id] = term, []
        found[term.id].append(row)
    return {terms[id]: found[id] for id in sorted(found, key=lambda id: (-len(found[id]), id))}
