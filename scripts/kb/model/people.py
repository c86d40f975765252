"""Who took part: how many, how chosen, what they were like at the start."""

from __future__ import annotations

from typing import Annotated

from kb.model.part import Characteristic, Fact, Figures, Part, Statement
from kb.values import Count, Maybe, Missing, Ref, Slug, Term, Text


class Step(Fact):
    """A number of people at one step of the study: screened, enrolled, treated, analysed, lost."""

    step: Annotated[Ref, Term("steps")]
    group: Slug  # an arm, a subgroup, or `all`
    people: Maybe[Count]
    note: Text | None = None


class Subgroup(Fact):
    """A part of the people that results are given for separately; named like an arm wherever a group is asked for."""

    id: Slug
    name: Text
    figures: Maybe[Figures]


class Criteria(Part):
    """Whom the study takes and whom it leaves out."""

    inclusion: Maybe[tuple[Statement, ...]]
    exclusion: Maybe[tuple[Statement, ...]]


class People(Part):
    """The participants; `flow` holds every count of people, first the study's own total."""

    conditions: tuple[Annotated[Ref, Term("conditions")], ...]
    stages: Maybe[tuple[Annotated[Ref, Term("stages")], ...]]
    flow: tuple[Step, ...]
    subgroups: tuple[Subgroup, ...] = ()
    baseline: Maybe[tuple[Characteristic, ...]]
    criteria: Criteria

    def number(self, group: str, *steps: str) -> Count | Missing | None:
        """How many people of `group` there were at the first of `steps` that the record gives."""
        for wanted in steps:
            for step in self.flow:
                if step.step.id == wanted and step.group == group:
                    return step.people
        return None
