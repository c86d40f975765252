"""The closer look: silent where a rule has already spoken of the same field."""

from __future__ import annotations

from pathlib import Path

from conftest import changed, plain, world


def test_a_wrong_estimate_is_told_once(tmp_path: Path) -> None:
    record = changed(plain("two-arms"), {"outcomes.0.comparisons.0.points.1.estimate": "-7.50"})
    assert [found.code for found in world(tmp_path, {"two-arms": record}).findings] == ["outside_interval"]


def test_arithmetic_prose_and_wording_are_looked_at(tmp_path: Path) -> None:
    words = {"zh": "33 人痊愈，效果显著。", "en": "33 people were cured, a significant effect."}
    record = changed(plain("two-arms"), {"people.flow.0.people": "40", "summary.people": words})
    codes = {found.code for found in world(tmp_path, {"two-arms": record}).findings}
    assert codes == {"groups_against_all", "number_unbound", "word_forbidden", "significant_how"}
