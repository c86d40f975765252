"""Show where things stand in a source text, and write the fingerprints of places into a record.

locate.py TEXT              every sentence with its place
locate.py TEXT FIGURE       the sentences that hold the figure
locate.py TEXT --stamp RECORD [--source article]
"""

from __future__ import annotations

import argparse
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kb.places import fingerprint, numbered
from kb.provenance import sentences
from kb.tokens import tokens


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("text", type=Path)
    arguments.add_argument("figure", nargs="?")
    arguments.add_argument("--stamp", type=Path, metavar="RECORD")
    arguments.add_argument("--source", default="article", help="the id of the source in the record")
    options = arguments.parse_args()
    text = options.text.read_text(encoding="utf-8-sig")
    if options.stamp:
        record = options.stamp.read_text(encoding="utf-8")
        options.stamp.write_text(stamped(record, options.source, text), encoding="utf-8")
        return
    for paragraph, position, sentence in numbered(text):
        if options.figure is None or holds(sentence, options.figure):
            print(f"{options.source}:{paragraph}.{position}:{fingerprint(sentence)}  {sentence.strip()}")


def holds(sentence: str, figure: str) -> bool:
    """Whether the sentence holds the figure, or the words where it is none."""
    try:
        return any(token.value == abs(Decimal(figure)) for token in tokens(sentence))
    except InvalidOperation:
        return figure in sentence


def stamped(record: str, source: str, text: str) -> str:
    """The record with the fingerprint added, or renewed, at every place of this source."""
    known = sentences(text)

    def stamp(match: re.Match[str]) -> str:
        sentence = known.get((int(match[2]), int(match[3])))
        return match[1] + (f":{fingerprint(sentence)}" if sentence else "")

    return re.sub(rf"(?<![\w-])({re.escape(source)}:(\d+)\.(\d+))(?::[0-9a-f]{{8}})?\b", stamp, record)


if __name__ == "__main__":
    main()
