"""Records read and checked each for itself, on every processor; one that was right before is taken from what is kept."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from kb.closer import look_closer
from kb.facts import name_facts
from kb.finding import Finding
from kb.keep import Keep, digest
from kb.library import Library
from kb.model import Study
from kb.prose import Reader
from kb.reading import modelled
from kb.rules import alone
from kb.rules.record import Record
from kb.source import raw, read
from kb.workers import shared_out


def read_all(library: Library, paths: Sequence[Path], keep: Keep) -> None:
    """Put the records into the library, with all that is wrong with each."""
    library.digests = {path.stem: digest(path.stem, raw(path)) for path in paths}
    kept = {path: keep.get(library.digests[path.stem]) for path in paths}
    new = [path for path, study in kept.items() if study is None]
    reader = Reader(library)
    for path, right in zip(new, shared_out(partial(_right, library, reader), new), strict=True):
        if right is not None:
            kept[path] = right
            keep.put(library.digests[path.stem], right)
    for path, study in kept.items():
        if study is None:
            library.findings += _read(library, reader, path)
        else:
            library.studies[path.stem] = pickle.loads(study)  # noqa: S301 made by this code and kept by nobody else


def _right(library: Library, reader: Reader, path: Path) -> bytes | None:
    """The study as it is kept, if nothing is wrong with its record."""
    alone = replace(library, studies={}, documents={}, findings=[])
    if any(_read(alone, reader, path)):
        return None
    return pickle.dumps(alone.studies[path.stem], pickle.HIGHEST_PROTOCOL)


def _read(library: Library, reader: Reader, path: Path) -> Iterator[Finding]:
    """Read a record into the library; what is wrong with it."""
    document = read(path, library.name(path))
    library.documents[document.file] = document
    study, findings = modelled(document, Study, library.codes)
    yield from findings
    if study is not None and not findings:
        name_facts(study, of=path.stem)
        library.studies[path.stem] = study
        record = Record(path.stem, study, library)
        found = list(alone(record))
        yield from found
        yield from look_closer(record, reader, {each.field for each in found})
