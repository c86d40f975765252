"""An address as a QR code, drawn by the page as one line of an SVG."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno


@dataclass(frozen=True)
class Code:
    """The dark modules as the `d` of a path on a square of `size` modules, the empty border that readers need not counted."""

    size: int
    path: str


def code(text: str) -> Code:
    """The code with a medium amount of redundancy: it survives a fold or a stain on paper."""
    matrix = segno.make(text, error="m", micro=False).matrix
    return Code(len(matrix), "".join(_row(y, row) for y, row in enumerate(matrix)))


def _row(y: int, row: bytearray) -> str:
    """The runs of dark modules in a row."""
    drawn, x = "", 0
    for dark, run in groupby(row):
        length = sum(1 for _ in run)
        drawn += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return drawn
