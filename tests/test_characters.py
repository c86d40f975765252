"""Characters that are not what they seem are found at their place; honest ones pass."""

from __future__ import annotations

import pytest

from kb.characters import Odd, blanked, foreign_lines, is_honest, odd_characters


@pytest.mark.parametrize("text", ["plain", "TNF-\u03b1", "1.5 \u00d7 10\u2076", "\u4e2d\u6587\uff0c\u6807\u70b9\u3002", "Nguy\u1ec5n"])
def test_honest_text_passes(text: str) -> None:
    assert list(odd_characters(text)) == []


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [("a\tb", 2, "tab"), ("a\u200bb", 2, "character"), ("\uff11", 1, "character_form"), ("c\u0430t", 2, "look_alike")],
)
def test_an_odd_character_is_found_at_its_column(text: str, column: int, code: str) -> None:
    assert [(odd.line, odd.column, odd.code) for odd in odd_characters(f"first\n{text}")] == [(2, column, code)]


def test_marks_of_a_merge_and_of_another_document_are_foreign() -> None:
    assert list(foreign_lines("a: b\n<<<<<<< mine\n---\n")) == [Odd(2, 1, "conflict_marker"), Odd(3, 1, "several_documents")]


def test_invisible_characters_become_spaces_in_their_place() -> None:
    assert blanked("a\u200bb") == "a b"
    assert is_honest(blanked("a\u200bb"))
