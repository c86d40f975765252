"""Marks stand where studies differ, and no word that fills one is a word of a rule or a figure."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from bench_marks import Marks, coined, dice, dumped
from kb.library import Library
from kb.source import parse, read

MARK = re.compile("@[a-z]+[0-9]*@")


@pytest.fixture(scope="module")
def marks(library: Library) -> Marks:
    return Marks(ROOT / "data", library.terms)


def marked(marks: Marks, record: str) -> str:
    return marks.marked(read(ROOT / "data" / "studies" / record).values, dice("test"))


def test_ids_names_terms_and_words_are_marked_and_filled(marks: Marks) -> None:
    text = marked(marks, "nct06997939.yml")
    assert "NCT06997939" not in text
    assert {match[0].strip("@0123456789") for match in MARK.finditer(text)} >= {"name", "digits", "conditions", "latin", "han", "day"}
    assert not MARK.search(marks.filled(text, 7))
    assert marks.filled(text, 7) == marks.filled(text, 7) != marks.filled(text, 8)


def test_the_same_mark_is_the_same_word_and_another_condition_another(marks: Marks) -> None:
    first, again, other = marks.filled("@conditions1@ @conditions1@ @conditions2@", 3).split()
    assert first == again != other


def test_a_mark_never_stands_beside_a_figure(marks: Marks) -> None:
    for record in (path.name for path in (ROOT / "data" / "studies").glob("*.yml")):
        beside = re.findall(r"\d[^\W\d_]{0,2}@(?:han|latin)\d+@|@(?:han|latin)\d+@\d", marked(marks, record))
        assert beside == []


def test_coined_words_are_no_words_of_a_rule(marks: Marks) -> None:
    words = {coined(dice(number)) for number in range(500)} | set(marks.characters)
    assert len(words) > 1000
    assert [word for word in words if re.search(rf"\b{word}\b", marks.ruled) or word.isnumeric()] == []


def test_printed_digits_survive() -> None:
    assert parse(dumped({"p": "0.050", "n": "1e6"}).encode(), "").values == {"p": "0.050", "n": "1e6"}
