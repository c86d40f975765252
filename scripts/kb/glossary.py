"""The glossary: every concept of the vocabularies with what it is called and the studies that use it, from A to Z."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from pypinyin import lazy_pinyin

from kb.facts import texts
from kb.folding import fold
from kb.library import Library
from kb.model import Study
from kb.overview import Entry
from kb.thesaurus import Concept, thesaurus
from kb.values import Missing, Range, Ref

if TYPE_CHECKING:
    from kb.abstract import Abstract

_MENTIONED = frozenset(("factors", "concepts"))  # no field of a record names them: they are met in its texts
T = TypeVar("T")
_SHOWN = 6  # studies named under a term; all of them are one search away


@dataclass(frozen=True)
class Explained:
    """An entry: the concept, what else it is called in this language, what it is called in the others, where it is used."""

    concept: Concept
    also: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]  # by language, the name first
    used: tuple[Entry, ...]
    sounds: str  # what it is sorted by

    @property
    def shown(self) -> tuple[Entry, ...]:
        return self.used[:_SHOWN]

    @property
    def range(self) -> Range | None:
        return self.concept.term.range if isinstance(self.concept.term.range, Range) else None

    @property
    def letter(self) -> str:
        """The letter it stands under; digits and other signs have none."""
        return self.sounds[0].upper() if "a" <= self.sounds[:1] <= "z" else "#"


Uses = Mapping[tuple[str, str], tuple[Entry, ...]]


def uses(abstracts: Iterable[Abstract]) -> Uses:
    """The studies that use each concept, by vocabulary and id."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for abstract in abstracts:
        for term in abstract.terms:
            found.setdefault((term.vocabulary, term.id), []).append(abstract.entry)
    return {term: tuple(using) for term, using in found.items()}


class Mention:
    """The terms whose name stands in a text, of the vocabularies that no field of a record names."""

    def __init__(self, library: Library) -> None:
        met = (concept for concept in thesaurus(library).concepts if concept.vocabulary in _MENTIONED)
        self._names = {Ref(concept.id, concept.vocabulary): _folded(concept) for concept in met}

    def of(self, text: str) -> Iterator[Ref]:
        """Of a folded text; one pattern of all names took twice as long."""
        return (term for term, called in self._names.items() if any(name in text for name in called))


def terms_of(entry: Entry, study: Study, mention: Mention) -> tuple[Ref, ...]:
    """The terms that a study uses, once each."""
    text = fold("\n".join(words for text in texts(study) for words in text.versions.values()))
    return tuple(dict.fromkeys([*_named(entry), *mention.of(text)]))


def _named(entry: Entry) -> Iterator[Ref]:
    """The terms that fields of the record name, where the vocabulary is one of concepts; a condition counts for the broader ones."""
    study = entry.study
    refs: list[Ref | Missing] = [study.kind, *entry.all_conditions, *_each(study.people.stages)]
    for arm in study.arms:
        refs += [ref for each in _each(arm.treatments) for ref in (each.cells, each.donor, each.route)]
    refs += [outcome.measure for outcome in study.outcomes] + [each.what for each in _each(study.people.baseline)]
    refs += [harm.event for harm in _each(study.harms.rows)]
    yield from (ref for ref in refs if isinstance(ref, Ref))


def _each(values: tuple[T, ...] | Missing) -> tuple[T, ...]:
    return () if isinstance(values, Missing) else values


def _folded(concept: Concept) -> tuple[str, ...]:
    return tuple(map(fold, concept.term.name.versions.values()))


def glossary(library: Library, language: str, used: Uses) -> Mapping[str, tuple[Explained, ...]]:
    """The entries under their letters, in the order of the language: letters as they are, Han characters as they sound."""
    entries = [_explained(concept, language, used) for concept in thesaurus(library).concepts]
    entries.sort(key=lambda entry: (entry.letter == "#", entry.sounds, entry.concept.anchor))
    return {letter: tuple(group) for letter, group in groupby(entries, key=lambda entry: entry.letter)}


def _explained(concept: Concept, language: str, used: Uses) -> Explained:
    term = concept.term
    names = {code: (name, *term.spellings.get(code, ())) for code, name in term.name.versions.items()}
    others = {code: called for code, called in names.items() if code != language}
    return Explained(concept, names[language][1:], others, used.get((concept.vocabulary, concept.id), ()), sounds(names[language][0]))


@cache
def sounds(name: str) -> str:
    """The name as it is sorted, read aloud: pinyin for Han characters, everything else as it stands."""
    return " ".join(lazy_pinyin(fold(name))).strip(' (\u201c"').replace("-", "")
