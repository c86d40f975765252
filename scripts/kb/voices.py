"""Words of another language inside a page say so: a screen reader changes its voice there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kb.library import Language

# Elements that tell their language already, and those that cannot hold an element.
_TOLD = r"<(?P<told>[a-z][a-z0-9]*)\b[^>]*\slang=[^>]*>.*?</(?P=told)>|<(?P<bare>option|script|style|svg|title)\b.*?</(?P=bare)>|<[^>]*>"

Speak = Callable[[str, str], Any]  # prints words of a language: its lang attribute, the words


class Voices:
    """Finds runs of letters that only another language is written with."""

    def __init__(self, languages: Mapping[str, Language], own: str) -> None:
        others = [(language.html, language.letters) for code, language in languages.items() if code != own and language.letters]
        self.patterns = [(html, re.compile(rf"{_TOLD}|(?P<run>[{letters}]+)", re.DOTALL)) for html, letters in others]

    def told(self, source: str, speak: Speak) -> str:
        """Our own HTML with these runs in elements that tell their language."""
        for html, pattern in self.patterns:
            source = pattern.sub(partial(_said, html, speak), source)
        return source


def _said(html: str, speak: Speak, match: re.Match[str]) -> str:
    return str(speak(html, match[0])) if match["run"] else match[0]
