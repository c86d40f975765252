"""Put a finished site in the place of the last one in a single step, so that a failed build leaves the last one as it was."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of Linux
_TAKEN = (errno.ENOTEMPTY, errno.EEXIST)


class Workshop:
    """A folder beside the site in which a new one is built; a lock tells other builds that it is in use.

    A site that is a symbolic link stays one: what it leads to is exchanged.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self.site.parent.mkdir(parents=True, exist_ok=True)
        _sweep(self.site)
        self.folder, self._lock = _begin(self.site)
        self.built = self.folder / "site"

    def publish(self) -> None:
        """Exchange the new site with the old in one step and drop the old."""
        _keep_hidden(self.site, self.built)
        try:
            self.built.rename(self.site)  # there is none yet
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
            _exchange(self.built, self.site)
        self.close()

    def close(self) -> None:
        """Remove the workshop with whatever is in it."""
        _clear(self.folder, self.site)
        os.close(self._lock)


def _prefix(site: Path) -> str:
    return f".{site.name}-building-"


def _begin(site: Path) -> tuple[Path, int]:
    """A new folder and its lock; again, where another build swept the folder away before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(site), dir=site.parent))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            with suppress(OSError):  # a file system without locks: it is never swept
                fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def _sweep(site: Path) -> None:
    """Remove workshops of builds that were killed: nobody holds their lock."""
    for left in [path for path in site.parent.iterdir() if path.name.startswith(_prefix(site))]:
        try:
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # another build was faster, or it is none of ours
        with suppress(OSError):  # a build is at work there
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _clear(left, site)
        os.close(lock)


def _clear(folder: Path, site: Path) -> None:
    """Remove a workshop; a site that was put aside in it by a build that died goes back to its place."""
    aside = sorted(folder.glob("old-*"))
    if aside and not site.exists():
        with suppress(OSError):  # another build has just put its own there
            aside[-1].rename(site)
    shutil.rmtree(folder, ignore_errors=True)


def _keep_hidden(old: Path, new: Path) -> None:
    """Hidden files are not made by a build, such as .git or .well-known: keep them, as MkDocs does."""
    with suppress(FileNotFoundError):  # another build is exchanging the site, and has kept them itself
        for path in old.glob(".*"):
            if path.is_dir() and not path.is_symlink():
                shutil.copytree(path, new / path.name, symlinks=True, dirs_exist_ok=True)
            else:
                shutil.copy2(path, new / path.name, follow_symlinks=False)


def _exchange(new: Path, old: Path) -> None:
    """Swap two folders in one step where the system can, else by two renames."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None or rename(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) != 0:
        _exchange_by_renames(new, old)


def _exchange_by_renames(new: Path, old: Path) -> None:
    """Put the old aside and the new in its place; again, where another build put its own there in between."""
    for number in count():
        with suppress(FileNotFoundError):
            old.rename(new.with_name(f"old-{number:03}"))
        try:
            new.rename(old)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        else:
            return
