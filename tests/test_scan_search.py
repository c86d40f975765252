"""The scan that search is held against: spellings whole, words from their beginning, Han characters anywhere."""

from __future__ import annotations

from kb.finder import Finder
from kb.library import Library
from scan_search import _all, _holds, _scanned


def test_words_stand_from_their_beginning_and_short_ones_whole() -> None:
    text = " intrathecal msc 106 \u8111\u5352\u4e2d "
    assert all(_holds(words.split(), text) for words in ("intra", "intra msc", "106", "\u5352\u4e2d"))
    assert not any(_holds(words.split(), text) for words in ("thecal", "in", "10", "\u5352\u8111"))


def test_a_concept_stands_in_every_spelling(library: Library) -> None:
    finder = Finder(library)
    stroke = finder.thesaurus.numbers["conditions", "stroke"]
    texts = [" a stroke unit ", " \u8111\u5352\u4e2d ", " nothing of it ", " two strokes "]
    assert _scanned(finder, texts, "stroke", [stroke]) == {0, 1, 3}


def test_what_stands_nowhere_is_not_asked_for() -> None:
    assert _all([{1, 2}, set(), {2, 3}]) == {2}
