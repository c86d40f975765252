"""The search index: static pieces that docs/assets/search-worker.js fetches when somebody searches, and only those it needs.

One index per language. A document is a page, or one entry of the glossary. Its passages are put together into a few
blocks of text of about equal size; a block is what is fetched to show an excerpt. The postings of a token say in which
documents it stands and, bit by bit, where: in the title, in a heading, in which block. So whether words stand close
together is known without any text. A concept has postings of its own, made from all its spellings.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from kb.folding import fold_table, normal, tokens
from kb.passages import FOLDED, Passage
from kb.thesaurus import Concept, Thesaurus
from kb.values import Text

BLOCKS = 6  # of a document, at most
BITS = BLOCKS + 2  # title, headings, blocks
_SHARD = 8_000  # characters of postings in one file
_GROUP = 64  # such files that one list names: a single list of all would grow with the site, and every search fetches it
_LEAST = {True: 1_200, False: 3_600}  # characters of a block, Han or not: a file smaller than a packet gains nothing

MAKING = "making"  # the folder of an index that is being made
FACETS = 4  # condition, route, cells, kind of study
Facets = tuple[tuple[int, ...], ...]  # concepts by facet


@dataclass(frozen=True)
class Found:
    """Something that can be found: its address below the language's folder, its kind, title, passages, facets."""

    path: str
    kind: str  # study, page or term
    title: str
    passages: tuple[Passage, ...] = field(repr=False)
    summary: str = ""  # what the page says of itself, where its text does not
    facets: Facets = ((),) * FACETS
    year: int = 0
    masks: Mapping[str, int] | None = field(default=None, repr=False)  # filled in by `looked_through`, as are the texts
    texts: tuple[bytes | str, ...] = field(default=(), repr=False)  # of its blocks; the hash of one that was put away


