"""What is made together, and the hash of all that it shows of the records: the same hash, the same bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path, PurePath
from typing import Any

from kb.compare.columns import COLUMNS
from kb.compare.downloads import addresses, downloads
from kb.compare.subject import Subject
from kb.compare.tables import Sheet
from kb.keep import digest
from kb.library import Library
from kb.pages import Page, Pages
from kb.painting import painted
from kb.picture import address as picture_at
from kb.render import Printer

_TABLES = "/tables"  # no study is called so, for want of letters before the slash, and no list, for want of one at its end


@dataclass(frozen=True, eq=False)
class Bundle:
    """What is made together: the pages of one study in every language with its picture, a list in every language, a table to download."""

    name: str
    hash: Callable[[], str]
    pages: tuple[Page, ...]
    others: tuple[str, ...] = ()  # addresses of its files that are no pages
    picture: Callable[[], bytes] | None = None
    write: Callable[[Path], None] | None = None  # writes its files that are too large to be held or kept, into the folder of the site

    @cached_property
    def key(self) -> str:
        """A hash of all that it shows of the records; the same for the same words and templates is the same bundle."""
        return self.hash()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Of all its files, from the site's root."""
        return (*(f"{page.address}index.html" for page in self.pages), *self.others)


class Bundles(Mapping[str, Bundle]):
    """Every bundle of the site by name, each made when somebody asks for it."""

    def __init__(self, pages: Pages, printers: Mapping[str, Printer]) -> None:
        self._pages, self._printers = pages, printers
        self._every = cache(partial(_of_all, pages.library))

    def __getitem__(self, name: str) -> Bundle:
        if name == _TABLES:
            return self._tables
        if name.startswith("/"):
            return self._list(self._pages.lists[name.removeprefix("/")])
        return self._study(name)

    @property
    def studies(self) -> tuple[str, ...]:
        """Those of studies."""
        return tuple(abstract.entry.id for abstract in self._pages.abstracts)

    @property
    def lists(self) -> tuple[str, ...]:
        """Those of all studies together."""
        return (*(f"/{path}" for path in self._pages.lists), _TABLES)

    def __iter__(self) -> Iterator[str]:
        return iter((*self.studies, *self.lists))

    def __len__(self) -> int:
        return len(self.studies) + len(self.lists)

    def making(self, address: str) -> str | None:
        """The name of the bundle that makes this file."""
        page = self._pages.get(address.removesuffix("index.html"))
        if page is not None:
            return _name(page)
        pictured = PurePath(address).stem
        if pictured in self._pages.library.studies and address == picture_at(pictured):
            return pictured
        return _TABLES if address in self._tables.others else None

    def _study(self, id: str) -> Bundle:
        pages = self._pages.of_study(id)
        values = pages[0].values
        return Bundle(id, partial(_of_study, self._pages.library, values), pages, (picture_at(id),), partial(_picture, values))

    def _list(self, pages: tuple[Page, ...]) -> Bundle:
        sheet = pages[0].values.get("sheet")
        return Bundle(_name(pages[0]), partial(_of_sheet, self._pages.library, sheet, pages[0].changed) if sheet else self._every, pages)

    @cached_property
    def _tables(self) -> Bundle:
        """The tables to download, which show something of every record."""
        printers = tuple(self._printers.values())
        files = tuple(address for name in COLUMNS for printer in printers for address in addresses(name, printer))
        return Bundle(_TABLES, str, (), files, write=lambda folder: downloads(self._pages.compared, printers, folder))


def _name(page: Page) -> str:
    return page.values.get("id") or f"/{page.path}"


def _of_all(library: Library) -> str:
    return digest(*(part for named in sorted(library.digests.items()) for part in named))


def _picture(values: Mapping[str, Any]) -> bytes:
    return painted(values["picture"])


def _of_study(library: Library, values: Mapping[str, Any]) -> str:
    """Of its record, the cards of the studies to read next, and the studies that it disagrees with."""
    against = {one.sides[0].rows[0].subject.id: where for one, where in values["disagreements"]}
    others = (part for id, where in sorted(against.items()) for part in (where, library.digests[id]))
    told = (f"{one.id} {where}" for one, where in values["disagreements"])
    return digest(library.digests[values["id"]], repr(values["related"]), *told, *others)


def _of_sheet(library: Library, sheet: Sheet, changed: str) -> str:
    """Of its day, its rows and their records, those of the lists beside its tables, and its place among the parts of its page."""
    at, lists = sheet.at, sheet.lists
    place = (at.path, at.last, [(branch.term.id, branch.rows) for branch in at.branches], lists.get("all"), lists.get("all_at"))
    beside = [*lists.get("direct", ()), *lists.get("silent", ())]
    studies = [*(row.subject.id for row in sheet.rows), *(one.id if isinstance(one, Subject) else one.subject.id for one in beside)]
    studies += [study for one in lists.get("disagreements", ()) for study in one.studies]
    records = (f"{id} {library.digests[id]}" for id in dict.fromkeys(studies))
    return digest(changed, repr(place), *(row.id for row in sheet.rows), *(one.id for one in lists.get("disagreements", ())), *records)
