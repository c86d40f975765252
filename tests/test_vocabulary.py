"""The vocabularies and the names of the fields are complete and in order, in every language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from kb.library import Library, load
from kb.model import Study, results
from kb.vocabulary import VOCABULARIES

DATA = Path(__file__).resolve().parent.parent / "data"
NAMED: dict[type[BaseModel], str] = {results.People: "results.People"}  # two classes are called People; the participants keep the bare name

HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
HALF_WIDTH = re.compile(f"(?<={HAN})[,;:!?()]|[,;:!?()](?={HAN})|(?<={HAN})\\.(?!\\w)")


@pytest.fixture(scope="module")
def library() -> Library:
    return load(DATA, only="")  # no record is read


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The model classes that stand in an annotation, not those inside them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from models(part)


def reachable(start: type[BaseModel]) -> list[type[BaseModel]]:
    """Every model class that a record can hold."""
    found = [start]
    for model in found:
        for field in model.model_fields.values():
            found += [inner for inner in models(field.annotation) if inner not in found]
    return list(dict.fromkeys(found))


CLASSES = {NAMED.get(model, model.__name__): model for model in reachable(Study)}
SECTIONS = [section for name in CLASSES for section in (name, f"{name} help")]


def words(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text in a value of plain data, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from words(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from words(inner, f"{path}[{index}]")


def test_no_two_classes_share_a_name() -> None:
    assert len(CLASSES) == len(reachable(Study))


def test_the_files_can_be_read(library: Library) -> None:
    assert [found for found in library.findings if found.file.startswith(("data/terms/", "data/fields.yml"))] == []


def test_fields_yml_has_a_section_for_every_class_and_no_other(library: Library) -> None:
    assert sorted(library.fields) == sorted(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_has_its_name_and_its_help_in_every_language(library: Library, section: str) -> None:
    entries = library.fields.get(section, {})
    wanted = CLASSES[section.removesuffix(" help")].model_fields
    assert sorted(entries) == sorted(wanted)
    assert {field for field, text in entries.items() if set(text.versions) != set(library.codes)} == set()


def test_every_vocabulary_has_a_file_and_every_file_is_a_vocabulary() -> None:
    assert sorted(path.name for path in (DATA / "terms").iterdir()) == sorted(f"{name}.yml" for name in VOCABULARIES)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_vocabulary_says_what_it_is_and_is_not_empty(library: Library, vocabulary: str) -> None:
    first = (DATA / "terms" / f"{vocabulary}.yml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and "HEAD" not in first
    assert library.terms[vocabulary]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_broader_term_exists_and_leads_to_no_circle(library: Library, vocabulary: str) -> None:
    terms = library.terms[vocabulary]
    assert {name: term.within for name, term in terms.items() if term.within is not None and term.within not in terms} == {}
    for name in terms:
        above = [name]
        while (broader := terms[above[-1]].within) is not None:
            assert broader not in above, f"{vocabulary}: {' within '.join([*above, broader])}"
            above.append(broader)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_unit_of_a_term_exists(library: Library, vocabulary: str) -> None:
    terms = library.terms[vocabulary]
    assert {name: term.unit for name, term in terms.items() if term.unit is not None and term.unit not in library.terms["units"]} == {}


def test_every_measure_says_whether_a_difference_that_matters_was_looked_for(library: Library) -> None:
    measures = library.terms["measures"]
    assert [name for name, term in measures.items() if (term.looked_for is None) == (term.no_difference is None)] == []
    assert [name for name, term in measures.items() if term.no_difference is not None and term.differences] == []
    assert {one for term in measures.values() for one in term.differences if one.pmid is None and one.doi is None} == set()


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_no_two_terms_share_a_name(library: Library, vocabulary: str) -> None:
    for language in library.codes:
        names = Counter(term.name[language].casefold() for term in library.terms[vocabulary].values())
        assert [name for name, times in names.items() if times > 1] == []


def test_chinese_text_has_full_width_punctuation(library: Library) -> None:
    wrong = [
        f"{file}:{path}: {text}"
        for file, document in library.documents.items()
        if file.startswith(("data/terms/", "data/fields.yml"))
        for path, text in words(document.values, "")
        if HALF_WIDTH.search(text)
    ]
    assert wrong == []
