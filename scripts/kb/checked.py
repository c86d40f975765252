"""Records read and checked each for itself, on every processor; one that was right before is taken from what is kept."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
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


def read_all(library: Library, paths: Sequence[Path], keep: Keep, last: Library | None = None) -> None:
    """Put the records into the library, with all that is wrong with each."""
    library.digests = {path.stem: digest(path.stem, raw(path)) for path in paths}
    held = _held(library, last)
    kept = {path: keep.get(library.digests[path.stem]) for path in paths if path.stem not in held}
    new = [path for path, study in kept.items() if study is None]
    reader = Reader(library)
    for path, right in zip(new, shared_out(partial(_right, library, reader), new), strict=True):
        if right is not None:
            kept[path] = right
            keep.put(library.digests[path.stem], right)
    for path in paths:
        if path.stem in held:
            library.studies[path.stem] = held[path.stem]
        elif study := kept[path]:
            library.studies[path.stem] = pickle.loads(study)  # noqa: S301 made by this code and kept by nobody else
        else:
            library.findings += _read(library, reader, path)


def _held(library: Library, last: Library | None) -> Mapping[str, Study]:
    """The records of the last library that were right and have not changed."""
    if last is None:
        return {}
    faulty, digests = last.faults("studies"), library.digests
    return {id: study for id, study in last.studies.items() if digests.get(id) == last.digests.get(id) and id not in faulty}


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
