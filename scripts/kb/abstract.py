"""What lists and comparisons need to know of a study before it is looked at: drawn once, and small enough to be held of thousands."""

from __future__ import annotations

from dataclasses import dataclass

from kb.arithmetic import led
from kb.compare.doses import DoseRow, dose_rows
from kb.compare.effects import Effect, effects
from kb.compare.routes import RouteRow, route_rows
from kb.compare.safety import HarmRow, harm_rows
from kb.compare.subject import Subject
from kb.facts import numbers
from kb.glossary import Mention, terms_of
from kb.library import Library
from kb.overview import Entry, entry_of
from kb.rules import Ties, ties
from kb.values import Ref


@dataclass(frozen=True, eq=False)
class Abstract:
    """The study as it stands in lists, and the rows of each comparison, which read what they show of it when they are printed."""

    entry: Entry
    subject: Subject
    routes: tuple[RouteRow, ...]
    doses: tuple[DoseRow, ...]
    outcomes: tuple[Effect, ...]
    harms: tuple[HarmRow, ...]
    terms: tuple[Ref, ...]  # of the glossary
    figures: int
    checks: tuple[str, ...]  # of the arithmetic, one for each remark that it led to
    remarks: tuple[Ref, ...]  # the kind of each
    ties: Ties


def abstracts(library: Library) -> tuple[Abstract, ...]:
    """Of every study, the newest first."""
    found = [library.abstract(id) for id in library.studies]
    return tuple(sorted(found, key=lambda abstract: (abstract.entry.date, abstract.entry.id), reverse=True))


def abstract_of(library: Library, id: str) -> Abstract:
    """The abstract of a study, drawn from it."""
    study, entry = library.studies[id], entry_of(library, id)
    subject = Subject(entry)
    return Abstract(
        entry,
        subject,
        tuple(route_rows(subject)),
        tuple(dose_rows(subject)),
        tuple(effects(subject)),
        tuple(harm_rows(subject)),
        terms_of(entry, study, library.of_terms("mention", lambda: Mention(library))),
        len(numbers(study)),
        tuple(sorted(check for check, _ in led(study, library.terms))),
        tuple(remark.kind for remark in study.remarks),
        ties(study),
    )
