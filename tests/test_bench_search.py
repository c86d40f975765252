"""The benchmark of search: copies differ from each other and are the same at every run; it measures nothing here."""

from __future__ import annotations

import bench_search


def test_copies_are_studies_of_their_own_and_the_same_at_every_run() -> None:
    finder = bench_search.real()
    for language, found in finder.found.items():
        studies = [each for each in found if each.kind == "study"]
        copies = [bench_search.varied(studies, number, language) for number in range(20)]
        assert copies == [bench_search.varied(studies, number, language) for number in range(20)]
        assert copies[: len(studies)] == studies
        assert len({each.passages for each in copies}) == len(copies)


def test_a_grown_finder_has_as_many_studies_as_asked() -> None:
    grown = bench_search.grown(bench_search.real(), 12)
    for found in grown.found.values():
        assert sum(each.kind == "study" for each in found) == 12
