"""A study as the comparison tables see it: what its rows are called, filtered and grouped by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kb.library import Library
from kb.model import Study
from kb.model.editorial import Remark
from kb.model.treatment import Arm, Treatment
from kb.overview import Entry
from kb.values import Missing, Ref, Text

FACETS = ("condition", "stage", "cells", "donor", "route", "design", "measure", "control")  # what rows are filtered by, in order
UNCONTROLLED = ("case-series", "case-report", "single-arm-trial")  # kinds of studies with nothing to compare with

Facet = tuple[str, Ref | Missing | str]
Facets = tuple[Facet, ...]


@dataclass(frozen=True, eq=False)
class Subject:
    """One study: what is not in its entry is drawn from it while it is open."""

    entry: Entry

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def study(self) -> Study:
        return self.entry.study

    @property
    def address(self) -> str:
        return self.entry.address

    @property
    def groups(self) -> Mapping[str, Text]:
        return self.entry.opened.drawn("groups", lambda: group_names(self.entry.library, self.study))

    @property
    def remarks(self) -> Mapping[str, Remark]:
        return self.entry.opened.drawn("remarks", lambda: {remark.id: remark for remark in self.study.remarks})

    @property
    def arms(self) -> Mapping[str, Arm]:
        return self.entry.opened.drawn("arms", lambda: {arm.id: arm for arm in self.study.arms})

    @property
    def conditions(self) -> frozenset[str]:
        """The study's own conditions, without the broader ones."""
        return frozenset(condition.id for condition in self.entry.own_conditions)

    @property
    def is_controlled(self) -> bool:
        """Whether one of its groups was given no cells."""
        return any(arm.treatments is Missing.NOT_APPLICABLE for arm in self.study.arms)

    def treatments(self, *groups: str) -> tuple[Treatment, ...]:
        """What was given to these groups; a group that is no arm stands for everyone who was given cells."""
        arms = [self.arms[group] for group in groups if group in self.arms] or list(self.arms.values())
        return tuple(treatment for arm in arms for treatment in given(arm))

    @property
    def _shared(self) -> Facets:
        return self.entry.opened.drawn("facets", self._facets)

    def _facets(self) -> Facets:
        stages = self.study.people.stages
        return (
            *(_facet("condition", condition) for condition in self.entry.all_conditions),
            *(_facet("stage", stage) for stage in ((stages,) if isinstance(stages, Missing) else stages)),
            _facet("design", self.study.kind),
            _facet("control", "with" if self.is_controlled else "without"),
        )

    def facets(self, treatments: Iterable[Treatment], measure: Ref | None = None) -> Facets:
        """What a row about these treatments, and this instrument, is found by."""
        found: dict[Facet, None] = dict.fromkeys(self._shared)
        for treatment in treatments:
            for name, value in (("cells", treatment.cells), ("donor", treatment.donor), ("route", treatment.route)):
                found[_facet(name, value)] = None
        if measure is not None:
            found[_facet("measure", measure)] = None
        return tuple(found)


@cache
def _facet(name: str, value: Ref | Missing | str) -> Facet:
    """One object for all rows: of thousands of studies each row is held."""
    return name, value


def given(arm: Arm) -> tuple[Treatment, ...]:
    """The cells that a group was given."""
    return () if isinstance(arm.treatments, Missing) else arm.treatments


def code(value: Ref | Missing | str) -> str:
    """A facet's value as it stands in an address."""
    return value.id if isinstance(value, Ref) else str(value)


def group_names(library: Library, study: Study) -> dict[str, Text]:
    """What each group that figures are given for is called."""
    words = library.words["groups"]
    names = {"all": words["all"], "baseline": words["baseline"], "none": words["none"]}
    names |= {arm.id: arm.name for arm in study.arms}
    return names | {group.id: group.name for group in study.people.subgroups}
