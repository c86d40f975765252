"""Comparison tables as files: CSV that opens safely in a spreadsheet, JSON with a note on columns, units and dates."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kb.compare.columns import COLUMNS, Column, Word
from kb.compare.tables import SECTIONS, Comparisons
from kb.library import Library
from kb.render import Printer

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # a spreadsheet may take these for a formula


@dataclass(frozen=True)
class Download:
    """A file to publish: its address below the site's root and its bytes."""

    address: str
    content: bytes


def downloads(found: Comparisons, printer: Printer, name: str) -> Iterator[Download]:
    """Two files for a comparison in a language, whole even where its page is cut into parts."""
    columns = COLUMNS[name]
    cells = [{column.key: plain(column.value(row), printer) for column in columns} for row in found.rows[name]]
    yield Download(f"{printer.language}/{name}/{name}.csv", as_csv(columns, cells, printer))
    yield Download(f"{printer.language}/{name}/{name}.json", as_json(name, columns, cells, printer, found.library))


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


def as_csv(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], printer: Printer) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(_said(column.key, "columns", printer)) for column in columns])
    writer.writerows([[safe(row[column.key]) for column in columns] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_json(name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], printer: Printer, library: Library) -> bytes:
    words = library.words["downloads"]
    changed = [study.editorial.last_changed.printed for study in library.studies.values()]
    said = {"name": "columns", "note": "column_notes"}
    notes = [{"key": column.key} | {name: _said(column.key, section, printer) for name, section in said.items()} for column in columns]
    about = {
        "title": printer.said(library.words[SECTIONS.get(name, name)]["title"]),
        "language": library.languages[printer.language].html,
        "about": printer.said(words["about"]),
        "units": printer.said(words["units"]),
        "dates": printer.said(words["dates"]),
        "last_changed": max(changed, default=None),
        "licence": "CC-BY-4.0",
        "columns": notes,
        "rows": rows,
    }
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def _said(key: str, section: str, printer: Printer) -> str:
    return str(printer.said(printer.library.words[section][key]))
