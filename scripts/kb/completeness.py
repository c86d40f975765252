"""How completely a study is reported: items of reporting guidelines, each looked up in the record; missing is never zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from kb.model import Study
from kb.model.part import Part
from kb.values import Missing, Slug, Text

Answer = Literal["not_reported", "not_extracted", "reported", "not_applicable"]
ANSWERS: tuple[Answer, ...] = ("reported", "not_reported", "not_extracted", "not_applicable")
_WORST: tuple[Answer, ...] = ("not_reported", "not_extracted", "reported", "not_applicable")
_WORDS: dict[Missing, Answer] = {
    Missing.NOT_REPORTED: "not_reported",
    Missing.NOT_EXTRACTED: "not_extracted",
    Missing.PICTURE_ONLY: "not_extracted",
    Missing.NOT_APPLICABLE: "not_applicable",
    Missing.NO_RESULTS_YET: "not_applicable",
}


class Item(Part):
    """Something a good report says, and the fields of a record that hold it (data/reporting.yml)."""

    id: Slug
    guideline: Literal["consort", "doses", "registry"]
    name: Text
    fields: Annotated[tuple[Annotated[str, Field(pattern="^[a-z_.]+$")], ...], Field(min_length=1)]


@dataclass(frozen=True)
class Guideline:
    """The items of one guideline by answer."""

    id: str
    answers: dict[Answer, tuple[Item, ...]]

    @property
    def asked(self) -> int:
        """Items that apply."""
        return sum(len(items) for answer, items in self.answers.items() if answer != "not_applicable")


def completeness(study: Study, items: Sequence[Item]) -> tuple[Guideline, ...]:
    """Each guideline with its items sorted by what the record answers."""
    found: dict[str, dict[Answer, list[Item]]] = {}
    for item in items:
        found.setdefault(item.guideline, {word: [] for word in ANSWERS})[answer(study, item)].append(item)
    return tuple(Guideline(name, {word: tuple(these) for word, these in answers.items()}) for name, answers in found.items())


def answer(study: Study, item: Item) -> Answer:
    """The worst answer of the fields, not applicable only where all of them are."""
    paths = (path.split(".") for path in item.fields)
    given = {one for first, *steps in paths for one in _answers(getattr(study, first), steps)}
    return next((word for word in _WORST if word in given), "not_reported")


def _answers(here: Any, steps: Sequence[str]) -> Iterator[Answer]:
    """What each value at the end of these steps says; a word on the way speaks for all behind it."""
    if isinstance(here, Missing):
        yield _WORDS[here]
    elif isinstance(here, tuple) and (steps or here):
        for child in here:
            yield from _answers(child, steps)
    elif steps and isinstance(here, BaseModel):
        if steps[0] in type(here).model_fields:  # an article has no registry number
            yield from _answers(getattr(here, steps[0]), steps[1:])
    else:
        yield "not_reported" if here is None or here == () else "reported"
