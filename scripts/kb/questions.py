"""What to ask a doctor about a study: questions that follow from its facts, the most telling first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.limits import LIMITS
from kb.model import Study
from kb.model.treatment import Treatment
from kb.values import Missing, Ref, Text

MOST = 6  # questions on a hand-out; more would not be asked in one appointment


def _treatments(study: Study) -> list[Treatment]:
    return [one for arm in study.arms if not isinstance(arm.treatments, Missing) for one in arm.treatments]


def routes(study: Study) -> tuple[Ref, ...]:
    """The ways of giving the cells that take more than a drip into a vein."""
    found = (one.route for one in _treatments(study) if isinstance(one.route, Ref) and one.route.id != "intravenous")
    return tuple(dict.fromkeys(found))


def _planned(study: Study) -> bool:
    return study.kind.id == "registration"


def _reported(study: Study) -> bool:
    return not _planned(study)


def _no_comparison(study: Study) -> bool:
    return _reported(study) and (LIMITS["no_control"](study) or LIMITS["untreated_group_missing"](study))


def _not_randomised(study: Study) -> bool:
    return LIMITS["not_randomised"](study)


def _of_review(study: Study) -> bool:
    return LIMITS["different_trials"](study)


def _harms_uncounted(study: Study) -> bool:
    """No row of harms counts people."""
    rows = study.harms.rows
    return _reported(study) and (isinstance(rows, Missing) or all(isinstance(row.people, Missing) for row in rows))


def _later(study: Study) -> bool:
    return LIMITS["short"](study) or LIMITS["follow_up_unknown"](study)


def _dose_unknown(study: Study) -> bool:
    """Of some of the cells the record gives no amount; a review pools many doses and is asked about otherwise."""
    doses = [one.doses for one in _treatments(study)]
    return not _of_review(study) and any(isinstance(one, Missing) or all(isinstance(dose.amount, Missing) for dose in one) for one in doses)


def _donors(study: Study) -> set[str]:
    return {one.donor.id for one in _treatments(study) if isinstance(one.donor, Ref)}


def _own_cells(study: Study) -> bool:
    return bool(_donors(study) & {"autologous", "mixed"})


def _of_a_donor(study: Study) -> bool:
    return bool(_donors(study) & {"allogeneic", "mixed"})


def _donor_unknown(study: Study) -> bool:
    return any(isinstance(one.donor, Missing) for one in _treatments(study))


def _sold(study: Study) -> bool:
    return not isinstance(study.interests.sells, Missing)


QUESTIONS: Mapping[str, Callable[[Study], bool]] = {
    "trial": _planned,
    "approved": _reported,
    "no_comparison": _no_comparison,
    "not_randomised": _not_randomised,
    "which_trial": _of_review,
    "harms_uncounted": _harms_uncounted,
    "route": lambda study: bool(routes(study)),
    "later": _later,
    "dose_unknown": _dose_unknown,
    "donor_unknown": _donor_unknown,
    "own_cells": _own_cells,
    "of_a_donor": _of_a_donor,
    "sold": _sold,
    "small": lambda study: _reported(study) and LIMITS["small"](study),
    "like_me": lambda study: True,
    "without_cells": lambda study: True,
}


def questions(study: Study, words: Mapping[str, Text]) -> tuple[Text, ...]:
    """The first questions that apply."""
    return tuple(words[name] for name, applies in QUESTIONS.items() if applies(study))[:MOST]
