"""Concepts are found by any of their names, in any language, and a kind of something counts for it."""

from __future__ import annotations

import pytest

from kb.folding import normal, tokens
from kb.library import Library
from kb.thesaurus import Thesaurus, stands


def spoken_of(library: Library, text: str) -> set[str]:
    thesaurus = Thesaurus(library)
    words = normal(text)
    return {thesaurus.concepts[number].id for number in thesaurus.mentioned(words, tokens(words))}


@pytest.mark.parametrize("text", ["脑卒中患者", "中风后", "after two strokes", "Stroke.", "急性腦梗死", "acute cerebral infarction"])
def test_every_name_of_a_stroke_is_a_stroke(library: Library, text: str) -> None:
    assert "stroke" in spoken_of(library, text)


def test_short_abbreviations_stand_for_nothing_in_a_text(library: Library) -> None:
    assert spoken_of(library, "it is in SC") == set()


def test_a_lumbar_puncture_counts_for_the_route_that_needs_one_but_not_the_other_way(library: Library) -> None:
    assert {"lumbar-puncture", "intrathecal"} <= spoken_of(library, "腰穿两次")
    assert "lumbar-puncture" not in spoken_of(library, "鞘内注射")


def test_words_stand_whole_and_han_characters_anywhere() -> None:
    assert stands("stem cell", " stem cells ")
    assert not stands("stem cell", " system cell ")
    assert stands("中风", " 脑中风后 ")
