"""What is drawn from a study and the vocabularies alone is drawn once, and held as long as both stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kb.library import Library
from kb.model import Study

T = TypeVar("T")


def drawn(study: Study, library: Library, name: str, draw: Callable[[], T]) -> T:
    """The result of `draw`, under its name: in the live preview a change of one record draws nothing anew from the others."""
    terms, held = study._drawn
    if terms is not library.terms:
        held = {}
        study._drawn = (library.terms, held)
    if name not in held:
        held[name] = draw()
    found: T = held[name]
    return found
