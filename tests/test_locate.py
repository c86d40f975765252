"""Finding places in a source text, and proving them in a record."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from kb.places import fingerprint
from locate import holds, stamped

TEXT = "\u5171\u6709 32 \u4eba\u3002\u5206\u4e3a\u4e24\u7ec4\uff01\n\n\u5f97\u5206\u4f4e 1.7 \u5206\u3002\n"
FIRST, SECOND, THIRD = "\u5171\u6709 32 \u4eba\u3002", "\u5206\u4e3a\u4e24\u7ec4\uff01", "\u5f97\u5206\u4f4e 1.7 \u5206\u3002"


def _locate(*arguments: object) -> str:
    command = [sys.executable, str(ROOT / "scripts/locate.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_every_sentence_is_listed_with_its_place(text: Path) -> None:
    places = {"1.1": FIRST, "1.2": SECOND, "2.1": THIRD}
    assert _locate(text) == "".join(f"article:{place}:{fingerprint(sentence)}  {sentence}\n" for place, sentence in places.items())


def test_the_sentences_that_hold_a_figure_are_found(text: Path) -> None:
    assert _locate(text, "-1.7", "--source", "paper") == f"paper:2.1:{fingerprint(THIRD)}  {THIRD}\n"


@pytest.mark.parametrize(
    ("figure", "held"),
    [("1.7", True), ("1.70", True), ("-1.7", True), ("17", False), ("7", False), ("\u5f97\u5206", True), ("\u7ec4", False)],
)
def test_a_figure_is_held_by_its_worth_and_words_as_they_stand(figure: str, held: bool) -> None:
    assert holds(THIRD, figure) is held


def test_places_get_the_fingerprints_of_their_sentences_old_ones_are_renewed() -> None:
    record = "at: article:1.1\nat: [article:1.2:00000000, paper:1.1]\nother-article:1.1\nat: article:9.9:00000000\n"
    assert stamped(record, "article", TEXT) == (
        f"at: article:1.1:{fingerprint(FIRST)}\nat: [article:1.2:{fingerprint(SECOND)}, paper:1.1]\nother-article:1.1\nat: article:9.9\n"
    )


def test_stamping_twice_changes_nothing_more(text: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.yml"
    record.write_text("at: article:1.1 # \u5b57\n", encoding="utf-8")
    _locate(text, "--stamp", record)
    once = record.read_text(encoding="utf-8")
    assert once == f"at: article:1.1:{fingerprint(FIRST)} # \u5b57\n"
    _locate(text, "--stamp", record)
    assert record.read_text(encoding="utf-8") == once
