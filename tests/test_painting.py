"""The painted picture is a small square PNG, the same every time, with as many signs as there are people."""

from __future__ import annotations

import io
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kb.painting import _COLOURS, painted
from kb.picture import CARE, CELLS, SIZE, Drawing, Group


def _drawn(*many: int, name: str = "PMID 1") -> Drawing:
    return Drawing(tuple(Group("dot", CELLS[number % 4], each, str(each)) for number, each in enumerate(many)), (), "2025", name)


def _opened(drawing: Drawing) -> Image.Image:
    return Image.open(io.BytesIO(painted(drawing)))


def test_it_is_a_square_that_messengers_take() -> None:
    image = _opened(_drawn(16, 16))
    assert (image.format, image.size, image.size >= (300, 300)) == ("PNG", (SIZE, SIZE), True)
    assert len(painted(_drawn(200, 200))) < 10_000


def test_the_same_study_is_the_same_picture() -> None:
    first = painted(_drawn(12, 9))
    painted.cache_clear()
    assert painted(_drawn(12, 9)) == first
    assert painted(_drawn(12, 10)) != first


def _blobs(image: Image.Image, colour: int) -> int:
    """How many separate signs of exactly this colour the field holds."""
    pixels = image.convert("RGB").crop((0, 124, SIZE, 410))
    left = {(x, y) for x in range(pixels.width) for y in range(pixels.height) if pixels.getpixel((x, y)) == _COLOURS[colour]}
    found = 0
    while left:
        found += 1
        edge = [left.pop()]
        while edge:
            x, y = edge.pop()
            for place in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if place in left:
                    left.remove(place)
                    edge.append(place)
    return found


@pytest.mark.parametrize("many", [(1,), (16, 17), (78, 78, 40), (200, 200), (400,)])
def test_every_person_is_one_sign(many: tuple[int, ...]) -> None:
    image = _opened(_drawn(*many))
    assert [_blobs(image, CELLS[number % 4]) for number in range(len(many))] == list(many)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 10**6), max_size=40), st.text(max_size=40))
def test_no_record_is_too_odd_to_be_painted(many: list[int], name: str) -> None:
    assert painted(_drawn(*many, name=name)).startswith(b"\x89PNG")


def test_a_group_without_cells_is_grey() -> None:
    assert _blobs(_opened(Drawing((Group("dot", CARE, 7, "7"),), (), "", "")), CARE) == 7


def test_ten_thousand_take_less_than_three_minutes() -> None:
    drawings = [_drawn(100, 80 + number % 40, name=f"PMID {number}") for number in range(50)]
    start = process_time()
    for each in drawings:
        painted(each)
    assert (process_time() - start) / len(drawings) < 0.018
