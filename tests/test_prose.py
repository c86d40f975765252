"""Figures in sentences: bound to the fact that carries them by value and unit, alike in every language, printed with it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.edition import Edition, edition
from kb.library import Library
from kb.model import Study
from kb.prose import Reader, figures_in_texts_are_bound, prose
from kb.reading import modelled
from kb.rules import Record
from kb.source import parse

ROOT = Path(__file__).resolve().parent.parent
TWO_ARMS = ROOT / "tests" / "records" / "two-arms.yml"
DATA = re.compile(r'<data value="([^"]*)" data-fact="([^"]*)">')


def _record(library: Library, **words: str) -> Record:
    """The invented trial with other words about its people, bound to its facts."""
    document = parse(TWO_ARMS.read_bytes(), "data/studies/two-arms.yml")
    values: Any = document.values
    values["summary"]["people"] = words
    study, findings = modelled(document, Study, library.codes)
    assert study is not None, findings
    prose(study, Reader(library)).bind()
    return Record("two-arms", study, replace(library, documents={document.file: document}))


def _codes(library: Library, **words: str) -> list[str]:
    return [found.code for found in figures_in_texts_are_bound(_record(library, **words))]


@pytest.mark.parametrize(
    ("zh", "en", "facts"),
    [
        ("共 32 人。", "There were 32 people.", {"people.flow.0.people"}),
        ("低 4.5 分。", "It was 4.5 points lower.", {"outcomes.nihss.comparisons.0.points.12mo.estimate"}),
        ("随访 12 个月。", "They were followed for 12 months.", {"design.follow_up"}),
        ("每千克 150 万个细胞。", "The dose was 1.5 million cells per kg.", {"arms.cells.treatments.0.doses.0.amount"}),
        ("每千克 1.5 × 10⁶ 个细胞。", "The dose was 1.5 × 10⁶ cells per kg.", {"arms.cells.treatments.0.doses.0.amount"}),
    ],
)
def test_a_figure_is_bound_by_value_and_unit(library: Library, zh: str, en: str, facts: set[str]) -> None:
    record = _record(library, zh=zh, en=en)
    for pieces in record.study.summary.people.bound.values():
        assert {piece.fact for piece in pieces if piece.value} == facts
    assert list(figures_in_texts_are_bound(record)) == []


def test_a_figure_that_no_fact_carries_names_the_nearest(library: Library) -> None:
    (zh, _) = figures_in_texts_are_bound(_record(library, zh="共 33 人。", en="There were 33 people."))
    assert (zh.code, zh.field) == ("number_unbound", "summary.people.zh")
    assert dict(zh.values)["nearest"].startswith("32 count (people.")


def test_a_figure_of_another_unit_does_not_carry(library: Library) -> None:
    assert _codes(library, zh="随访 32 个月。", en="They were followed for 32 months.") == ["number_unbound"] * 2


def test_a_figure_in_one_language_only_is_found(library: Library) -> None:
    assert _codes(library, zh="共 32 人。", en="There were people.") == ["number_one_language"]


def test_a_date_in_words_is_the_date(library: Library) -> None:
    record = _record(library, zh="论文在 2025 年 12 月发表。", en="The paper appeared in December 2025.")
    dates = {tuple(piece.date for piece in pieces if piece.date) for pieces in record.study.summary.people.bound.values()}
    assert (dates, list(figures_in_texts_are_bound(record))) == ({("2025-12",)}, [])


def test_a_date_that_the_record_lacks_is_found(library: Library) -> None:
    assert _codes(library, zh="2024 年 5 月 31 日。", en="On 31 May 2024.") == ["number_unbound"] * 2


def test_digits_of_a_name_are_no_figures(library: Library) -> None:
    assert _codes(library, zh="用 SF-36 和 CD73。", en="SF-36 and CD73 were used.") == []


@pytest.fixture(scope="module")
def printed(library: Library) -> Edition:
    return edition(library, ROOT / "overrides")


def test_pages_of_a_study_carry_the_same_figures_in_every_language(library: Library, printed: Edition) -> None:
    for address, page in printed.printed.items():
        language, _, path = address.partition("/")
        for other in library.codes:
            assert set(DATA.findall(page.html)) == set(DATA.findall(printed.printed[f"{other}/{path}"].html)), (address, other, language)


def test_no_figure_stands_in_an_attribute(printed: Edition) -> None:
    assert [address for address, page in printed.printed.items() if re.search(r'="[^"<>]*<(?:data|time)', page.html)] == []


def test_every_remark_stands_on_the_page_of_remarks(library: Library, printed: Edition) -> None:
    for language in library.codes:
        html = printed.printed[f"{language}/remarks/"].html
        assert [r.id for name, s in library.studies.items() for r in s.remarks if f'id="{name}-{r.id}"' not in html] == []
