"""What must be true of the records beyond their shape; each check is a generator whose docstring is the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kb.finding import Finding
from kb.rules import arms, comparisons, figures, kinds, names
from kb.rules.record import Record, Rule, records
from kb.rules.ties import Ties, one_study_is_one_record, related_records_exist, ties

if TYPE_CHECKING:
    from kb.library import Library

__all__ = ["RULES", "Record", "Rule", "Ties", "across", "alone", "check", "one_study_is_one_record", "related_records_exist", "ties"]

RULES: tuple[Rule, ...] = (
    names.terms_exist,
    names.groups_exist,
    names.groups_have_names_of_their_own,
    names.texts_are_files_of_one_folder,
    names.sources_exist,
    names.facts_have_a_place,
    names.remarks_are_used,
    names.ids_are_unique,
    names.ids_exist,
    names.registry_numbers_have_their_form,
    figures.figures_are_not_empty,
    figures.figures_have_their_company,
    figures.percentages_are_of_a_hundred,
    figures.percentages_of_harms_say_of_what,
    figures.ratios_are_above_zero,
    figures.intervals_have_a_usual_level,
    arms.dose_levels_count_up_from_one,
    arms.arms_that_share_people_name_each_other,
    arms.a_crossover_says_who_crosses,
    arms.allocation_and_arms_agree,
    arms.untreated_arms_get_no_cells,
    kinds.registrations_have_no_results,
    kinds.only_reviews_pool,
    kinds.standings_are_dated,
    kinds.a_harm_or_doubt_is_among_the_messages,
    comparisons.instruments_have_a_card,
    comparisons.differences_that_matter_were_looked_for,
    comparisons.effects_have_a_comparator,
    comparisons.effects_have_a_direction,
)


def check(library: Library) -> Iterator[Finding]:
    """Everything that is wrong with the records that could be read."""
    found = records(library)
    for record in found:
        yield from alone(record)
    yield from across(library, {record.id: ties(record.study) for record in found})


def alone(record: Record) -> Iterator[Finding]:
    """What is wrong with a record whatever the others are."""
    for rule in RULES:
        yield from rule(record)


def across(library: Library, found: Mapping[str, Ties]) -> Iterator[Finding]:
    """What is wrong between records: a change of one can be a fault of another."""
    yield from related_records_exist(library, found)
    yield from one_study_is_one_record(library, found)
