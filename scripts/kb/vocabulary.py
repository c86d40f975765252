"""The vocabularies: every term a record may use, with its names, spellings, ids and, for instruments, its scale."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.model.part import Part
from kb.values import Date, Doi, Maybe, Number, Pattern, Pmid, Range, Text, Words

Concept = Annotated[str, Pattern("not_a_concept", r"[A-Za-z]+:[A-Za-z0-9.+/_-]+")]


class LookedUp(Part):
    """An id of the same concept in a public vocabulary, and how we know."""

    id: Concept
    match: Literal["exact", "broader", "related"]


class Difference(Part):
    """A published smallest difference that matters to patients, with the people and the setting it was found in."""

    value: Number
    largest: Number | None = None  # where a study found several, by method or by how severe the illness is; `value` is then the smallest
    of: Text | None = None  # which part of the instrument
    population: Text
    method: Text
    pmid: Pmid | None = None
    doi: Doi | None = None
    unused: Text | None = None  # why no result is held against it: found with another version, part, unit or score


class LookedFor(Part):
    """When and where somebody looked for published differences that matter."""

    date: Date
    where: Text


class Term(Part):
    """One concept: its name in every language, and whatever helps to find, explain and link it."""

    name: Text
    abbreviation: Words | None = None
    spellings: dict[str, tuple[Words, ...]] = {}  # other spellings met, by language
    searched: dict[str, tuple[Words, ...]] = {}  # what people look for it with that is no name of it, by language
    definition: Text | None = None
    ids: tuple[LookedUp, ...] = ()
    everyday: Literal["yes"] | None = None  # a word that everybody knows: in the glossary, but not explained where it is met
    note: Text | None = None  # a warning for editors and readers: what it is often confused with

    # instruments and other measures
    kind: Literal["scale", "imaging", "laboratory", "reported", "physical", "count", "rate", "person"] | None = None
    range: Maybe[Range] | None = None
    better: Literal["higher", "lower", "neither"] | None = None
    unit: Words | None = None  # a term of units.yml
    point: Text | None = None  # what one point means
    step: Number | None = None  # the smallest step of one person's score, where scores are whole steps
    levels: Literal["one", "several"] | None = None  # of what is counted by category: whether each person or trial is in exactly one
    differences: tuple[Difference, ...] = ()
    looked_for: LookedFor | None = None
    no_difference: Text | None = None  # why there can be no smallest difference that matters to one person

    # registries
    pattern: Words | None = None
    link: Annotated[str, Pattern("not_a_link", r"https://[a-z0-9./?=&_#-]+\{number\}[a-z0-9./?=&_#-]*")] | None = None

    # units
    ucum: Words | None = None
    scale: Words | None = None  # units that share an axis have the same

    within: Annotated[str, Field(max_length=60)] | None = None  # the broader term of the same vocabulary
    checked: Date | None = None


VOCABULARIES = (
    "allocations",
    "answers",
    "assignments",
    "associations",
    "bias_domains",
    "bias_judgements",
    "bias_tools",
    "cells",
    "concepts",
    "conditions",
    "controls",
    "countries",
    "directions",
    "donors",
    "dose_bases",
    "events",
    "factors",
    "grades",
    "intervention_models",
    "kinds",
    "maskings",
    "measures",
    "outside_reasons",
    "phases",
    "priorities",
    "purposes",
    "ratings",
    "registration_times",
    "registries",
    "relatedness",
    "remark_certainties",
    "remark_kinds",
    "roles",
    "roles_masked",
    "routes",
    "stages",
    "standings",
    "states",
    "statuses",
    "steps",
    "trial_properties",
    "units",
)
