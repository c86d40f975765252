"""The elements of our own HTML: the outermost ones of a piece, and where one ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_TAG = re.compile(r"<([a-z][a-z0-9]*)\b[^>]*?(/?)>")
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))


def blocks(html: str) -> Iterator[str]:
    """The outermost elements of a piece of our own HTML, in order."""
    end = 0
    while tag := _TAG.search(html, end):
        name, closed = tag.groups()
        end = tag.end() if closed or name in _VOID else end_of(html, tag.end(), name)
        yield html[tag.start() : end]


def end_of(html: str, start: int, name: str) -> int:
    """Where the element ends whose first tag ends at `start`: only tags of its own name can tell."""
    depth = 1
    for tag in _named(name).finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    raise ValueError(f"<{name}> does not end")


@cache
def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}\b[^>]*(?<!/)>")
