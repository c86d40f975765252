"""The characters of a file: what no honest text holds, wherever it stands, and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

# What needs no second look. Superscripts, signs, arrows, Latin, small Greek, Han, and full-width punctuation are all right.
_HONEST = re.compile(
    "[ -~\n\u00a1-\u00ac\u00ae-\u024f\u03b1-\u03be\u03c0-\u03c9\u2010-\u2027\u2030-\u205e\u2070-\u2071\u2074-\u208e"
    "\u2100-\u2125\u2127-\u2129\u212c-\u2328\u2460-\u27ff\u3001-\u3029\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20]*"
)
_HIDDEN = (  # control, soft hyphen, joiners, fillers, zero-width, bidi, variation selectors, private use, no characters at all
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a"
    "\U000e0000-\U0010ffff"
)
_WIDE = "\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"  # ligatures, wide and mathematical letters
_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ALIKE = "[\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u0400-\u052f]"  # also Greek
_MIXED = re.compile(f"[A-Za-z]{_ALIKE}|{_ALIKE}[A-Za-z]")
_SUSPECT = re.compile(f"(?P<tab>\t+)|(?P<space>[{_SPACE}]+)|(?P<character>[{_HIDDEN}]+)|(?P<character_form>[{_WIDE}]+)")
_BLANKED = re.compile(f"[\t{_SPACE}{_HIDDEN}]")
_FOREIGN = re.compile(r"\n(?:<{7}|={7}|>{7}|\|{7}|---|\.\.\.|%)")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")


class Odd(NamedTuple):
    """A place in a text, line and column from 1, and what is wrong there."""

    line: int
    column: int
    code: str
    values: Mapping[str, Any] = MappingProxyType({})


def is_honest(text: str) -> bool:
    """Nothing in `text` needs a second look: the quick answer for nearly every file."""
    return _HONEST.fullmatch(text) is not None


def odd_characters(text: str) -> Iterator[Odd]:
    """Every character or word that is not what it seems to be."""
    if is_honest(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not is_honest(line):
            yield from _odd_in(line, number)


def _odd_in(line: str, number: int) -> Iterator[Odd]:
    for match in _SUSPECT.finditer(line):
        instead = unicodedata.normalize("NFKC", match[0])
        yield Odd(number, match.start() + 1, str(match.lastgroup), {"what": _named(match[0]), "suggestion": instead})
    for word in re.finditer(r"\S+", line):
        yield from _odd_word(word[0], number, word.start() + 1)


def _odd_word(word: str, line: int, column: int) -> Iterator[Odd]:
    """Words that look right and are not found by a search: letters of two scripts, loose accents, old doubles of letters."""
    if mixed := _MIXED.search(word):
        yield Odd(line, column + mixed.start() + mixed[0][0].isascii(), "look_alike", {"what": word})
    composed = unicodedata.normalize("NFC", word)
    if composed != word:
        yield Odd(line, column, "not_composed", {"what": word, "suggestion": composed})


def foreign_lines(text: str) -> Iterator[Odd]:
    """Marks of an unresolved merge, and lines that begin another document."""
    if not _FOREIGN.search(f"\n{text}"):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(line):
            yield Odd(number, 1, "conflict_marker")
        elif line.startswith(("---", "...", "%")):
            yield Odd(number, 1, "several_documents")


def blanked(text: str) -> str:
    """The text with everything invisible made a space, each at its place, so that the rest can be read and judged too."""
    return _BLANKED.sub(" ", text)


def _named(text: str) -> str:
    """Visible text as it is, anything else by its code points."""
    return text if text.isprintable() and text.strip() else " ".join(f"U+{ord(c):04X}" for c in text[:8])
