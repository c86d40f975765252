"""What ties a record to others: the records it names exist, and one study is one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.anatomy import Path
from kb.finding import Finding
from kb.model import Study
from kb.model.sources import Paper, Registration
from kb.reading import nearest
from kb.values import Missing

if TYPE_CHECKING:
    from kb.library import Library


@dataclass(frozen=True)
class Ties:
    """The records that one names to read next, and its public numbers: where each stands, its kind, the number."""

    related: tuple[str, ...]
    numbers: tuple[tuple[Path, str, str], ...]


def ties(study: Study) -> Ties:
    return Ties(study.related, tuple(_numbers(study)))


def _numbers(study: Study) -> Iterator[tuple[Path, str, str]]:
    for index, source in enumerate(study.sources):
        names = ("doi", "pmid", "pmcid") if isinstance(source, Paper) else ("number",) if isinstance(source, Registration) else ()
        for name in names:
            if not isinstance(number := getattr(source, name), Missing):
                yield ("sources", index, name), name, number


def related_records_exist(library: Library, found: Mapping[str, Ties]) -> Iterator[Finding]:
    """Every record named to read next exists."""
    folder = library.folder / "studies"
    for id, own in found.items():
        for index, other in enumerate(own.related):
            if other == id or not (other in found or (folder / f"{other}.yml").is_file()):
                near = nearest(other, [path.stem for path in folder.glob("*.yml")])
                yield library.document(id).finding(("related", index), "unknown_record", value=other, near=near)


def one_study_is_one_record(library: Library, found: Mapping[str, Ties]) -> Iterator[Finding]:
    """A DOI, PMID, PMCID or registry number stands once in the whole library."""
    stands: dict[tuple[str, str], list[tuple[str, Path, str]]] = {}
    for id, own in found.items():
        for path, kind, number in own.numbers:
            stands.setdefault((kind, number.casefold()), []).append((id, path, number))
    for places in stands.values():
        for id, path, number in places if len(places) > 1 else ():
            others = ", ".join(_place(library, other, there) for other, there, _ in places if there is not path)
            yield library.document(id).finding(path, "number_twice", value=number, other=others)


def _place(library: Library, id: str, path: Path) -> str:
    document = library.document(id)
    return f"{document.file}:{document.place(path)[0]}"
