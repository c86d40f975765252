"""What we are judged by: every remark by kind, every check with what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from kb.abstract import abstracts
from kb.accounts import checks, kinds_of_remarks, rows_of_remarks
from kb.anatomy import Anatomy
from kb.arithmetic import breaches, led
from kb.arithmetic.check import Subject
from kb.library import Library


def test_the_page_of_checks_counts_the_remarks_they_led_to(library: Library) -> None:
    found = checks(library, abstracts(library))
    led = {account.id: account.remarks for account in (*found["errors"], *found["doubts"])}
    assert led["share"] >= 1 and led["weighted_mean"] >= 1 and led["off_scale"] == 0


def test_every_remark_stands_under_its_kind_once(library: Library) -> None:
    kinds = kinds_of_remarks(rows_of_remarks(library, abstracts(library)))
    assert [kind.term.id for kind in kinds] == [name for name in library.terms["remark_kinds"] if name in {kind.term.id for kind in kinds}]
    listed = [(row.entry.id, row.remark.id) for kind in kinds for row in kind.remarks if row.remark.kind.id == kind.term.id]
    assert sorted(listed) == sorted((name, remark.id) for name, study in library.studies.items() for remark in study.remarks)


def test_what_the_check_of_a_record_has_found_is_not_looked_for_again(library: Library, monkeypatch: Any) -> None:
    fresh = {
        id: {(breach.check.name, remark) for breach in breaches(Subject(Anatomy(study), library.terms)) for remark in breach.remarks}
        for id, study in library.studies.items()
    }
    monkeypatch.setattr("kb.arithmetic.breaches", lambda subject: pytest.fail("the checks were run again"))
    assert {id: led(study, library.terms) for id, study in library.studies.items()} == fresh
