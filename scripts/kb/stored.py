"""Bytes put away in a file without a name, where processes that are copies of this one find them too.

Of ten thousand studies it spares 0.3 GB: theirs, and what copies of this process would copy by looking at them.
"""

from __future__ import annotations

import os
from functools import cache
from tempfile import TemporaryFile
from threading import Lock
from typing import BinaryIO, NamedTuple, cast


class Stored(NamedTuple):
    """Where some bytes lie."""

    start: int
    size: int

    def bytes(self) -> bytes:
        if hasattr(os, "pread"):  # copies of a process share the place at which a file is read
            return os.pread(_file().fileno(), self.size, self.start)
        with _LOCK:
            _file().seek(self.start)
            return _file().read(self.size)


def stored(content: bytes) -> Stored:
    """The bytes put away until this process ends; OSError where there is no room."""
    with _LOCK:
        start = _file().seek(0, os.SEEK_END)
        _file().write(content)
        _file().flush()  # says where there is no room, and leaves copies of this process nothing to write
    return Stored(start, len(content))


_LOCK = Lock()


@cache
def _file() -> BinaryIO:
    return cast("BinaryIO", TemporaryFile())
