"""What a study cannot tell follows from its design; editors can add to it, not take away."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import changed, plain, written

from kb.library import Library
from kb.limits import LIMITS, limits
from kb.model import Study
from kb.reading import modelled
from kb.source import parse
from kb.values import Text

# A large, long, masked, registered trial with a group that got no cells: no limit follows from its design.
SOUND = {
    "design.masking": "DOUBLE",
    "design.registered": "prospective",
    "design.centres": "4",
    "arms.0.people": "80",
    "arms.1.people": "80",
}


def _study(changes: dict[str, Any]) -> Study:
    document = parse(written(changed(plain("two-arms"), SOUND | changes)), "x.yml")
    study, findings = modelled(document, Study, ("zh", "en"))
    assert study is not None, findings
    return study


def _found(changes: dict[str, Any]) -> list[str]:
    study = _study(changes)
    return [name for name, applies in LIMITS.items() if applies(study)]


def test_a_sound_trial_has_no_limit_of_design() -> None:
    assert _found({}) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"kind": "case-series"}, ["no_control"]),
        ({"kind": "case-report"}, ["no_control"]),
        ({"kind": "single-arm-trial"}, ["no_control"]),
        ({"kind": "registration"}, ["no_results"]),
        ({"kind": "systematic-review"}, ["different_trials"]),
        ({"kind": "cohort"}, []),
        ({"arms.1.assignment": "matched"}, ["not_randomised"]),
        ({"arms.1.assignment": "chosen"}, ["not_randomised"]),
        ({"arms.1.assignment": "historical"}, ["not_randomised"]),
        ({"arms.1.assignment": "not_reported"}, []),
        ({"design.masking": "NONE"}, ["not_masked"]),
        ({"design.masking": "not_reported"}, ["not_masked"]),
        ({"design.masking": "SINGLE"}, []),
        ({"design.masking": "NONE", "kind": "systematic-review"}, ["different_trials"]),
        ({"design.masking": "NONE", "kind": "case-series"}, ["no_control"]),
        ({"arms.1.people": "49"}, ["small"]),
        ({"arms.1.people": "50"}, []),
        ({"arms.0.people": "not_reported", "arms.1.people": "not_reported"}, []),
        ({"arms.0.people": "not_reported", "arms.1.people": "12"}, ["small"]),
        ({"design.follow_up": "6 mo"}, ["short"]),
        ({"design.follow_up": "12 mo"}, []),
        ({"design.follow_up": "1 a"}, []),
        ({"design.follow_up": "52 wk"}, []),
        ({"design.follow_up": "51 wk"}, ["short"]),
        ({"design.follow_up": "365 d"}, []),
        ({"design.follow_up": "90 d"}, ["short"]),
        ({"design.follow_up": "48 h"}, ["short"]),
        ({"design.follow_up": "11.5 mo"}, ["short"]),
        ({"design.follow_up": "not_reported"}, ["follow_up_unknown"]),
        ({"design.follow_up": "not_reported", "kind": "systematic-review"}, ["different_trials"]),
        ({"design.centres": "1"}, ["one_centre"]),
        ({"design.centres": "not_reported"}, []),
        ({"design.registered": "retrospective"}, ["not_registered"]),
        ({"design.registered": "not_registered"}, ["not_registered"]),
        ({"design.registered": "not_prospective"}, ["not_registered"]),
        ({"design.registered": "not_reported"}, []),
    ],
)  # fmt: skip
def test_each_limit_follows_from_its_fact_alone(changes: dict[str, Any], found: list[str]) -> None:
    assert _found(changes) == found


@pytest.mark.parametrize(
    ("kind", "found"), [("registration", ["no_results", "untreated_group_missing"]), ("randomised-trial", ["untreated_group_missing"]),
                        ("case-series", ["no_control"])]
)  # fmt: skip
def test_a_trial_whose_groups_all_get_cells_has_no_untreated_group(kind: str, found: list[str]) -> None:
    both = plain("two-arms")["arms"][0]["treatments"]
    assert _found({"kind": kind, "arms.1.treatments": both}) == found


def test_whether_the_other_group_got_cells_must_be_known_to_be_no() -> None:
    assert _found({"arms.1.treatments": "not_reported"}) == ["untreated_group_missing"]


def test_every_limit_has_its_sentence_and_every_sentence_its_limit(library: Library) -> None:
    assert set(LIMITS) == set(library.words["limits"])


def test_the_sentences_come_in_order_and_those_of_editors_last(library: Library) -> None:
    own = {"zh": "只有一种量表。", "en": "There was one scale only."}
    record = plain("two-arms")
    study = _study({"kind": "case-series", "design.centres": "1", "summary": record["summary"] | {"limits": [own]}})
    words = library.words["limits"]
    assert limits(study, words) == (words["no_control"], words["one_centre"], Text(own))
