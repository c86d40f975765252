"""Numbers, ranges, dates and words: what is taken as printed, and what is refused with the form to write."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from kb.model import Study
from kb.values import (
    Amount,
    Count,
    Date,
    Doi,
    Duration,
    Maybe,
    Missing,
    Number,
    Percent,
    Place,
    Pmid,
    Probability,
    Quantity,
    Range,
    Text,
    Time,
    Words,
)

LANGUAGES = {"languages": ("zh", "en")}


def refused(kind: Any, value: object) -> list[str]:
    """`place code suggestion` of every refusal; nothing where the value is taken."""
    try:
        TypeAdapter(kind).validate_python(value, context=LANGUAGES)
    except ValidationError as error:
        return [" ".join(map(str, [*e["loc"], e["type"], e.get("ctx", {}).get("suggestion", "")])).strip() for e in error.errors()]
    return []


@pytest.mark.parametrize("text", ["0", "12", "4.50", "-1.7", "<0.001", ">=5", "~3", "1.5e6", "2e-3", "-0.0"])
def test_a_number_keeps_its_printed_form(text: str) -> None:
    assert TypeAdapter(Number).validate_python(text).printed == text


def test_a_number_knows_its_worth_and_how_exact_it_is() -> None:
    number = Number.parse("~1.50e6")
    assert (number.value, number.half, number.sign, number.digits, number.power) == (Decimal("1.50e6"), Decimal("5E+3"), "~", "1.50", 6)


NUMBERS = {
    "1.5E6": "1.5e6", "1.5e+6": "1.5e6", "1.5×10⁶": "1.5e6", "1.5 × 10⁶": "1.5e6", "1.5 × 106": "1.5e6", "1.5*10^6": "1.5e6",
    "1.5·10⁶": "1.5e6", "1.5×10⁻³": "1.5e-3", "150万": "150e4", "150 万": "150e4", "1.5亿": "1.5e8", "1.5百万": "1.5e6",
    "3 million": "3e6", "010": "10", "-05": "-5", "007.5": "7.5", ".5": "0.5", "5.": "5", "+1.7": "1.7", "−1.7": "-1.7",
    "–1.7": "-1.7", "－1.7": "-1.7", "1,5": "1.5", "0·05": "0.05", "1,234": "1234", "1,234.5": "1234.5", "1.234,5": "1234.5",
    "1 234 567": "1234567", "≤5": "<=5", "≥ 5": ">=5", "＜0.001": "<0.001", "< 0.001": "<0.001", "≈3": "~3", "= 5": "5",
    "93%": "93", "93 %": "93", "１６": "16", "٣": "3", " 12": "12", "12\n": "12",
}  # fmt: skip


@pytest.mark.parametrize(("text", "suggestion"), NUMBERS.items())
def test_a_number_in_another_form_is_refused_with_the_form_to_write(text: str, suggestion: str) -> None:
    assert refused(Number, text) == [f"number_form {suggestion}"]
    assert refused(Number, suggestion) == []


GUESSES = [
    "",
    "-",
    "abc",
    "no",
    "true",
    "null",
    "NaN",
    ".inf",
    "0x1F",
    "0o17",
    "1_000",
    "12:30",
    "2025-13-01",
    "1 5",
    "1.2.3",
    "1,23,4",
    "½",
    "五",
    "1五",
    "3万5千",
]


@pytest.mark.parametrize("text", [*GUESSES, "10^6", "16人", "16 (50%)x", "1e100", "1e5000", "9" * 200 + "x", "1×10^" + "9" * 5000])
def test_what_would_be_a_guess_is_refused_without_one(text: str) -> None:
    assert refused(Number, text) == ["not_a_number"]


@pytest.mark.parametrize(
    "text", ["40-75", "40–75", "40—75", "40−75", "40~75", "40 to 75", "40至75", "40 - 75", "[40, 75]", "(40, 75)", "40..75", "40%-75%"]
)
def test_a_range_says_what_to_write(text: str) -> None:
    assert refused(Count, text) == ["range_given [40, 75]"]
    assert refused(Amount, text) == ["number_form [40, 75]"]
    assert refused(Range, text) == ["number_form [40, 75]"]


def test_a_mean_and_its_spread_are_two_numbers() -> None:
    assert [refused(Number, text) for text in ("60.1±4.5", "60.1 ± 4.5", "60.1 (4.5)", "60.1+/-4.5")] == [["spread_given"]] * 4


@pytest.mark.parametrize(
    ("kind", "value", "refusals"),
    [
        (Number, ["1"], ["one_value_expected"]),
        (Number, {"a": "1"}, ["one_value_expected"]),
        (Count, "1.5e1", []),
        (Count, "1.5", ["not_a_count"]),
        (Count, "-1", ["not_a_count"]),
        (Percent, "100.1", ["not_a_percentage"]),
        (Percent, "93%", ["number_form 93"]),
        (Probability, "significant", []),
        (Probability, "1.2", ["not_a_probability"]),
        (Probability, "p<0.05", ["number_form <0.05"]),
        (Probability, "P = 0.03", ["number_form 0.03"]),
        (Range, ["1", "2"], []),
        (Range, ["2", "1"], ["range_order"]),
        (Range, ["1"], ["range_expected"]),
        (Range, ["−1", "2,5"], ["0 number_form -1", "1 number_form 2.5"]),
        (Amount, ["1", "2"], []),
        (Amount, "1,5", ["number_form 1.5"]),
        (Quantity, "4.5 h", []),
        (Quantity, "93 %", []),
        (Quantity, "12", []),
        (Quantity, "3-7 d", []),
        (Quantity, "7-3 d", ["range_order"]),
        (Quantity, "4.5h", ["number_form 4.5 h"]),
        (Quantity, "4.5  h", ["number_form 4.5 h"]),
        (Quantity, "3–7 d", ["number_form 3-7 d"]),
        (Quantity, "3 个月", []),
        (Quantity, "1,5 h", ["unit_form"]),
        (Duration, "3 mo", []),
        (Duration, "3 months", ["not_a_duration"]),
        (Duration, "3mo", ["number_form 3 mo"]),
        (Duration, "12:30", ["not_a_duration"]),
        (Duration, "3", ["not_a_duration"]),
        (Time, "baseline", []),
        (Time, "Baseline", ["not_a_duration"]),
        (Date, "2025-02-29", ["not_a_date"]),
        (Date, "2024-02-29", []),
        (Date, "2025/12/1", ["number_form 2025-12-01"]),
        (Date, "2025.12", ["number_form 2025-12"]),
        (Date, "2025年12月1日", ["number_form 2025-12-01"]),
        (Date, "20251201", ["number_form 2025-12-01"]),
        (Date, "2025-1-5", ["number_form 2025-01-05"]),
        (Date, "01/12/2025", ["not_a_date"]),
        (Date, "２０２５", ["not_a_date"]),
        (Place, "article:34.2:3fa9c1d2", []),
        (Place, "article:34.٢", ["not_a_place"]),
        (Pmid, "1٣", ["not_a_pmid"]),
        (Doi, "10.1093/stcltm/szaf063", []),
        (Doi, "https://doi.org/10.1093/x", ["not_a_doi"]),
        (Words, "", ["words_expected"]),
        (Words, " x", ["words_expected"]),
    ],
)
def test_a_value_is_taken_or_refused(kind: Any, value: object, refusals: list[str]) -> None:
    assert refused(kind, value) == refusals


@pytest.mark.parametrize("word", [*Missing])
def test_one_of_the_five_words_stands_for_any_value(word: Missing) -> None:
    assert TypeAdapter(Maybe[Words]).validate_python(str(word.value)) is word


@pytest.mark.parametrize("text", ["not reported", "Not Reported", "not-extracted", "no results yet", "N/A", "n/a", "-", "—", "?", "/", ""])
def test_what_only_looks_like_one_of_the_five_words_is_never_taken_for_a_value(text: str) -> None:
    assert refused(Maybe[Words], text) == ["missing_word"]


@pytest.mark.parametrize("text", ["NA", "none", "unknown", "not significant", "Nature", "1"])
def test_an_ordinary_word_is_a_value(text: str) -> None:
    assert TypeAdapter(Maybe[Words]).validate_python(text) == text


@pytest.mark.parametrize(
    ("value", "refusals"),
    [
        ({"zh": "甲", "en": "a"}, []),
        ("甲", ["text_expected"]),
        ({"zh": "甲"}, ["en text_missing"]),
        ({"zh": " ", "en": ["a"], "fr": "x"}, ["zh text_empty", "en text_empty", "fr text_unknown_language"]),
        ({"zh": "not_reported", "en": "x" * 1201}, ["zh word_in_text", "en text_too_long"]),
        ({}, ["zh text_missing", "en text_missing"]),
    ],
)
def test_a_text_has_words_in_every_language_and_all_its_faults_are_told(value: object, refusals: list[str]) -> None:
    assert refused(Text, value) == refusals


def test_the_schema_for_editors_is_made_of_patterns_that_every_tool_can_read() -> None:
    schema = Study.model_json_schema()
    patterns = set(_patterns(schema))
    assert schema["properties"]["design"] == {"$ref": "#/$defs/Design"}
    assert patterns
    assert not [text for text in patterns if "(?P" in text or "(?s)" in text or "(?i)" in text]
    assert TypeAdapter(Probability).json_schema()["pattern"].endswith("|significant|not_significant)$")


def _patterns(schema: Any) -> Any:
    if isinstance(schema, dict):
        yield from (value for name, value in schema.items() if name == "pattern" and isinstance(value, str))
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _patterns(inner)


KEPT = [Number.parse("-4.50"), Probability.parse("<0.001"), Probability.parse("significant"), Date.parse("2025-03")]


@pytest.mark.parametrize("value", KEPT)
def test_a_value_that_was_kept_is_the_same(value: Any) -> None:
    again = pickle.loads(pickle.dumps(value))  # noqa: S301
    assert again == value and type(again) is type(value)
