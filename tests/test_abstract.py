"""What lists and comparisons know of a study is drawn once, and is the same after it was kept."""

from __future__ import annotations

import pickle
from dataclasses import replace

from kb.abstract import abstracts
from kb.compare.tables import NAMES
from kb.library import Library
from kb.shelf import Shelf, pack


def test_it_is_drawn_once_for_the_same_study_and_vocabularies(small: Library) -> None:
    library = replace(small, drawn={})
    first = library.abstract("two-arms")
    again = replace(library, findings=[])
    assert again.abstract("two-arms") is first and first.entry.library is again
    assert replace(library, terms=dict(small.terms)).abstract("two-arms") is not first
    other = replace(library, studies={"two-arms": small.studies["two-arms"].model_copy()})  # type: ignore[arg-type]
    assert other.abstract("two-arms") is not first


def test_it_is_the_same_whether_the_study_lies_packed(library: Library) -> None:
    packed = Shelf()
    for id, study in library.studies.items():
        packed.put(id, pack(study))
    again = replace(library, studies=packed, drawn={})
    for id in library.studies:
        one, other = library.abstract(id), again.abstract(id)
        assert (one.terms, one.figures, one.checks, one.remarks, one.ties) == (
            other.terms,
            other.figures,
            other.checks,
            other.remarks,
            other.ties,
        )
        assert [(row.key, row.facets) for row in one.outcomes] == [(row.key, row.facets) for row in other.outcomes]


def test_it_is_kept_without_its_study_and_finds_it_again(library: Library) -> None:
    for abstract in abstracts(library):
        kept = pickle.dumps(abstract)
        assert len(kept) < len(pickle.dumps(library.studies[abstract.entry.id])) / 3
        again = pickle.loads(kept)  # noqa: S301 ours
        again.entry.listed_in(library)
        assert again.entry.study is abstract.entry.study
        for name in NAMES:
            rows, others = getattr(abstract, name), getattr(again, name)
            assert [(row.id, row.facets) for row in rows] == [(row.id, row.facets) for row in others]
        assert [(row.key, row.verdict, row.limits, row.point) for row in abstract.outcomes] == [
            (row.key, row.verdict, row.limits, row.point) for row in again.outcomes
        ]
        assert (again.terms, again.figures, again.checks, again.remarks, again.ties) == (
            abstract.terms, abstract.figures, abstract.checks, abstract.remarks, abstract.ties
        )  # fmt: skip
