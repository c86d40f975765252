"""Places in a source text: paragraphs, sentences, and the fingerprint that proves a sentence without storing it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

Paragraphs = Sequence[Sequence[str]]

_END = re.compile("(?<=[\u3002\uff01\uff1f!?\uff1b])")  # full stop, exclamation and question marks, semicolon


def paragraphs(text: str) -> Paragraphs:
    """The sentences of each line that is not blank, in order; `[33][1]` is the place 34.2."""
    return [[part for part in _END.split(line) if part.strip()] for line in text.splitlines() if line.strip()]


def fingerprint(sentence: str) -> str:
    """Eight hexadecimal digits that change with any letter or digit of the sentence, not with its spacing or width."""
    plain = "".join(unicodedata.normalize("NFKC", sentence).split()).casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def numbered(text: str) -> Iterator[tuple[int, int, str]]:
    """Every sentence with the numbers of its paragraph and of itself within it, both from 1."""
    for number, sentences in enumerate(paragraphs(text), 1):
        for position, sentence in enumerate(sentences, 1):
            yield number, position, sentence
