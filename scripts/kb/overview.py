"""What lists of studies show of each: a few facts drawn from its record."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kb.library import Library
from kb.model import Study
from kb.shelf import Opened
from kb.values import Count, Missing, Ref, Text


@dataclass(frozen=True)
class Card:
    """What other pages show of a study, and all that they can show: they are made again only where this has changed."""

    id: str
    short_title: Text
    kind: Ref
    year: str
    people: Count | Missing | None
    routes: tuple[Ref, ...]
    sentence: Text

    @property
    def address(self) -> str:
        return f"studies/{self.id}/"


_LARGEST = 24  # groups of one way on the home page


@dataclass(frozen=True, eq=False)
class Entry:
    """A study as it stands in lists; the study itself is opened when somebody asks for it."""

    id: str
    date: str  # of the first report, or of the planned start, as exact as it is known
    people: Count | Missing | None  # in the whole study
    cells: tuple[Ref, ...]
    routes: tuple[Ref, ...]
    own_conditions: tuple[Ref, ...]  # as the record names them
    conditions: frozenset[str]  # those, and what they are a kind of
    short_title: Text
    kind: Ref
    sentence: Text
    changed: str  # the day of the last change; the first of the month or year where the record says no more
    related: tuple[str, ...]  # what the record names to read next
    is_withdrawn: bool
    library: Library = field(repr=False)  # that it was last listed in

    def __getstate__(self) -> dict[str, Any]:
        """Kept without its library."""
        return {name: value for name, value in self.__dict__.items() if name != "library"}

    def listed_in(self, library: Library) -> None:
        """Stand in the lists of this library: it is the same study there."""
        object.__setattr__(self, "library", library)

    @property
    def opened(self) -> Opened:
        return self.library.studies.open(self.id)

    @property
    def study(self) -> Study:
        return self.opened.study

    @cached_property
    def card(self) -> Card:
        return Card(self.id, self.short_title, self.kind, self.year, self.people, self.routes, self.sentence)

    @property
    def all_conditions(self) -> tuple[Ref, ...]:
        """The conditions, and those they are a kind of."""
        return tuple(Ref(condition, "conditions") for condition in sorted(self.conditions))

    @property
    def address(self) -> str:
        return f"studies/{self.id}/"

    @property
    def year(self) -> str:
        return self.date[:4]


@dataclass(frozen=True)
class Group:
    """The studies that share a term, and where they are listed: on the page of all studies, or on one of their own."""

    term: Ref
    entries: tuple[Entry, ...]
    address: str


@dataclass(frozen=True)
class Way:
    """A way into the studies: `condition`, `route` or `kind`, each with its groups, the largest first."""

    id: str
    groups: tuple[Group, ...]

    @property
    def largest(self) -> tuple[Group, ...]:
        """As many as the home page has room for."""
        return self.groups[:_LARGEST]


def ways(entries: tuple[Entry, ...], whole: bool = True) -> tuple[Way, ...]:
    """The ways into the studies; `whole`: the page of all studies lists them all."""
    shared: dict[str, dict[Ref, list[Entry]]] = {"condition": {}, "route": {}, "kind": {}}
    for entry in entries:
        for name, terms in (("condition", entry.all_conditions), ("route", entry.routes), ("kind", (entry.kind,))):
            for term in terms:
                shared[name].setdefault(term, []).append(entry)
    return tuple(Way(name, _groups(f"studies/#{name}-" if whole else f"studies/{name}/", found)) for name, found in shared.items())


def _groups(place: str, found: dict[Ref, list[Entry]]) -> tuple[Group, ...]:
    end = "" if "#" in place else "/"
    groups = [Group(term, tuple(entries), f"{place}{term.id}{end}") for term, entries in found.items()]
    return tuple(sorted(groups, key=lambda group: (-len(group.entries), group.term.id)))


def entry_of(library: Library, id: str) -> Entry:
    """The study as it stands in the lists of its library."""
    study = library.studies[id]
    treatments = [treatment for arm in study.arms if not isinstance(arm.treatments, Missing) for treatment in arm.treatments]
    people = study.people.number("all", "planned", "randomised", "enrolled", "pooled", "treated", "analysed")
    conditions = {condition.id for condition in study.people.conditions}
    return Entry(
        id,
        _date(study),
        people,
        tuple(dict.fromkeys(treatment.cells for treatment in treatments)),
        tuple(dict.fromkeys(treatment.route for treatment in treatments if isinstance(treatment.route, Ref))),
        study.people.conditions,
        frozenset(_with_broader(conditions, library)),
        study.short_title,
        study.kind,
        study.summary.sentence,
        f"{study.editorial.last_changed.printed}-01-01"[:10],
        study.related,
        study.editorial.state.id == "withdrawn",
        library,
    )


def _with_broader(conditions: set[str], library: Library) -> set[str]:
    """The conditions and everything they are a kind of."""
    found, terms = set(conditions), library.terms["conditions"]
    for condition in conditions:
        term = terms.get(condition)
        while term and term.within and term.within not in found:
            found.add(term.within)
            term = terms.get(term.within)
    return found


def _date(study: Study) -> str:
    """When the study was first reported; of a registration, when it was to start."""
    reports = [source.published for source in study.sources if source.kind == "paper"]
    starts = [source.start for source in study.sources if source.kind == "registration"]
    for dates in (starts, reports) if study.kind.id == "registration" else (reports, starts):
        if known := [date.printed for date in dates if not isinstance(date, Missing)]:
            return min(known)
    return ""
