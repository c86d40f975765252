"""Cut the HTML of a page into passages: a heading, its id, and the text up to the next one, as search needs them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(
    r"<h([1-4])\b([^>]*)>(.*?)</h\1>"
    r"|<details\b([^>]*)>\s*<summary[^>]*>\s*(?:<h\d[^>]*>(.*?)</h\d>|(.*?)</summary>)",
    re.DOTALL,
)
FOLDED = 5  # the level of what stands in a box to open: text, not a heading of the page
_ID = re.compile(r'\bid="([^"]+)"')
# Not the page's own words: marks, counts, links to its other forms, the words for what is missing, names of rows, figures in tables, notes.
_OURS = r'<(a|p|span|ul) [^>]*class="kb-(?:mark|count|badge|twin|tags|ways kb-takes|banner|note|edit|missing)[^>]*>.*?</\1>'
_ASIDE = re.compile(_OURS + r"|<(dt|caption|thead|button|nav|form)\b.*?</\2>|<td [^>]*class=\"kb-num.*?</td>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|li|dd|div|tr|th|td|h[1-6]|summary|ul|ol|table|blockquote|pre)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
# the same on every study, or said elsewhere: about other studies, and in the glossary
OMITTED = frozenset(("further", "dates", "made-by", "cite", "for-clinicians", "flow", "words-used", "words-list"))


@dataclass(frozen=True)
class Passage:
    """A heading with the text below it; what stands before the first heading with an id has the id of the page itself, ""."""

    id: str
    level: int
    heading: str
    text: str


def passages(source: str) -> Iterator[Passage]:
    """The passages of a page in order; a heading without an id belongs to the text around it, unless it is the page's title."""
    id, level, heading, start = "", 1, "", 0
    for match in _HEADING.finditer(source):
        named = _ID.search(match[2] or match[4] or "")
        if named or match[1] == "1":
            yield from _passage(id, level, heading, source[start : match.start()])
            id, level, start = named[1] if named else "", int(match[1] or FOLDED), match.end()
            heading = plain(match[3] or match[5] or match[6] or "")
    yield from _passage(id, level, heading, source[start:])


def _passage(id: str, level: int, heading: str, source: str) -> Iterator[Passage]:
    text = plain(source)
    if (text or heading) and id not in OMITTED:
        yield Passage(id, level, heading, text)


def plain(source: str) -> str:
    """The words of a piece of HTML; blocks are kept apart by a middle dot."""
    bare = _TAG.sub("", _BLOCK.sub("\n", _ASIDE.sub("\n", source)))
    blocks = (" ".join(block.split()) for block in html.unescape(bare).split("\n") if block)
    return " \u00b7 ".join(block for block in blocks if block)
