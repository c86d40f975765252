"""Comparison tables as files: CSV that opens safely in a spreadsheet, JSON with a note on columns, units and dates."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

from kb.abstract import abstracts
from kb.compare.columns import COLUMNS, Column, Word
from kb.compare.tables import SECTIONS, Comparisons
from kb.library import Library
from kb.render import Printer

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # a spreadsheet may take these for a formula


def addresses(name: str, printer: Printer) -> tuple[str, str]:
    """Where the files of a comparison are, from the site's root."""
    place = f"{printer.language}/{name}/{name}"
    return f"{place}.csv", f"{place}.json"


def downloads(found: Comparisons, printers: Sequence[Printer], site: Path) -> None:
    """Two files for each comparison in every language, whole even where its page is cut into parts.

    They are written study by study, so that each is opened once and nothing is held.
    """
    with ExitStack() as closing:
        files = {name: [_Files(name, printer, found.library, site, closing) for printer in printers] for name in COLUMNS}
        for abstract in found.abstracts:
            for name, several in files.items():
                for row in getattr(abstract, name):
                    values = {column.key: column.value(row) for column in COLUMNS[name]}
                    for each in several:
                        each.write(values)
            found.library.studies.close(abstract.entry.id)
        for each in (each for several in files.values() for each in several):
            each.end()


class _Files:
    """The two files in one language while they are written."""

    def __init__(self, name: str, printer: Printer, library: Library, site: Path, closing: ExitStack) -> None:
        table, data = (site / address for address in addresses(name, printer))
        table.parent.mkdir(parents=True, exist_ok=True)
        columns, self._printer = COLUMNS[name], printer
        self._data = closing.enter_context(data.open("w", encoding="utf-8"))
        self._csv = csv.writer(closing.enter_context(table.open("w", encoding="utf-8-sig", newline="")))
        self._csv.writerow([safe(_said(column.key, "columns", printer)) for column in columns])
        before, self._after = _around(name, columns, printer, library)
        self._empty = True
        self._data.write(before)

    def write(self, row: Mapping[str, Any]) -> None:
        """A row, its values by column."""
        cells = {key: plain(value, self._printer) for key, value in row.items()}
        self._csv.writerow([safe(cell) for cell in cells.values()])
        self._data.write(("" if self._empty else ",") + "\n  " + json.dumps(cells, ensure_ascii=False))
        self._empty = False

    def end(self) -> None:
        self._data.write(("" if self._empty else "\n ") + self._after)


def plain(value: Any, printer: Printer) -> Any:
    """A value without markup: numbers as numbers, several words with semicolons between."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Word):
        return printer.said(printer.library.words[value.section][value.key])
    if isinstance(value, tuple):
        return "; ".join(str(plain(part, printer)) for part in value)
    return None if value is None else printer.said(value) if not isinstance(value, int | float) else value


def safe(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe, a number stays a number."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return "" if value is None else value
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) or value.startswith(_FORMULA) else value


def _around(name: str, columns: Sequence[Column], printer: Printer, library: Library) -> tuple[str, str]:
    """What stands before and after the rows: a note on columns, units and dates."""
    words = library.words["downloads"]
    said = {"name": "columns", "note": "column_notes"}
    notes = [{"key": column.key} | {name: _said(column.key, section, printer) for name, section in said.items()} for column in columns]
    about = {
        "title": printer.said(library.words[SECTIONS.get(name, name)]["title"]),
        "language": library.languages[printer.language].html,
        "about": printer.said(words["about"]),
        "units": printer.said(words["units"]),
        "dates": printer.said(words["dates"]),
        "last_changed": max((abstract.entry.changed for abstract in abstracts(library)), default=None),
        "licence": "CC-BY-4.0",
        "columns": notes,
        "rows": [],
    }
    before, _, after = json.dumps(about, ensure_ascii=False, indent=1).rpartition("]")
    return before, f"]{after}\n"


def _said(key: str, section: str, printer: Printer) -> str:
    return str(printer.said(printer.library.words[section][key]))
