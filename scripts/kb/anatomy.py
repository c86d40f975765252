"""A record taken apart: every value in it by kind, with its path in the file and the facts around it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from pydantic import BaseModel

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
        for path, value in parts(self.study):
            found.setdefault(type(value), []).append((path, value))
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


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value below `value`, outermost first, with its path as findings name it."""
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            child = getattr(value, name)
            if child is not None:
                yield from parts(child, (*path, name))
    elif isinstance(value, tuple):
        for index, child in enumerate(value):
            yield from parts(child, (*path, index))
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from parts(child, (*path, name))


_last: list[Anatomy] = []


def anatomy(study: Study) -> Anatomy:
    """The anatomy of a study; the last one is kept, for rules look at one record after the other."""
    if not _last or _last[0].study is not study:
        _last[:] = [Anatomy(study)]
    return _last[0]
