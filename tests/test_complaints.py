"""What libyaml says when it cannot go on is told as what an editor can put right."""

from __future__ import annotations

import pytest

from kb.complaints import complaint, unclosed
from kb.plain import built


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a: b: c\n", 1, "colon_in_text"),
        ("a: 'b\n", 1, "quote_open"),
        ("a: @b\n", 1, "quote_needed"),
        ("a: 1\nb\uff1a2\nc: 3\n", 2, "full_width_colon"),
        ("a: [1, 2\nb: 3\n", 1, "flow_open"),
    ],
)
def test_a_fault_of_yaml_has_its_own_word_at_its_line(text: str, line: int, code: str) -> None:
    error = built(text)[2]
    assert error is not None
    found = complaint(error, text.split("\n"))
    assert (found.line, found.code) == (line, code)


def test_an_open_quote_is_seen_at_the_end_of_its_own_line() -> None:
    found = unclosed('title: "open', 7)
    assert found is not None
    assert (found.line, found.column, found.code) == (7, 8, "quote_open")
    assert unclosed('title: "shut"', 7) is None
