"""A record: one study, the only place where its facts are written."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PrivateAttr

from kb.model.editorial import Claim, Editorial, Interests, Remark, RiskOfBias, Summary
from kb.model.part import Fact, Part, Statement
from kb.model.people import People
from kb.model.results import Association, Harms, Outcome
from kb.model.review import Review
from kb.model.sources import Source
from kb.model.treatment import Arm
from kb.values import Count, Date, Duration, Maybe, OrWord, Ref, Slug, Term, Text, Words


class Design(Fact):
    """How the study was set up, in the words of the ClinicalTrials.gov data model where it has them."""

    allocation: Maybe[Annotated[Ref, Term("allocations")]]
    intervention_model: Maybe[Annotated[Ref, Term("intervention_models")]]
    masking: Maybe[Annotated[Ref, Term("maskings")]]
    masked: Maybe[tuple[Annotated[Ref, Term("roles_masked")], ...]]
    purpose: Maybe[Annotated[Ref, Term("purposes")]]
    phases: Maybe[tuple[Annotated[Ref, Term("phases")], ...]]
    control: Maybe[Annotated[Ref, Term("controls")]]
    registered: Maybe[Annotated[Ref, Term("registration_times")]]  # before the first patient, later, never
    centres: Maybe[Count]
    countries: Maybe[tuple[Annotated[Ref, Term("countries")], ...]]
    place: Maybe[Text]  # hospital, city
    start: Maybe[Date]
    end: Maybe[Date]
    follow_up: Maybe[Duration]
    notes: tuple[Statement, ...] = ()  # what needs a sentence


class Outside(Fact):
    """Figures that stand in a source text and say nothing about any study, with the reason."""

    figures: tuple[Words, ...]
    reason: Annotated[Ref, Term("outside_reasons")]  # contact, picture name, numbering ...


class Study(Part):
    """One study. The file's name is its id."""

    kind: Annotated[Ref, Term("kinds")]
    title: Text
    short_title: Text
    summary: Summary
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    interests: Interests
    design: Design
    people: People
    arms: Annotated[tuple[Arm, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    associations: tuple[Association, ...] = ()
    harms: Harms
    review: Review | None = None
    conclusions: Maybe[tuple[Statement, ...]]  # the authors'
    mechanisms: Maybe[tuple[Statement, ...]]  # the authors' or the article's explanation, not a finding
    limitations: Maybe[tuple[Statement, ...]]  # named by the source
    context: tuple[Statement, ...] = ()  # what the article says around the study
    risk_of_bias: Annotated[RiskOfBias | str, OrWord("not_assessed")]
    claims: tuple[Claim, ...] = ()
    remarks: tuple[Remark, ...] = ()
    outside: tuple[Outside, ...] = ()
    related: tuple[Slug, ...] = ()  # other records
    editorial: Editorial
    _led: frozenset[tuple[str, str]] | None = PrivateAttr(default=None)  # filled in by kb.arithmetic, once its checks have been run
