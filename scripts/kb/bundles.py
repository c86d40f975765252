"""What is made together, and the hash of all that it shows of the records: the same hash, the same bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from kb.compare.columns import COLUMNS
from kb.compare.downloads import addresses, downloads
from kb.compare.subject import Subject
from kb.compare.tables import Comparisons, Sheet
from kb.keep import digest
from kb.library import Library
from kb.pages import Page
from kb.painting import painted
from kb.picture import address
from kb.render import Printer


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


def bundles(library: Library, made: Mapping[str, Page], compared: Comparisons, printers: Mapping[str, Printer]) -> tuple[Bundle, ...]:
    """Every bundle of the site."""
    return (*_of_pages(library, made), _of_tables(compared, printers))


def _of_pages(library: Library, made: Mapping[str, Page]) -> Iterator[Bundle]:
    """The pages of each study, of each list together, so that studies are opened once for all."""
    together: dict[str, list[Page]] = {}
    every = cache(partial(_of_all, library))
    for page in made.values():
        together.setdefault(page.values.get("id") or f"/{page.path}", []).append(page)
    for name, several in sorted(together.items(), key=lambda item: item[0].startswith("/")):  # studies first: the first makes most ready
        values = several[0].values
        if "id" in values:
            yield Bundle(name, partial(_of_study, library, values), tuple(several), (address(name),), partial(_picture, values))
        else:
            sheet = values.get("sheet")
            yield Bundle(name, partial(_of_sheet, library, sheet, several[0].changed) if sheet else every, tuple(several))


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


def _of_tables(compared: Comparisons, printers: Mapping[str, Printer]) -> Bundle:
    """The tables to download, which show something of every record."""
    files = tuple(address for name in COLUMNS for printer in printers.values() for address in addresses(name, printer))
    return Bundle("tables", str, (), files, write=partial(downloads, compared, tuple(printers.values())))
