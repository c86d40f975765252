"""Hold what search finds against a full scan of the same texts: what it misses, and what it finds without cause.

The scan looks for what the worker understood of a golden query: for a concept, all its spellings and those of its kinds;
for other words, Latin letters at the beginning of a word and Han characters anywhere. A study, a page or an entry of the
glossary is right if it holds all of that, as far as it stands anywhere. Needs what the tests need.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench_search import QUERIES, grown, opened, real, served, write
from kb.finder import Finder
from kb.folding import normal
from kb.search import Found
from kb.thesaurus import stands

UNITS = """async ([language, query]) => {
  const [index, words] = await Promise.all([piece(`${language}/index.json`), thesaurus()]);
  const ignored = new Set(words.ignored), found = postings(`${language}/`, index);
  const units = await Promise.all(parsed(query, words, ignored).map((unit) => standing(unit, found, words, ignored)));
  return units.flat().map(({ text, concepts, docs }) => [text, concepts ?? [], [...docs.keys()]]);
}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("size", nargs="?", type=int, default=5, help="number of studies")
    finder = grown(real(), arguments.parse_args().size)
    with tempfile.TemporaryDirectory(prefix="kb-scan-search-") as folder:
        write(finder, Path(folder))
        with served(Path(folder)) as (browser, base):
            shares = list(compared(finder, opened(browser, base)))
    for name, all_ in zip(("recall", "precision"), zip(*shares, strict=True), strict=True):
        print(f"{name} {sum(all_) / len(all_):.3f} over {len(all_)} golden queries")


def compared(finder: Finder, page: Any) -> Iterator[tuple[float, float]]:
    """Recall and precision of each golden query; prints what differs."""
    documents = {code: finder.documents(code) for code in finder.found}
    texts = {code: [_text(found) for found in all_] for code, all_ in documents.items()}
    for language, query in QUERIES:
        units = page.evaluate(UNITS, [language, query])
        right = _all(_scanned(finder, texts[language], text, concepts) for text, concepts, _ in units)
        found = _all(set(numbers) for *_, numbers in units)
        for word, numbers in (("missing", right - found), ("without cause", found - right)):
            if numbers:
                print(f"{language} {query}: {word}: {', '.join(documents[language][number].path for number in sorted(numbers)[:5])}")
        both = len(right & found)
        yield both / len(right) if right else 1, both / len(found) if found else 1


def _all(sets: Iterable[set[int]]) -> set[int]:
    """What is in all of the sets that hold anything."""
    held = [each for each in sets if each]
    return set.intersection(*held) if held else set()


def _text(found: Found) -> str:
    parts = [found.title, found.summary, *(text for each in found.passages for text in (each.heading, each.text))]
    return f" {normal(' / '.join(parts))} "


def _scanned(finder: Finder, texts: Sequence[str], text: str, concepts: Sequence[int]) -> set[int]:
    """The texts that hold the concepts in any of their spellings, or the words as written."""
    meant = {number for number, wider in finder.thesaurus.wider.items() if wider.intersection(concepts)}.union(concepts)
    names = {name for number in meant for name in finder.thesaurus.concepts[number].spellings if len(name) > 2 or not name.isascii()}
    literal = [] if names.intersection([text]) else text.split()
    return {number for number, each in enumerate(texts) if any(stands(name, each) for name in names) or (literal and _holds(literal, each))}


def _holds(words: Sequence[str], text: str) -> bool:
    whole = {word: len(word) <= 2 or word.isdigit() for word in words}
    return all(word in text if word >= "\u3400" else f" {word}{' ' * whole[word]}" in text for word in words)


if __name__ == "__main__":
    main()
