"""A record as the rules see it: every value in it by kind, with its path, and a way to say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from kb.anatomy import Anatomy, Path
from kb.finding import Finding
from kb.model import Study
from kb.source import Document
from kb.values import Number
from kb.wording_rules import Said, said

if TYPE_CHECKING:
    from kb.library import Library

T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """A study with its id and the library it stands in, as the rules see it."""

    id: str
    study: Study
    library: Library

    @property
    def document(self) -> Document:
        return self.library.document(self.id)

    def finding(self, path: Path, code: str, **values: object) -> Finding:
        return self.document.finding(path, code, **values)

    @cached_property
    def anatomy(self) -> Anatomy:
        return Anatomy(self.study)

    def all(self, kind: type[T]) -> Iterator[tuple[Path, T]]:
        """Every value of that kind in the record, with its path in the file."""
        return self.anatomy.all(kind)

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """Every text of ours by language, as the rules on wording see it."""
        return tuple(said(self))

    def is_remarked(self, path: Path, *figures: Number) -> bool:
        """Whether a remark at the fact around `path` says that the source prints one of these figures so."""
        named = {name for fact in self.anatomy.around(path) for name in fact.remarks}
        printed = {figure.printed for figure in figures}
        return any(r.id in named and r.figure is not None and r.figure.printed in printed for r in self.study.remarks)


def records(library: Library) -> list[Record]:
    """Every study that could be read, as the rules see it."""
    return [Record(name, study, library) for name, study in library.studies.items()]


Rule = Callable[[Record], Iterator[Finding]]
