"""Write the generated pages into the site: all of them for a build, for the preview those that are asked for."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from kb.bundles import Bundle
from kb.edition import Dress, Edition, Finds, Made
from kb.finder import FOLDER, Finder, put_texts_away
from kb.keep import Keep, digest
from kb.workers import shared_out

T = TypeVar("T")
_LISTS = 200  # made by one set of processes: of ten thousand studies each list looks at hundreds


@dataclass(frozen=True)
class Press:
    """Makes bundles, or takes them from what is kept; `about`: what the theme shows on every page beside what it is asked for."""

    edition: Edition
    dress: Dress
    keep: Keep
    about: str = ""

    def made(self, bundle: Bundle) -> Made:
        return self._kept("made", bundle, lambda: self.edition.make(bundle, self.dress))

    def found(self, bundle: Bundle) -> Finds:
        """What search finds in it; for that alone a third of a bundle is printed."""
        return self._kept("found", bundle, lambda: self.edition.find(bundle))

    def _kept(self, what: str, bundle: Bundle, make: Callable[[], T]) -> T:
        if self.keep.folder is None or not bundle.pages:
            return make()
        key = digest(what, self.about, bundle.name, bundle.key)
        if kept := self.keep.get(key):
            known: T = pickle.loads(zlib.decompress(kept))  # noqa: S301 made by this code and kept by nobody else
            return known
        made = make()
        self.keep.put(key, zlib.compress(pickle.dumps(made, pickle.HIGHEST_PROTOCOL), 1))
        return made


def write_all(press: Press, finder: Finder, folder: Path) -> None:
    """Every bundle, each process writing what it makes; then the search index over all of them."""

    def written(name: str) -> Finds:
        bundle = press.edition.bundles[name]
        made = press.made(bundle)
        _write(folder, bundle, made)
        return tuple(put_texts_away(made.found, folder))

    bundles = press.edition.bundles
    for found in shared_out(written, bundles.lists, _LISTS):  # first: they need most memory, and what is found in studies fills it
        finder.take(found)
    for found in shared_out(written, bundles.studies):
        finder.take(found)
    finder.write(folder)


def _write(folder: Path, bundle: Bundle, made: Made) -> None:
    for address, content in made.files:
        write_file(folder / address, content)
    if bundle.write:
        bundle.write(folder)


def write_file(path: Path, content: bytes) -> None:
    """Write it, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@dataclass
class Wanted:
    """Writes what somebody asks the preview for; `instead` is the page to show where a bundle cannot be printed."""

    press: Press
    finder: Finder
    folder: Path
    instead: Callable[[Exception], str]
    _lock: Lock = field(default_factory=Lock)
    _is_searched: bool = False
    _written: set[str] = field(default_factory=set)  # names of bundles

    def write(self, path: str) -> None:
        """Write the file that is served at `path`, from the site's root, unless it is there or no page of ours."""
        address = f"{path}index.html" if path == "" or path.endswith("/") else path
        with self._lock:
            name = self.press.edition.bundles.making(address)
            if name is not None and name not in self._written:
                self._write_bundle(name, address)
            elif address.startswith(f"{FOLDER}/") and not self._is_searched:
                self._is_searched = True
                self._search()

    def _write_bundle(self, name: str, address: str) -> None:
        try:
            bundle = self.press.edition.bundles[name]
            _write(self.folder, bundle, self.press.made(bundle))
        except Exception as error:
            write_file(self.folder / address, self.instead(error).encode())
        else:
            self._written.add(name)

    def _search(self) -> None:
        """The search index needs every page."""
        for bundle in self.press.edition.bundles.values():
            try:
                self.finder.take(put_texts_away(self.press.found(bundle), self.folder))
            except Exception as error:
                self.instead(error)  # says why; everything else can be found
        self.finder.write(self.folder)
