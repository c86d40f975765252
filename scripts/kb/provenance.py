"""Hold a record against the texts it was taken from: is every figure of the text in the record, and the other way round?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kb.finding import Finding, finding
from kb.library import Library
from kb.model import Study
from kb.model.editorial import Remark
from kb.model.part import Fact
from kb.places import fingerprint, numbered
from kb.source import spelled
from kb.tokens import spelled_out, tokens
from kb.values import Date, Number, Place, Quantity, Range, Time

Sentences = Mapping[tuple[int, int], str]


def sentences(text: str) -> Sentences:
    """Paragraph and sentence number to sentence."""
    return {(paragraph, position): sentence for paragraph, position, sentence in numbered(text)}


@dataclass
class Held:
    """What one fact holds: its places, its figures, and its ids and words as printed."""

    path: tuple[str | int, ...]
    places: tuple[Place, ...]
    figures: set[Decimal] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)


def held(study: Study) -> list[Held]:
    """Every fact of the record with the figures that stand in it and in no fact within it."""
    found: list[Held] = []
    _hold(study, (), None, found)
    return found


_IDS = {"id", "group", "versus", "within", "outcome", "rests_on", "shares_people_with"}
_OURS = {"remarks", "looked_at", "instead", "figures"} | _IDS  # fields of ours, not of the source: ids, our dates, our arithmetic


def _hold(value: Any, path: tuple[str | int, ...], around: Held | None, found: list[Held]) -> None:
    if isinstance(value, Fact):
        around = Held(path, value.at)
        found.append(around)
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name != "at" and not (name in _OURS and _is_ours(value, name)):
                _hold(getattr(value, name), (*path, name), around, found)
    elif isinstance(value, tuple):
        for index, child in enumerate(value):
            _hold(child, (*path, index), around, found)
    elif isinstance(value, dict):
        for name, child in value.items():
            _hold(child, (*path, name), around, found)
    elif around is not None:
        _take(value, around)


def _is_ours(value: BaseModel, name: str) -> bool:
    """Whether a field says something of ours and not of the source."""
    if name == "figures":
        return isinstance(value, Remark)
    if name in ("group", "versus"):  # an arm's id; of sizes and of a point, its people and figures
        return isinstance(getattr(value, name), str)
    return name != "remarks" or isinstance(value, Fact)


def _take(value: Any, into: Held) -> None:
    """Note the figures of one value."""
    if isinstance(value, Number):
        if value.value.is_finite():
            into.figures.add(abs(value.value))
    elif isinstance(value, Range):
        into.figures |= {abs(value.low.value), abs(value.high.value)}
    elif isinstance(value, Quantity):
        if not (isinstance(value, Time) and value.word):
            into.figures |= {abs(number.value) for number in (value.number, value.upper) if number}
    elif isinstance(value, Date):
        into.figures |= {Decimal(part) for part in value.parts}
    elif isinstance(value, str):
        into.printed.add(value)


@dataclass(frozen=True)
class Lacking:
    """A figure of the text that no fact placed at its sentence holds."""

    paragraph: int
    position: int
    figure: str
    sentence: str


def lacking(study: Study, source: str, text: str, names: tuple[str, ...]) -> Iterator[Lacking]:
    """Figures of the source text that the record lacks."""
    facts = [fact for fact in held(study) if fact.path[:1] != ("remarks",)]  # a remark is no place for a fact
    for (paragraph, position), sentence in sentences(text).items():
        spot = (source, paragraph, position)
        here = [fact for fact in facts if any((place.source, place.paragraph, place.sentence) == spot for place in fact.places)]
        known = set().union(*(fact.figures for fact in here))
        printed = tuple(set().union(*(fact.printed for fact in here)))
        for token in tokens(sentence, (*names, *printed)):
            if token.value not in known:
                yield Lacking(paragraph, position, sentence[token.start : token.end], sentence)


@dataclass(frozen=True)
class Unproved:
    """A place that does not prove its fact: `code` says how."""

    path: tuple[str | int, ...]
    place: Place
    code: str  # sentence_changed, figure_not_there
    figure: str = ""


def unproved(study: Study, source: str, text: str) -> Iterator[Unproved]:
    """Facts whose sentence is not in the source text, or does not hold their figures."""
    known = sentences(text)
    for fact in held(study):
        own = [place for place in fact.places if place.source == source and place.paragraph]
        said = ""
        for place in own:
            sentence = known.get((place.paragraph, place.sentence), "")
            if fingerprint(sentence) != place.fingerprint:
                yield Unproved(fact.path, place, "sentence_changed")
            said += sentence + "\n"
        claim = fact.path[:1] == ("claims",)  # the reason of its rating brings in figures from elsewhere
        if own and not claim and len(own) == len(fact.places):  # another source may hold the rest
            there = {token.value for token in tokens(said)} | spelled_out(said)
            for figure in sorted(fact.figures - there - {Decimal(0)}):  # "none" is 0 without a digit
                yield Unproved(fact.path, own[0], "figure_not_there", f"{figure:f}")


def check_sources(library: Library, folder: Path) -> Iterator[Finding]:
    """Findings about every place of every record whose source text lies in `folder`, and about figures left out."""
    for name, study in library.studies.items():
        document = library.document(name)
        for source in study.sources:
            if not source.text or not (folder / source.text).is_file():
                continue
            text = (folder / source.text).read_text(encoding="utf-8-sig")
            for doubt in unproved(study, source.id, text):
                line, column = document.place((*doubt.path, "at"))
                yield finding(document.file, line, column, spelled(doubt.path), doubt.code, place=doubt.place, figure=doubt.figure)
            for gap in lacking(study, source.id, text, library.names):
                place = f"{source.id}:{gap.paragraph}.{gap.position}"
                yield finding(document.file, 1, 1, "", "figure_lacking", figure=gap.figure, place=place, sentence=gap.sentence.strip())
