"""Studies in little room: of thousands only those are at hand that somebody has just looked at, and of those what is looked at."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar, cast

from kb.model import Study
from kb.stored import Stored, stored

_OPEN = 850  # studies held open: all that one comparison page looks at, again and again
_PIECES = (("kind", "design", "people", "arms", "outcomes", "harms"), ("remarks",))  # what tables show, and lists of remarks; the rest last
_PIECE = {name: number for number, names in enumerate(_PIECES) for name in names}
_REST = len(_PIECES)
Packed = tuple[bytes, ...]
PutAway = tuple[Stored, ...]
T = TypeVar("T")


class _Unpacking:
    """A study whose pieces are unpacked when somebody asks for what is in them: a table needs a third of it."""

    def __init__(self, packed: PutAway) -> None:
        self._packed = packed

    def __getattr__(self, name: str) -> Any:
        piece = _unpacked(self._packed[_PIECE.get(name, _REST)].bytes())
        self.__dict__.update(piece)
        if name in piece:
            return piece[name]
        raise AttributeError(f"a study has no {name}")


class Opened:
    """A study at hand, with what is drawn from it while it is."""

    __slots__ = ("_drawn", "study")

    def __init__(self, study: Study | PutAway) -> None:
        self.study = study if isinstance(study, Study) else cast("Study", _Unpacking(study))
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
        self._held: dict[str, Study | PutAway] = dict(studies._held if isinstance(studies, Shelf) else studies or {})
        self._open: dict[str, Opened] = {}  # in the order in which they were looked at
        self._latest: tuple[str, Opened | None] = ("", None)

    def open(self, id: str) -> Opened:
        """The study at hand; it stays so while few others are looked at."""
        latest, opened = self._latest
        if opened is None or latest != id:
            opened = self._open.pop(id, None) or Opened(self._held[id])
            self._open[id] = opened
            self._latest = id, opened
            if len(self._open) > _OPEN:
                del self._open[next(iter(self._open))]
        return opened

    def close(self, id: str) -> None:
        """Nobody will look at this study again."""
        self._open.pop(id, None)
        self._latest = ("", None)

    def done(self, bundle: str) -> None:
        """A bundle is made: that of a study, which is closed, or of a list; where not all studies can be open, the next list has others."""
        if bundle in self._held:
            self.close(bundle)
        elif len(self._held) > _OPEN:
            self._open.clear()
            self._latest = ("", None)

    def put(self, id: str, packed: Packed) -> None:
        """Hold a study as `pack` has packed it."""
        self._put(id, tuple(map(stored, packed)))

    def take(self, id: str, other: Shelf) -> None:
        """Hold the same study as another shelf."""
        self._put(id, other._held[id])

    def version(self, id: str) -> object:
        """Something that is another object whenever the study is another."""
        return self._held[id]

    def _put(self, id: str, study: Study | PutAway) -> None:
        self._held[id] = study
        self.close(id)

    def __getitem__(self, id: str) -> Study:
        """The whole study."""
        held = self._held[id]
        return held if isinstance(held, Study) else _whole(held)

    def __setitem__(self, id: str, study: Study) -> None:
        self._put(id, study)

    def __delitem__(self, id: str) -> None:
        del self._held[id]
        self.close(id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, id: object) -> bool:
        return id in self._held


def pack(study: Study) -> Packed:
    """The study in a twelfth of the room."""
    state = study.__getstate__()
    values = state["__dict__"]
    pieces = [{name: values[name] for name in names} for names in _PIECES]
    rest = {name: value for name, value in values.items() if name not in _PIECE}
    others = {name: value for name, value in state.items() if name != "__dict__"}
    return tuple(map(_packed, (*pieces, rest, [*values], others)))


def _whole(packed: PutAway) -> Study:
    """The study as it was packed."""
    *pieces, names, others = (_unpacked(piece.bytes()) for piece in packed)
    values = {name: value for piece in pieces for name, value in piece.items()}
    study = Study.__new__(Study)
    study.__setstate__({**others, "__dict__": {name: values[name] for name in names}})
    return study


def _packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(packed: bytes) -> Any:
    return pickle.loads(zlib.decompress(packed))  # noqa: S301 packed by this code and kept by nobody else
