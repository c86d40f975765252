"""Routes across studies: who was given cells by which way, and where one trial compared two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.compare.effects import Effect
from kb.compare.subject import Facets, Subject, given
from kb.library import Library
from kb.model.treatment import Arm, Treatment
from kb.values import Missing, Reduced, Ref
from kb.vocabulary import Term

Route = Ref | Missing


@dataclass(frozen=True, eq=False, slots=True)
class RouteRow(Reduced):
    """A group that was given cells by one route."""

    subject: Subject
    arm_id: str
    route: Route

    @property
    def id(self) -> str:
        return f"{self.subject.id}.{self.arm_id}.{_name(self.route)}"

    @property
    def arm(self) -> Arm:
        return self.subject.arms[self.arm_id]

    @property
    def treatments(self) -> tuple[Treatment, ...]:
        """What was given by this route."""
        return tuple(treatment for treatment in given(self.arm) if treatment.route == self.route)

    @property
    def facets(self) -> Facets:
        return self.subject.facets(self.treatments)


@dataclass(frozen=True, eq=False)
class RouteGroup:
    """A route, what it asks of a patient, and the groups that were given cells by it."""

    id: str
    route: Route
    term: Term | None
    rows: tuple[RouteRow, ...]

    @property
    def studies(self) -> int:
        return len({row.subject.id for row in self.rows})


@dataclass(frozen=True, eq=False)
class Direct:
    """A comparison of routes, doses or cells within one trial: its results by instrument."""

    subject: Subject
    first: str
    second: str
    rows: tuple[Effect, ...]

    @property
    def measures(self) -> tuple[tuple[Ref, tuple[Effect, ...]], ...]:
        found: dict[Ref, list[Effect]] = {}
        for row in self.rows:
            found.setdefault(row.measure, []).append(row)
        return tuple((measure, tuple(rows)) for measure, rows in found.items())


def route_rows(subject: Subject) -> Iterator[RouteRow]:
    """Every group and each route by which it was given cells."""
    for arm in subject.study.arms:
        for route in dict.fromkeys(treatment.route for treatment in given(arm)):
            yield RouteRow(subject, arm.id, route)


def route_groups(rows: Iterable[RouteRow], library: Library) -> tuple[RouteGroup, ...]:
    """The rows by route, the route of most studies first; a route that is not given is last."""
    found: dict[Route, list[RouteRow]] = {}
    for row in rows:
        found.setdefault(row.route, []).append(row)
    groups = [RouteGroup(_name(route), route, _term(route, library), tuple(rows)) for route, rows in found.items()]
    return tuple(sorted(groups, key=lambda group: (group.term is None, -group.studies, group.id)))


def direct(rows: Iterable[Effect]) -> tuple[Direct, ...]:
    """The comparisons of cells with cells within one trial."""
    found: dict[tuple[Subject, str, str], list[Effect]] = {}
    for row in rows:
        if row.key.comparator == "other_cells" and row.key.window != "baseline":
            found.setdefault((row.subject, *row.groups), []).append(row)
    return tuple(Direct(*groups, tuple(rows)) for groups, rows in found.items())


def _name(route: Route) -> str:
    return route.id if isinstance(route, Ref) else route.value


def _term(route: Route, library: Library) -> Term | None:
    return library.terms["routes"].get(route.id) if isinstance(route, Ref) else None
