"""Elements end where their own end tag stands, whatever is inside them."""

from __future__ import annotations

import pytest

from kb.elements import blocks, end_of


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>a</p> <p>b</p>", ["<p>a</p>", "<p>b</p>"]),
        ("<ul>\n<li>a</li></ul><hr><p>b<br>c</p>", ["<ul>\n<li>a</li></ul>", "<hr>", "<p>b<br>c</p>"]),
        ('<div><svg><path d="M0"/></svg></div><p title="&gt;">a</p>', ['<div><svg><path d="M0"/></svg></div>', '<p title="&gt;">a</p>']),
        ("<div><div>a</div><p>b</p></div><div/>", ["<div><div>a</div><p>b</p></div>", "<div/>"]),
        ("<p>a</p><pre>b</pre>", ["<p>a</p>", "<pre>b</pre>"]),
        ("", []),
    ],
)
def test_a_piece_of_html_is_cut_at_its_outermost_elements(html: str, found: list[str]) -> None:
    assert list(blocks(html)) == found


def test_an_element_without_an_end_is_an_error_not_the_rest_of_the_page() -> None:
    with pytest.raises(ValueError, match="<div> does not end"):
        end_of("<div><div></div>", 5, "div")
