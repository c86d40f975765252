"""The pages about all studies, made once for all languages; what would grow with the studies is cut into parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.abstract import Abstract
from kb.accounts import Kind, checks, kinds_of_remarks, rows_of_remarks
from kb.glossary import Uses, glossary
from kb.library import Library
from kb.overview import Way, ways
from kb.parts import Part, cut
from kb.values import Text

CARDS = 50  # studies of one page, each with its sentence
NAMES = 200  # studies of one page, each with its title alone
WHOLE, REMARKS = 250, 100  # remarks that are still one page, and those of a page where they are not: 40 and 15 KB over the wire
NEWEST = 6  # studies on the home page


@dataclass(frozen=True)
class Called:
    """What a page is called: at its top, where somebody shares or finds it, and what is said of it there."""

    heading: Text
    title: Text  # what is its own stands first: the end of a long title is cut
    description: Text


@dataclass(frozen=True)
class Listing:
    """A page about all studies: its template is named like its section of wording.yml."""

    path: str
    name: str
    called: Called
    values: Mapping[str, Any] = field(repr=False)


def listings(library: Library, abstracts: Sequence[Abstract], used: Uses) -> Iterator[Listing]:
    """Every page about all studies."""
    entries = tuple(abstract.entry for abstract in abstracts)
    shelf = tuple(cut("studies", entries, CARDS))
    found = ways(entries, whole=len(shelf) == 1)
    counted = {
        "studies": len(entries),
        "conditions": len({condition for entry in entries for condition in entry.conditions}),
        "remarks": sum(len(abstract.remarks) for abstract in abstracts),
        "figures": sum(abstract.figures for abstract in abstracts),
    }
    yield _listing(library, "", "home", counted | {"ways": found, "newest": entries[:NEWEST]})
    yield from (_part(library, "studies", part, {"ways": found, "group": None}) for part in shelf)
    yield from _groups(library, found) if len(shelf) > 1 else ()
    yield _listing(library, "glossary/", "glossary", {"letters": {code: glossary(library, code, used) for code in library.codes}})
    yield _listing(library, "search/", "search", {"ways": found})
    yield from _remarks(library, abstracts)
    yield _listing(library, "checks/", "checks", checks(library, abstracts))


def _groups(library: Library, found: Sequence[Way]) -> Iterator[Listing]:
    """The pages of studies that share a condition, a route or a kind."""
    for way in found:
        for group in way.groups:
            parts = cut(f"studies/{way.id}", group.entries, NAMES, terms=(group.term,))
            yield from (_part(library, "studies", part, {"ways": (), "group": group}) for part in parts)


def _remarks(library: Library, abstracts: Sequence[Abstract]) -> Iterator[Listing]:
    """All remarks on one page, or a page that leads to those of each kind."""
    rows = rows_of_remarks(library, abstracts)
    parts = tuple(cut("remarks", rows, WHOLE if len(rows) <= WHOLE else REMARKS, (Kind.of,)))
    every = kinds_of_remarks(rows)
    for part in parts:
        shown = {"kinds": every, "here": kinds_of_remarks(part.rows), "remarks": len(rows), "whole": len(parts) == 1}
        yield _part(library, "all_remarks", part, shown)


def _listing(library: Library, path: str, name: str, values: Mapping[str, Any]) -> Listing:
    words = library.words[name]
    return Listing(path, name, Called(words["title"], words["title"], words["description"]), values)


def _part(library: Library, name: str, part: Part[Any], values: Mapping[str, Any]) -> Listing:
    words = library.words[name]
    own = called(library, words["title"], words["description"], part)
    return Listing(part.path, name, own, {"at": part, "heading": own.heading, **values})


def called(library: Library, title: Text, description: Text, part: Part[Any]) -> Called:
    """What a part of the list is called that has this title and description."""
    heading, named = title, title
    for term in part.terms:
        name: Text = library.terms[term.vocabulary][term.id].name
        heading = filled(library.words["compare"]["part"], title=heading, part=name)
        named = filled(library.words["parts"]["about"], title=named, part=name)
    if part.number > 1:
        named = filled(library.words["parts"]["numbered"], title=named, n=part.number, all=part.last)
    if named is not title:
        description = filled(library.words["parts"]["described"], title=named, description=description)
    return Called(heading, named, description)


def filled(text: Text, **parts: Text | int) -> Text:
    """The text with its {places} filled, in every language."""
    return Text({
        code: words.format(**{name: part[code] if isinstance(part, Text) else part for name, part in parts.items()})
        for code, words in text.versions.items()
    })  # fmt: skip
