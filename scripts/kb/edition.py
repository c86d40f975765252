"""All pages of one reading of data/ in bundles that are made together; what the theme needs to know beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb.beside import beside
from kb.bundles import Bundle, Bundles
from kb.finder import Finder, is_searched
from kb.finding import Finding
from kb.library import Library
from kb.pages import Page, Pages
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


Finds = tuple[tuple[str, Found], ...]  # each with its language


@dataclass(frozen=True)
class Made:
    """A bundle made: its files by their address, and what search finds in it."""

    files: tuple[tuple[str, bytes], ...]
    found: Finds


Dress = Callable[[Page, Printed], str]  # puts the body of a page into the theme


@dataclass(frozen=True)
class Edition:
    """The pages, by their address from the site's root; the theme's words and menu, by language; without printers nothing can be shown."""

    library: Library
    pages: Pages
    printed: Mapping[str, Printed]
    words: Mapping[str, Phrases]
    menus: Mapping[str, tuple[tuple[Item, ...], tuple[Item, ...]]]  # at the top and at the bottom of a page
    printers: Mapping[str, Printer]
    bundles: Bundles
    problems: tuple[Finding, ...] = ()  # only a preview has any

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.library)

    def make(self, bundle: Bundle, dress: Dress) -> Made:
        """Print the pages of a bundle and dress them; nothing of it stays in memory."""
        files = [(f"{page.address}index.html", dress(page, self.printed[page.address]).encode()) for page in bundle.pages]
        if bundle.picture:
            files.append((bundle.others[0], bundle.picture()))
        return Made(tuple(files), self.find(bundle))

    def find(self, bundle: Bundle) -> Finds:
        """What search finds in a bundle; nothing of it stays in memory."""
        found = list[tuple[str, Found]]()
        for page in filter(is_searched, bundle.pages):
            cut = self.finder.cut(page.address, page.title, page.description, self.printed[page.address].html, page)
            found += ((language, self.finder.looked_through(each)) for language, each in cut)
        if isinstance(self.printed, Prints):
            self.printed.let_go()
        self.library.studies.done(bundle.name)
        return tuple(found)


def edition(library: Library, templates: Path, base: str = "") -> Edition:
    """What there is to print; `base`: the absolute address of the site, if it is known."""
    printers = {code: Printer(library, templates, code, base) for code in library.codes}
    for printer in printers.values():
        printer.compile()
    made = Pages(library)
    words = {code: Phrases(library, "shell", code) for code in library.codes}
    menus = {code: (menu(library, code), menu(library, code, FOOTER)) for code in library.codes}
    return Edition(library, made, Prints(made, printers), words, menus, printers, Bundles(made, printers))
