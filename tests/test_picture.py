"""What the picture of a study shows: its own numbers, by arm where all arms have one, and nothing it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, SITE_URL, changed, overview, plain, world
from PIL import Image

from kb.compare.tables import comparisons
from kb.library import Library
from kb.pages import Pages
from kb.picture import CARE, CELLS, Drawing, Group, drawing, shown


def _drawn(library: Library) -> Drawing:
    return drawing(overview(library)[0])


def test_every_arm_has_its_people_and_those_without_cells_are_grey(small: Library) -> None:
    arms = small.studies["two-arms"].arms
    found = _drawn(small).groups
    assert [group.printed for group in found] == [arm.people.printed for arm in arms]  # type: ignore[union-attr]
    assert [group.colour for group in found] == [CELLS[0], CARE]
    assert {group.shape for group in found} == {"dot"}


def test_an_arm_without_a_number_leaves_one_group_of_all(tmp_path: Path) -> None:
    library = world(tmp_path, {"two-arms": changed(plain("two-arms"), {"arms.0.people": "not_reported"})})
    entry = overview(library)[0]
    assert [group.printed for group in drawing(entry).groups] == [entry.people.printed]  # type: ignore[union-attr]


def test_the_real_records_are_drawn_as_what_they_are(library: Library) -> None:
    for entry in overview(library):
        found = drawing(entry)
        assert found.groups, entry.id
        shapes = {group.shape for group in found.groups}
        wanted = {"registration": "ring", "systematic-review": "square"}.get(entry.study.kind.id, "dot")
        assert shapes == {wanted}
        assert found.words[0] == f"{wanted}s"
        assert ("colours" in found.words) == (len(found.groups) > 1)
        assert ("grey" in found.words) == any(group.colour == CARE for group in found.groups)
        assert (found.year, bool(found.name)) == (entry.year, True)


@pytest.mark.parametrize(("many", "each"), [(400, 1), (401, 10), (4000, 10), (4001, 100), (10**9, 10**7)])
def test_many_people_share_a_sign(many: int, each: int) -> None:
    found = Drawing((Group("dot", CELLS[0], many, str(many)),), (), "2025", "")
    assert (found.each, found.words) == (each, ("many_dots" if each > 1 else "dots",))


def test_a_study_without_a_number_shows_nobody() -> None:
    assert Drawing((), (), "2025", "").words == ("nobody",)


def test_a_link_to_a_study_shows_its_picture_and_any_other_that_of_the_site(small: Library) -> None:
    made = {page.address: page for page in Pages(small, comparisons(small)).values()}
    of_study = shown(small, "en", made["en/studies/two-arms/"], SITE_URL)
    assert (of_study.address, of_study.absolute) == ("assets/pictures/two-arms.png", SITE_URL + "assets/pictures/two-arms.png")
    assert of_study.alt.startswith(small.studies["two-arms"].short_title["en"])
    for page in (made["en/"], None):
        of_site = shown(small, "en", page, None)
        assert of_site.absolute is None
        with Image.open(ROOT / "docs" / of_site.address) as image:
            assert image.size == (of_site.width, of_site.height)
