"""Records read and checked each for itself, on every processor; one that was right before is taken from what is kept."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from kb.abstract import Abstract, abstract_of
from kb.closer import look_closer
from kb.facts import name_facts
from kb.finding import Finding
from kb.keep import Keep, digest
from kb.library import Library, Seen
from kb.model import Study
from kb.prose import Reader
from kb.reading import modelled
from kb.rules import Ties, alone, ties
from kb.rules.record import Record
from kb.shelf import Packed, Shelf, pack
from kb.source import raw, read
from kb.workers import shared_out

_TIES = "ties"  # kept of a record that is right, where it is not shown
_RECENT = 2_000_000_000  # nanoseconds in which a file may change again without another time


def read_all(
    library: Library, paths: Mapping[str, Path], keep: Keep, last: Library | None = None, shown: bool = True
) -> Mapping[str, Ties]:
    """Put the records at these paths, by id, into the library, with all that is wrong with each; what ties each to others.

    Of those that will not be shown only what is wrong: to draw and pack what pages show takes as long as half of the checks.
    """
    library.seen, library.digests = _looked_at(paths, last)
    held = _held(library, last)
    kept = {id: _kept(keep, library.digests[id], shown) for id in paths if id not in held}
    new = [paths[id] for id, right in kept.items() if right is None]
    reader, found = Reader(library), dict[str, Ties]()
    results = shared_out(partial(_right, library, reader, shown), new)
    for id, path in paths.items():
        if last and id in held:
            library.studies.take(id, last.studies)
            library.hold(id, held[id])
            found[id] = held[id].ties
        elif right := kept.pop(id) or _made(keep, library.digests[id], shown, results):
            found[id] = _taken(library, id, right)
        else:
            library.findings += _read(library, reader, path)
            found |= {id: ties(library.studies[id])} if id in library.studies else {}
    return found


def _looked_at(paths: Mapping[str, Path], last: Library | None) -> tuple[Mapping[str, Seen], Mapping[str, str]]:
    """How each record lies on the disk, and the hash of what is in it; one that lies there as it did is not read for that."""
    seen, digests, now = dict[str, Seen](), dict[str, str](), time.time_ns()
    for id, path in paths.items():
        here = _seen(path)
        if last and last.seen.get(id) == here and now - here[-1] > _RECENT:
            digests[id] = last.digests[id]
        else:
            digests[id] = digest(id, raw(path))
        seen[id] = here
    return seen, digests


def _seen(path: Path) -> Seen:
    try:
        found = os.lstat(path)
    except OSError:  # reading it will say why
        return (0, 0, 0, 0)
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _held(library: Library, last: Library | None) -> Mapping[str, Abstract]:
    """The records of the last library that were right and have not changed."""
    if last is None:
        return {}
    faulty, digests = last.faults("studies"), library.digests
    same = (id for id in last.studies if digests.get(id) == last.digests.get(id) and id not in faulty)
    return {id: last.abstract(id) for id in same}


def _kept(keep: Keep, key: str, shown: bool) -> bytes | None:
    """What is kept of a record that was right."""
    return (None if shown else keep.get(digest(_TIES, key))) or keep.get(key)


def _right(library: Library, reader: Reader, shown: bool, path: Path) -> bytes | None:
    """The study and its abstract as they are kept, or its ties alone, if nothing is wrong with its record."""
    alone = replace(library, studies=Shelf(), documents={}, findings=[])
    if any(_read(alone, reader, path)):
        return None
    study = alone.studies[path.stem]
    right = (pack(study), abstract_of(alone, path.stem)) if shown else ties(study)
    return pickle.dumps(right, pickle.HIGHEST_PROTOCOL)


def _made(keep: Keep, key: str, shown: bool, results: Iterator[bytes | None]) -> bytes | None:
    """The next record that is read, as it is kept."""
    right = next(results)
    if right is not None:
        keep.put(key if shown else digest(_TIES, key), right)
    return right


def _taken(library: Library, id: str, kept: bytes) -> Ties:
    """Put what is kept of a study into the library."""
    taken: tuple[Packed, Abstract] | Ties = pickle.loads(kept)  # noqa: S301 made by this code and kept by nobody else
    if isinstance(taken, Ties):
        return taken
    study, abstract = taken
    abstract.entry.listed_in(library)
    library.studies.put(id, study)
    library.hold(id, abstract)
    return abstract.ties


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
