"""Harms across studies: people with an event and events apart, each with what it is counted in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.compare.people import PeopleShare, counted
from kb.compare.subject import Facets, Subject
from kb.model.results import Harm
from kb.values import Missing, Reduced, Ref

COUNTS = ("people", "events", "neither")  # the tables, in order


@dataclass(frozen=True, eq=False, slots=True)
class HarmRow(Reduced):
    """An unwanted event in one group, as one of the tables counts it."""

    subject: Subject
    index: int
    event: Ref
    counts: str

    @property
    def harm(self) -> Harm:
        return harms_of(self.subject)[self.index]

    @property
    def id(self) -> str:
        return f"{self.subject.id}.{self.index}.{self.counts}"

    @property
    def facets(self) -> Facets:
        return self.subject.facets(self.subject.treatments(self.harm.group))

    @property
    def share(self) -> PeopleShare | None:
        """People of those looked at; never events."""
        return counted(self.harm.people, self.harm.of, self.subject.groups[self.harm.group]) if self.counts == "people" else None

    @property
    def has_percent(self) -> bool:
        """Whether a printed percentage is a share of what this table counts."""
        return isinstance(self.harm.percent_of, Missing) or self.harm.percent_of == self.counts


@dataclass(frozen=True, eq=False)
class HarmGroup:
    """The rows of one table: people, events, or neither counted."""

    id: str
    rows: tuple[HarmRow, ...]


def harm_rows(subject: Subject) -> Iterator[HarmRow]:
    """Every unwanted event; one that is given in people and in events is a row in both tables."""
    for index, harm in enumerate(harms_of(subject)):
        for counts in counted_in(harm):
            yield HarmRow(subject, index, harm.event, counts)


def harms_of(subject: Subject) -> tuple[Harm, ...]:
    """The unwanted events of a study; a word for why there are none is not one."""
    rows = subject.study.harms.rows
    return () if isinstance(rows, Missing) else rows


def counted_in(harm: Harm) -> tuple[str, ...]:
    people = not isinstance(harm.people, Missing) or (harm.percent_of == "people" and not isinstance(harm.percent, Missing))
    events = not isinstance(harm.events, Missing) or (harm.percent_of == "events" and not isinstance(harm.percent, Missing))
    return tuple(name for name, known in (("people", people), ("events", events)) if known) or ("neither",)


def harm_groups(rows: Iterable[HarmRow]) -> tuple[HarmGroup, ...]:
    """People first, then events, then what is only named; the same event of several studies together."""
    found = sorted(rows, key=lambda row: row.event.id)
    groups = (HarmGroup(name, tuple(row for row in found if row.counts == name)) for name in COUNTS)
    return tuple(group for group in groups if group.rows)
