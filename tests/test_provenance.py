"""A record is held against the text it was taken from: every figure of the text is in it, and every figure in it is in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_model import checked, document, overlaid, vocabularies

from kb.model import Study
from kb.places import fingerprint, numbered
from kb.provenance import Lacking, check_sources, held, lacking, unproved

TEXT = "标题 2025\n细胞组16人，对照组16人。12个月时差 -4.50 分（95%CI -6.1 至 -2.9，p<0.001）。\n头痛三次。\n"
SENTENCES = {(paragraph, position): sentence for paragraph, position, sentence in numbered(TEXT)}
POINT = "outcomes.0.comparisons.0.points.1"


def place(paragraph: int, position: int) -> str:
    return f"late:{paragraph}.{position}:{fingerprint(SENTENCES[paragraph, position])}"


def study(**parts: Any) -> Study:
    """The record of two arms with a second report whose text is at hand; only what `parts` places there rests on it."""
    late = overlaid()["sources"][0] | {"id": "late", "at": place(1, 1), "doi": "not_reported", "published": "2025", "text": "late.txt"}
    return checked(case=overlaid({"with": {"sources.1": late, **parts}}))[0]["case"]


RESULT = {f"{POINT}.at": place(2, 2)}
SIZES = {"outcomes.0.comparisons.0.people": {"group": "16", "versus": "16", "at": place(2, 1)}}


def remark(**further: Any) -> dict[str, Any]:
    words = {name: {"zh": "测试。", "en": "A test."} for name in ("printed", "shown", "why")}
    return {"id": "misprint", "kind": "arithmetic", "certainty": "inference", "at": place(2, 2), **words, **further}


def doubts(record: Study) -> list[tuple[str, str, str]]:
    return [(".".join(map(str, doubt.path)), doubt.code, doubt.figure) for doubt in unproved(record, "late", TEXT)]


def gaps(record: Study, *names: str) -> list[str]:
    return [f"{gap.paragraph}.{gap.position}: {gap.figure}" for gap in lacking(record, "late", TEXT, names)]


# from the record to the text


def test_figures_that_stand_in_their_sentence_are_proved() -> None:
    assert doubts(study(**RESULT, **SIZES)) == []


def test_a_figure_that_is_not_in_its_sentence_is_found() -> None:
    assert doubts(study(**RESULT, **{f"{POINT}.estimate": "-4.8"})) == [(POINT, "figure_not_there", "4.8")]


def test_a_sentence_that_is_another_than_the_fingerprint_says_is_found() -> None:
    moved = place(2, 2).replace("2.2", "2.1")
    found = doubts(study(**{f"{POINT}.at": moved}))
    assert (POINT, "sentence_changed", "") in found


def test_sizes_and_pooled_figures_are_proved_at_their_own_places() -> None:
    pooled = {"trials": "3", "people": "32", "model": "not_reported", "i2": "95", "heterogeneity_p": "not_reported", "at": place(2, 2)}
    sizes = {"group": "16", "versus": "17", "at": place(2, 1)}
    comparison = "outcomes.0.comparisons.0"
    review = {
        "search": dict.fromkeys(("until", "databases", "records", "full_texts", "included"), "not_reported") | {"at": "paper"},
        "trials": [],
        "subgroup_findings": [],
        "risk_of_bias": "not_reported",
        "certainty": "not_reported",
    }
    record = study(kind="systematic-review", review=review, **{f"{comparison}.people": sizes, f"{comparison}.pooled": pooled})
    assert doubts(record) == [
        (f"{comparison}.people", "figure_not_there", "17"),
        (f"{comparison}.pooled", "figure_not_there", "3"),
        (f"{comparison}.pooled", "figure_not_there", "32"),
    ]


def test_a_fact_that_rests_on_another_source_too_may_have_its_figure_there() -> None:
    assert doubts(study(**{f"{POINT}.at": [place(2, 2), "paper"], f"{POINT}.estimate": "-4.8"})) == []


def test_none_is_0_without_a_digit_and_han_numbers_count() -> None:
    assert doubts(study(**{"harms.rows.0.at": [place(3, 1), place(2, 1)], "harms.rows.0.events": "3", "harms.rows.0.people": "0"})) == []


def test_of_a_remark_only_the_printed_figure_is_proved() -> None:
    further = {"figure": "-4.50", "instead": "-5.4", "figures": {"lower": "7.7 %"}}
    assert doubts(study(**RESULT, **{f"{POINT}.remarks": ["misprint"]}, remarks=[remark(**further)])) == []


def test_the_printed_figure_of_a_remark_stands_in_its_sentence() -> None:
    parts = {f"{POINT}.remarks": ["misprint"], f"{POINT}.estimate": "-4.8"}
    assert doubts(study(**parts, remarks=[remark(figure="-4.8")])) == [("remarks.0", "figure_not_there", "4.8")]


def test_the_sentence_of_a_remark_is_proved_too() -> None:
    wrong = place(2, 2).replace("2.2", "2.1")
    assert doubts(study(remarks=[remark(at=wrong)])) == [("remarks.0", "sentence_changed", "")]


# from the text to the record


def test_a_text_whose_figures_all_stand_in_facts_lacks_nothing() -> None:
    event = {"harms.rows.0.at": place(3, 1)}
    assert gaps(study(**RESULT, **SIZES, **event)) == []


def test_a_figure_that_no_fact_holds_is_lacking_with_its_sentence() -> None:
    (gap,) = lacking(study(**SIZES, **RESULT, **{f"{POINT}.p": "not_reported"}), "late", TEXT, ())
    assert gap == Lacking(2, 2, "0.001", SENTENCES[2, 2])


def test_a_figure_counts_only_at_its_own_sentence() -> None:
    assert gaps(study(**RESULT)) == ["2.1: 16", "2.1: 16"]


def test_nothing_of_a_remark_holds_a_figure_of_the_text() -> None:
    whole = remark(figure="-4.50", instead="-6.1", figures={"lower": "2.9", "level": "95 %"})
    lacking_all = ["2.2: 12", "2.2: 4.50", "2.2: 95", "2.2: 6.1", "2.2: 2.9", "2.2: 0.001"]
    record = study(**SIZES, **{f"{POINT}.remarks": ["misprint"]}, remarks=[whole])
    assert gaps(record) == lacking_all


def test_ids_and_groups_hold_no_figure_and_hide_none() -> None:
    old = {"id": "16", "name": {"zh": "老年", "en": "old"}, "figures": "not_reported", "at": place(2, 1)}
    step = {"step": "treated", "group": "16", "people": "not_reported", "at": place(2, 1)}
    assert gaps(study(**RESULT, **{"people.subgroups": [old], "people.flow.1": step})) == ["2.1: 16", "2.1: 16"]


def test_digits_of_a_name_are_not_lacking() -> None:
    assert gaps(study(**RESULT), "16人") == []


def test_every_fact_is_held_once_with_the_figures_in_no_fact_within() -> None:
    paths = [fact.path for fact in held(study(**RESULT, **SIZES))]
    assert len(paths) == len(set(paths))
    assert ("outcomes", 0, "comparisons", 0, "people") in paths


# the whole library


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "late.txt").write_text(TEXT, encoding="utf-8")
    yield tmp_path


def test_findings_about_sources_name_file_line_and_sentence(folder: Path) -> None:
    record = study(**SIZES, **RESULT, **{f"{POINT}.estimate": "-4.8"})
    late = overlaid()["sources"][0] | {"id": "late", "at": place(1, 1), "doi": "not_reported", "published": "2025", "text": "late.txt"}
    file = document(overlaid({"with": {"sources.1": late, **SIZES, **RESULT, f"{POINT}.estimate": "-4.8"}}))
    library = replace(vocabularies(), studies={"case": record}, documents={file.file: file})
    found = list(check_sources(library, folder))
    assert [(one.file, one.field, one.code, dict(one.values)["figure"], dict(one.values)["place"]) for one in found] == [
        (file.file, "outcomes[0].comparisons[0].points[1]", "figure_not_there", "4.8", place(2, 2)),
        (file.file, "", "figure_lacking", "4.50", "late:2.2"),
    ]
    assert file.text.splitlines()[found[0].line - 1].strip().startswith("at:")


def test_a_source_whose_text_is_not_at_hand_is_left_alone(tmp_path: Path) -> None:
    file = document(overlaid())
    library = replace(vocabularies(), studies={"case": study()}, documents={file.file: file})
    assert list(check_sources(library, tmp_path)) == []
