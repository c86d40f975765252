"""Figures inside our own sentences, each bound to the fact of the record that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from kb.anatomy import Path, anatomy
from kb.facts import name_of
from kb.finding import Finding

from kb.model import Study
from kb.model.part import Fact, Figures
from kb.model.sources import Registration
from kb.tokens import tokens
from kb.values import Count, Date, Duration, Missing, Number, Percent, Quantity, Range, Ref, Text, Time

if TYPE_CHECKING:
    from kb.library import Library
    from kb.rules import Record

COUNTED = "{count}"  # people, events or trials: no unit, but none of time and no percentage either
_EXACT_UNITS = {*Duration.units, "%", COUNTED, "{people}", "{points}"}
_DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d-\d\d(?:-\d\d)?(?![\d-])")
NEAREST = 3  # facts named to an editor


@dataclass(frozen=True, slots=True)
class Carrier:
    """A figure or date of the record that a sentence may repeat."""

    value: Decimal  # without its sign
    unit: str
    fact: str
    printed: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: plain words, or a figure with the fact that carries it, or a date."""

    text: str
    fact: str = ""
    value: str = ""
    date: str = ""


def carriers(value: Any, path: str = "", unit: str = "", units: Mapping[str, str] | None = None) -> Iterator[Carrier]:
    """Every figure and date below `value`, with its unit; `units` are the UCUM codes of the vocabulary."""
    if isinstance(value, Number):
        if value.value.is_finite():
            counted = COUNTED if isinstance(value, Count) else "%" if isinstance(value, Percent) else unit
            yield Carrier(abs(value.value), counted, path, value.printed)
    elif isinstance(value, Range):
        yield from carriers(value.low, f"{path}.low", unit, units)
        yield from carriers(value.high, f"{path}.high", unit, units)
    elif isinstance(value, Quantity):
        if not (isinstance(value, Time) and value.word):
            yield from carriers(value.number, path, value.unit, units)
            yield from carriers(value.upper, f"{path}.upper", value.unit, units)
    elif isinstance(value, Date):
        yield from (Carrier(Decimal(part), "date", path, value.printed) for part in value.parts)
    else:
        yield from _inside(value, path, units or {})


def _inside(value: Any, path: str, units: Mapping[str, str]) -> Iterator[Carrier]:
    if isinstance(value, BaseModel):
        own = getattr(value, "unit", None)
        unit = units.get(own.id, "") if isinstance(own, Ref) else ""
        for name in type(value).model_fields:
            here = "%" if name == "percent" else "" if isinstance(value, Figures) and name in ("count", "of") else unit
            yield from carriers(getattr(value, name), f"{path}.{name}".lstrip("."), here, units)
    elif isinstance(value, tuple):
        for index, child in enumerate(value):
            yield from carriers(child, f"{path}.{name_of(child, index)}", "", units)
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from carriers(child, f"{path}.{name}", "", units)


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure in a text: its worth, its unit where one follows it, and where it stands."""

    value: Decimal
    unit: str
    start: int
    end: int
    date: str = ""


class Reader:
    """Finds figures in the texts of a library: knows its names with digits and what units are called."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.ucum = {name: term.ucum for name, term in library.terms.get("units", {}).items() if term.ucum}

    @cached_property
    def unit_words(self) -> dict[str, list[tuple[str, str]]]:
        """For each language the words of units with their codes, the longest first."""
        found: dict[str, list[tuple[str, str]]] = {language: [] for language in self.library.codes}
        for code, text in self.library.words.get("units", {}).items():
            for language in found:
                found[language].append((text[language].replace("{n}", "").strip(), code))
        for name, term in self.library.terms.get("units", {}).items():
            for language in found:
                found[language].append((term.name[language], self.ucum.get(name, "")))
        singular = {lang: [(word[:-1], code) for word, code in words if len(word) > 3 and word.endswith("s")] for lang, words in found.items()}
        return {language: sorted({*words, *singular[language]}, key=lambda one: -len(one[0])) for language, words in found.items()}

    def spots(self, text: str, language: str, names: Iterable[str] = ()) -> Iterator[Spot]:
        """The figures and dates of a text, in order."""
        dates = [Spot(Decimal(0), "date", match.start(), match.end(), match[0]) for match in _DATE.finditer(text)]
        yield from dates
        for token in tokens(text, (*self.library.names, *names)):
            if not any(spot.start <= token.start < spot.end for spot in dates):
                yield Spot(token.value, self._unit(text[token.end :], language), token.start, token.end)

    def _unit(self, rest: str, language: str) -> str:
        rest = rest.lstrip(" \u00a0-")
        for word, code in self.unit_words[language]:
            if rest.startswith(word) and not (word.isascii() and word.isalpha() and rest[len(word) : len(word) + 1].isalpha()):
                return code
        return ""


