"""What was made from the same things before is kept, and need not be made again: results by a hash of all that they depend on.

Kept in the cache folder of whoever builds, never in the project: what is kept is run when it is read, and a project
brings files of people that nobody knows. KB_CACHE names another folder; empty, nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from platform import python_version

_SECONDS = 14 * 24 * 3600  # what nobody has asked for so long is dropped
_SUM = 32  # bytes of the sum that stands before what is kept
_STATES = 3  # of code and words; what was made in an earlier one is dropped


def digest(*parts: bytes | str) -> str:
    """A hash of these parts, each with its length, so that no two lists of parts are the same bytes."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


def state(data: Path, *others: Path) -> str:
    """A hash of all that a record is checked against and printed with.

    Words and vocabularies, our code, `others` (files and folders) with all names, and the versions of Python and of all packages.
    """
    code = Path(__file__).resolve().parent
    words = [path for path in sorted(data.iterdir()) if path.name != "studies"] if data.is_dir() else []
    files = [(path.relative_to(root.parent), path) for root in (*words, code, *others) for path in sorted(_files(root))]
    return digest(python_version(), *_packages(), *(part for name, path in files for part in (name.as_posix(), path.read_bytes())))


@cache
def _packages() -> tuple[str, ...]:
    """Every package with its version, as their folders are named; to read what is in these folders takes longer than a record."""
    return tuple(sorted(path.name for place in sys.path for kind in ("dist", "egg") for path in Path(place).glob(f"*.{kind}-info")))


def _files(root: Path) -> Iterator[Path]:
    yield from (path for path in (root.rglob("*") if root.is_dir() else [root]) if path.is_file() and path.suffix != ".pyc")


def keep_of(data: Path, *others: Path) -> Keep:
    """What is kept of the project with this data folder, in its present state."""
    return Keep(folder_of(data.resolve().parent), state(data, *others))


class Keep:
    """Results of one state of the code and the words, by key; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, state: str) -> None:
        self.state = state
        self.folder = folder / state[:32] if folder else None
        with suppress(OSError):
            if self.folder:
                self.folder.mkdir(parents=True, exist_ok=True)
                os.utime(self.folder)

    def get(self, key: str) -> bytes | None:
        """What is kept under the key; None where nothing is, or where it is not whole."""
        try:
            path = self._path(key)
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        whole, content = data[:_SUM], data[_SUM:]
        return content if hashlib.sha256(content).digest() == whole else None

    def put(self, key: str, content: bytes) -> None:
        """Keep the content, in one step; where there is no room nothing is kept."""
        with suppress(OSError):
            path = self._path(key)
            path.parent.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as made:
                try:
                    made.write(hashlib.sha256(content).digest() + content)
                    made.close()
                    Path(made.name).rename(path)
                except OSError:
                    Path(made.name).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if self.folder is None:
            raise FileNotFoundError
        return self.folder / key[:2] / key[2:]


def folder_of(project: Path) -> Path | None:
    """Where results of this project are kept: a folder that only we can write to, or None."""
    named = os.environ.get("KB_CACHE")
    if named is not None:
        return Path(named).resolve() if named else None
    ours = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stem-cell-studies"
    with suppress(OSError):
        ours.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = ours.stat()
        if known.st_uid == os.geteuid() and not known.st_mode & 0o022:
            return ours / digest(str(project))[:16]
    return None


def sweep(folder: Path | None) -> None:
    """Drop what was made in an earlier state of code and words, and what nobody has asked for in two weeks."""
    with suppress(OSError):
        states = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True) if folder else []
        for old in states[_STATES:]:
            shutil.rmtree(old, ignore_errors=True)
        for path in (path for kept in states[:_STATES] for path in kept.glob("*/*")):
            if path.stat().st_mtime < time.time() - _SECONDS:
                path.unlink(missing_ok=True)
