"""The questions for a doctor follow from the facts of a study; there is one fixture for each rule."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import changed, plain, written

from kb.library import Library
from kb.model import Study
from kb.questions import MOST, QUESTIONS, questions, routes
from kb.reading import modelled
from kb.source import parse

ALWAYS = ["like_me", "without_cells"]
# A large trial with a group without cells, everything told, harms counted by people, a donor's cells into a vein, nothing sold.
CLEAR = {"arms.0.people": "80", "arms.1.people": "80", "harms.rows.0.people": "3"}
OTHER = plain("two-arms")["arms"][0]["treatments"]


def _study(changes: dict[str, Any]) -> Study:
    study, findings = modelled(parse(written(changed(plain("two-arms"), CLEAR | changes)), "x.yml"), Study, ("zh", "en"))
    assert study is not None, findings
    return study


def _asked(changes: dict[str, Any]) -> list[str]:
    study = _study(changes)
    return [name for name, applies in QUESTIONS.items() if applies(study)]


def test_a_clear_trial_is_asked_whether_it_is_approved_and_whose_the_cells_are() -> None:
    assert _asked({}) == ["approved", "of_a_donor", *ALWAYS]


@pytest.mark.parametrize(
    ("changes", "added", "taken"),
    [
        ({"kind": "registration"}, {"trial"}, {"approved"}),
        ({"kind": "case-series"}, {"no_comparison"}, set()),
        ({"arms.1.treatments": OTHER}, {"no_comparison"}, set()),
        ({"kind": "registration", "arms.1.treatments": OTHER}, {"trial"}, {"approved"}),
        ({"arms.1.assignment": "matched"}, {"not_randomised"}, set()),
        ({"kind": "systematic-review"}, {"which_trial"}, set()),
        ({"harms.rows": "not_reported"}, {"harms_uncounted"}, set()),
        ({"harms.rows.0.people": "not_reported"}, {"harms_uncounted"}, set()),
        ({"kind": "registration", "harms.rows": "no_results_yet"}, {"trial"}, {"approved"}),
        ({"arms.0.treatments.0.route": "intrathecal"}, {"route"}, set()),
        ({"arms.0.treatments.0.route": "not_reported"}, set(), set()),
        ({"design.follow_up": "6 mo"}, {"later"}, set()),
        ({"design.follow_up": "not_reported"}, {"later"}, set()),
        ({"arms.0.treatments.0.doses": "not_reported"}, {"dose_unknown"}, set()),
        ({"arms.0.treatments.0.doses.0.amount": "not_reported"}, {"dose_unknown"}, set()),
        ({"kind": "systematic-review", "arms.0.treatments.0.doses": "not_reported"}, {"which_trial"}, set()),
        ({"arms.0.treatments.0.donor": "not_reported"}, {"donor_unknown"}, {"of_a_donor"}),
        ({"arms.0.treatments.0.donor": "autologous"}, {"own_cells"}, {"of_a_donor"}),
        ({"arms.0.treatments.0.donor": "mixed"}, {"own_cells"}, set()),
        ({"interests.sells": {"zh": "细胞储存", "en": "Storage of cells"}}, {"sold"}, set()),
        ({"arms.1.people": "49"}, {"small"}, set()),
        ({"arms.1.people": "49", "kind": "registration"}, {"trial"}, {"approved"}),
    ],
)  # fmt: skip
def test_each_question_follows_from_its_fact_alone(changes: dict[str, Any], added: set[str], taken: set[str]) -> None:
    assert set(_asked(changes)) == ({"approved", "of_a_donor", *ALWAYS} | added) - taken


def test_every_question_has_its_words_and_all_words_their_question(library: Library) -> None:
    assert set(QUESTIONS) == set(library.words["questions"])


def test_every_study_of_ours_has_a_full_list_of_which_each_is_said_once(library: Library) -> None:
    for study in library.studies.values():
        asked = questions(study, library.words["questions"])
        assert len(set(asked)) == len(asked) == MOST
        assert asked[0] in (library.words["questions"][name] for name in ("trial", "approved"))


def test_a_route_is_named_once_and_a_drip_is_not() -> None:
    study = _study({"arms.0.treatments.0.route": "intrathecal", "arms.1.treatments": OTHER})
    assert [route.id for route in routes(study)] == ["intrathecal"]
