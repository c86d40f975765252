"""Words are explained where they are met: once in a section, in sentences only, and the same ones in every language."""

from __future__ import annotations

import pytest

from kb.abstract import abstracts
from kb.explain import Explainer, Words
from kb.library import Library
from kb.thesaurus import Concept, Thesaurus


def _linked(library: Library, language: str, source: str, *ids: str) -> str:
    concepts: list[Concept] = [concept for concept in Thesaurus(library).concepts if f"{concept.vocabulary}/{concept.id}" in ids]
    assert len(concepts) == len(ids)
    return Explainer(library, language).linked(source, concepts, lambda anchor, words: f"[{words}]({anchor.removeprefix('term-')})")


@pytest.mark.parametrize(
    ("language", "source", "shown"),
    [
        ("en", "<p>Intrathecal cells, intrathecal</p>", "<p>[Intrathecal](routes-intrathecal) cells, intrathecal</p>"),
        (
            "en",
            "<h2>a</h2><p>intrathecal</p><h2>b</h2><p>intrathecal</p>",
            "<h2>a</h2><p>[intrathecal](routes-intrathecal)</p><h2>b</h2><p>[intrathecal](routes-intrathecal)</p>",
        ),
        ("en", "<p>an extraintrathecal way, IT</p>", "<p>an extraintrathecal way, IT</p>"),
        ("en", '<p><a href="#intrathecal">intrathecal</a></p>', '<p><a href="#intrathecal">intrathecal</a></p>'),
        ("en", "<h3>intrathecal</h3><div>intrathecal</div>", "<h3>intrathecal</h3><div>intrathecal</div>"),
        ("en", '<p class="kb-tags"><span>intrathecal</span></p>', '<p class="kb-tags"><span>intrathecal</span></p>'),
        ("en", '<p><span lang="x">intrathecal</span></p>', '<p><span lang="x">intrathecal</span></p>'),
        ("en", "<p>stem cells &lt; mRS</p>", "<p>[stem cells](cells-stem-cell) &lt; [mRS](measures-mrs)</p>"),
        ("zh", "<li>经鞘内注射给予</li>", "<li>经[鞘内注射](routes-intrathecal)给予</li>"),
        ("zh", "<p>用mRS表示</p>", "<p>用[mRS](measures-mrs)表示</p>"),
    ],
)
def test_the_first_use_in_a_sentence_of_a_section_is_a_link(library: Library, language: str, source: str, shown: str) -> None:
    assert _linked(library, language, source, "routes/intrathecal", "cells/stem-cell", "measures/mrs") == shown


def test_only_words_of_the_page_are_links(library: Library) -> None:
    assert _linked(library, "en", "<p>intrathecal stem cells</p>", "cells/stem-cell") == "<p>intrathecal [stem cells](cells-stem-cell)</p>"


def _explained(library: Library, language: str) -> dict[str, tuple[Concept, ...]]:
    """The words explained on the page of each study."""
    words = Words(library)
    return {abstract.entry.id: words.of(abstract.terms, language) for abstract in abstracts(library)}


def test_a_study_explains_the_same_words_in_every_language(library: Library) -> None:
    one, *others = ({id: {word.anchor for word in words} for id, words in _explained(library, code).items()} for code in library.codes)
    assert set(one) == set(library.studies)
    assert all(other == one for other in others)


def test_what_everybody_knows_is_not_explained(library: Library) -> None:
    found = _explained(library, "en")
    assert {word.id for words in found.values() for word in words}.isdisjoint({"age", "sex", "death", "headache", "fever"})


def test_the_broader_word_is_explained_too(library: Library) -> None:
    found = _explained(library, "en")["nguyen-2025-stroke-sequelae"]
    assert {"uc-msc", "msc", "stroke"} <= {word.id for word in found}
