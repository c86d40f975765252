"""Completeness of reporting: every item has one answer, and what is missing is never counted as given."""

from __future__ import annotations

from kb.completeness import completeness
from kb.library import Library


def test_every_item_of_a_guideline_has_one_answer(library: Library) -> None:
    for study in library.studies.values():
        answers = completeness(study, library.reporting)
        assert sorted(item.id for one in answers for items in one.answers.values() for item in items) == sorted(
            i.id for i in library.reporting
        )


def test_what_is_not_reported_is_counted_as_such(library: Library) -> None:
    study = library.studies["akhlaghpasand-2025-spinal-cord-injury"]
    doses = next(one for one in completeness(study, library.reporting) if one.id == "doses")
    assert (len(doses.answers["reported"]), doses.asked) == (0, 7)
