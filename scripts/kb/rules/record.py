"""A record as the rules see it: every value in it by kind, with its path, and a way to say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from kb.finding import Finding, finding
from kb.model import Study
from kb.model.part import Fact
from kb.source import Document, spelled
from kb.values import Number

if TYPE_CHECKING:
    from kb.library import Library

Path = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """A study with its id, its document and the library it stands in, as the rules see it."""

    id: str
    study: Study
    document: Document
    library: Library

    def finding(self, path: Path, code: str, **values: object) -> Finding:
        line, column = self.document.place(path)
        return finding(self.document.file, line, column, spelled(path), code, **values)

    @cached_property
    def _parts(self) -> dict[type, list[tuple[Path, Any]]]:
        found: dict[type, list[tuple[Path, Any]]] = {}
        _gather(self.study, (), found)
        return found

    def all(self, kind: type[T]) -> Iterator[tuple[Path, T]]:
        """Every value of that kind in the record, with its path in the file."""
        return chain.from_iterable(found for one, found in self._parts.items() if issubclass(one, kind))

    @cached_property
    def facts(self) -> dict[Path, Fact]:
        return dict(self.all(Fact))

    def is_remarked(self, path: Path, *figures: Number) -> bool:
        """Whether a remark at the fact around `path` says that the source prints one of these figures so."""
        around = (self.facts.get(path[:length]) for length in range(len(path), 0, -1))
        named = {name for fact in around if fact for name in fact.remarks}
        printed = {figure.printed for figure in figures}
        return any(r.id in named and r.figure is not None and r.figure.printed in printed for r in self.study.remarks)


def _gather(value: Any, path: Path, found: dict[type, list[tuple[Path, Any]]]) -> None:
    """Note the value and all within it, by their kind: one walk serves every rule."""
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


Rule = Callable[[Record], Iterator[Finding]]
