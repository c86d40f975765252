"""Arms agree with the design, with each other and with what they get."""

from __future__ import annotations

from collections.abc import Iterator

from kb.finding import Finding
from kb.model.treatment import Arm, Dose
from kb.rules.record import Record
from kb.values import Missing, Ref


def dose_levels_count_up_from_one(record: Record) -> Iterator[Finding]:
    """The levels of a dose escalation, in one arm or over several, are 1, 2, 3 … without a gap."""
    levels = {dose.level.value: (path, dose.level.printed) for path, dose in record.all(Dose) if dose.level is not None}
    for expected, level in enumerate(sorted(levels), 1):
        if level != expected:
            path, printed = levels[level]
            yield record.finding((*path, "level"), "dose_level", value=printed, lacking=expected)
            return


def arms_that_share_people_name_each_other(record: Record) -> Iterator[Finding]:
    """An arm that shares its people with another is named there too."""
    arms = {arm.id: arm for arm in record.study.arms}
    for path, arm in record.all(Arm):
        for index, name in enumerate(arm.shares_people_with):
            place = (*path, "shares_people_with", index)
            if name not in arms or name == arm.id:
                yield record.finding(place, "unknown_group", value=name, known=", ".join(sorted(arms.keys() - {arm.id})))
            elif arm.id not in arms[name].shares_people_with:
                yield record.finding(place, "sharing_one_sided", value=name, arm=arm.id)


def a_crossover_says_who_crosses(record: Record) -> Iterator[Finding]:
    """In a crossover study some arms share their people."""
    model = record.study.design.intervention_model
    if isinstance(model, Ref) and model.id == "CROSSOVER" and not any(arm.shares_people_with for arm in record.study.arms):
        yield record.finding(("design", "intervention_model"), "crossover_unshared")


def allocation_and_arms_agree(record: Record) -> Iterator[Finding]:
    """A randomised study has no arm that chance did not make, one that is not has none that it made, a partly randomised one has both."""
    allocation = record.study.design.allocation
    made = {arm.assignment.id for arm in record.study.arms if isinstance(arm.assignment, Ref)}
    by_chance, otherwise = "randomised" in made, bool(made & {"matched", "chosen", "historical"})
    wrong = {
        "RANDOMIZED": otherwise,
        "PARTLY_RANDOMIZED": not (by_chance and otherwise),
        "NON_RANDOMIZED": by_chance,
        "NA": by_chance,
    }
    if isinstance(allocation, Ref) and wrong.get(allocation.id):
        yield record.finding(("design", "allocation"), "allocation_disagrees", value=allocation.id, arms=", ".join(sorted(made)))


def untreated_arms_get_no_cells(record: Record) -> Iterator[Finding]:
    """An arm without intervention has no treatments: not applicable."""
    for path, arm in record.all(Arm):
        if arm.role.id == "NO_INTERVENTION" and arm.treatments is not Missing.NOT_APPLICABLE:
            yield record.finding((*path, "treatments"), "untreated_with_treatment", value=arm.id)
