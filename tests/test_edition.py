"""An edition holds every page of the library, printed once, and the theme's words in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.compare.tables import comparisons
from kb.edition import edition
from kb.library import Library
from kb.pages import Pages

TEMPLATES = Path(__file__).resolve().parent.parent / "overrides"


def test_every_page_is_printed(library: Library) -> None:
    made = edition(library, TEMPLATES)
    assert set(made.printed) == set(made.pages) == {page.address for page in Pages(library, comparisons(library)).values()}
    assert all("<h1" in printed.html for printed in made.printed.values())


def test_the_themes_words_and_menu_are_there_in_every_language(library: Library) -> None:
    made = edition(library, TEMPLATES)
    assert tuple(made.words) == tuple(made.menus) == library.codes
    for code in library.codes:
        assert made.words[code].contents == library.words["shell"]["contents"][code]


def test_a_word_that_is_not_there_is_named(library: Library) -> None:
    words = edition(library, TEMPLATES).words[library.codes[0]]
    with pytest.raises(KeyError, match=r"wording\.yml has no shell\.no_such_word"):
        _ = words.no_such_word


def test_where_the_site_s_address_is_known_a_hand_out_has_its_code_and_says_so_where_not(small: Library) -> None:
    sheet = f"{small.codes[0]}/studies/two-arms/handout/"
    known, unknown = (edition(small, TEMPLATES, base).printed[sheet].html for base in ("https://example.org/kb/", ""))
    assert '<svg class="kb-qr"' in known and "https://example.org/kb/zh/studies/two-arms/" in known
    assert '<svg class="kb-qr"' not in unknown and small.words["handout"]["more_no_qr"]["zh"].rpartition("{address}")[2] in unknown
