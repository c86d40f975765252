"""Write the generated pages into the site: all of them for a build, for the preview those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from kb.edition import Bundle, Dress, Edition
from kb.finder import FOLDER, Finder
from kb.search import Found
from kb.workers import shared_out


def write_all(edition: Edition, dress: Dress, finder: Finder, folder: Path) -> None:
    """Every bundle, each process writing what it makes; then the search index over all of them."""

    def written(bundle: Bundle) -> tuple[tuple[str, Found], ...]:
        made = edition.make(bundle, dress)
        _write(folder, made.files)
        return made.found

    for found in shared_out(written, edition.bundles):
        finder.take(found)
    _write_index(finder, folder)


def _write_index(finder: Finder, folder: Path) -> None:
    _write(folder, ((address, content.encode()) for address, content in finder.files()))


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for address, content in files:
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@dataclass
class Wanted:
    """Writes what somebody asks the preview for; `instead` is the page to show where a bundle cannot be printed."""

    edition: Edition
    dress: Dress
    finder: Finder
    folder: Path
    instead: Callable[[Exception], str]
    _lock: Lock = field(default_factory=Lock)
    _is_searched: bool = False

    def __post_init__(self) -> None:
        self._missing = {address: bundle for bundle in self.edition.bundles for address in bundle.addresses}

    def write(self, path: str) -> None:
        """Write the file that is served at `path`, from the site's root, unless it is there or no page of ours."""
        address = f"{path}index.html" if path == "" or path.endswith("/") else path
        with self._lock:
            if address in self._missing:
                self._write_bundle(address)
            elif address.startswith(f"{FOLDER}/") and not self._is_searched:
                self._is_searched = True
                self._search()

    def _write_bundle(self, address: str) -> None:
        bundle = self._missing[address]
        try:
            _write(self.folder, self.edition.make(bundle, self.dress).files)
        except Exception as error:
            _write(self.folder, [(address, self.instead(error).encode())])
        else:
            for written in bundle.addresses:
                del self._missing[written]

    def _search(self) -> None:
        """The search index needs every page."""
        for bundle in self.edition.bundles:
            self.finder.take(self.edition.make(bundle, self.dress).found)
        _write_index(self.finder, self.folder)
