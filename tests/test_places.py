"""Places name the sentences of a text, and a fingerprint proves a sentence without storing it."""

from __future__ import annotations

import hashlib

import pytest

from kb.places import fingerprint, numbered, paragraphs

TEXT = "标题\n\n第一句。第二句有 3.5 分！\n \nOne sentence. The same? Yes; no.\n"


def test_a_paragraph_is_a_line_that_is_not_blank() -> None:
    assert paragraphs(TEXT) == [["标题"], ["第一句。", "第二句有 3.5 分！"], ["One sentence. The same?", " Yes; no."]]


def test_sentences_are_numbered_from_1_within_their_paragraph() -> None:
    found = [(1, 1, "标题"), (2, 1, "第一句。"), (2, 2, "第二句有 3.5 分！"), (3, 1, "One sentence. The same?"), (3, 2, " Yes; no.")]
    assert list(numbered(TEXT)) == found


@pytest.mark.parametrize("text", ["", "\n\n", " \n\t\n"])
def test_a_blank_text_has_no_places(text: str) -> None:
    assert list(numbered(text)) == []


@pytest.mark.parametrize("end", "。！？；!?")
def test_a_sentence_ends_with_its_mark(end: str) -> None:
    assert paragraphs(f"一{end}二") == [[f"一{end}", "二"]]


def test_a_decimal_point_and_a_full_stop_of_an_abbreviation_end_no_sentence() -> None:
    assert paragraphs("p=0.05, et al. 2026") == [["p=0.05, et al. 2026"]]


def test_a_fingerprint_is_eight_hexadecimal_digits() -> None:
    assert fingerprint("第二句有 3.5 分！") == hashlib.sha256("第二句有3.5分!".encode()).hexdigest()[:8] == "de878e41"


@pytest.mark.parametrize("same", ["共16例(50%)", " 共 16 例 （50％） ", "共１６例（50%）"])
def test_a_fingerprint_does_not_change_with_spacing_or_width(same: str) -> None:
    assert fingerprint(same) == fingerprint("共16例(50%)")


@pytest.mark.parametrize("other", ["共17例(50%)", "共16例(5.0%)", "共16人(50%)", "共16例(50)"])
def test_a_fingerprint_changes_with_any_letter_or_digit(other: str) -> None:
    assert fingerprint(other) != fingerprint("共16例(50%)")
