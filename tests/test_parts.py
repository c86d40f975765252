"""Long lists are cut into pages, and every row stands on exactly one of them."""

from __future__ import annotations

from collections import Counter

import pytest

from kb.library import Library
from kb.parts import PAGE, Part, cut
from kb.values import Ref

Row = tuple[str, str, int]  # its condition, its measure, its number
ROWS: list[Row] = [("stroke" if n % 3 else "spine", f"scale-{n % 4}", n) for n in range(50)]


def _condition(row: Row) -> Ref:
    return Ref(row[0], "conditions")


def _measure(row: Row) -> Ref:
    return Ref(row[1], "measures")


def _paths(parts: list[Part[Row]]) -> list[tuple[str, int]]:
    return [(part.path, len(part.rows)) for part in parts]


def test_a_short_list_is_one_page() -> None:
    assert _paths(list(cut("studies", ROWS, 50))) == [("studies/", 50)]
    assert _paths(list(cut("studies", [], 50))) == [("studies/", 0)]


def test_a_long_list_without_terms_is_numbered_and_its_first_page_stays_where_it_was() -> None:
    parts = list(cut("studies", ROWS, 20))
    assert _paths(parts) == [("studies/", 20), ("studies/page/2/", 20), ("studies/page/3/", 10)]
    assert [(part.before, part.after) for part in parts] == [
        ("", "studies/page/2/"), ("studies/", "studies/page/3/"), ("studies/page/2/", ""),
    ]  # fmt: skip
    assert all(part.pages == ((1, "studies/"), (2, "studies/page/2/"), (3, "studies/page/3/")) for part in parts)


def test_a_long_list_is_cut_by_its_terms_and_numbered_only_where_they_do_not_suffice() -> None:
    parts = list(cut("outcomes", ROWS, 20, (_condition,)))
    assert _paths(parts) == [("outcomes/", 0), ("outcomes/stroke/", 20), ("outcomes/stroke/page/2/", 13), ("outcomes/spine/", 17)]
    assert [(branch.path, branch.rows) for branch in parts[0].branches] == [("outcomes/stroke/", 33), ("outcomes/spine/", 17)]
    assert {part.above for part in parts[1:]} == {"outcomes/"}


def test_numbered_pages_keep_together_what_belongs_together() -> None:
    parts = list(cut("outcomes", ROWS, 15, order=lambda rows: sorted(rows, key=lambda row: row[1])))
    assert [sorted({row[1] for row in part.rows}) for part in parts] == [
        ["scale-0", "scale-1"], ["scale-1", "scale-2"], ["scale-2", "scale-3"], ["scale-3"],
    ]  # fmt: skip


@pytest.mark.parametrize("most", [1, 2, 7, 16, 49, 50, 51])
@pytest.mark.parametrize("by", [(), (_condition,), (_condition, _measure)])
def test_every_row_stands_on_exactly_one_page_no_page_holds_too_many_and_all_are_reached(most: int, by: tuple[object, ...]) -> None:
    parts = list(cut("list", ROWS, most, by))  # type: ignore[arg-type]
    assert Counter(row for part in parts for row in part.rows) == Counter(ROWS)
    assert all(len(part.rows) <= most for part in parts)
    linked = {"list/", *(branch.path for part in parts for branch in part.branches), *(path for part in parts for _, path in part.pages)}
    assert linked == {part.path for part in parts}
    assert len(linked) == len(parts)


def test_no_term_is_called_like_the_word_before_a_number(library: Library) -> None:
    assert [name for name, terms in library.terms.items() if PAGE in terms] == []


def test_no_term_is_called_like_a_list_beside_the_tables(library: Library) -> None:
    from kb.compare.tables import BESIDE

    assert [name for name in ("conditions", "measures") if {*BESIDE} & {*library.terms[name]}] == []
