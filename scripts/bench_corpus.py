"""Make any number of studies for measurements from the real records: of all kinds and lengths, no two alike, none with a finding.

Study `number` is the same at every run and whatever their number: a real record shortened (bench_trim), with ids, names,
terms, dates and words of its own (bench_marks).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from bench_marks import Marks, dice, dumped, name
from bench_trim import Whole, plainer
from kb.closer import look_closer
from kb.facts import name_facts
from kb.finding import Finding
from kb.library import load
from kb.model import Study
from kb.prose import Reader
from kb.reading import modelled
from kb.rules import Record, alone
from kb.source import parse, read

LENGTHS = 40  # of each real record, from the shortest that holds to the whole, each as many times longer than the one before
SHORT = 4  # short studies are more frequent the higher this is; 1: all lengths alike


def retitled(record: Path, number: int) -> str:
    """Give a made study, which names itself in its title, another name for each number up to 25; the name."""
    own = record.stem.partition("-")[0].capitalize()
    called = own + ascii_lowercase[number]
    text = re.sub(rf"\b{own}[a-z]*", called, record.read_text(encoding="utf-8"))
    record.write_text(text, encoding="utf-8")
    return called


class Corpus:
    """The studies made from the records of one data folder."""

    def __init__(self, data: Path) -> None:
        self.library = load(data)
        self.reader, self.marks = Reader(self.library), Marks(data, self.library.terms)
        self.skeleton = cache(self._skeleton)  # many studies share one
        self.wholes = [self._wholes(path) for path in sorted((data / "studies").glob("*.yml"))]

    def write(self, folder: Path, size: int) -> None:
        """The first so many studies as files."""
        for number in range(size):
            (folder / f"{name(number)}.yml").write_text(self.study(number), encoding="utf-8")

    def study(self, number: int) -> str:
        """The text of one record."""
        chance = dice("study", number)
        record, length = chance.randrange(len(self.wholes)), int(LENGTHS * chance.random() ** SHORT)
        text = self.marks.filled(self.skeleton(record, length), number)
        others = {name(chance.randrange(number)) for _ in range(chance.choice((0, 0, 1, 2)))} if number else ()
        return f"{text}related: [{', '.join(sorted(others))}]\n"

    def _wholes(self, path: Path) -> tuple[Whole, Whole]:
        """A real record, and the same with fewer figures in its sentences, which can become shorter."""
        values: Any = read(path).values
        values.pop("related", None)  # other real records
        return self._whole(path.stem, values), self._whole(path.stem, plainer(values, self.library.plain_language))

    def _whole(self, own: str, values: Any) -> Whole:
        return Whole(values, self.checked(own, dumped(values))[0], self.library.terms)

    def checked(self, own: str, text: str) -> tuple[Any, list[Finding]]:
        """A study, and everything the rules find."""
        file = f"{self.library.folder.name}/studies/{own}.yml"
        document = parse(text.encode(), file)
        study, found = modelled(document, Study, self.library.codes)
        if study is None:
            return None, found
        name_facts(study, of=own)
        record = Record(own, study, replace(self.library, documents={file: document}))
        return study, [*alone(record), *look_closer(record, self.reader, ())]

    def _skeleton(self, record: int, length: int) -> str:
        """The first of some shortened records that has no finding, with marks where studies differ."""
        full, plain = self.wholes[record]
        size = plain.least * (full.most / plain.least) ** (length / (LENGTHS - 1))
        for attempt in range(100):
            chance = dice("skeleton", record, length, attempt)
            whole = full if size > full.least and chance.random() < 0.5 else plain
            text = self.marks.marked(whole.shortened(size, chance), chance)
            if not self.checked("skeleton", self.marks.filled(text, 0))[1]:
                return text
        raise ValueError(f"record {record} has findings however it is shortened to {size:.0f} bytes")
