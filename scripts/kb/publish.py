"""Put a finished site in the place of the last one in a single step, so that a failed build leaves the last one as it was."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of Linux


class Workshop:
    """A folder beside the site in which a new one is built; a lock tells other builds that it is in use."""

    def __init__(self, site: Path) -> None:
        self.site = site
        site.parent.mkdir(parents=True, exist_ok=True)
        _sweep(site)
        self.folder = Path(tempfile.mkdtemp(prefix=_prefix(site), dir=site.parent))
        self.folder.chmod(0o755)
        self.built = self.folder / "site"
        self._lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def publish(self) -> None:
        """Exchange the new site with the old in one step and drop the old."""
        if self.site.is_dir() and not self.site.is_symlink():
            _exchange(self.built, self.site)
        else:
            os.replace(self.built, self.site)
        self.close()

    def close(self) -> None:
        """Remove the workshop with whatever is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def _prefix(site: Path) -> str:
    return f".{site.name}-building-"


def _sweep(site: Path) -> None:
    """Remove workshops of builds that were killed: nobody holds their lock."""
    for left in site.parent.glob(f"{_prefix(site)}*"):
        lock = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            pass  # a build is at work there
        finally:
            os.close(lock)


def _exchange(new: Path, old: Path) -> None:
    """Swap two folders atomically where the system can, else by two renames."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename and rename(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0:
        return
    aside = new.with_name("old")
    os.rename(old, aside)
    os.rename(new, old)
