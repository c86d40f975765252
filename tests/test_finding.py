"""A finding: where, what and how to put it right, in every language; nothing in it can break a line."""

from __future__ import annotations

from kb.finding import MOST, Finding, capped, finding, report, sentence

MESSAGES = {
    "wrong": {"zh": "“{value}”不对{near}", "en": "'{value}' is wrong{near}"},
    "did_you_mean": {"zh": "，是否想写 {near}", "en": ", did you mean {near}"},
}


def test_a_finding_is_one_line_per_language_in_order_of_place() -> None:
    found = [
        finding("b.yml", 1, 1, "", "wrong", value="x", near=""),
        finding("a.yml", 12, 9, "c[1].d", "wrong", value="nhiss", near="nihss"),
    ]
    assert report(found, MESSAGES, ("en", "zh")) == [
        "a.yml:12:9: c[1].d: 'nhiss' is wrong, did you mean nihss",
        "a.yml:12:9: c[1].d: “nhiss”不对，是否想写 nihss",
        "b.yml:1:1: 'x' is wrong",
        "b.yml:1:1: “x”不对",
    ]


def test_without_words_the_code_and_its_values_are_told() -> None:
    found = finding("a.yml", 1, 2, "b", "unheard_of", value="x")
    assert sentence(found, MESSAGES, "en") == "unheard_of value=x"
    assert report([found], {}, ()) == ["a.yml:1:2: b: unheard_of value=x"]


def test_a_message_that_asks_for_more_than_it_gets_still_speaks() -> None:
    assert sentence(finding("a.yml", 1, 1, "", "wrong", near="y"), {"wrong": {"en": "{value}{near}"}}, "en") == "value (y)"


def test_nothing_in_a_finding_breaks_a_line_or_a_terminal() -> None:
    found = finding("a\n\udcff.yml", 1, 1, "b\x1b", "c", value="d\u202e\n" + "x" * 100)
    assert found == Finding("a\\u000a\\udcff.yml", 1, 1, "b\\u001b", "c", (("value", "d\\u202e\\u000a" + "x" * 64 + "..."),))
    assert all(line.isprintable() for line in report([found], {}, ("en",)))


def test_a_choice_is_told_in_full() -> None:
    allowed = ", ".join(f"word_{number}" for number in range(40))
    assert dict(finding("a.yml", 1, 1, "", "not_one_of", allowed=allowed).values)["allowed"] == allowed


def test_a_file_with_too_many_findings_says_that_there_are_more() -> None:
    found = [finding("a.yml", line, 1, "", "wrong") for line in range(1, 2 * MOST)]
    assert capped(found[:MOST]) == tuple(found[:MOST])
    assert [f.code for f in capped(found)] == ["wrong"] * MOST + ["more"]
