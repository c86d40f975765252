"""What is shown of a page elsewhere is short, ends at a sentence where it can, and never in a number."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kb.brief import brief, width

HAN = "\u5b57"


def test_a_han_character_takes_the_room_of_two() -> None:
    assert (width("abc"), width(HAN * 3), width("\uff0c1")) == (3, 6, 3)


def test_what_fits_stays_as_it_is() -> None:
    assert brief("Cord cells  by\nspinal route", 60) == "Cord cells by spinal route"


def test_a_long_text_ends_at_the_last_sentence_that_fits() -> None:
    assert brief("It rose by 4.5 points. By how much is unclear. " + "More " * 20, 50) == "It rose by 4.5 points. By how much is unclear."
    assert brief(HAN * 9 + "\u3002" + HAN * 40, 30) == HAN * 9 + "\u3002"


def test_a_sentence_that_does_not_fit_ends_at_a_clause_or_a_word_with_a_sign() -> None:
    assert brief("In this study of 106 people, many average scores rose over a year", 40) == "In this study of 106 people\u2026"
    assert brief("Mesenchymal stromal cells with Schwann cells", 30) == "Mesenchymal stromal cells\u2026"


def test_an_abbreviation_is_no_sentence() -> None:
    assert brief("Cells vs. usual care in people with stroke", 20) == "Cells vs. usual\u2026"


def test_a_figure_stays_whole_and_with_its_unit() -> None:
    assert brief("Given once at 12 345 678 cells per kilogram", 30) == "Given once at\u2026"
    assert brief(HAN * 10 + "106" + HAN * 10, 24) == HAN * 9 + "\u2026"


@given(st.text(alphabet="ab 1.,;\u5b57\u3002\uff0c", min_size=1, max_size=300), st.integers(10, 160))
def test_it_always_fits_and_says_where_it_was_cut(text: str, most: int) -> None:
    found, whole = brief(text, most), " ".join(text.split())
    assert width(found) <= most
    if found != whole:
        shown = found.removesuffix("\u2026")
        assert whole.startswith(shown)
        assert found.endswith("\u2026") or re.search(r"[\u3002.]$", found)
