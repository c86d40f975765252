"""Made studies are as many as asked, the same at every run, each another, and without findings."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import ROOT

from bench_corpus import LENGTHS, Corpus
from bench_marks import name
from kb.library import load


def test_made_studies_have_no_findings_and_are_of_all_kinds(corpus: Corpus, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("studies"))
    (tmp_path / "data" / "studies").mkdir()
    corpus.write(tmp_path / "data" / "studies", 20)
    made = load(tmp_path / "data")
    assert made.findings == []
    assert len(made.studies) == 20
    assert {study.kind.id for study in made.studies.values()} == {study.kind.id for study in corpus.library.studies.values()}


def test_a_study_is_the_same_at_every_run_and_no_two_are_alike(corpus: Corpus) -> None:
    again = Corpus(ROOT / "data")
    assert [corpus.study(number) for number in (3, 1)] == [again.study(number) for number in (3, 1)]
    texts = [corpus.study(number).splitlines() for number in range(25)]
    assert len({name(number) for number in range(10_000)}) == 10_000
    assert len({"".join(text) for text in texts}) == len(texts)
    assert len({text[1] for text in texts}) == len(texts)  # the titles


def test_lengths_go_from_the_shortest_that_holds_to_the_whole_record(corpus: Corpus) -> None:
    for record, path in enumerate(sorted((ROOT / "data" / "studies").glob("*.yml"))):
        least, whole = (len(corpus.skeleton(record, length)) for length in (0, LENGTHS - 1))
        real = len(path.read_text(encoding="utf-8"))
        assert least < real / 4
        assert 0.85 * real < whole < 1.15 * real
