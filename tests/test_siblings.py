"""The fields that may stand at a place are read from the model."""

from __future__ import annotations

from kb.model import Study
from kb.model.people import Step
from kb.siblings import fields_at


def test_the_fields_of_the_record_itself() -> None:
    assert fields_at(Study, ["tittle"]) == sorted(Study.model_fields)


def test_the_fields_of_a_part_inside_a_list() -> None:
    assert fields_at(Study, ["people", "flow", 0, "stp"]) == sorted(Step.model_fields)


def test_a_kind_of_source_has_its_own_fields() -> None:
    assert "journal" in fields_at(Study, ["sources", 0, "paper", "jurnal"])
    assert "journal" not in fields_at(Study, ["sources", 0, "registration", "x"])
