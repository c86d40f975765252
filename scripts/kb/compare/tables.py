"""The comparison pages: routes, doses, outcomes, harms, each cut into parts before it grows too heavy for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from kb.compare.disagree import Disagreement, disagreements
from kb.compare.doses import dose_groups, dose_rows
from kb.compare.effects import Effect, effects, instruments
from kb.compare.routes import direct, route_groups, route_rows
from kb.compare.safety import harm_groups, harm_rows, silent
from kb.compare.subject import FACETS, Facets, Subject, code, subjects
from kb.library import Library
from kb.values import Missing, Ref

NAMES = ("routes", "doses", "outcomes", "harms")  # the pages, in order
SECTIONS = {"harms": "harms_page"}  # pages whose own name is taken by another section of wording.yml
MOST = 800  # rows of one page; the worst, nearly each in a table of its own, weigh 150 KB over the wire and 3 MB to lay out
HUNDRED = 100  # rows that a browser lays out together

R = TypeVar("R")
By = Callable[[Any], Ref]
Show = Callable[[Sequence[Any]], Mapping[str, Any]]


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
    """A comparison page: its name, the terms that its part is about, and what its template shows."""

    name: str
    part: tuple[Ref, ...]
    rows: tuple[Any, ...] = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)
    parts: tuple[Part, ...] = ()  # where the page only leads to its parts

    @property
    def path(self) -> str:
        return "/".join((self.name, *(term.id for term in self.part), ""))

    @property
    def above(self) -> str:
        """The page that leads to this one."""
        return "/".join((self.name, *(term.id for term in self.part[:-1]), ""))

    @cached_property
    def options(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """What its rows can be filtered by: facets on which they differ."""
        found: dict[str, dict[Ref | Missing | str, int]] = {name: {} for name in FACETS}
        for row in self.rows:
            for name, value in row.facets:
                found[name][value] = found[name].get(value, 0) + 1
        some = ((name, values) for name, values in found.items() if any(count < len(self.rows) for count in values.values()))
        return tuple((name, tuple(Option(value, rows) for value, rows in _ordered(values))) for name, values in some)


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a page that is a page of its own, with the number of its rows."""

    term: Ref
    rows: int


def _ordered(values: Mapping[Ref | Missing | str, int]) -> Iterator[tuple[Ref | Missing | str, int]]:
    yield from sorted(values.items(), key=lambda item: (not isinstance(item[0], Ref), -item[1], code(item[0])))


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Every row of every comparison, made once for all languages."""

    library: Library
    subjects: tuple[Subject, ...]

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        return tuple(effects(self.subjects, self.library))

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        return disagreements(self.effects)

    @cached_property
    def of_study(self) -> Mapping[str, tuple[tuple[Disagreement, str], ...]]:
        """The disagreements that each study takes part in, each with the page that lists it."""
        pages = {one.id: sheet.path for sheet in reversed(self.sheets) for one in sheet.values.get("disagreements", ())}
        found: dict[str, list[tuple[Disagreement, str]]] = {}
        for one in self.disagreements:
            for study in one.studies:
                found.setdefault(study, []).append((one, pages[one.id]))
        return {study: tuple(ones) for study, ones in found.items()}

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every comparison page."""
        return (
            *_cut("routes", tuple(route_rows(self.subjects)), (_condition,), self._routes),
            *_cut("doses", tuple(dose_rows(self.subjects, self.library)), (_condition,), self._doses),
            *_cut("outcomes", self.effects, (_measure, _condition), self._outcomes),
            *_cut("harms", tuple(harm_rows(self.subjects)), (_condition,), self._harms),
        )

    def _routes(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        known = {row.subject.id for row in rows}
        return {"groups": route_groups(rows, self.library), "direct": direct(row for row in self.effects if row.subject.id in known)}

    def _doses(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        return {"groups": dose_groups(rows)}

    def _outcomes(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        known = {row.outcome.measure.id for row in rows}
        here = tuple(one for one in self.disagreements if one.rows[0].outcome.measure.id in known)
        return {"instruments": instruments(rows), "disagreements": here}

    def _harms(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        return {"groups": harm_groups(rows), "silent": silent(self.subjects)}


def _condition(row: Any) -> Ref:
    """The first condition of the record, the one that its rows are listed under."""
    first: Ref = row.subject.study.people.conditions[0]
    return first


def _measure(row: Any) -> Ref:
    measure: Ref = row.outcome.measure
    return measure


def comparisons(library: Library) -> Comparisons:
    """The comparisons of everything that could be read."""
    return Comparisons(library, subjects(library))


def _cut(name: str, rows: tuple[R, ...], by: tuple[By, ...], show: Show, part: tuple[Ref, ...] = ()) -> Iterator[Sheet]:
    """One page; where it would be too long, a page that leads to one for each instrument or condition."""
    if len(rows) <= MOST or not by:
        yield Sheet(name, part, rows, show(rows))
        return
    parts: dict[Ref, list[R]] = {}
    for row in rows:
        parts.setdefault(by[0](row), []).append(row)
    order = sorted(parts, key=lambda term: (-len(parts[term]), term.id))
    yield Sheet(name, part, (), {**show(()), "disagreements": ()}, tuple(Part(term, len(parts[term])) for term in order))
    for term in order:
        yield from _cut(name, tuple(parts[term]), by[1:], show, (*part, term))


def hundreds(rows: Sequence[R]) -> Iterable[Sequence[R]]:
    """The rows in groups that a browser lays out when they come into sight."""
    return [rows[start : start + HUNDRED] for start in range(0, len(rows), HUNDRED)]


def facet_words(facets: Facets) -> str:
    """A row's facets as its attribute in the page: words that a script can look for."""
    return " ".join(f"{name}:{code(value)}" for name, value in facets)