class Index:
    """The index of one language while it is made."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self.postings: dict[str, array[int]] = defaultdict(partial(array, "I"))  # an eighth of the memory of lists
        self.documents: list[Found] = []
        self.texts: list[tuple[str, bytes | str]] = []  # of blocks, each with its name

    def add(self, found: Found) -> None:
        """Index one document."""
        number, ready = len(self.documents), found if found.masks is not None else looked_through(found, self.thesaurus)
        for token, mask in (ready.masks or {}).items():
            self.postings[token].append(number << BITS | mask)
        self.texts += ((f"x{number}.{place}.json", text) for place, text in enumerate(ready.texts))
        self.documents.append(replace(ready, masks=None, texts=()))

    def write(self, folder: Path) -> None:
        """The files of the index; all but the first stand in a folder named after their version, so that none can go stale.

        Each is written as soon as it is made, and texts that lie in the folder already are only given their names.
        """
        making, whole, starts = folder / MAKING, hashlib.sha256(), list[str]()
        making.mkdir(parents=True, exist_ok=True)
        for number, (start, shard) in enumerate(_shards(self.postings)):
            piece = written(shard)
            whole.update(piece)
            starts.append(start)
            (making / f"t{number}.json").write_bytes(piece)
        for name, text in self.texts:
            whole.update(_named(text).encode())
            put_away(folder, text).rename(making / name)
        for at in range(0, len(starts), _GROUP):
            (making / f"s{at // _GROUP}.json").write_bytes(written(starts[at : at + _GROUP]))
        version = whole.hexdigest()[:12]
        making.rename(folder / version)
        (folder / "index.json").write_bytes(written(self._table(version, starts)))

    def _table(self, version: str, starts: Sequence[str]) -> dict[str, Any]:
        """What a search needs of every document before it knows which to show."""
        columns = [_column([each.facets[facet] for each in self.documents]) for facet in range(FACETS)]
        return {
            "version": version,
            "bits": BITS,
            "group": _GROUP,
            "starts": starts[::_GROUP],
            "kinds": "".join(each.kind[0] for each in self.documents),
            "years": [each.year for each in self.documents],
            "facets": columns,
            "names": self._names(),
        }

    def _names(self) -> dict[int, int]:
        """Concepts and the documents that explain them."""
        numbers = {each.path.partition("#")[2]: number for number, each in enumerate(self.documents) if each.kind == "term"}
        return {number: numbers[each.anchor] for number, each in enumerate(self.thesaurus.concepts) if each.anchor in numbers}


def put_away(folder: Path, text: bytes | str) -> Path:
    """Where a text of a block lies until the index is made, in the folder of the index."""
    path = folder / MAKING / _named(text)
    if isinstance(text, bytes):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return path


def _named(text: bytes | str) -> str:
    return hashlib.sha256(text).hexdigest() if isinstance(text, bytes) else text


def looked_through(found: Found, thesaurus: Thesaurus) -> Found:
    """The document as the index takes it, without its passages: this takes the time, and can be done and kept for each alone."""
    blocks = _blocks(found.passages)
    title = " \n".join({found.title: 0} | {each.heading: 0 for each in found.passages if each.level == 1})
    headings = "\n".join([found.summary, *(each.heading for each in found.passages if 1 < each.level < FOLDED)])
    shown = ([[each.id, each.heading, each.text] for each in block] for block in blocks)
    texts = tuple(written({"title": found.title, "path": found.path, "passages": passages}) for passages in shown)
    return replace(found, passages=(), masks=_masks([title, headings, *map(_words, blocks)], thesaurus), texts=texts)


def _masks(texts: Iterable[str], thesaurus: Thesaurus) -> Mapping[str, int]:
    """Which of the texts (title, headings, blocks) hold which tokens and concepts."""
    masks: dict[str, int] = {}
    for bit, text in enumerate(texts):
        words = normal(text)
        found = tokens(words)
        found |= {f"#{concept}" for concept in thesaurus.mentioned(words, found)}
        here = 1 << bit
        for token in found:
            masks[token] = masks.get(token, 0) | here
    return masks


def vocabulary(thesaurus: Thesaurus, ignored: Text, asking: Text, characters: Iterable[str]) -> dict[str, Any]:
    """What all languages share: the concepts with what they are called, words of questions, traditional characters."""
    return {
        "concepts": [_told(concept, thesaurus.wider[number]) for number, concept in enumerate(thesaurus.concepts)],
        "ignored": [word for words in ignored.versions.values() for word in normal(words).split()],
        "asking": [normal(words) for each in asking.versions.values() for words in each.split(",")],
        "fold": fold_table(characters),
    }


def _told(concept: Concept, wider: Iterable[int]) -> list[Any]:
    return [concept.term.name.versions, concept.spellings, concept.searched, sorted(wider), concept.id]


def _blocks(cut: Sequence[Passage]) -> list[list[Passage]]:
    """The passages in order, in at most BLOCKS groups of about equal length."""
    sizes = [len(each.heading) + len(each.text) for each in cut]
    total = sum(sizes) or 1
    han = any("\u3400" <= character <= "\u9fff" for each in cut[:9] for character in each.text)
    many = min(max(total // _LEAST[han], 1), BLOCKS)
    middles = [end - size / 2 for end, size in zip(accumulate(sizes), sizes, strict=True)]
    places = [min(int(middle * many / total), many - 1) for middle in middles]
    return [[cut[at] for at in group] for _, group in groupby(range(len(cut)), key=places.__getitem__)]


def _words(block: Sequence[Passage]) -> str:
    return "\n".join(f"{each.heading}\n{each.text}" for each in block)


def _shards(postings: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, dict[str, list[int]]]]:
    """The postings in order of their tokens, cut into files of about the same size, and where each begins."""
    start, last, size = "", "", 0
    shard: dict[str, list[int]] = {}
    for token in sorted(postings):
        if size > _SHARD:
            yield start, shard
            start, shard, size = _beginning(token, last), {}, 0
        shard[token] = _steps(postings[token])
        last, size = token, size + 6 + 4 * len(shard[token])
    if shard:
        yield start, shard


def _beginning(token: str, last: str) -> str:
    """As much of the token as tells it from the one before."""
    return next(token[:end] for end in range(1, len(token) + 1) if token[:end] > last)


def _steps(posts: Sequence[int]) -> list[int]:
    """Documents as steps from the last."""
    masks = (1 << BITS) - 1
    documents = [post >> BITS for post in posts]
    return [(now - before) << BITS | post & masks for before, now, post in zip([0, *documents], documents, posts, strict=False)]


def _column(values: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    """Sets of concepts, each written once, and which of them each document has."""
    sets = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return {"sets": list(sets), "of": [sets[value] for value in values]}


def written(value: Any) -> bytes:
    """A file of the index."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
