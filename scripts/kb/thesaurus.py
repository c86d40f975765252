"""The words readers meet and use: every concept of the vocabularies with all that it is called, in all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.folding import beginning, normal
from kb.library import Library
from kb.vocabulary import Term

# Vocabularies whose entries are concepts that readers look up; the others are the words of forms.
CONCEPTS = ("conditions", "stages", "cells", "donors", "routes", "kinds", "measures", "events", "factors", "concepts")
_SHORT = 2  # letters: `IT`, `SC` and `IS` mean too much to stand for a concept in a text


@dataclass(frozen=True)
class Concept:
    """A term with its normal spellings; `searched` leads readers to it without being a name of it."""

    vocabulary: str
    id: str
    term: Term
    spellings: tuple[str, ...]
    searched: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the glossary explains it, in every language."""
        return f"term-{self.vocabulary}-{self.id}"


class Thesaurus:
    """All concepts, numbered, and what leads from one to another."""

    def __init__(self, library: Library) -> None:
        self.concepts = tuple(_concept(name, id, term) for name in CONCEPTS for id, term in library.terms[name].items())
        self.numbers = {(concept.vocabulary, concept.id): number for number, concept in enumerate(self.concepts)}

    @cached_property
    def wider(self) -> Mapping[int, frozenset[int]]:
        """The concepts that a mention of one also counts for: the broader ones, and those that are searched by its name."""
        direct = {number: set(self._above(number)) for number in range(len(self.concepts))}
        return {number: frozenset(_reached(number, direct)) for number in direct}

    def _above(self, number: int) -> Iterator[int]:
        concept = self.concepts[number]
        if concept.term.within and (concept.vocabulary, concept.term.within) in self.numbers:
            yield self.numbers[concept.vocabulary, concept.term.within]
        names = set(concept.spellings)
        yield from (other for other, each in enumerate(self.concepts) if other != number and names.intersection(each.searched))

    @cached_property
    def _starts(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Spellings and their concepts by the token they start with."""
        found: dict[str, list[tuple[str, int]]] = {}
        for number, concept in enumerate(self.concepts):
            for spelling in concept.spellings:
                if len(spelling) > _SHORT or not spelling.isascii():
                    found.setdefault(beginning(spelling), []).append((spelling, number))
        return {start: tuple(spellings) for start, spellings in found.items()}

    def mentioned(self, words: str, found: set[str]) -> set[int]:
        """The concepts that normal text speaks of, itself or as a kind of them; `found` are its tokens."""
        padded, numbers = f" {words} ", set[int]()
        for token in self._starts.keys() & found.union([token[:-1] for token in found if token[-1] == "s"]):
            numbers.update(number for spelling, number in self._starts[token] if stands(spelling, padded))
        return numbers.union(*(self.wider[number] for number in numbers))


def stands(spelling: str, padded: str) -> bool:
    """The spelling stands in the text: Han characters anywhere, other words whole or in the plural."""
    start = f" {spelling}" if spelling[0] < "\u3400" else spelling
    if start not in padded:
        return False
    return spelling[-1] >= "\u3400" or any(start + end in padded for end in (" ", "s ", "es "))


def _reached(number: int, direct: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = set[int](), [number]
    while waiting:
        new = direct[waiting.pop()] - reached - {number}
        reached |= new
        waiting += new
    return reached


def thesaurus(library: Library) -> Thesaurus:
    """All concepts of the library's vocabularies, numbered once."""
    return library.of_terms("thesaurus", lambda: Thesaurus(library))


def _concept(vocabulary: str, id: str, term: Term) -> Concept:
    names = [*term.name.versions.values(), *([term.abbreviation] if term.abbreviation else [])]
    names += [name for spellings in term.spellings.values() for name in spellings]
    searched = [name for words in term.searched.values() for name in words]
    return Concept(vocabulary, id, term, _normals(names), _normals(searched))


def _normals(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(normal, names))))
