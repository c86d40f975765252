"""Pages are cut at headings with an id; what is not a page's own words is left out."""

from __future__ import annotations

from kb.passages import Passage, passages


def test_a_page_is_cut_at_its_headings() -> None:
    source = '<h1>Title</h1><p>One &amp; two.</p><h2 id="a">A <a class="kb-twin" href="#">other</a></h2><ul><li>x</li><li>y</li></ul>'
    assert list(passages(source)) == [Passage("", 1, "Title", "One & two."), Passage("a", 2, "A", "x · y")]


def test_figures_names_of_rows_marks_and_missing_words_are_left_out() -> None:
    facts = '<dl><dt>Name</dt><dd>value <span class="kb-missing">not reported</span></dd></dl>'
    table = '<table><tr><th>row</th><td class="kb-num">1.5</td>\n<td>words</td></tr></table>'
    assert list(passages(f'<h2 id="a">A</h2>{facts}{table}')) == [Passage("a", 2, "A", "value · row · words")]


def test_a_box_to_open_is_a_passage_of_its_own() -> None:
    source = '<h2 id="a">A</h2><details class="x" id="b"><summary>What</summary><p>Why.</p></details>'
    assert list(passages(source)) == [Passage("a", 2, "A", ""), Passage("b", 5, "What", "Why.")]


def test_a_box_is_called_by_its_heading_without_its_counts() -> None:
    summary = '<summary><h4>Group <span class="kb-count">3</span></h4><p>106 people <span class="kb-badge">remarks: 5</span></p></summary>'
    assert list(passages(f'<details id="b">{summary}<p>Why.</p></details>')) == [Passage("b", 5, "Group", "106 people \u00b7 Why.")]


def test_links_to_other_forms_of_a_page_are_left_out() -> None:
    takes = '<ul class="kb-ways kb-takes"><li><a href="both/">Side by side</a></li></ul>'
    assert list(passages(f"<h1>Title</h1>{takes}")) == [Passage("", 1, "Title", "")]


def test_sections_that_repeat_other_pages_are_left_out() -> None:
    assert list(passages('<h2 id="further">Further</h2><p>Other studies.</p>')) == []
