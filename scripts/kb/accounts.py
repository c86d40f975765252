"""What readers and editors can judge us by: all remarks of all studies by kind, and every check with what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.arithmetic import CHECKS, led
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


@dataclass(frozen=True)
class Kind:
    """The remarks of one kind, with the study each is about."""

    term: Ref
    remarks: tuple[tuple[Entry, Remark], ...]


@dataclass(frozen=True)
class Account:
    """One check: what it is called, what it finds, an example, and how many remarks on sources it led to."""

    id: str
    name: Text
    finds: Text
    sure: bool
    example: Text | None = None
    remarks: int = 0


def all_remarks(library: Library, entries: tuple[Entry, ...]) -> Mapping[str, Any]:
    """Every remark of every study, by kind in the order of the vocabulary."""
    found: dict[str, list[tuple[Entry, Remark]]] = {name: [] for name in library.terms["remark_kinds"]}
    for entry in entries:
        for remark in entry.study.remarks:
            found.setdefault(remark.kind.id, []).append((entry, remark))
    kinds = tuple(Kind(Ref(name, "remark_kinds"), tuple(remarks)) for name, remarks in found.items() if remarks)
    return {"kinds": kinds, "remarks": sum(len(kind.remarks) for kind in kinds)}


def checks(library: Library, entries: tuple[Entry, ...]) -> Mapping[str, Any]:
    """Every check of the arithmetic, errors before doubts, then those of words."""
    remarks = Counter(check for entry in entries for check, _ in led(entry.study, library.terms))
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


ACCOUNTS: Mapping[str, tuple[str, Callable[[Library, tuple[Entry, ...]], Mapping[str, Any]]]] = {
    "remarks/": ("all_remarks", all_remarks),
    "checks/": ("checks", checks),
}
