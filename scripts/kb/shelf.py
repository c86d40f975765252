"""Studies in little room: of thousands only those are held whole that somebody has just looked at."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar

from kb.model import Study

_OPEN = 850  # studies held whole, about 0.13 MB each: all that one comparison page looks at, again and again
T = TypeVar("T")


class Opened:
    """A study held whole, with what is drawn from it while it is."""

    __slots__ = ("_drawn", "study")

    def __init__(self, study: Study) -> None:
        self.study = study
        self._drawn: dict[str, Any] = {}

    def drawn(self, name: str, draw: Callable[[], T]) -> T:
        """The result of `draw`, under its name."""
        if name not in self._drawn:
            self._drawn[name] = draw()
        found: T = self._drawn[name]
        return found


class Shelf(MutableMapping[str, Study]):
    """The studies by id, each packed or as it was put there."""

    def __init__(self, studies: Mapping[str, Study] | None = None) -> None:
        self._held: dict[str, Study | bytes] = dict(studies._held if isinstance(studies, Shelf) else studies or {})
        self._open: dict[str, Opened] = {}  # in the order in which they were looked at
        self._latest: tuple[str, Opened | None] = ("", None)

    def open(self, id: str) -> Opened:
        """The study held whole; it stays so while few others are looked at."""
        latest, opened = self._latest
        if opened is None or latest != id:
            opened = self._open.pop(id, None) or Opened(_unpacked(self._held[id]))
            self._open[id] = opened
            self._latest = id, opened
            if len(self._open) > _OPEN:
                del self._open[next(iter(self._open))]
        return opened

    def close(self) -> None:
        """Hold none whole any more."""
        self._open.clear()
        self._latest = ("", None)

    def put(self, id: str, packed: bytes) -> None:
        """Hold a study as `pack` has packed it."""
        self._put(id, packed)

    def take(self, id: str, other: Shelf) -> None:
        """Hold the same study as another shelf."""
        self._put(id, other._held[id])

    def version(self, id: str) -> object:
        """Something that is another object whenever the study is another."""
        return self._held[id]

    def _put(self, id: str, study: Study | bytes) -> None:
        self._held[id] = study
        self._open.pop(id, None)
        self._latest = ("", None)

    def __getitem__(self, id: str) -> Study:
        return self.open(id).study

    def __setitem__(self, id: str, study: Study) -> None:
        self._put(id, study)

    def __delitem__(self, id: str) -> None:
        del self._held[id]
        self._open.pop(id, None)
        self._latest = ("", None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, id: object) -> bool:
        return id in self._held


def pack(study: Study) -> bytes:
    """The study in a twentieth of the room."""
    return zlib.compress(pickle.dumps(study, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(study: Study | bytes) -> Study:
    if isinstance(study, Study):
        return study
    found: Study = pickle.loads(zlib.decompress(study))  # noqa: S301 packed by this code and kept by nobody else
    return found
