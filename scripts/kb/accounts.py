"""What readers and editors can judge us by: all remarks of all studies by kind, and every check with what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kb.abstract import Abstract
from kb.arithmetic import CHECKS
from kb.arithmetic.check import Check
from kb.finding import finding, sentence
from kb.library import Library
from kb.model.editorial import Remark
from kb.overview import Entry
from kb.values import Ref, Text

WORDS = (  # checks of sentences: what they find has no figures to show
    "figures_in_texts_are_bound",
    "sentences_are_short",
    "promises_are_not_made",
    "significance_is_statistical",
    "renderings_are_right",
)


@dataclass(frozen=True, eq=False)
class Row:
    """A remark as it is listed: the study it is about, its number there from 0, its kind."""

    entry: Entry
    index: int
    kind: Ref

    @property
    def remark(self) -> Remark:
        return self.entry.study.remarks[self.index]


@dataclass(frozen=True)
class Kind:
    """The remarks of one kind, with the study each is about."""

    term: Ref
    remarks: tuple[Row, ...]

    @staticmethod
    def of(row: Row) -> Ref:
        return row.kind


@dataclass(frozen=True)
class Account:
    """One check: what it is called, what it finds, an example, and how many remarks on sources it led to."""

    id: str
    name: Text
    finds: Text
    sure: bool
    example: Text | None = None
    remarks: int = 0


def rows_of_remarks(library: Library, abstracts: Iterable[Abstract]) -> tuple[Row, ...]:
    """Every remark of every study, by kind in the order of the vocabulary."""
    rows = [Row(abstract.entry, index, kind) for abstract in abstracts for index, kind in enumerate(abstract.remarks)]
    order = {name: place for place, name in enumerate(library.terms["remark_kinds"])}
    return tuple(sorted(rows, key=lambda row: order[row.kind.id]))


def kinds_of_remarks(rows: Iterable[Row]) -> tuple[Kind, ...]:
    """The remarks by kind, in their order."""
    return tuple(Kind(term, tuple(these)) for term, these in groupby(rows, Kind.of))


def checks(library: Library, abstracts: Iterable[Abstract]) -> Mapping[str, Any]:
    """Every check of the arithmetic, errors before doubts, then those of words."""
    remarks = Counter(check for abstract in abstracts for check in abstract.checks)
    accounts = tuple(_account(library, check, remarks[check.name]) for check in CHECKS)
    names, finds = library.words["check_names"], library.words["check_finds"]
    words = tuple(Account(name, names[name], finds[name], True) for name in WORDS)
    return {"errors": tuple(a for a in accounts if a.sure), "doubts": tuple(a for a in accounts if not a.sure), "words": words}


def _account(library: Library, check: Check, remarks: int) -> Account:
    found = finding("", 1, 1, "", check.name, **(check.rule(**check.example) or {}))
    example = Text({language: _without_advice(sentence(found, library.messages, language)) for language in library.codes})
    name, finds = library.words["check_names"], library.words["check_finds"]
    return Account(check.name, name[check.name], finds[check.name], check.sure, example, remarks)


def _without_advice(example: str) -> str:
    """Without what an editor is to do."""
    return example.rpartition(": " if ": " in example else "\uff1a")[0] or example
