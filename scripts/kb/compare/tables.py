"""The comparison pages: routes, doses, outcomes, harms, each cut into parts before it grows too heavy for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

from kb.abstract import Abstract, abstracts
from kb.compare.disagree import Disagreement, disagreements
from kb.compare.doses import dose_groups
from kb.compare.effects import Effect, instruments
from kb.compare.routes import direct, route_groups
from kb.compare.safety import harm_groups
from kb.compare.subject import FACETS, Facets, code
from kb.library import Library
from kb.parts import By, Part, cut, path, shared
from kb.values import Missing, Ref

NAMES = ("routes", "doses", "outcomes", "harms")  # the pages, in order
SECTIONS = {"harms": "harms_page"}  # pages whose own name is taken by another section of wording.yml
MOST = 800  # rows of one page; the worst, nearly each in a table of its own, weigh 150 KB over the wire and 3 MB to lay out
HUNDRED = 100  # rows that a browser lays out together
BESIDE = {"direct": 20, "disagreements": 40, "silent": 100}  # lists beside the tables: what is longer gets pages of its own
FEW = 5  # of such a list, shown where the others are a page away

R = TypeVar("R")
Tables = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, eq=False)
class Option:
    """A value that rows can be filtered by, with the number of rows that have it."""

    value: Ref | Missing | str
    rows: int

    @property
    def code(self) -> str:
        return code(self.value)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A comparison page: its name, which part of a list it is, and what its template shows beside its tables."""

    name: str
    at: Part[Any]
    lists: Mapping[str, Any] = field(repr=False)  # what stands beside its tables
    beside: str = ""  # what it lists, if not the rows of tables: `direct`, `disagreements`, `silent`
    made: Tables = field(default=tuple, repr=False)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows of its tables."""
        return () if self.beside else self.at.rows

    @cached_property
    def tables(self) -> Sequence[Any]:
        return self.made(self.rows)

    @property
    def path(self) -> str:
        return self.at.path

    @cached_property
    def options(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """What its rows can be filtered by: facets on which they differ."""
        found: dict[str, dict[Ref | Missing | str, int]] = {name: {} for name in FACETS}
        for row in self.rows:
            for name, value in row.facets:
                found[name][value] = found[name].get(value, 0) + 1
        some = ((name, values) for name, values in found.items() if any(count < len(self.rows) for count in values.values()))
        return tuple((name, tuple(Option(value, rows) for value, rows in _ordered(values))) for name, values in some)


def _ordered(values: Mapping[Ref | Missing | str, int]) -> Iterator[tuple[Ref | Missing | str, int]]:
    yield from sorted(values.items(), key=lambda item: (not isinstance(item[0], Ref), -item[1], code(item[0])))


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Every row of every comparison, made once for all languages."""

    library: Library
    abstracts: tuple[Abstract, ...]

    @cached_property
    def rows(self) -> Mapping[str, tuple[Any, ...]]:
        """The rows of each comparison, the newest study first."""
        return {name: tuple(row for abstract in self.abstracts for row in getattr(abstract, name)) for name in NAMES}

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.rows["outcomes"]

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        return disagreements(self.effects)

    @cached_property
    def of_study(self) -> Mapping[str, tuple[tuple[Disagreement, str], ...]]:
        """The disagreements that each study takes part in, each with the page that lists it."""
        pages = {one.id: sheet.path for sheet in reversed(self.outcomes) for one in sheet.lists.get("disagreements", ())}
        found: dict[str, list[tuple[Disagreement, str]]] = {}
        for one in self.disagreements:
            for study in one.studies:
                found.setdefault(study, []).append((one, pages[one.id]))
        return {study: tuple(ones) for study, ones in found.items()}

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every comparison page."""
        direct_ = Aside("routes", "direct", direct(self.effects), (_condition,))
        silent_ = Aside("harms", "silent", tuple(abstract.subject for abstract in self.abstracts if not abstract.harms))
        return (
            *_sheets("routes", self.rows["routes"], (_condition,), partial(route_groups, library=self.library), direct_),
            *_sheets("doses", self.rows["doses"], (_condition,), dose_groups),
            *self.outcomes,
            *_sheets("harms", self.rows["harms"], (_condition,), harm_groups, silent_),
        )

    @cached_property
    def outcomes(self) -> tuple[Sheet, ...]:
        """The pages of results and of disagreements between them."""
        aside = Aside("outcomes", "disagreements", self.disagreements, (_topic, _where))
        return _sheets("outcomes", self.effects, (_measure, _condition), instruments, aside)


@dataclass(frozen=True, eq=False)
class Aside:
    """A list beside the tables of a page; where it is long it has pages of its own, and beside the tables stand its first."""

    name: str
    what: str
    rows: tuple[Any, ...]
    by: tuple[By, ...] = ()

    @property
    def most(self) -> int:
        return BESIDE[self.what]

    @cached_property
    def _about(self) -> Mapping[Ref, Sequence[Any]]:
        return shared(self.rows, self.by[0]) if self.by else {}

    def on(self, part: Part[Any]) -> Mapping[str, Any]:
        """What stands on a page of tables: all about its first term, once."""
        here = self._about.get(part.terms[0], ()) if part.terms else self.rows
        shown = () if part.number > 1 else here
        if len(shown) <= self.most:
            return {self.what: shown, "all": len(shown), "all_at": ""}
        return {self.what: shown[:FEW], "all": len(shown), "all_at": path(f"{self.name}/{self.what}", part.terms[:1])}

    @property
    def sheets(self) -> Iterator[Sheet]:
        """The pages of its own."""
        for part in cut(f"{self.name}/{self.what}", self.rows, self.most, self.by) if len(self.rows) > self.most else ():
            yield Sheet(self.name, part, {self.what: part.rows, "all": len(part.rows), "all_at": ""}, self.what)


def _condition(row: Any) -> Ref:
    """The first condition of the record, the one that its rows are listed under."""
    first: Ref = row.subject.entry.own_conditions[0]
    return first


def _measure(row: Any) -> Ref:
    measure: Ref = row.measure
    return measure


def comparisons(library: Library, found: Sequence[Abstract] | None = None) -> Comparisons:
    """The comparisons of everything that could be read, the newest study first; records that were withdrawn are in none."""
    return Comparisons(library, tuple(one for one in (abstracts(library) if found is None else found) if not one.entry.is_withdrawn))


def _topic(one: Disagreement) -> Ref:
    return _measure(one.rows[0])


def _where(one: Disagreement) -> Ref:
    return one.condition


def _sheets(name: str, rows: tuple[Any, ...], by: tuple[By, ...], tables: Tables, aside: Aside | None = None) -> tuple[Sheet, ...]:
    """The page with all the tables, or its parts; then the pages of what stands beside them."""
    parts = cut(name, rows, MOST, by, lambda rows: [row for table in tables(rows) for row in table.rows])
    sheets = (Sheet(name, part, aside.on(part) if aside else {}, made=tables) for part in parts)
    return (*sheets, *(aside.sheets if aside else ()))


def tables_of(name: str) -> str:
    """What the tables of a page are called in its template."""
    return "instruments" if name == "outcomes" else "groups"


def hundreds(rows: Sequence[R]) -> Iterable[Sequence[R]]:
    """The rows in groups that a browser lays out when they come into sight."""
    return [rows[start : start + HUNDRED] for start in range(0, len(rows), HUNDRED)]


def facet_words(facets: Facets) -> str:
    """A row's facets as its attribute in the page: words that a script can look for."""
    return " ".join(f"{name}:{code(value)}" for name, value in facets)
