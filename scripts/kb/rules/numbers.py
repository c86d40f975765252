"""One study is one record: its public numbers stand once in the whole library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.anatomy import Path
from kb.finding import Finding
from kb.model.sources import Paper, Registration
from kb.rules.record import Record
from kb.values import Missing


def one_study_is_one_record(records: Sequence[Record]) -> Iterator[Finding]:
    """A DOI, PMID, PMCID or registry number stands once in the whole library."""
    stands: dict[tuple[str, str], list[tuple[Record, Path, str]]] = {}
    for record in records:
        for path, kind, number in _numbers(record):
            stands.setdefault((kind, number.casefold()), []).append((record, path, number))
    for places in stands.values():
        for record, path, number in places if len(places) > 1 else ():
            others = (f"{other.document.file}:{other.document.place(there)[0]}" for other, there, _ in places if there is not path)
            yield record.finding(path, "number_twice", value=number, other=", ".join(others))


def _numbers(record: Record) -> Iterator[tuple[Path, str, str]]:
    for index, source in enumerate(record.study.sources):
        names = ("doi", "pmid", "pmcid") if isinstance(source, Paper) else ("number",) if isinstance(source, Registration) else ()
        for name in names:
            if not isinstance(number := getattr(source, name), Missing):
                yield ("sources", index, name), name, number
