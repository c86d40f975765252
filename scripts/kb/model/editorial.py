"""What we say about the study: plain summary, remarks on the sources, rated claims, who wrote it and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.model.part import Fact, Part, Slugs
from kb.values import Date, Maybe, Number, OrWord, Quantity, Ref, Slug, Term, Text, Words


class Message(Part):
    """A key message; at least one of them speaks of harm or uncertainty."""

    about: Literal["result", "harm", "uncertainty"]
    text: Text


class Summary(Part):
    """The layer for patients, in the order of the page."""

    sentence: Text
    messages: Annotated[tuple[Message, ...], Field(min_length=2, max_length=3)]
    question: Text
    people: Text
    treatment: Text
    comparison: Text
    found: Annotated[tuple[Text, ...], Field(min_length=1)]
    harms: Annotated[tuple[Text, ...], Field(min_length=1)]
    certainty: Annotated[tuple[Text, ...], Field(min_length=1)]
    limits: tuple[Text, ...] = ()  # added to those that follow from the design
    availability: Text
    questions: Annotated[tuple[Text, ...], Field(min_length=3)]


class Remark(Fact):
    """An error or a doubt about a source: what is printed, what is shown here, why, how sure."""

    id: Slug
    kind: Annotated[Ref, Term("remark_kinds")]
    printed: Text  # what the source says, in our words or a few of its own
    figure: Number | None = None  # the printed figure that is wrong; the fact with this remark must still hold it
    shown: Text  # what we show instead, or that we show it with this mark
    instead: Number | None = None  # the figure to print in its place
    why: Text
    certainty: Annotated[Ref, Term("remark_certainties")]  # arithmetic, other_source, inference
    figures: dict[Slug, Quantity] = Field(default_factory=dict)  # figures in the sentences above


class Claim(Fact):
    """A headline or claim of the popular article, in our words, rated against the study's own figures."""

    id: Slug
    place: Literal["headline", "text"]
    claim: Text
    rating: Annotated[Ref, Term("ratings")]  # supported, overstated, not_supported, contradicted
    reason: Text
    rests_on: Slugs = ()  # ids of outcomes, arms, remarks of this record
    figures: dict[Slug, Quantity] = Field(default_factory=dict)


class Interests(Part):
    """Who is telling you this: publisher of the article, what it sells, who paid for the study, interests declared."""

    publisher: Maybe[Text]
    sells: Maybe[Text]
    funding: Maybe[Text]
    competing_interests: Maybe[Text]


class Domain(Part):
    """A judgement on one domain of a risk-of-bias tool, with a sentence of support."""

    domain: Annotated[Ref, Term("bias_domains")]
    judgement: Annotated[Ref, Term("bias_judgements")]
    support: Text


class RiskOfBias(Part):
    """A signed risk-of-bias assessment of this study."""

    tool: Annotated[Ref, Term("bias_tools")]  # RoB 2, ROBINS-I
    rater: Words
    date: Date
    domains: tuple[Domain, ...]


class Signature(Part):
    """Who did something, and when."""

    name: Text
    date: Date


class Editorial(Part):
    """State of the record and its dates."""

    state: Annotated[Ref, Term("states")]  # draft, reviewed, withdrawn
    written: Signature
    checked: Annotated[Signature | str, OrWord("not_yet")]
    translated: Annotated[Signature | str, OrWord("not_yet")]
    evidence_until: Date  # the record takes account of what was known until then
    last_checked: Date
    last_changed: Date
