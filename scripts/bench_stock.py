"""The same pages as a stock user has them: Markdown files and plain Material for MkDocs with its search.

Every page of the built site is written out as Markdown, text and tables alike. Left out, which only makes stock faster:
pictures, buttons and forms, what figures say of their fact, and search in Chinese (it needs a package of its own).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bench_measure import Watch
from bench_stages import mkdocs, weight

BLOCKS = frozenset(("p", "div", "section", "header", "footer", "figure", "figcaption", "summary", "details", "blockquote"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS, ITEMS, CELLS, MARKS = ("ul", "ol"), ("li", "dt"), ("td", "th"), {"strong": "**", "b": "**", "em": "*", "i": "*"}
SKIPPED = frozenset(("svg", "script", "style", "button", "form", "template", "nav", "select", "dialog"))
SETTINGS = """site_name: Studies
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [attr_list, tables]
validation: {links: {unrecognized_links: ignore, anchors: ignore, not_found: ignore}}
"""
HIDDEN = "not_in_nav: /*/**\n"
ITEM = re.compile(r" *(?:-|1\.) ")
SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


class _Markdown(HTMLParser):
    """Writes the article of a page as Markdown, block by block."""

    def __init__(self, address: str, known: frozenset[str]) -> None:
        super().__init__()
        self.address, self.known = address, known  # pages that a link may lead to
        self.blocks: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, int, str]] = []  # tags within a line: where they begin, and what they add
        self.lists: list[str] = []
        self.rows: list[list[str]] = []
        self.start, self.skipped, self.is_inside, self.is_said = "", 0, False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.is_inside = self.is_inside or tag == "article"
        if tag in SKIPPED or self.skipped:
            self.skipped += tag in SKIPPED
        elif tag == "a" or tag in MARKS:
            self.open.append((tag, len(self.line), self._link(given.get("href")) if tag == "a" else MARKS[tag]))
        elif tag in CELLS:
            self.line = []
        elif tag == "tr":
            self.rows.append([])
        elif tag in LISTS or tag == "table":
            self.is_said = False
            self._end()
            self.lists += [] if tag == "table" else ["1. " if tag == "ol" else "- "]
        elif tag == "dd":
            self.line = ["".join(self.line).rstrip(), ": "]
            self.is_said = True  # a term and what is said of it are one item of a list
        elif tag in HEADINGS or tag in ITEMS or tag in BLOCKS:
            self._end()
            self.start = "#" * int(tag[1]) + " " if tag in HEADINGS else self._item() if tag in ITEMS else self.start

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipped -= 1
        elif tag in ("a", *MARKS) and self.open:
            self._mark(*self.open.pop())
        elif tag in CELLS and self.rows:
            self.rows[-1].append(self._text())
        elif tag == "table":
            self._table()
        elif tag in LISTS or tag in HEADINGS or tag in BLOCKS or tag in ("li", "dd", "article"):
            self.is_said = self.is_said and tag != "dd"
            self._end()
            self.lists = self.lists[:-1] if tag in LISTS else self.lists
            self.is_inside = self.is_inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self.is_inside and not self.skipped:
            self.line.append(SPECIAL.sub(r"\\\1", data))

    def _link(self, href: str | None) -> str:
        """Where a link leads: to the file of a page, as people write it."""
        path, fragment = urldefrag(href or "")
        target = posixpath.normpath(posixpath.join(self.address, unquote(path), "index.md"))
        if path and target in self.known:
            path = posixpath.relpath(target, self.address or ".")
        return path + (f"#{fragment}" if fragment else "")

    def _item(self) -> str:
        return "    " * (len(self.lists) - 1) + (self.lists[-1] if self.lists else "- ")

    def _mark(self, tag: str, start: int, adds: str) -> None:
        inner = "".join(self.line[start:]).strip()
        whole = (f"[{inner}]({adds})" if adds else inner) if tag == "a" else f"{adds}{inner}{adds}"
        self.line[start:] = [f" {whole} " if inner and tag != "a" else whole] if inner else []

    def _text(self) -> str:
        text, self.line, self.open = " ".join("".join(self.line).split()), [], []
        return text

    def _end(self) -> None:
        """A block is over; within a table it is part of its cell, of a term part of what is said."""
        if self.rows or self.is_said:
            self.line.append(" ")
        elif text := self._text():
            is_item, self.start, whole = bool(ITEM.match(self.start)), "", self.start + text
            if is_item and self.blocks and ITEM.match(self.blocks[-1]):
                self.blocks[-1] += f"\n{whole}"
            else:
                self.blocks.append(whole)

    def _table(self) -> None:
        rows, self.rows = [row for row in self.rows if row], []
        columns = max(map(len, rows), default=0)
        lines = ["| " + " | ".join([*row, *[""] * (columns - len(row))]) + " |" for row in rows]
        if rows:
            self.blocks.append("\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]]))


def markdown(html: str, address: str = "", known: frozenset[str] = frozenset()) -> str:
    """The article of a page at `address`; `known`: the files that links can lead to."""
    page = _Markdown(address, known)
    page.feed(html)
    page.close()
    return "\n\n".join(page.blocks) + "\n"


def written_out(site: Path, folder: Path) -> None:
    """Every page of the site as a file."""
    pages = {path.relative_to(site).with_suffix(".md"): path for path in site.rglob("index.html")}
    known = frozenset(page.as_posix() for page in pages)
    for page, path in pages.items():
        place = folder / page
        place.parent.mkdir(parents=True, exist_ok=True)
        address = page.parent.as_posix()
        place.write_text(markdown(path.read_text(encoding="utf-8"), "" if address == "." else address, known), encoding="utf-8")


def _stock(settings: str, project: Path, watch: Watch) -> int:
    place = project / "stock"
    if not place.exists():
        written_out(project / "site", place / "docs")
    (place / "mkdocs.yml").write_text(settings, encoding="utf-8")
    with watch:
        mkdocs(place)
    return weight(place / "site")


WAYS: Mapping[str, Callable[[Path, Watch], int]] = {
    "stock": lambda project, watch: _stock(SETTINGS + HIDDEN, project, watch),
    "stock-with-nav": lambda project, watch: _stock(SETTINGS, project, watch),
}