@dataclass
class Prose:
    """One study as its sentences see it."""

    study: Study
    reader: Reader
    _memory: dict[int, Mapping[tuple[Decimal, str], Carrier | None]] = field(default_factory=dict)

    @cached_property
    def _all(self) -> dict[Decimal, list[Carrier]]:
        return _by_value(carriers(self.study, units=self.reader.ucum))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What else has digits in this record and is no figure: the numbers of registries."""
        return tuple(source.number for _, source in anatomy(self.study).all(Registration))

    @cached_property
    def contexts(self) -> dict[int, tuple[Path, Text]]:
        """Every text of the study by identity, with its path."""
        return {id(text): (path, text) for path, text in anatomy(self.study).all(Text)}

    def spots(self, text: Text, language: str) -> list[Spot]:
        """The figures of a text in one language, in order; a unit named in one language counts in all."""
        each = {code: list(self.reader.spots(words, code, self.names)) for code, words in text.versions.items()}
        units: dict[Decimal, set[str]] = {}
        for spot in (spot for found in each.values() for spot in found if spot.unit):
            units.setdefault(spot.value, set()).add(spot.unit)
        return sorted((_shared(spot, units) for spot in each[language]), key=lambda spot: spot.start)

    def carrier(self, text: Text, spot: Spot) -> Carrier | None:
        """The fact that carries a figure: of the figures named beside the text, of the fact it is part of, then of the whole record."""
        path, _ = self.contexts[id(text)]
        for around in self._around(path):
            if found := _best(around.get(spot.value, []), spot):
                return found
        return _best(self._all.get(spot.value, []), spot)

    def is_carried(self, text: Text, spot: Spot) -> bool:
        """Whether the record has this figure; of a date, the date itself or each of its parts."""
        if not spot.date:
            return self.carrier(text, spot) is not None
        known = (one.printed for several in self._all.values() for one in several if one.unit == "date")
        parts = (Spot(Decimal(part), "", spot.start, spot.end) for part in spot.date.split("-"))
        return any(date.startswith(spot.date) for date in known) or all(self.carrier(text, part) for part in parts)

    def _around(self, path: Path) -> Iterator[dict[Decimal, list[Carrier]]]:
        """The figures of the things that a text is part of, the nearest first."""
        here: Any = self.study
        found = []
        for step in path:
            here = here[step] if isinstance(step, int) or isinstance(here, dict) else getattr(here, step)
            found.append(here)
        way, named = [], ""
        for step, thing in zip(path, found, strict=True):
            named = f"{named}.{name_of(thing, step) if isinstance(step, int) else step}".lstrip(".")
            way.append((named, thing))
        for name, thing in reversed(way):
            if isinstance(thing, BaseModel):
                beside = getattr(thing, "figures", None)
                if isinstance(beside, dict):
                    yield _by_value(carriers(beside, f"{name}.figures", units=self.reader.ucum))
                if isinstance(thing, Fact):
                    yield _by_value(carriers(thing, name, units=self.reader.ucum))

    def pieces(self, text: Text, language: str) -> Iterator[Piece]:
        """The text cut into plain words and figures, for a template to print."""
        words, done = text[language], 0
        for spot in self.spots(text, language):
            found = self.carrier(text, spot) if not spot.date else None
            if spot.date or found:
                yield from [Piece(words[done : spot.start])] if spot.start > done else []
                yield _piece(words[spot.start : spot.end], spot, found)
                done = spot.end
        yield from [Piece(words[done:])] if done < len(words) else []


def _piece(text: str, spot: Spot, carrier: Carrier | None) -> Piece:
    if spot.date or carrier is None:
        return Piece(text, date=spot.date)
    return Piece(text, fact=carrier.fact, value=f"{spot.value:f}")


def _shared(spot: Spot, units: Mapping[Decimal, set[str]]) -> Spot:
    """The spot with the unit that this figure has in another language, where it is the only one."""
    known = units.get(spot.value, set())
    return Spot(spot.value, next(iter(known)), spot.start, spot.end, spot.date) if not spot.unit and len(known) == 1 else spot


def _by_value(found: Iterable[Carrier]) -> dict[Decimal, list[Carrier]]:
    table: dict[Decimal, list[Carrier]] = {}
    for carrier in found:
        table.setdefault(carrier.value, []).append(carrier)
    return table


def _best(found: list[Carrier], spot: Spot) -> Carrier | None:
    """The first with the same unit; else the first whose unit may be the same."""
    same = next((one for one in found if one.unit == spot.unit), None)
    return same or next((one for one in found if _may_be(one.unit, spot.unit)), None)


def _may_be(one: str, other: str) -> bool:
    """Whether two units may mean the same: different spans of time, percentages and counts never do."""
    if one not in _EXACT_UNITS or other not in _EXACT_UNITS or one == other:
        return not (one == "date" and other in _EXACT_UNITS - {"a", "mo", "d"})
    return {one, other} == {COUNTED, "{people}"}


def figures_in_texts_are_bound(record: Record) -> Iterator[Finding]:
    """Every figure in a sentence of ours is carried by a fact of the record, and stands in the sentence in every language."""
    prose = Prose(record.study, Reader(record.library))
    for path, text in prose.contexts.values():
        spots = {language: prose.spots(text, language) for language in text.versions}
        for language, found in spots.items():
            for spot in found:
                if not prose.is_carried(text, spot):
                    shown = text[language][spot.start : spot.end]
                    yield record.finding((*path, language), "number_unbound", value=shown, near=_near(prose, spot))
        yield from _unpaired(record, path, text, spots)


def _near(prose: Prose, spot: Spot) -> str:
    """The facts whose figures are closest to this one."""
    found = [one for several in prose._all.values() for one in several]
    found.sort(key=lambda one: (abs(one.value - spot.value), not _may_be(one.unit, spot.unit), one.fact))
    return "; ".join(f"{one.printed} {one.unit}".strip() + f" ({one.fact})" for one in found[:NEAREST])


def _unpaired(record: Record, path: Path, text: Text, spots: Mapping[str, list[Spot]]) -> Iterator[Finding]:
    """Figures that one language has and another lacks."""
    values = {language: {spot.date or spot.value for spot in found} for language, found in spots.items()}
    everywhere = set.intersection(*values.values()) if values else set()
    for language, found in spots.items():
        for spot in found:
            if (spot.date or spot.value) not in everywhere:
                lacking = ", ".join(other for other in values if (spot.date or spot.value) not in values[other])
                shown = text[language][spot.start : spot.end]
                yield record.finding((*path, language), "number_one_language", value=shown, languages=lacking)
