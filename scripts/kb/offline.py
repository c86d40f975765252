"""Make a copy of the built site that opens from a folder: links name their file, the search index is read by scripts.

From file:// a browser shows no index of a folder, lets no script fetch and starts no worker; docs/assets/search.js and
search-worker.js know that. Each copy holds every language, because the switch has to lead somewhere, and opens in one.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader

from kb.finder import FOLDER
from kb.library import Language

NAME = "stem-cell-studies"
_LEFT_OUT = re.compile(r"index\.html|404\.html|sitemap.*|assets/entrance\.js")
_UNUSED = ("assets/javascripts/", "assets/stylesheets/")  # the theme's own, which no page loads
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip knows: the same site makes the same file
_SELF, _NEAR = "'self'", "'self' file:"  # not every browser takes files of the same folder for its own


def copies(site: Path, templates: Path, languages: Mapping[str, Language]) -> Iterator[tuple[str, bytes]]:
    """A zip for each language: its name and its bytes."""
    shared = list(_files(site))
    start = Environment(loader=FileSystemLoader(templates), autoescape=True).get_template("offline.html")
    for code, language in languages.items():
        opening = start.render(code=code, language=language).encode()
        yield f"{NAME}-{code}.zip", zipped(f"{NAME}-{code}", [*shared, ("index.html", opening)])


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that a reader can come to, as it has to be in a folder."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        address, content = path.relative_to(site).as_posix(), path.read_bytes()
        if _LEFT_OUT.fullmatch(address) or address.startswith(_UNUSED):
            continue
        if path.suffix == ".html":
            content = near(content.decode()).encode()
        elif address.startswith(f"{FOLDER}/"):
            address, content = address.removesuffix("json") + "js", script(address.removeprefix(f"{FOLDER}/"), content.decode()).encode()
        yield address, content


def script(name: str, piece: str) -> str:
    """A piece of the search index as a script that hands it over under its name."""
    return f'(globalThis.KbPieces ??= {{}})["{name}"] = {piece};\n'


def near(html: str) -> str:
    """The page with links that name files."""
    return _Near().changed(html)


def local(link: str) -> str:
    """A link inside the site that names its file; any other as it is."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path or parts.path.rpartition("/")[2] not in ("", ".", ".."):
        return link
    return parts._replace(path=f"{parts.path.rstrip('/')}/index.html").geturl()


_LINK = re.compile(r'(?<=\s)(href|action)="([^"]*)"')


class _Near(HTMLParser):
    """Changes start tags and leaves every other character as it is."""

    def changed(self, html: str) -> str:
        self.starts = [0, *(match.end() for match in re.finditer("\n", html))]
        self.parts: list[str] = []
        self.html, self.done = html, 0
        self.feed(html)
        self.close()
        return "".join([*self.parts, html[self.done :]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        start, text = self.starts[line - 1] + column, self.get_starttag_text() or ""
        new = text
        if tag in ("a", "form", "link"):
            new = _LINK.sub(lambda found: f'{found[1]}="{escape(local(unescape(found[2])))}"', text)
        elif tag == "meta" and ("http-equiv", "Content-Security-Policy") in attrs:
            new = text.replace(_SELF, _NEAR)
        if new != text:
            self.parts += [self.html[self.done : start], new]
            self.done = start + len(text)


def zipped(folder: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files in one folder, in order of their names, without the time or the rights of anybody."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for address, content in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{address}", _DAY)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()
