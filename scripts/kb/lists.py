"""The pages about all studies, made once for all languages; what would grow with the studies is cut into parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kb.accounts import Kind, checks, kinds_of_remarks, rows_of_remarks
from kb.drawn import drawn
from kb.facts import numbers
from kb.glossary import Uses, glossary
from kb.library import Library
from kb.overview import Entry, Way, ways
from kb.parts import Part, cut
from kb.values import Text

CARDS = 50  # studies of one page, each with its sentence
NAMES = 200  # studies of one page, each with its title alone
WHOLE, REMARKS = 250, 100  # remarks that are still one page, and those of a page where they are not: 40 and 15 KB over the wire
NEWEST = 6  # studies on the home page


@dataclass(frozen=True)
class Listing:
    """A page about all studies: its template is named like its section of wording.yml."""

    path: str
    name: str
    heading: Text
    title: Text  # the heading, with the number of the page where there are several
    values: Mapping[str, Any] = field(repr=False)


def listings(library: Library, entries: tuple[Entry, ...], used: Uses) -> Iterator[Listing]:
    """Every page about all studies."""
    shelf = tuple(cut("studies", entries, CARDS))
    found = ways(entries, whole=len(shelf) == 1)
    counted = {
        "studies": len(entries),
        "conditions": len({condition for entry in entries for condition in entry.conditions}),
        "remarks": sum(len(entry.study.remarks) for entry in entries),
        "figures": sum(drawn(entry.study, library, "figures", partial(_figures, entry)) for entry in entries),
    }
    yield _listing(library, "", "home", counted | {"ways": found, "newest": entries[:NEWEST]})
    yield from (_part(library, "studies", part, {"ways": found, "group": None}) for part in shelf)
    yield from _groups(library, found) if len(shelf) > 1 else ()
    yield _listing(library, "glossary/", "glossary", {"letters": {code: glossary(library, code, used) for code in library.codes}})
    yield _listing(library, "search/", "search", {"ways": found})
    yield from _remarks(library, entries)
    yield _listing(library, "checks/", "checks", checks(library, entries))


def _figures(entry: Entry) -> int:
    return len(numbers(entry.study))


def _groups(library: Library, found: Sequence[Way]) -> Iterator[Listing]:
    """The pages of studies that share a condition, a route or a kind."""
    for way in found:
        for group in way.groups:
            for part in cut(group.address.rstrip("/"), group.entries, NAMES):
                heading = filled(library.words["compare"]["part"], title=library.words["studies"]["title"], part=_name(library, group.term))
                yield _part(library, "studies", part, {"ways": (), "group": group}, heading)


def _remarks(library: Library, entries: tuple[Entry, ...]) -> Iterator[Listing]:
    """All remarks on one page, or a page that leads to those of each kind."""
    rows = rows_of_remarks(library, entries)
    parts = tuple(cut("remarks", rows, WHOLE if len(rows) <= WHOLE else REMARKS, (Kind.of,)))
    every = kinds_of_remarks(rows)
    for part in parts:
        shown = {"kinds": every, "here": kinds_of_remarks(part.rows), "remarks": len(rows), "whole": len(parts) == 1}
        yield _part(library, "all_remarks", part, shown)


def _listing(library: Library, path: str, name: str, values: Mapping[str, Any]) -> Listing:
    title = library.words[name]["title"]
    return Listing(path, name, title, title, values)


def _part(library: Library, name: str, part: Part[Any], values: Mapping[str, Any], of: Text | None = None) -> Listing:
    heading, title = called(library, of or library.words[name]["title"], part)
    return Listing(part.path, name, heading, title, {"at": part, "heading": heading, **values})


def called(library: Library, title: Text, part: Part[Any]) -> tuple[Text, Text]:
    """The heading of a part of the list with that title, and its title, which says which page it is."""
    for term in part.terms:
        title = filled(library.words["compare"]["part"], title=title, part=_name(library, term))
    numbered = filled(library.words["parts"]["numbered"], title=title, n=part.number, all=part.last)
    return title, numbered if part.number > 1 else title


def _name(library: Library, term: Any) -> Text:
    name: Text = library.terms[term.vocabulary][term.id].name
    return name


def filled(text: Text, **parts: Text | int) -> Text:
    """The text with its {places} filled, in every language."""
    return Text({
        code: words.format(**{name: part[code] if isinstance(part, Text) else part for name, part in parts.items()})
        for code, words in text.versions.items()
    })  # fmt: skip
