"""Figures in running text: where they stand, what they are worth, and which digits only belong to a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_SUPERSCRIPTS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")
_PLAIN = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F)}
_TOKEN = re.compile(
    r"(?=\d)(?:(?P<mantissa>\d+(?:\.\d+)?)\s*[\u00d7xX]\s*10\s*(?:\^\s*(?P<caret>-?\d+)|(?P<raised>[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b]+))"
    r"|(?P<grouped>\d{1,3}(?:,\d{3})+(?![\d.]))|(?P<plain>\d+(?:\.\d+)?))"
)


class Token(NamedTuple):
    """A figure in a text: its worth without sign, and where it stands."""

    value: Decimal
    start: int
    end: int


def tokens(text: str, names: Iterable[str] = (), own: Iterable[str] = ()) -> Iterator[Token]:
    """The figures of `text`; digits inside one of `names` (CD73, IL-6), or of a record's `own` names, are no figures."""
    hidden = _hide(text, tuple(names), own)
    for match in _TOKEN.finditer(hidden):
        if match["mantissa"]:
            power = (match["caret"] or match["raised"]).translate(_SUPERSCRIPTS)
            value = Decimal(f"{match['mantissa']}e{power}")
        else:
            value = Decimal((match["grouped"] or match["plain"]).replace(",", ""))
        yield Token(value, match.start(), match.end())


def _hide(text: str, names: tuple[str, ...], own: Iterable[str]) -> str:
    """`text` with full-width digits made plain and names blanked, every character still at its place."""
    plain = text if text.isascii() else text.translate(_PLAIN)
    standing = tuple(name for name in own if name in plain)  # a pattern for each record's names would cost more than all its texts
    return _pattern(names + standing).sub(lambda match: " " * len(match[0]), plain)


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first; a look at the first character spares trying them all at each place."""
    longest = sorted({*names} - {""}, key=len, reverse=True)
    if not longest:
        return re.compile("(?!)")
    first = re.escape("".join(sorted({name[0] for name in longest})))
    return re.compile(rf"(?=[{first}])(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, longest))})(?![0-9])")


def spelled_out(text: str) -> set[Decimal]:
    """What the number words of Han writing in `text` are worth, one character at a time."""
    return {Decimal(int(unicodedata.numeric(c))) for c in text if unicodedata.category(c) == "Lo" and unicodedata.numeric(c, -1) >= 0}
