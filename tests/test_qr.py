"""A QR code drawn as a path has exactly the modules of the library's own."""

from __future__ import annotations

import re

import segno

from kb.qr import code

ADDRESS = "https://example.org/kb/zh/studies/x/"


def test_the_path_draws_the_dark_modules_and_no_others() -> None:
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    drawn = code(ADDRESS)
    assert drawn.size == len(matrix)
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawn.path)]
    assert all(there == back for _, _, there, back in runs)
    dark = {(x + step, y) for x, y, length, _ in runs for step in range(length)}
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_the_same_address_is_drawn_the_same() -> None:
    assert code(ADDRESS) == code(ADDRESS) != code(ADDRESS + "y/")
