"""Collect the built pages of every language for search, and make the files that are fetched when somebody searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from kb.compare.tables import NAMES
from kb.library import Library
from kb.overview import Entry
from kb.pages import Page
from kb.passages import passages, plain
from kb.search import Found, Index, looked_through, put_away, vocabulary, written
from kb.thesaurus import thesaurus

FOLDER = "assets/search"
_LISTS = frozenset(("home.html", "studies.html", "search.html", "both.html", "handout.html"))  # they repeat what other pages say
_TABLES = frozenset(("all_remarks.html", *(f"{name}.html" for name in NAMES)))  # so do these; they are found by what they are about


def is_searched(made: Page) -> bool:
    """Whether anything can be found on a generated page."""
    return made.template not in _LISTS and not _is_later(made)


def _is_later(made: Page) -> bool:
    """Whether it is the second page of a list, or a later one: the first is found by what the list is about."""
    part = made.values["sheet"].at if "sheet" in made.values else made.values.get("at")
    return part is not None and part.number > 1


class Finder:
    """Takes pages as they are printed, and gives the files of the index."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.thesaurus = thesaurus(library)
        self.found: dict[str, list[Found]] = {code: [] for code in library.codes}
        self.indexes = {code: Index(self.thesaurus) for code in library.codes}

    def take(self, found: Iterable[tuple[str, Found]]) -> None:
        """Take what can be found, each with its language."""
        for language, each in found:
            if each.kind == "study" and each.masks is not None:
                self.indexes[language].add(each)  # studies come first; thousands of them are not held
            else:
                self.found[language].append(each)

    def looked_through(self, found: Found) -> Found:
        return looked_through(found, self.thesaurus)

    def cut(self, address: str, title: str, summary: str, source: str, made: Page | None) -> Iterator[tuple[str, Found]]:
        """What can be found on the page at `address`, from the site's root; `made`: a generated page, None: one of prose."""
        language, _, path = address.partition("/")
        if language in self.found and (made is None or is_searched(made)):
            yield from ((language, each) for each in self._found(path, title, summary, source, made))

    def _found(self, path: str, title: str, summary: str, source: str, made: Page | None) -> Iterator[Found]:
        in_brief = made is not None and made.template in _TABLES
        cut = tuple(islice(passages(source), 1 if in_brief else None))
        if made and made.template == "study.html":
            entry: Entry = made.values["entry"]
            yield Found(path, "study", title, cut, facets=self._facets(entry), year=int(entry.year or 0))
        elif made and made.template == "glossary.html":
            yield from (Found(f"{path}#{each.id}", "term", plain(each.heading), (each,)) for each in cut if each.id.startswith("term-"))
        else:
            yield Found(path, "page", title, cut, summary)

    def _facets(self, entry: Entry) -> tuple[tuple[int, ...], ...]:
        """The concepts of the study by facet, as the search page offers them."""
        facets = (entry.all_conditions, entry.routes, entry.cells, (entry.kind,))
        return tuple(tuple(sorted(self.thesaurus.numbers[ref.vocabulary, ref.id] for ref in refs)) for refs in facets)

    def documents(self, language: str) -> list[Found]:
        """All that can be found in a language: studies, pages, terms."""
        return sorted(self.found[language], key=lambda each: (each.kind != "study", each.kind == "term"))

    def write(self, site: Path) -> None:
        """Every file of the index, once all has been taken, into the folder of the site."""
        words = self.library.words["search"]
        characters = set[str]()
        for language in self.found:
            index = self.indexes[language]
            for each in self.documents(language):
                index.add(each)
            characters.update("".join(index.postings))
            index.write(site / FOLDER / language)
        (site / FOLDER / "words.json").write_bytes(written(vocabulary(self.thesaurus, words["ignored"], words["asking"], characters)))


def put_texts_away(found: Iterable[tuple[str, Found]], site: Path) -> Iterator[tuple[str, Found]]:
    """What can be found, its texts already in the site, where the index will give them their names: those of thousands are not held."""
    for language, each in found:
        yield language, replace(each, texts=tuple(put_away(site / FOLDER / language, text).name for text in each.texts))
