"""A record taken apart: every value in it by kind, with its path in the file and the facts around it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, TypeVar

from kb.facts import is_model
from kb.model import Study
from kb.model.part import Fact
from kb.values import Missing

Path = tuple[str | int, ...]
T = TypeVar("T")
_WORDS = frozenset((str, Missing))


class Anatomy:
    """Walks a study once; whoever wants every Figures or every Text asks here."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._asked: dict[type, list[tuple[Path, Any]]] = {}

    @cached_property
    def _by_kind(self) -> dict[type, list[tuple[Path, Any]]]:
        found: dict[type, list[tuple[Path, Any]]] = {}
        _gather(self.study, (), found)
        return found

    def all(self, kind: type[T]) -> Iterator[tuple[Path, T]]:
        """Every value of that kind, with its path."""
        asked: Any = kind
        if asked not in self._asked:  # by several rules
            self._asked[asked] = [one for own, found in self._by_kind.items() if _is_a(own, asked) for one in found]
        return iter(self._asked[asked])

    @cached_property
    def facts(self) -> dict[Path, Fact]:
        return dict(self.all(Fact))

    def around(self, path: Path) -> list[Fact]:
        """The facts that the value at `path` is part of, the nearest first."""
        return [self.facts[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self.facts]


@cache
def _is_a(kind: type, other: type) -> bool:
    return issubclass(kind, other)


def _gather(value: Any, path: Path, found: dict[type, list[tuple[Path, Any]]]) -> None:
    """Note the value and all within it, outermost first, by their kind: one walk serves every rule, and none asks for bare words."""
    kind: Any = type(value)
    if kind is tuple:
        for index, child in enumerate(value):
            if child.__class__ not in _WORDS:
                _gather(child, (*path, index), found)
        return
    if kind is dict:
        for name, child in value.items():
            if child.__class__ not in _WORDS:
                _gather(child, (*path, name), found)
        return
    if kind in found:
        found[kind].append((path, value))
    else:
        found[kind] = [(path, value)]
    if is_model(kind):
        for name, child in value.__dict__.items():
            if child and child.__class__ not in _WORDS:
                _gather(child, (*path, name), found)
