"""All pages of one reading of data/ in bundles that are made together; what the theme needs to know beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from kb.beside import beside
from kb.compare.columns import COLUMNS
from kb.compare.downloads import Download, downloads
from kb.compare.subject import Subject
from kb.compare.tables import Comparisons, Sheet, comparisons
from kb.finder import Finder
from kb.finding import Finding
from kb.keep import digest
from kb.library import Library
from kb.pages import Page, pages
from kb.painting import painted
from kb.picture import address
from kb.render import Printed, Printer
from kb.search import Found
from kb.shell import FOOTER, Item, menu


class Phrases:
    """A section of wording.yml in one language; a phrase that is not there is an error that names it."""

    def __init__(self, library: Library, section: str, language: str) -> None:
        self._section, self._language, self._entries = section, language, library.words[section]

    def __getattr__(self, key: str) -> str:
        if key not in self._entries:
            raise KeyError(f"data/wording.yml has no {self._section}.{key}")
        return self._entries[key][self._language]


class Prints(Mapping[str, Printed]):
    """The printed pages by address: each is printed when somebody asks for it, and held until it is let go."""

    def __init__(self, made: Mapping[str, Page], printers: Mapping[str, Printer]) -> None:
        self._pages, self._printers = made, printers
        self._held: dict[str, Printed] = {}

    def __getitem__(self, address: str) -> Printed:
        if address not in self._held:
            page = self._pages[address]
            printer = self._printers[page.language]
            self._held[address] = self._both(page, printer) if page.template == "both.html" else printer.page(page)
        return self._held[address]

    def _both(self, page: Page, printer: Printer) -> Printed:
        """The page of a study in all languages, made of its pages in each; the headings listed are those of its own language."""
        studies = {code: self[f"{code}/{page.values['entry'].address}"] for code in self._printers}
        rows = beside(page, {code: study.html for code, study in studies.items()})
        html = printer.body(page, **rows)
        return Printed(html, tuple(heading for heading in studies[page.language].headings if f'id="{heading.id}"' in html))

    def let_go(self) -> None:
        """Drop what has been printed: thousands of studies are more than a machine can hold."""
        self._held.clear()

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)


@dataclass(frozen=True, eq=False)
class Bundle:
    """What is made together: the pages of one study in every language with its picture, a list, a table to download."""

    name: str
    key: str  # a hash of all that it shows of the records; the same for the same words and templates is the same bundle
    pages: tuple[Page, ...]
    others: tuple[str, ...] = ()  # addresses of its files that are no pages
    files: Callable[[], Iterator[Download]] = lambda: iter(())

    @property
    def addresses(self) -> tuple[str, ...]:
        """Of all its files, from the site's root."""
        return (*(f"{page.address}index.html" for page in self.pages), *self.others)


@dataclass(frozen=True)
class Made:
    """A bundle made: its files by their address, and what search finds in it, by language."""

    files: tuple[tuple[str, bytes], ...]
    found: tuple[tuple[str, Found], ...]


Dress = Callable[[Page, Printed], str]  # puts the body of a page into the theme


@dataclass(frozen=True)
class Edition:
    """The pages, by their address from the site's root; the theme's words and menu, by language."""

    library: Library
    pages: Mapping[str, Page]
    printed: Mapping[str, Printed]
    words: Mapping[str, Phrases]
    menus: Mapping[str, tuple[tuple[Item, ...], tuple[Item, ...]]]  # at the top and at the bottom of a page
    printers: Mapping[str, Printer]
    bundles: tuple[Bundle, ...] = ()
    problems: tuple[Finding, ...] = ()  # only a preview has any

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.library)

    def make(self, bundle: Bundle, dress: Dress) -> Made:
        """Print the pages of a bundle and dress them; nothing of it stays in memory."""
        files, found = [], list[tuple[str, Found]]()
        for page in bundle.pages:
            printed = self.printed[page.address]
            files.append((f"{page.address}index.html", dress(page, printed).encode()))
            cut = self.finder.cut(page.address, page.title, page.description, printed.html, page)
            found += ((language, self.finder.looked_through(each)) for language, each in cut)
        files += [(download.address, download.content) for download in bundle.files()]
        if isinstance(self.printed, Prints):
            self.printed.let_go()
        return Made(tuple(files), tuple(found))


def edition(library: Library, templates: Path, base: str = "") -> Edition:
    """What there is to print; `base`: the absolute address of the site, if it is known."""
    printers = {code: Printer(library, templates, code, base) for code in library.codes}
    for printer in printers.values():
        printer.compile()
    compared = comparisons(library)
    made = {page.address: page for page in pages(library, compared)}
    words = {code: Phrases(library, "shell", code) for code in library.codes}
    menus = {code: (menu(library, code), menu(library, code, FOOTER)) for code in library.codes}
    bundles = (*_studies(library, made), *_tables(library, compared, printers))
    return Edition(library, made, Prints(made, printers), words, menus, printers, bundles)


def _studies(library: Library, made: Mapping[str, Page]) -> Iterator[Bundle]:
    """The pages of each study together, every other page for itself."""
    together: dict[str, list[Page]] = {}
    for page in made.values():
        together.setdefault(page.values.get("id") or page.address, []).append(page)
    every = _every(library)
    for name, several in together.items():
        if "id" in several[0].values:
            yield Bundle(name, _of_study(library, several[0].values), tuple(several), (address(name),), partial(_picture, several[0]))
        else:
            sheet = several[0].values.get("sheet")
            yield Bundle(name, digest(several[0].changed, _of_sheet(library, sheet)) if sheet else every, tuple(several))


def _every(library: Library) -> str:
    return digest(*(part for named in sorted(library.digests.items()) for part in named))


def _of_study(library: Library, values: Mapping[str, Any]) -> str:
    """Of its record, the cards of the studies to read next, and the studies that it disagrees with."""
    against = {one.sides[0].rows[0].subject.id: where for one, where in values["disagreements"]}
    others = (part for id, where in sorted(against.items()) for part in (where, library.digests[id]))
    told = (f"{one.id} {where}" for one, where in values["disagreements"])
    return digest(library.digests[values["id"]], repr(values["related"]), *told, *others)


def _of_sheet(library: Library, sheet: Sheet) -> str:
    """Of its rows and their records, those of the lists beside its tables, and its place among the parts of its page."""
    at, values = sheet.at, sheet.values
    place = (at.path, at.last, [(branch.term.id, branch.rows) for branch in at.branches], values.get("all"), values.get("all_at"))
    beside = [*values.get("direct", ()), *values.get("silent", ())]
    studies = [*(row.subject.id for row in sheet.rows), *(one.id if isinstance(one, Subject) else one.subject.id for one in beside)]
    studies += [study for one in values.get("disagreements", ()) for study in one.studies]
    records = (f"{id} {library.digests[id]}" for id in dict.fromkeys(studies))
    return digest(repr(place), *(row.id for row in sheet.rows), *(one.id for one in values.get("disagreements", ())), *records)


def _picture(page: Page) -> Iterator[Download]:
    """The picture of a study, the same in every language."""
    yield Download(address(page.values["id"]), painted(page.values["picture"]))


def _tables(library: Library, compared: Comparisons, printers: Mapping[str, Printer]) -> Iterator[Bundle]:
    every = _every(library)
    for language, printer in printers.items():
        for name in COLUMNS:
            place = f"{language}/{name}/{name}"
            yield Bundle(place, every, (), (f"{place}.csv", f"{place}.json"), partial(downloads, compared, printer, name))
