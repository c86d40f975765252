"""What a study cannot tell you: sentences that follow from its design."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from kb.model import Study
from kb.values import Missing, Text

SMALL = 50  # people in a group; fewer leave chance too much room
SHORT = 12  # months of follow-up; shorter cannot speak of lasting effect or late harm


def _no_results(study: Study) -> bool:
    return study.kind.id == "registration"


def _no_control(study: Study) -> bool:
    return study.kind.id in ("case-series", "case-report", "single-arm-trial")


def _untreated_group_missing(study: Study) -> bool:
    return not _no_control(study) and all(arm.treatments is not Missing.NOT_APPLICABLE for arm in study.arms)


def _not_randomised(study: Study) -> bool:
    return any(not isinstance(arm.assignment, Missing) and arm.assignment.id in ("matched", "chosen", "historical") for arm in study.arms)


def _not_masked(study: Study) -> bool:
    masking = study.design.masking
    open_ = isinstance(masking, Missing) or masking.id == "NONE"
    return open_ and study.kind.id not in ("systematic-review", "case-series", "case-report")


def _small(study: Study) -> bool:
    sizes = [arm.people for arm in study.arms if not isinstance(arm.people, Missing)]
    return bool(sizes) and min(size.value for size in sizes) < SMALL


_MONTHS = {"min": Fraction(0), "h": Fraction(0), "d": Fraction(1, 30), "wk": Fraction(12, 52), "mo": Fraction(1), "a": Fraction(12)}


def _short(study: Study) -> bool:
    follow_up = study.design.follow_up
    if isinstance(follow_up, Missing):
        return False
    return Fraction(follow_up.number.value) * _MONTHS[follow_up.unit] < SHORT


def _follow_up_unknown(study: Study) -> bool:
    return isinstance(study.design.follow_up, Missing) and study.kind.id != "systematic-review"


def _one_centre(study: Study) -> bool:
    return not isinstance(study.design.centres, Missing) and study.design.centres.value == 1


def _not_registered(study: Study) -> bool:
    registered = study.design.registered
    return not isinstance(registered, Missing) and registered.id != "prospective"


def _review_of_different_trials(study: Study) -> bool:
    return study.kind.id == "systematic-review"


LIMITS: Mapping[str, Callable[[Study], bool]] = {
    "no_results": _no_results,
    "no_control": _no_control,
    "untreated_group_missing": _untreated_group_missing,
    "not_randomised": _not_randomised,
    "not_masked": _not_masked,
    "small": _small,
    "short": _short,
    "follow_up_unknown": _follow_up_unknown,
    "one_centre": _one_centre,
    "not_registered": _not_registered,
    "different_trials": _review_of_different_trials,
}


def limits(study: Study, words: Mapping[str, Text]) -> tuple[Text, ...]:
    """The sentences that apply, then those the editors added."""
    return tuple(words[name] for name, applies in LIMITS.items() if applies(study)) + study.summary.limits
