"""What is drawn from a study and the vocabularies alone is drawn once, and held as long as both stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kb.library import Library

T = TypeVar("T")


def drawn(library: Library, id: str, name: str, draw: Callable[[], T]) -> T:
    """The result of `draw` for this study, under its name.

    In the live preview a change of one record draws nothing anew from the others.
    """
    study, terms, held = library.drawn.get(id, (None, None, {}))
    if study is not library.studies[id] or terms is not library.terms:
        held = {}
        library.drawn[id] = (library.studies[id], library.terms, held)
    if name not in held:
        held[name] = draw()
    found: T = held[name]
    return found
