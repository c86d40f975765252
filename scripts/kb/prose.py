"""Figures inside our own sentences, each bound to the fact of the record that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.anatomy import Path
from kb.facts import is_model, name_of, named_texts
from kb.finding import Finding
from kb.forms import _WORDS as THOUSANDS
from kb.forms import _zeros
from kb.model import Study
from kb.model.part import Figures
from kb.model.sources import Registration
from kb.tokens import tokens
from kb.values import Count, Date, Duration, Missing, Number, Percent, Place, Quantity, Range, Ref, Text, Time

if TYPE_CHECKING:
    from kb.library import Library
    from kb.rules import Record

COUNTED = "{count}"  # people, events or trials: no unit, but none of time and no percentage either
_EXACT_UNITS = {*Duration.units, "%", COUNTED, "{people}", "{points}"}
_DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d-\d\d(?:-\d\d)?(?![\d-])")
_YEAR = re.compile(r"(?:19|20)\d\d")  # in every date, however it is written
_THOUSANDS = re.compile(r"\s?(?:(?P<word>thousand|million|billion)\b|(?P<han>[^\W\d_a-zA-Z]))")
_DIGIT = re.compile(r"\d")
_NO_FIGURES = frozenset((str, Text, Ref, Missing, Place))
NEAREST = 3  # facts named to an editor


class Carrier(NamedTuple):
    """A figure or date of the record that a sentence may repeat."""

    value: Decimal  # without its sign
    unit: str
    fact: str
    figure: Number | Date
    steps: list[str]  # of the way to the fact

    @property
    def stands(self) -> str:
        """As `value` of a data element: with its sign."""
        return self.figure.printed if isinstance(self.figure, Date) else f"{self.figure.sign}{self.figure.value}"


class Piece(NamedTuple):
    """A stretch of a text: plain words, a figure with the fact that carries it, a date, or a figure that nothing carries."""

    text: str
    value: str = ""  # of a figure, without sign
    fact: str = ""  # none: no fact carries this figure
    date: str = ""
    unit: str = ""


def carriers(value: Any, path: str, units: Mapping[str, str]) -> list[Carrier]:
    """Every figure and date below `value`, with its unit; `units` are the UCUM codes of the vocabulary."""
    found: list[Carrier] = []
    _within(value, path, "", units, found)
    return found


def _carrier(value: Any, path: str, unit: str, found: list[Carrier]) -> None:
    kind = value.__class__
    if issubclass(kind, Number):
        if value.value.is_finite():
            counted = COUNTED if kind is Count else "%" if kind is Percent else unit
            found.append(Carrier(abs(value.value), counted, path, value, path.split(".")))
    elif kind is Range:
        _carrier(value.low, f"{path}.low", unit, found)
        _carrier(value.high, f"{path}.high", unit, found)
    elif issubclass(kind, Quantity):
        if not (kind is Time and value.word):
            _carrier(value.number, path, value.unit, found)
            if value.upper:
                _carrier(value.upper, f"{path}.upper", value.unit, found)
    elif kind is Date:
        found += (Carrier(Decimal(part), "date", path, value, path.split(".")) for part in value.parts)


def _within(value: Any, path: str, unit: str, units: Mapping[str, str], found: list[Carrier]) -> None:
    kind = value.__class__
    if is_model(kind):
        own = value.__dict__.get("unit")
        unit = units.get(own.id, "") if own.__class__ is Ref else ""
        for name, child in value.__dict__.items():
            if child and child.__class__ not in _NO_FIGURES:
                here = "%" if name == "percent" else "" if kind is Figures and name in ("count", "of") else unit
                _within(child, f"{path}.{name}" if path else name, here, units, found)
    elif kind is tuple:
        for index, child in enumerate(value):
            if child.__class__ not in _NO_FIGURES:
                _within(child, f"{path}.{name_of(child, index)}", "", units, found)
    elif kind is dict:
        for name, child in value.items():
            _within(child, f"{path}.{name}", "", units, found)
    else:
        _carrier(value, path, unit, found)


class Spot(NamedTuple):
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
    def unit_words(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """For each language the words of units with their codes, the longest first, by their first character."""
        found: dict[str, list[tuple[str, str]]] = {language: [] for language in self.library.codes}
        for code, text in self.library.words.get("units", {}).items():
            for language in found:
                found[language].append((text[language].replace("{n}", "").strip(), code))
        for name, term in self.library.terms.get("units", {}).items():
            for language in found:
                found[language].append((term.name[language], self.ucum.get(name, "")))
        return {language: _by_first(sorted({*words, *_singular(words)}, key=lambda one: -len(one[0]))) for language, words in found.items()}

    def spots(self, text: str, language: str, names: Iterable[str] = ()) -> Iterator[Spot]:
        """The figures and dates of a text."""
        if not _DIGIT.search(text):
            return
        dates = self._dates(text, language) if _YEAR.search(text) else []
        yield from dates
        for token in tokens(text, self.library.names, names):
            if not any(spot.start <= token.start < spot.end for spot in dates):
                power, length = _scale(text[token.end :])
                end = token.end + length
                yield Spot(token.value.scaleb(power), self._unit(text[end:], language), token.start, end)

    def _dates(self, text: str, language: str) -> list[Spot]:
        """Dates in figures, and in words by the patterns of the language."""
        dates = [Spot(Decimal(0), "date", match.start(), match.end(), match[0]) for match in _DATE.finditer(text)]
        plain = self.library.plain_language.get(language)
        return dates + [Spot(Decimal(0), "date", *found) for found in (plain.spelled_dates(text) if plain else ())]

    def _unit(self, rest: str, language: str) -> str:
        rest = rest.lstrip(" \u00a0-")
        known = self.unit_words.get(language, {})
        words: list[tuple[str, str]] = known.get(rest[:1], []) + known.get("", [])
        for word, code in words:
            if rest.startswith(word) and not (word.isascii() and word.isalpha() and rest[len(word) : len(word) + 1].isalpha()):
                return code
        return ""


def _by_first(words: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The words by their first character, in the same order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word, code in words:
        found.setdefault(word[:1], []).append((word, code))
    return found


def _scale(rest: str) -> tuple[int, int]:
    """The power of ten of a word right after a figure, such as million, or of one character of Han writing, and how long it is."""
    match = _THOUSANDS.match(rest)
    if match and match["word"]:
        return THOUSANDS[match["word"]], match.end()
    zeros = _zeros(match["han"]) if match else None
    return (zeros, match.end()) if match and zeros and zeros > 3 else (0, 0)


def _singular(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(word[:-1], code) for word, code in words if len(word) > 3 and word.endswith("s")]


@dataclass
class Prose:
    """The sentences of a study, or of one entry of a vocabulary, and the figures that they may repeat."""

    whole: Any
    path: str
    reader: Reader
    names: tuple[str, ...] = ()  # what else has digits and is no figure
    of: str = ""  # the record, as its facts are named with it

    @cached_property
    def carriers(self) -> dict[Decimal, list[Carrier]]:
        """Everything that carries a figure, by its worth."""
        table: dict[Decimal, list[Carrier]] = {}
        for carrier in carriers(self.whole, self.path, self.reader.ucum):
            table.setdefault(carrier.value, []).append(carrier)
        return table

    def bind(self, itself: bool = False) -> None:
        """Cut every text at its figures; `itself`: a text may carry its own, as the entries of a vocabulary do."""
        for path, text in named_texts(self.whole, self.path):
            if itself and path.endswith(".name"):
                continue  # what a thing is called
            if any(_DIGIT.search(words) for words in text.versions.values()):
                text.bound = {language: tuple(self._pieces(words, path, spots, itself)) for (language, words), spots in self._spots(text)}

    def _spots(self, text: Text) -> Iterator[tuple[tuple[str, str], list[Spot]]]:
        """The figures of a text by language, in order; a unit named in one language counts in all."""
        each = {code: list(self.reader.spots(words, code, self.names)) for code, words in text.versions.items()}
        units: dict[Decimal, set[str]] = {}
        for spot in (spot for found in each.values() for spot in found if spot.unit):
            units.setdefault(spot.value, set()).add(spot.unit)
        for version in text.versions.items():
            yield version, sorted((_shared(spot, units) for spot in each[version[0]]), key=lambda spot: spot.start)

    def _pieces(self, words: str, path: str, spots: list[Spot], itself: bool) -> Iterator[Piece]:
        done = 0
        for spot in spots:
            if spot.start > done:
                yield Piece(words[done : spot.start])
            yield self._piece(words[spot.start : spot.end], path, spot, itself)
            done = spot.end
        if done < len(words):
            yield Piece(words[done:])

    def _piece(self, shown: str, path: str, spot: Spot, itself: bool) -> Piece:
        if spot.date and self._is_dated(path, spot):
            return Piece(shown, date=spot.date)
        found = self.carrier(path, spot)
        if found:
            fact = f"{self.of}:{found.fact}" if self.of else found.fact
            return Piece(shown, found.stands, fact, unit=spot.unit)
        return Piece(shown, spot.date or f"{spot.value:f}", path if itself else "", unit=spot.unit)

    def carrier(self, path: str, spot: Spot) -> Carrier | None:
        """The fact that carries a figure: of those with its worth and no other unit, the one that stands nearest to the text."""
        fitting = [one for one in self.carriers.get(spot.value, ()) if _may_be(one.unit, spot.unit)]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        own = path.split(".")
        return max(fitting, key=lambda one: 2 * _shared_steps(own, one.steps) + (one.unit == spot.unit))

    def _is_dated(self, path: str, spot: Spot) -> bool:
        """Whether the record has this date, or each of its parts."""
        parts = [Spot(Decimal(part), "", spot.start, spot.end) for part in spot.date.split("-")]
        known = (one.figure.printed for one in self.carriers.get(parts[0].value, ()) if one.unit == "date")
        return any(date.startswith(spot.date) for date in known) or all(self.carrier(path, part) for part in parts)

    def near(self, piece: Piece) -> str:
        """The facts whose figures are closest to one that nothing carries."""
        wanted = Decimal(piece.value.replace("-", ""))
        found = [one for several in self.carriers.values() for one in several]
        found.sort(key=lambda one: (abs(one.value - wanted), not _may_be(one.unit, piece.unit), one.fact))
        return "; ".join(f"{one.figure.printed} {one.unit.strip('{}')}".strip() + f" ({one.fact})" for one in found[:NEAREST])


def _shared(spot: Spot, units: Mapping[Decimal, set[str]]) -> Spot:
    """The spot with the unit that this figure has in another language, where it is the only one."""
    known = units.get(spot.value, set())
    return Spot(spot.value, next(iter(known)), spot.start, spot.end, spot.date) if not spot.unit and len(known) == 1 else spot


def _shared_steps(own: Sequence[str], other: Sequence[str]) -> int:
    """How far the ways to a text and to a fact run together."""
    shared = 0
    for one, two in zip(own, other, strict=False):
        if one != two:
            break
        shared += 1
    return shared


@lru_cache(4096)
def _may_be(one: str, other: str) -> bool:
    """Whether two units may mean the same: different spans of time, percentages and counts never do."""
    if one not in _EXACT_UNITS or other not in _EXACT_UNITS or one == other:
        return not (one == "date" and other in _EXACT_UNITS - {"a", "mo", "d"})
    return {one, other} == {COUNTED, "{people}"}


def prose(study: Study, reader: Reader, of: str = "") -> Prose:
    """The sentences of one study."""
    return Prose(study, "", reader, tuple(source.number for source in study.sources if isinstance(source, Registration)), of)


def bind_terms(library: Library) -> None:
    """Tell every text of the vocabularies with figures which fact carries each."""
    reader = Reader(library)
    for vocabulary, terms in library.terms.items():
        for name, term in terms.items():
            Prose(term, f"terms.{vocabulary}.{name}", reader).bind(itself=True)


def figures_in_texts_are_bound(record: Record) -> Iterator[Finding]:
    """Every figure in a sentence of ours is carried by a fact of the record, and stands in the sentence in every language."""
    sentences: Prose | None = None
    for path, text in record.anatomy.all(Text):
        if not text.bound:
            continue
        for language, pieces in text.bound.items():
            for piece in pieces:
                if piece.value and not piece.fact:
                    sentences = sentences or prose(record.study, Reader(record.library))
                    yield record.finding((*path, language), "number_unbound", value=piece.text, nearest=sentences.near(piece))
        yield from _unpaired(record, path, text)


def _unpaired(record: Record, path: Path, text: Text) -> Iterator[Finding]:
    """Figures that one language has and another lacks."""
    values = {language: {piece.date or piece.value for piece in pieces} for language, pieces in text.bound.items()}
    for language, pieces in text.bound.items():
        for piece in pieces:
            if lacking := [other for other in values if (piece.date or piece.value) not in values[other] | {""}]:
                yield record.finding((*path, language), "number_one_language", value=piece.text, languages=", ".join(lacking))
