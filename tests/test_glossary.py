"""The glossary explains the same words at the same places in every language, and only links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.abstract import abstracts
from kb.glossary import glossary, sounds, uses
from kb.library import Library
from kb.thesaurus import Thesaurus


def ids(page: Path) -> set[str]:
    return set(re.findall(r'id="(term-[^"]+)"', page.read_text(encoding="utf-8")))


def test_every_concept_has_the_same_place_in_every_language(site: Path, library: Library) -> None:
    expected = {concept.anchor for concept in Thesaurus(library).concepts}
    assert {code: ids(site / code / "glossary" / "index.html") for code in library.codes} == dict.fromkeys(library.codes, expected)


def test_every_concept_is_explained(library: Library) -> None:
    assert [concept.anchor for concept in Thesaurus(library).concepts if concept.term.definition is None] == []


def test_entries_stand_under_the_letter_they_sound_with(library: Library) -> None:
    for language in library.codes:
        letters = glossary(library, language, {})
        assert list(letters) == [*sorted(letter for letter in letters if letter != "#"), *(["#"] if "#" in letters else [])]
        assert all(entry.letter == letter for letter, entries in letters.items() for entry in entries)


SOUNDS = [("重复经颅磁刺激", "chong fu"), ("荟萃分析", "hui cui"), ("Barthel指数", "barthel zhi"), ("长期随访", "chang qi")]


@pytest.mark.parametrize(("name", "start"), SOUNDS)
def test_han_characters_are_sorted_as_they_sound(name: str, start: str) -> None:
    assert sounds(name).startswith(start)


def test_uses_come_from_the_records(library: Library) -> None:
    used = uses(abstracts(library))
    assert [entry.id for entry in used["cells", "schwann-cell"]] == ["akhlaghpasand-2025-spinal-cord-injury"]
    assert ("routes", "intranasal") not in used
