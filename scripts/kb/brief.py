"""Titles and descriptions short enough to be shown whole where somebody shares or finds a page."""

from __future__ import annotations

import re
import unicodedata

TITLE, DESCRIPTION = 60, 160  # in Latin characters; a Han character takes the room of two
_MORE = "\u2026"
_SENTENCE = re.compile(r"[\u3002\uff01\uff1f]|[.!?](?=\s+[^a-z\s])")
_CLAUSE = re.compile(r"[\uff0c\uff1b\uff1a]|[,;:](?=\s)")
_WORD = re.compile(r"(?<=[^\s\d])(?=\s)|(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])")  # never in a number, or between it and its unit


def width(text: str) -> int:
    """The room a text takes: 2 for a Han character or a full-width sign, 1 for any other."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def brief(text: str, most: int) -> str:
    """The text if it fits; else its first sentences that fit; else its beginning, up to a clause or a word, with a sign that it goes on."""
    text = " ".join(text.split())
    if width(text) <= most:
        return text
    for end, least, sign in ((_SENTENCE, most / 3, ""), (_CLAUSE, most / 2, _MORE), (_WORD, 0, _MORE)):
        places = [match.end() for match in end.finditer(text)]
        fitting = [place for place in places if least <= width(_tidy(text[:place], sign)) <= most]
        if fitting:
            return _tidy(text[: fitting[-1]], sign)
    return _cropped(text, most - 1) + _MORE


def _tidy(text: str, sign: str) -> str:
    return text.rstrip(" ,;:\uff0c\uff1b\uff1a") + sign if sign else text


def _cropped(text: str, most: int) -> str:
    """As many characters as fit, where there is no better place to end."""
    while width(text) > most:
        text = text[:-1]
    return text
