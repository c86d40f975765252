"""What only a systematic review has: a search, trials counted by kind, a grade of the whole evidence."""

from __future__ import annotations

from typing import Annotated

from kb.model.part import Fact, Figures, Part, Statement
from kb.values import Count, Date, Maybe, Ref, Slug, Term, Text, Words


class Search(Fact):
    """Where and until when the reviewers looked, and what they found."""

    until: Maybe[Date]
    databases: Maybe[tuple[Words, ...]]
    records: Maybe[Count]
    full_texts: Maybe[Count]
    included: Maybe[Count]  # trials


class Trials(Fact):
    """How many of the included trials share a property, as printed."""

    by: Annotated[Ref, Term("trial_properties")]  # stage, donor, cells, route, dose
    level: Text
    figures: Maybe[Figures]


class Certainty(Fact):
    """How far a body of evidence can be trusted; only ever somebody's published or signed grade."""

    outcome: Slug | None = None  # of this record; none: the whole
    grade: Annotated[Ref, Term("grades")]
    method: Maybe[Text]  # GRADE ...
    rater: Text
    date: Maybe[Date]


class Review(Part):
    """A systematic review of several studies."""

    search: Search
    trials: tuple[Trials, ...]
    subgroup_findings: tuple[Statement, ...]
    risk_of_bias: Maybe[tuple[Statement, ...]]
    certainty: Maybe[tuple[Certainty, ...]]
