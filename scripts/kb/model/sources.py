"""The reports a record rests on: the popular article, the papers, the registry entries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.model.part import Fact, Part
from kb.values import Date, Doi, Maybe, Pattern, Pmcid, Pmid, Ref, Slug, Term, Text, Words

LanguageTag = Annotated[str, Pattern("not_a_language", r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")]


class Author(Part):
    """A person as the source names them."""

    family: Words
    given: Words | None = None


class Standing(Part):
    """Whether a paper was retracted, corrected or questioned since it appeared, and when somebody last looked."""

    state: Annotated[Ref, Term("standings")]  # none_found, corrected, concern, retracted, not_checked
    checked: Maybe[Date]
    notice: Doi | None = None  # of the retraction, correction or expression of concern


class Article(Fact):
    """A popular article about a study: read critically, never copied."""

    kind: Literal["article"]
    id: Slug
    title: Words
    language: LanguageTag
    publisher: Text
    published: Maybe[Date]
    looked_at: Maybe[Date]
    text: Words | None = None  # file name of its text in the folder of sources, where it is at hand


class Paper(Fact):
    """A report in a journal, a preprint or a conference paper."""

    kind: Literal["paper"]
    id: Slug
    title: Words
    language: LanguageTag
    authors: Maybe[tuple[Author, ...]]
    more_authors: Annotated[Ref, Term("answers")]  # yes: the source we read says "et al."
    journal: Words
    published: Maybe[Date]
    volume: Maybe[Words]
    issue: Maybe[Words]
    pages: Maybe[Words]  # or the article number
    doi: Maybe[Doi]
    pmid: Maybe[Pmid]
    pmcid: Maybe[Pmcid]
    standing: Standing
    looked_at: Maybe[Date]  # when somebody of ours last read the paper itself
    text: Words | None = None


class Registration(Fact):
    """An entry in a trial or review registry; its number must have the registry's form (data/terms/registries.yml)."""

    kind: Literal["registration"]
    id: Slug
    registry: Annotated[Ref, Term("registries")]
    number: Words
    title: Words | None = None
    status: Maybe[Annotated[Ref, Term("statuses")]]  # ClinicalTrials.gov overallStatus
    start: Maybe[Date]
    completion: Maybe[Date]
    looked_at: Maybe[Date]  # the day the status above was seen in the registry
    text: Words | None = None


Source = Annotated[Article | Paper | Registration, Field(discriminator="kind")]
