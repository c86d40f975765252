"""The arithmetic of a record: the raw figures of the seeds, simulated figures, and the records themselves."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import simulated
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.anatomy import Anatomy
from kb.arithmetic import CHECKS, arithmetic_holds, breaches
from kb.arithmetic.check import Check, Subject
from kb.arithmetic.distributions import chi_squared, critical, fisher, normal, special, student, t_tests
from kb.arithmetic.span import Span
from kb.finding import finding, sentence
from kb.library import Library
from kb.model import Study
from kb.rules import Record
from kb.source import parse
from kb.values import Count, Date, Duration, Number, Probability, Text

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "figures.yml").read_text())
BY_NAME = {check.name: check for check in CHECKS}
EVERY = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


def _figure(value: Any, kind: str) -> Any:
    """A figure of the golden set as the rule takes it."""
    if isinstance(value, list):
        return [_figure(one, kind) for one in value]
    if not isinstance(value, str) or kind == "str":
        return Date.parse(str(value)) if kind == "Date" else value
    for name, parse_ in (("Probability", Probability.parse), ("Duration", Duration.parse), ("Date", Date.parse)):
        if name in kind:
            return parse_(value)
    return Count.parse(value[1:]) if value.startswith("#") else Number.parse(value)


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['seed']}-{row['rule']}-{row['verdict']}")
def test_a_figure_of_the_seeds_is_judged_as_by_hand(row: dict[str, Any]) -> None:
    rule = BY_NAME[row["rule"]].rule
    kinds = {name: str(parameter.annotation) for name, parameter in inspect.signature(rule).parameters.items()}
    found = rule(**{name: _figure(value, kinds[name]) for name, value in row["figures"].items()})
    assert (found is not None) == (row["verdict"] == "wrong")


@EVERY
@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 10**9))
def test_figures_rounded_as_printed_raise_nothing(check: Check, seed: int) -> None:
    right, _ = getattr(simulated, check.name)(Random(seed))  # noqa: S311 (figures, no secrets)
    assert check.rule(**right) is None


@EVERY
def test_figures_moved_beyond_rounding_are_found(check: Check) -> None:
    """Where the figures have the power to show it: a mean of 60 whole scores can be wrong and still possible."""
    found, false = simulated.measured(check.name, 300)
    assert (found >= {"impossible_mean": 270, "weighted_mean": 240}.get(check.name, 290), false) == (True, 0)


@EVERY
def test_every_check_has_words_and_an_example_that_it_finds(check: Check, library: Library) -> None:
    values = check.rule(**check.example)
    assert values is not None
    for language in library.codes:
        said = sentence(finding("", 1, 1, "", check.name, **values), library.messages, language)
        assert "{" not in said and all(value in said for value in values.values())
        assert library.words["check_names"][check.name][language] and library.words["check_finds"][check.name][language]
    assert check.rule.__doc__ and check.rule.__doc__.count(".") >= 1


def test_the_arithmetic_is_told_in_words(library: Library) -> None:
    values = BY_NAME["share"].rule(count=Count.parse("32"), of=Count.parse("106"), percent=Number.parse("39.2"))
    said = sentence(finding("", 1, 1, "", "share", **(values or {})), library.messages, "en")
    assert said.startswith("32 of 106 is between 30.1 % and 30.3 %; printed 39.2 %")


FOUND_IN_THE_SEEDS = {
    ("akhlaghpasand-2025-spinal-cord-injury", "share", "cervical-percent"),
    ("akhlaghpasand-2025-spinal-cord-injury", "parts_above_whole", "events-or-people"),
    ("akhlaghpasand-2025-spinal-cord-injury", "weighted_mean", "scim-by-level"),
    ("nguyen-2025-stroke-sequelae", "parts_below_whole", "lesion-rest"),
    ("nguyen-2025-stroke-sequelae", "groups_against_all", "control-not-counted"),
    ("yang-2025-cerebral-infarction", "treatment_after_follow_up", "treatment-longer-than-follow-up"),
}


def test_each_objection_to_the_five_records_is_settled_by_the_remark_about_it(library: Library) -> None:
    found = {
        (name, breach.check.name, remark)
        for name, study in library.studies.items()
        for breach in breaches(Subject(Anatomy(study), library.terms))
        for remark in breach.remarks or ("",)
    }
    assert {row for row in found if row[0] in {name for name, _, _ in FOUND_IN_THE_SEEDS}} == FOUND_IN_THE_SEEDS


def _record(library: Library, **changes: Any) -> Record:
    """The invented trial with some of its parts changed."""
    from kb.reading import modelled

    path = Path(__file__).parent / "records" / "two-arms.yml"
    document = parse(path.read_bytes(), "data/studies/two-arms.yml")
    values: Any = document.values
    for steps, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in steps.split("__")]
        here = values
        for step in way:
            here = here[step]
        here[last] = value
    study, findings = modelled(document, Study, library.codes)
    assert study is not None, findings
    return Record("two-arms", study, replace(library, documents={document.file: document}))


def _codes(record: Record) -> list[str]:
    return [found.code for found in arithmetic_holds(record)]


FIRST = "outcomes__0__comparisons__0__points__1"
REMARK = {
    "id": "odd", "kind": "arithmetic", "at": "paper", "printed": {"zh": "数", "en": "a figure"}, "shown": {"zh": "数", "en": "a figure"},
    "why": {"zh": "不符", "en": "it does not fit"}, "certainty": "arithmetic",
}  # fmt: skip


def test_a_wrong_interval_is_found_at_its_place(library: Library) -> None:
    record = _record(library, **{f"{FIRST}__estimate": "-7.50"})
    (found,) = [found for found in arithmetic_holds(record) if found.code == "outside_interval"]
    assert found.field == "outcomes[0].comparisons[0].points[1].estimate"


@pytest.mark.parametrize(("figure", "left"), [("-7.50", []), ("-1.7", ["outside_interval"])])
def test_a_remark_settles_only_what_it_is_about(library: Library, figure: str, left: list[str]) -> None:
    remark = {**REMARK, "figure": figure}
    record = _record(library, **{f"{FIRST}__estimate": "-7.50", f"{FIRST}__remarks": ["odd"], "remarks": [remark]})
    assert _codes(record) == left


def test_a_doubt_can_be_acknowledged_and_an_error_cannot(library: Library) -> None:
    reason = {"zh": "区间来自自助法。", "en": "The interval comes from a bootstrap."}
    doubt = {f"{FIRST}__estimate": "-4.00", f"{FIRST}__acknowledged": {"off_centre": reason}}
    assert _codes(_record(library, **{f"{FIRST}__estimate": "-4.00"})) == ["off_centre"]
    assert _codes(_record(library, **doubt)) == []
    error = {f"{FIRST}__estimate": "-7.50", f"{FIRST}__acknowledged": {"outside_interval": reason}}
    assert sorted(_codes(_record(library, **error))) == ["acknowledged_nothing", "outside_interval"]


def test_an_acknowledgement_of_nothing_is_found(library: Library) -> None:
    stale = {f"{FIRST}__acknowledged": {"off_centre": {"zh": "无", "en": "none"}}}
    assert _codes(_record(library, **stale)) == ["acknowledged_nothing"]


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("groups_against_all", {"people__flow__0__people": "33"}),
    ("part_above_whole", {"outcomes__0__comparisons__0__people__group": "17"}),
    ("part_above_whole", {"harms__rows__0__people": "17"}),
    ("events_below_people", {"harms__rows__0__people": "5"}),
    ("measured_after_follow_up", {"design__follow_up": "6 mo"}),
    ("treatment_after_follow_up", {"arms__0__treatments__0__schedule__interval": "13 mo"}),
    ("off_scale", {f"{FIRST}__estimate": "-44.5", f"{FIRST}__interval": "not_reported"}),
    ("dates_reversed", {"design__start": "2026-01"}),
    ("p_against_interval", {f"{FIRST}__p": "0.2"}),
    ("direction_against_p", {f"{FIRST}__shows": "no_clear_difference"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes"), CHANGES, ids=[code for code, _ in CHANGES])
def test_a_wrong_figure_in_a_record_is_found(library: Library, code: str, changes: dict[str, Any]) -> None:
    assert _codes(_record(library)) == []
    assert code in _codes(_record(library, **changes))


@pytest.mark.parametrize(
    ("estimate", "limits"), [("0.95", ["1.0", "2"]), ("2.1", ["1", "2.0"]), ("<0.01", ["0.02", "1"]), ("5", ["1", ">4"])]
)
def test_an_interval_holds_its_estimate_give_or_take_the_rounding(library: Library, estimate: str, limits: list[str]) -> None:
    record = _record(library, **{f"{FIRST}__estimate": estimate, f"{FIRST}__interval__limits": limits})
    assert "outside_interval" not in _codes(record)


@pytest.mark.parametrize(("estimate", "limits"), [("0.94", ["1.0", "2.0"]), ("2.2", ["1", "2.0"]), ("-4.50", ["2.9", "6.1"])])
def test_an_estimate_outside_its_interval_is_found(library: Library, estimate: str, limits: list[str]) -> None:
    record = _record(library, **{f"{FIRST}__estimate": estimate, f"{FIRST}__interval__limits": limits})
    assert "outside_interval" in _codes(record)


@pytest.mark.parametrize(
    ("start", "end"), [("2025", "2025-01"), ("2025-12", "2025"), ("2025-06-01", "2025-06-01"), ("not_reported", "2020")]
)
def test_dates_are_compared_as_far_as_both_are_known(library: Library, start: str, end: str) -> None:
    assert "dates_reversed" not in _codes(_record(library, design__start=start, design__end=end))


@pytest.mark.parametrize(
    "date", [{"design__end": "2021-12"}, {"sources__0__published": "2021"}, {"editorial__evidence_until": "2026-11-23"}]
)
def test_a_date_does_not_come_before_the_one_it_follows(library: Library, date: dict[str, str]) -> None:
    assert "dates_reversed" in _codes(_record(library, **{"design__start": "2022-01"}, **date))


def test_spans_meet_at_their_ends() -> None:
    assert Span.of(Number.parse("40.3")).meets(Span.of(Number.parse("40.4")))
    assert not Span.of(Number.parse("40.3")).meets(Span.of(Number.parse("40.5")))
    assert Span.of(Count.parse("3")) == Span.at(3)


@pytest.mark.skipif(special() is None, reason="SciPy is not installed")
def test_our_p_values_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    assert normal(1.96) == pytest.approx(2 * stats.norm.sf(1.96))
    assert student(-2.5, 14) == pytest.approx(2 * stats.t.sf(2.5, 14))
    assert critical(0.05, 14) == pytest.approx(stats.t.isf(0.025, 14)) and critical(0.05, None) == pytest.approx(1.95996, abs=1e-5)
    both = [stats.ttest_ind_from_stats(5, 3.0, 12, 2, 4.0, 20, equal_var=equal).pvalue for equal in (True, False)]
    assert t_tests(3, 3.0, 12, 4.0, 20) == pytest.approx(both)
    for a, n, c, m in ((3, 16, 2, 16), (0, 9, 7, 30), (67, 78, 54, 78)):
        table = [[a, c], [n - a, m - c]]
        assert fisher(a, n, c, m) == pytest.approx(stats.fisher_exact(table).pvalue)
        assert chi_squared([a, c], [n, m]) == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
        assert chi_squared([a, c], [n, m], 0.5) == pytest.approx(stats.chi2_contingency(table, correction=True).pvalue)


def test_texts_of_an_acknowledgement_are_in_every_language(library: Library) -> None:
    record = _record(library, **{f"{FIRST}__estimate": "-4.00", f"{FIRST}__acknowledged": {"off_centre": {"zh": "甲", "en": "a"}}})
    texts = [text for _, text in Anatomy(record.study).all(Text)]
    assert Text({"zh": "甲", "en": "a"}) in texts
