"""All pages of one reading of data/, each printed once; what the theme needs to know beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.beside import beside
from kb.compare.downloads import Download, downloads
from kb.compare.tables import comparisons
from kb.compiled import Compiled
from kb.finding import Finding
from kb.library import Library
from kb.pages import Page, pages
from kb.painting import painted
from kb.picture import address
from kb.render import Printed, Printer
from kb.shell import FOOTER, Item, menu

_COMPILED = Compiled()


class Phrases:
    """A section of wording.yml in one language; a phrase that is not there is an error that names it."""

    def __init__(self, library: Library, section: str, language: str) -> None:
        self._section, self._language, self._entries = section, language, library.words[section]

    def __getattr__(self, key: str) -> str:
        if key not in self._entries:
            raise KeyError(f"data/wording.yml has no {self._section}.{key}")
        return self._entries[key][self._language]


@dataclass(frozen=True)
class Edition:
    """The pages, by their address from the site's root; the theme's words and menu, by language."""

    library: Library
    pages: Mapping[str, Page]
    printed: Mapping[str, Printed]
    words: Mapping[str, Phrases]
    menus: Mapping[str, tuple[tuple[Item, ...], tuple[Item, ...]]]  # at the top and at the bottom of a page
    printers: Mapping[str, Printer]
    downloads: tuple[Download, ...] = ()
    problems: tuple[Finding, ...] = ()  # only a preview has any


def edition(library: Library, templates: Path, base: str = "") -> Edition:
    """Print everything; what cannot be printed raises. `base`: the absolute address of the site, if it is known."""
    printers = {code: Printer(library, templates, code, base) for code in library.codes}
    for printer in printers.values():
        printer.environment.bytecode_cache = _COMPILED
    compared = comparisons(library)
    made = {page.address: page for page in pages(library, compared)}
    printed = {address: printers[page.language].page(page) for address, page in made.items() if page.template != "both.html"}
    printed |= {address: _both(page, printed, printers[page.language]) for address, page in made.items() if page.template == "both.html"}
    words = {code: Phrases(library, "shell", code) for code in library.codes}
    menus = {code: (menu(library, code), menu(library, code, FOOTER)) for code in library.codes}
    return Edition(library, made, printed, words, menus, printers, (*downloads(compared, printers), *_pictures(library, made)))


def _pictures(library: Library, made: Mapping[str, Page]) -> Iterator[Download]:
    """One picture for each study, the same in every language."""
    for page in made.values():
        if page.language == library.codes[0] and page.template == "study.html":
            yield Download(address(page.values["id"]), painted(page.values["picture"]))


def _both(page: Page, printed: Mapping[str, Printed], printer: Printer) -> Printed:
    """The page of a study in all languages, made of its pages in each; the headings listed are those of its own language."""
    studies = {code: printed[f"{code}/{page.values['entry'].address}"] for code in printer.library.codes}
    rows = beside(page, {code: study.html for code, study in studies.items()})
    html = printer.page(page, **rows).html
    return Printed(html, tuple(heading for heading in studies[page.language].headings if f'id="{heading.id}"' in html))
