"""A record taken apart: every value in it by kind, with its path in the file and the facts around it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from kb.model import Study
from kb.model.part import Fact

Path = tuple[str | int, ...]
T = TypeVar("T")


class Anatomy:
    """Walks a study once; whoever wants every Figures or every Text asks here."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def _by_kind(self) -> dict[type, list[tuple[Path, Any]]]:
        found: dict[type, list[tuple[Path, Any]]] = {}
        _gather(self.study, (), found)
        return found

    def all(self, kind: type[T]) -> Iterator[tuple[Path, T]]:
        """Every value of that kind, with its path."""
        return chain.from_iterable(found for one, found in self._by_kind.items() if issubclass(one, kind))

    @cached_property
    def facts(self) -> dict[Path, Fact]:
        return dict(self.all(Fact))

    def around(self, path: Path) -> list[Fact]:
        """The facts that the value at `path` is part of, the nearest first."""
        return [self.facts[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self.facts]


def _gather(value: Any, path: Path, found: dict[type, list[tuple[Path, Any]]]) -> None:
    """Note the value and all within it, outermost first, by their kind: one walk serves every rule."""
    kind = type(value)
    found.setdefault(kind, []).append((path, value))
    if kind is tuple:
        for index, child in enumerate(value):
            _gather(child, (*path, index), found)
    elif kind is dict:
        for name, child in value.items():
            _gather(child, (*path, name), found)
    elif hasattr(kind, "model_fields"):
        for name, child in value.__dict__.items():
            if child is not None:
                _gather(child, (*path, name), found)
