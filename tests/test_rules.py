"""Every rule: what it finds, where, and what it lets pass."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from test_model import checked, document, overlaid, vocabularies

import kb.rules
from kb.finding import report
from kb.rules import RULES, one_study_is_one_record, related_records_exist

POINT = "outcomes.0.comparisons.0.points.1"
BASELINE = "people.baseline.0.figures"
TEST_FILES = [Path(__file__), Path(__file__).with_name("records") / "cases.yml"]


def found(**parts: Any) -> list[str]:
    """`field: code` of everything wrong with the record of two arms after the changes."""
    return [f"{one.field}: {one.code}" for one in checked(case=overlaid({"with": parts}))[1]]


def paper(own: str, **further: Any) -> dict[str, Any]:
    fields = overlaid()["sources"][0] | {"id": own, "at": own, "doi": "not_reported"}
    return {**fields, **further}


def remark(figure: str) -> dict[str, Any]:
    words = {name: {"zh": "测试。", "en": "A test."} for name in ("printed", "shown", "why")}
    return {"id": "misprint", "kind": "arithmetic", "figure": figure, "certainty": "inference", "at": "paper", **words}


# the rules as such


def test_every_rule_says_in_one_sentence_what_it_is() -> None:
    for rule in (*RULES, one_study_is_one_record, related_records_exist):
        assert rule.__doc__ is not None
        assert rule.__doc__.endswith(".") and "\n" not in rule.__doc__


def codes() -> set[str]:
    """The codes of all findings that kb.rules can yield."""
    calls = [node for node in ast.walk(ast.parse(Path(kb.rules.__file__).read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    made = [call.args for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "finding"]
    constants = [argument.value for arguments in made for argument in arguments if isinstance(argument, ast.Constant)]
    return {constant for constant in constants if isinstance(constant, str)}


def test_every_finding_of_a_rule_has_its_words_in_every_language() -> None:
    library = vocabularies()
    assert {code for code in codes() if set(library.messages.get(code, {})) != set(library.codes)} == set()


def test_every_finding_of_a_rule_is_met_in_these_tests() -> None:
    words = "".join(path.read_text(encoding="utf-8") for path in TEST_FILES)
    assert {code for code in codes() if not re.search(rf": {code}\b", words)} == set()


def test_a_finding_names_its_place_what_is_wrong_and_the_cure_in_both_languages() -> None:
    library = vocabularies()
    record = overlaid({"with": {f"{POINT}.interval.level": "0.95"}})
    ((line, column),) = [(n, line.index("'0.95'")) for n, line in enumerate(document(record).text.splitlines(), 1) if "'0.95'" in line]
    place = f"data/studies/case.yml:{line}:{column + 1}: outcomes[0].comparisons[0].points[1].interval.level"
    assert report(checked(case=record)[1], library.messages, library.codes) == [
        f"{place}: 区间的水平 0.95 不对：请写 50 以上、100 以下的百分数，多为 95",
        f"{place}: 0.95 cannot be the level of an interval: write a percentage from 50 to below 100, mostly 95",
    ]


# names that lead somewhere


def test_a_term_is_in_its_vocabulary() -> None:
    assert found(**{"outcomes.0.measure": "nhiss"}) == ["outcomes[0].measure: unknown_term"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("people.flow.0.group", "people.flow[0].group"),
        ("people.baseline.0.group", "people.baseline[0].group"),
        ("harms.rows.0.group", "harms.rows[0].group"),
        ("outcomes.0.comparisons.0.group", "outcomes[0].comparisons[0].group"),
        ("outcomes.0.comparisons.0.versus", "outcomes[0].comparisons[0].versus"),
        ("outcomes.0.comparisons.0.within", "outcomes[0].comparisons[0].within"),
    ],
)
def test_a_group_that_figures_are_given_for_exists(path: str, field: str) -> None:
    assert found(**{path: "cels"}) == [f"{field}: unknown_group"]


@pytest.mark.parametrize("word", ["all", "baseline", "none"])
def test_no_group_is_called_like_a_word_with_a_meaning(word: str) -> None:
    assert "arms[1].id: group_reserved" in found(**{"arms.1.id": word})


def test_a_record_to_read_next_exists_and_is_another_one() -> None:
    there = next(iter(sorted(vocabularies().folder.glob("studies/*.yml")))).stem
    assert found(related=[there]) == []
    assert found(related=["no-such-study", "case"]) == ["related[0]: unknown_record", "related[1]: unknown_record"]


@pytest.mark.parametrize("name", ["../secret.md", "/etc/passwd", "..", "a\\b.md"])
def test_the_text_of_a_source_is_a_file_name(name: str) -> None:
    assert "sources[0].text: text_elsewhere" in found(**{"sources.0.text": name})


def test_only_the_other_side_of_a_comparison_may_be_baseline_or_none() -> None:
    assert found(**{"outcomes.0.comparisons.0.versus": "none"}) == ["outcomes[0].comparisons[0].versus: no_comparator"]  # known, but
    assert found(**{"outcomes.0.comparisons.0.group": "baseline"}) == ["outcomes[0].comparisons[0].group: unknown_group"]


def test_a_subgroup_is_named_like_an_arm() -> None:
    old = {"id": "old", "name": {"zh": "老年", "en": "old"}, "figures": "not_reported", "at": "paper"}
    assert found(**{"people.subgroups": [old], "outcomes.0.comparisons.0.within": "old"}) == []
    assert found(**{"people.subgroups": [old | {"id": "cells"}]}) == ["people.subgroups[0].id: id_twice"]


def test_a_place_names_a_source_of_the_record() -> None:
    assert found(**{f"{POINT}.at": "papre"}) == ["outcomes[0].comparisons[0].points[1].at[0]: unknown_source"]


def test_a_place_in_a_text_at_hand_is_proved() -> None:
    text = {"sources.1": paper("late", text="late.txt", at="paper")}
    assert found(**text, **{f"{POINT}.at": "late:2.1"}) == ["outcomes[0].comparisons[0].points[1].at[0]: place_unproved"]
    assert found(**text, **{f"{POINT}.at": "late:2.1:3fa9c1d2"}) == []


def test_a_fact_has_a_place() -> None:
    assert found(**{f"{POINT}.at": []}) == ["outcomes[0].comparisons[0].points[1].at: no_place"]


@pytest.mark.parametrize("people", [{"group": "16", "versus": "not_reported"}, {"group": "not_applicable", "versus": "16"}])
def test_a_size_that_is_a_number_has_a_place(people: dict[str, str]) -> None:
    assert found(**{"outcomes.0.comparisons.0.people": people}) == ["outcomes[0].comparisons[0].people.at: no_place"]


def test_sizes_that_are_words_need_no_place() -> None:
    assert found(**{"outcomes.0.comparisons.0.people": {"group": "not_reported", "versus": "picture_only"}}) == []


def test_a_remark_is_there_and_its_figure_still_stands_at_its_fact() -> None:
    marked = {f"{POINT}.remarks": ["misprint"]}
    assert found(**marked) == ["outcomes[0].comparisons[0].points[1].remarks[0]: unknown_remark"]
    assert found(**marked, remarks=[remark("-4.50")]) == []
    assert found(**marked, remarks=[remark("-6.1")]) == []  # the limit of an interval is a figure like any other
    assert found(**marked, remarks=[remark("-4.5")]) == ["remarks[0].figure: remark_without_figure"]


def test_a_claim_rests_on_something_in_the_record() -> None:
    words = {"zh": "测试。", "en": "A test."}
    claim = {"id": "big", "place": "text", "claim": words, "rating": "overstated", "reason": words, "at": "paper"}
    assert found(claims=[claim | {"rests_on": ["cells", "nihss", "big", "paper"]}]) == []
    assert found(claims=[claim | {"rests_on": "nhiss"}]) == ["claims[0].rests_on[0]: unknown_id"]


def test_a_registry_number_has_the_form_of_its_registry() -> None:
    words = ("status", "start", "completion", "looked_at")
    entry = {"kind": "registration", "id": "nct", "at": "nct", "registry": "clinicaltrials-gov", **dict.fromkeys(words, "not_reported")}
    assert found(**{"sources.1": entry | {"number": "NCT01234567"}}) == []
    assert found(**{"sources.1": entry | {"number": "NCT1234567"}}) == ["sources[1].number: registry_number"]


# figures


@pytest.mark.parametrize("figures", [{}, {"unit": "year"}, {"count": "not_reported", "percent": "picture_only"}])
def test_figures_without_a_figure_are_refused(figures: dict[str, str]) -> None:
    assert found(**{BASELINE: figures}) == ["people.baseline[0].figures: figures_empty"]


@pytest.mark.parametrize(
    ("alone", "code"),
    [({"mean": "60.1"}, "mean: mean_alone"), ({"median": "60"}, "median: median_alone"), ({"count": "3"}, "count: count_alone")],
)
def test_a_figure_that_needs_company_is_not_alone(alone: dict[str, str], code: str) -> None:
    assert found(**{BASELINE: alone}) == [f"people.baseline[0].figures.{code}"]


@pytest.mark.parametrize(
    "figures",
    [
        {"mean": "60.1", "se": "0.3"},
        {"mean": "60.1", "sd": "not_reported"},
        {"median": "60", "range": ["41", "79"]},
        {"count": "3", "of": "not_reported"},
        {"percent": "3"},
    ],
)
def test_the_word_why_not_is_company_enough(figures: dict[str, Any]) -> None:
    assert found(**{BASELINE: figures}) == []


@pytest.mark.parametrize("percent", ["-1", "100.1", ["90", "110"]])
def test_a_percentage_is_of_a_hundred(percent: Any) -> None:
    assert found(**{BASELINE: {"percent": percent}}) == ["people.baseline[0].figures.percent: not_a_percentage"]


def test_a_percentage_of_harms_is_of_people_or_of_events() -> None:
    assert found(**{"harms.rows.0.percent": "25"}) == ["harms.rows[0].percent_of: percent_of_what"]
    assert found(**{"harms.rows.0.percent": "25", "harms.rows.0.percent_of": "events"}) == []


@pytest.mark.parametrize("kind", ["risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio"])
def test_a_ratio_and_its_limits_are_above_0(kind: str) -> None:
    point = {"time": "12 mo", "estimate": "0", "interval": {"level": "95", "limits": ["0.00", "3"]}, "p": "0.5", "at": "paper"}
    where = "outcomes[0].comparisons[0].points[0]"
    parts = {"outcomes.0.comparisons.0.kind": kind, "outcomes.0.comparisons.0.points": [point]}
    assert found(**parts) == [f"{where}.estimate: ratio_not_above_0", f"{where}.interval.limits[0]: ratio_not_above_0"]


@pytest.mark.parametrize("kind", ["mean_difference", "smd", "risk_difference"])
def test_a_difference_may_be_0(kind: str) -> None:
    assert found(**{"outcomes.0.comparisons.0.kind": kind, f"{POINT}.estimate": "0", f"{POINT}.interval.limits": ["-1", "0"]}) == []


@pytest.mark.parametrize(("level", "code"), [("49", ["interval_level"]), ("50", []), ("99.9", []), ("100", ["interval_level"])])
def test_the_level_of_an_interval_is_from_50_to_below_100(level: str, code: list[str]) -> None:
    assert found(**{f"{POINT}.interval.level": level}) == [f"outcomes[0].comparisons[0].points[1].interval.level: {one}" for one in code]


# arms and what they get


def test_dose_levels_count_up_from_1_without_a_gap() -> None:
    def levels(*given: str) -> list[str]:
        doses = [{"amount": "1e6", "unit": "cells", "per": "total", "level": level} for level in given]
        return found(**{"arms.0.treatments.0.doses": doses})

    assert levels("2", "1", "2") == []
    assert levels("1", "3", "9e99") == ["arms[0].treatments[0].doses[1].level: dose_level"]


def test_arms_that_share_people_name_each_other() -> None:
    assert found(**{"arms.0.shares_people_with": "control"}) == ["arms[0].shares_people_with[0]: sharing_one_sided"]
    assert found(**{"arms.0.shares_people_with": "control", "arms.1.shares_people_with": "cells"}) == []


def test_a_crossover_says_who_crosses() -> None:
    assert found(**{"design.intervention_model": "CROSSOVER"}) == ["design.intervention_model: crossover_unshared"]


@pytest.mark.parametrize("allocation", ["NON_RANDOMIZED", "PARTLY_RANDOMIZED", "NA"])
def test_the_allocation_agrees_with_the_arms(allocation: str) -> None:
    assert found(**{"design.allocation": allocation}) == ["design.allocation: allocation_disagrees"]


def test_arms_of_pooled_trials_agree_with_any_allocation() -> None:
    assert found(**{"arms.0.assignment": "pooled", "arms.1.assignment": "pooled"}) == []


def test_an_arm_without_intervention_gets_no_cells() -> None:
    assert found(**{"arms.1.treatments": "not_reported"}) == ["arms[1].treatments: untreated_with_treatment"]
    assert found(**{"arms.0.role": "NO_INTERVENTION"}) == ["arms[0].treatments: untreated_with_treatment"]


# kinds of studies and reports


def test_a_registration_has_no_results() -> None:
    results, harms = "outcomes[0].comparisons[0].kind: registration_with_results", "harms.rows: registration_with_harms"
    assert found(kind="registration") == [results, harms]


def test_a_review_has_its_search_and_trials() -> None:
    assert found(kind="systematic-review") == ["review: review_lacking"]


def test_only_a_review_pools() -> None:
    pooled = dict.fromkeys(("trials", "people", "model", "i2", "heterogeneity_p"), "not_reported") | {"at": "paper"}
    assert found(**{"outcomes.0.comparisons.0.pooled": pooled}) == ["outcomes[0].comparisons[0].pooled: pooled_out_of_place"]


@pytest.mark.parametrize("state", ["none_found", "corrected", "concern", "retracted"])
def test_a_standing_has_the_date_somebody_looked(state: str) -> None:
    assert found(**{"sources.0.standing.state": state}) == ["sources[0].standing.checked: standing_undated"]
    assert found(**{"sources.0.standing": {"state": state, "checked": "2026-11"}}) == []


def test_a_harm_or_doubt_is_among_the_messages() -> None:
    assert found(**{"summary.messages.1.about": "result"}) == ["summary.messages: messages_one_sided"]


@pytest.mark.parametrize(
    ("name", "one", "other"), [("doi", "10.1000/same", "10.1000/SAME"), ("pmid", "123", "123"), ("pmcid", "PMC1", "PMC1")]
)
def test_one_study_is_one_record(name: str, one: str, other: str) -> None:
    a, b = (overlaid({"with": {"sources.0": paper("paper", **{name: number})}}) for number in (one, other))
    _, findings = checked(a=a, b=b)
    line = findings[0].line
    assert [(found.file, found.field, found.code, dict(found.values)) for found in findings] == [
        ("data/studies/a.yml", f"sources[0].{name}", "number_twice", {"value": one, "other": f"data/studies/b.yml:{line}"}),
        ("data/studies/b.yml", f"sources[0].{name}", "number_twice", {"value": other, "other": f"data/studies/a.yml:{line}"}),
    ]


def test_records_without_a_number_do_not_clash() -> None:
    record = overlaid({"with": {"sources.0.doi": "not_applicable"}})
    assert checked(a=record, b=record)[1] == []


def test_a_record_that_cannot_be_read_is_not_judged_by_the_rules() -> None:
    assert found(**{"title": {"zh": "测试"}, "outcomes.0.measure": "nhiss"}) == ["title.en: text_missing"]
