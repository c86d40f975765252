"""Printing: every value in the words of the page's language, escaped, its figures bound to their facts."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, changed, plain, world
from jinja2 import UndefinedError
from markupsafe import Markup

from kb.facts import numbers
from kb.library import Library
from kb.pages import Page, Pages
from kb.render import Heading, Printer, Words, headings, relative, unsaid, without_indents, written
from kb.values import Date, Duration, Missing, Number, Quantity, Ref, Text, Time

TEXT = Text({"zh": "甲 <b>", "en": "A & B"})


@pytest.fixture(scope="module")
def english(every_field: Library) -> Printer:
    return Printer(every_field, ROOT / "overrides", "en")


@pytest.fixture(scope="module")
def chinese(every_field: Library) -> Printer:
    return Printer(every_field, ROOT / "overrides", "zh")


def _printed(printer: Printer, source: str, **values: Any) -> str:
    return printer.environment.from_string(source).render(**values)


# values


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("4.50", "4.50"),
        ("-1.7", "\u22121.7"),
        ("0", "0"),
        ("<0.001", "<0.001"),
        (">=6", "\u22656"),
        ("<=3", "\u22643"),
        ("~20", "\u224820"),
        ("1.5e6", "1.5\u00a0\u00d7\u00a010\u2076"),
        ("2e-3", "2\u00a0\u00d7\u00a010\u207b\u00b3"),
        (">=1.0e12", "\u22651.0\u00a0\u00d7\u00a010\u00b9\u00b2"),
    ],
)
def test_a_figure_is_set_with_its_printed_digits(printed: str, shown: str) -> None:
    assert written(Number.parse(printed)) == shown


def test_a_figure_in_words_stays_a_word() -> None:
    assert written(Number("significant", Decimal(0))) == "significant"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (TEXT, "甲 <b>", "A & B"),
        (Missing.NOT_REPORTED, "未报告", "not reported"),
        (Missing.NOT_EXTRACTED, "尚未录入", "not extracted yet"),
        (Missing.NOT_APPLICABLE, "不适用", "not applicable"),
        (Missing.NO_RESULTS_YET, "尚无结果", "no results yet"),
        (Missing.PICTURE_ONLY, "仅见于图片", "in a picture only"),
        (Ref("intravenous", "routes"), "静脉输注", "intravenous"),
        (Number.parse("-4.50"), "\u22124.50", "\u22124.50"),
        (Duration.parse("3 mo"), "3 个月", "3 months"),
        (Duration.parse("3-7 d"), "3\u20137 天", "3\u20137 days"),
        (Quantity.parse("12 %"), "12%", "12%"),
        (Quantity.parse("5 mmHg"), "5 mmHg", "5 mmHg"),
        (Time.parse("baseline"), "治疗前", "before treatment"),
        (Time.parse("12 mo"), "12 个月", "12 months"),
        (Date.parse("2025-12"), "2025-12", "2025-12"),
        ("words", "words", "words"),
        (None, None, None),
    ],
)
def test_a_value_is_said_in_the_language_of_the_page(chinese: Printer, english: Printer, value: Any, zh: Any, en: Any) -> None:
    if isinstance(value, Ref):
        zh, en = (chinese.library.terms[value.vocabulary][value.id].name[code] for code in ("zh", "en"))
    assert (chinese.said(value), english.said(value)) == (zh, en)


def test_the_five_words_for_nothing_are_five(library: Library) -> None:
    for code in library.codes:
        assert len({library.words["missing"][word.value][code] for word in Missing}) == len(Missing) == len(library.words["missing"])


# escaping


def test_what_is_printed_is_escaped(english: Printer, chinese: Printer) -> None:
    shown = _printed(english, "{{ x }}|{{ x | said }}|{{ y }}", x=TEXT, y="<i title='\"'>")
    assert shown == "A &amp; B|A &amp; B|&lt;i title=&#39;&#34;&#39;&gt;"
    assert _printed(chinese, "{{ x }}", x=TEXT) == "甲 &lt;b&gt;"


def test_text_is_escaped_inside_attributes_macros_and_blocks(chinese: Printer) -> None:
    source = '{% macro m(t) %}<p title="{{ t }}">{{ t }}</p>{% endmacro %}{% set b %}{{ t }}{% endset %}{{ m(t) }}{{ b }}'
    shown = "&#34;&gt;&lt;b&gt;"
    assert _printed(chinese, source, t=Text({"zh": '"><b>', "en": "x"})) == f'<p title="{shown}">{shown}</p>{shown}'


def test_places_are_filled_with_escaped_parts_and_markup_stays_markup(english: Printer) -> None:
    text = Text({"zh": "", "en": "<{a}> {b} {c}"})
    filled = english.fill(text, a="<i>", b=Markup("<data>1</data>"), c=Missing.NOT_REPORTED)
    assert filled == "&lt;&lt;i&gt;&gt; <data>1</data> not reported"


def test_words_with_braces_are_not_filled(english: Printer) -> None:
    text = Text({"zh": "", "en": "{a}"})
    assert english.fill(text, a="{b} {0} {a.__class__} {{ 7 * 7 }}") == "{b} {0} {a.__class__} {{ 7 * 7 }}"


def test_words_of_a_record_are_no_template(english: Printer) -> None:
    assert _printed(english, "{{ x }}", x="{{ 7 * 7 }}{% raw %}") == "{{ 7 * 7 }}{% raw %}"


# mistakes in templates are loud


def test_a_word_that_is_not_in_the_wording_is_an_error_that_names_it(english: Printer) -> None:
    for source in ("{{ w.study.hurms }}", "{{ w.study['hurms'] }}", "{{ w['study'].hurms }}"):
        with pytest.raises(KeyError, match=re.escape("data/wording.yml has no study.hurms")):
            _printed(english, source)


def test_a_section_or_a_name_that_does_not_exist_is_an_error(english: Printer) -> None:
    for source in ("{{ w.studdy.harms }}", "{{ nothing }}", "{{ x.nothing }}", "{% if nothing %}{% endif %}"):
        with pytest.raises((UndefinedError, AttributeError, KeyError), match=r"no.*(studdy|nothing)|nothing.*undefined"):
            _printed(english, source, x=TEXT)


def test_words_are_found_by_name_and_by_key() -> None:
    words = Words("study", {"values": TEXT})
    assert words.values is words["values"] is TEXT


# headings


def test_headings_with_an_id_make_the_contents() -> None:
    html = """<h1>No id</h1><h2 id="a">One &amp; <em>two</em>
      <a class="x" href="#">away</a></h2><h3 class="y" id="b">Three<button>away</button></h3><h5 id="c">Too deep</h5><h4>None</h4>"""
    assert list(headings(html)) == [Heading(2, "a", "One &amp; two"), Heading(3, "b", "Three")]


def test_words_of_a_record_make_no_heading(english: Printer) -> None:
    assert list(headings(_printed(english, "<p>{{ x }}</p>", x='<h2 id="x">y</h2>'))) == []


# links


@pytest.mark.parametrize(
    ("origin", "address", "link"),
    [
        ("zh/", "zh/studies/", "studies/"),
        ("zh/studies/x/", "zh/studies/", "../"),
        ("zh/studies/x/", "zh/studies/y/", "../y/"),
        ("zh/studies/x/", "en/studies/x/#harms", "../../../en/studies/x/#harms"),
        ("zh/", "en/", "../en/"),
        ("zh/studies/", "zh/studies/", "./"),
        ("zh/studies/x/", "#harms", "#harms"),
        ("zh/studies/x/", "assets/x.svg", "../../../assets/x.svg"),
        ("", "zh/", "zh/"),
    ],
)
def test_links_are_relative(origin: str, address: str, link: str) -> None:
    assert relative(origin, address) == link


# whole pages


def _study_page(library: Library, language: str = "en") -> tuple[Page, str]:
    page = next(page for page in Pages(library).values() if page.template == "study.html" and page.language == language)
    return page, Printer(library, ROOT / "overrides", language).page(page).html


IN_RUNNING_TEXT = re.compile(
    r"(.*\.)?(notes|inclusion|exclusion|claims|remarks|conclusions|mechanisms|limitations|context|subgroup_findings|risk_of_bias)"
    r"\..*\bfigures?\b.*"
)


def test_every_figure_of_a_record_stands_on_its_page(every_field: Library, library: Library) -> None:
    """Beside it stand only words in place of a p value and the figures within sentences."""
    for found in (every_field, library):
        for page in Pages(found).values():
            if page.template == "study.html":
                html = Printer(found, ROOT / "overrides", page.language).page(page).html
                shown = set(re.findall(r'data-fact="([^"]+)"', html))
                facts = {path.removesuffix(".upper") for path, number in numbers(page.values["study"]) if not number.is_word}
                named = {f"{page.values['id']}:{path}": path for path in facts}
                unseen = {path for fact, path in named.items() if fact not in shown}
                assert {path for path in unseen if not IN_RUNNING_TEXT.fullmatch(path)} == set(), page.path


def test_a_printed_figure_has_the_value_of_its_fact(every_field: Library, library: Library) -> None:
    for found in (every_field, library):
        for page in Pages(found).values():
            if page.template == "study.html":
                html = Printer(found, ROOT / "overrides", page.language).page(page).html
                facts = {f"{page.values['id']}:{path}": f"{n.sign}{n.value}" for path, n in numbers(found.studies[page.values["id"]])}
                tags = re.findall(r'<data value="([^"]*)" data-fact="([^"]*)"', html)
                printed = [(fact, unescape(value)) for value, fact in tags]
                printed = [(fact, value) for fact, value in printed if fact.startswith(f"{page.values['id']}:")]
                assert printed
                # a length of time is marked with its figure alone
                assert [(fact, value) for fact, value in printed if value not in (facts[fact], facts[fact].lstrip("<>=~"))] == []


def test_a_denominator_is_shown_even_where_the_count_is_not_known(tmp_path: Path) -> None:
    row = plain("two-arms")["harms"]["rows"][0] | {"people": "not_reported", "of": "16", "events": "not_reported", "of_events": "9"}
    baseline = plain("two-arms")["people"]["baseline"][0] | {"figures": {"percent": "29.4", "of": "17"}}
    record = changed(plain("two-arms"), {"harms.rows": [row], "people.baseline": [baseline]})
    _, html = _study_page(world(tmp_path, {"x": record}))
    shown = set(re.findall(r'data-fact="([^"]+)"', html))
    facts = {"harms.rows.0.of", "harms.rows.0.of_events", "people.baseline.0.figures.of", "people.baseline.0.figures.percent"}
    assert {f"x:{fact}" for fact in facts} <= shown


def test_a_figure_that_a_remark_corrects_is_shown_with_the_printed_one_struck_out(tmp_path: Path) -> None:
    remark = plain("every-field")["remarks"][0] | {"figure": "60.1", "instead": "61.1"}
    record = changed(plain("two-arms"), {"people.baseline.0.remarks": ["doubt"]}) | {"remarks": [remark]}
    _, html = _study_page(world(tmp_path, {"x": record}))
    instead = '<data value="61.1" data-fact="x:remarks.doubt.instead">61.1</data>'
    struck = '<data value="60.1" data-fact="x:people.baseline.0.figures.mean">60.1</data>'
    assert re.search(f"{instead} <del[^>]*>{struck}</del>", html)
    assert '<a class="kb-mark" href="#remark-doubt"' in html


@pytest.mark.parametrize(
    ("state", "banner"), [("retracted", True), ("corrected", True), ("concern", True), ("none_found", False), ("not_checked", False)]
)
def test_a_paper_that_no_longer_stands_is_announced_first_with_date_and_notice(tmp_path: Path, state: str, banner: bool) -> None:
    standing = {"state": state, "checked": "2026-11-20", "notice": "10.1000/notice"}
    library = world(tmp_path, {"x": changed(plain("two-arms"), {"sources.0.standing": standing})})
    _, html = _study_page(library)
    before = html[: html.index('id="in-one-sentence"')]
    assert ('datetime="2026-11-20"' in before) is banner
    assert ('href="https://doi.org/10.1000/notice"' in before) is banner


@pytest.mark.parametrize(
    ("status", "banner"), [("TERMINATED", True), ("WITHDRAWN", True), ("SUSPENDED", True), ("RECRUITING", False), ("COMPLETED", False)]
)
def test_a_trial_that_was_stopped_is_announced_first_with_the_day_it_was_seen(tmp_path: Path, status: str, banner: bool) -> None:
    record = plain("two-arms")
    record["sources"].append(plain("every-field")["sources"][2] | {"status": status, "looked_at": "2026-11-20"})
    library = world(tmp_path, {"x": record})
    _, html = _study_page(library)
    before = html[: html.index('id="in-one-sentence"')]
    assert ('datetime="2026-11-20"' in before) is banner
    assert (library.terms["statuses"][status].name["en"] in before) is banner


@pytest.mark.parametrize("state", ["draft", "reviewed", "withdrawn"])
def test_the_state_of_a_record_is_announced_first(tmp_path: Path, state: str) -> None:
    signature = {"name": {"zh": "某人", "en": "Somebody"}, "date": "2026-11-22"}
    record = changed(plain("two-arms"), {"editorial.state": state, "editorial.checked": signature, "editorial.translated": signature})
    library = world(tmp_path, {"x": record})
    _, html = _study_page(library)
    before = html[: html.index('id="in-one-sentence"')]
    banners = {name for name in ("draft", "withdrawn") if library.words["banner"][name]["en"] in before}
    assert banners == {state} - {"reviewed"}


MAY_BE_MISSING = (
    "design.allocation", "design.intervention_model", "design.masking", "design.purpose", "design.phases", "design.control",
    "design.follow_up", "people.stages", "people.baseline", "people.flow.0.people", "arms.0.people", "arms.0.assignment",
    "arms.0.treatments", "arms.0.other_care", "arms.1.treatments", "harms.rows",
    "sources.0.authors", "sources.0.published", "sources.0.doi",
)  # fmt: skip


def test_a_record_with_nothing_known_is_told_in_words_all_the_same(tmp_path: Path) -> None:
    """Every value that may be missing is: the page is whole and blank nowhere."""
    record = plain("two-arms")
    for missing in Missing:
        library = world(tmp_path / missing.value, {"x": changed(record, dict.fromkeys(MAY_BE_MISSING, missing.value))})
        for code in library.codes:
            _, html = _study_page(library, code)
            assert library.words["missing"][missing.value][code] in html
            assert re.findall(r"<(td|dd|th|caption)[^>]*>\s*</\1>", html) == []


def test_a_page_is_the_same_whenever_it_is_printed(every_field: Library) -> None:
    (_, one), (_, other) = _study_page(every_field), _study_page(every_field)
    assert one == other


def test_every_template_of_a_page_is_escaped_by_its_name(english: Printer) -> None:
    assert english.environment.autoescape is True
    for path in (ROOT / "overrides").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b", source), path


def test_names_without_a_value_stand_by_the_word_that_says_why() -> None:
    first, second = Missing.NOT_REPORTED, Missing.NOT_EXTRACTED
    rows = [["a", 1, "shown"], ["b", second, ""], ["c", first], ["d", second]]
    assert list(unsaid(rows)) == [(second, ["b", "d"]), (first, ["c"])]


def test_pages_have_no_indents_and_no_empty_lines() -> None:
    assert without_indents("<p>\n\n    a  b \n  \t\n</p>\n") == "<p>\na  b\n</p>\n"
    assert without_indents("\n\n  <p>a</p>\n\n") == "\n<p>a</p>\n"
