"""A study in its languages side by side: the printed pages cut into blocks, each beside the same block of the others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from markupsafe import Markup

from kb.elements import blocks
from kb.pages import Page
from kb.render import relative

_CLINICIANS = re.compile('<div class="kb-clinicians"')  # where a study page turns from everyone to them
_ITS_OWN = re.compile(r'<h1\b|<\w+ class="[^"]*\bkb-(?:takes|paper)\b')  # the page side by side has its own title and ways
_LIST = re.compile("<(ul|ol|dl)\\b")
_TWIN = re.compile(r' <a class="kb-twin".*?</a>', re.DOTALL)
_ID = re.compile(r' (id|for|headers|aria-labelledby|aria-describedby|aria-controls)="([^"]+)"| (href)="#([^"]+)"')
_LINK = re.compile(r' (href|src)="(?!#|[a-z][a-z0-9+.-]*:)([^"]*)"')
_BETWEEN = "\0"  # blocks, so that all are changed in one go; no text has it


@dataclass(frozen=True)
class Side:
    """A block in one language."""

    language: str
    html: Markup


Row = tuple[Side, ...]


def beside(page: Page, printed: Mapping[str, str]) -> dict[str, tuple[Row, ...]]:
    """The rows for everyone and those for clinicians; `printed`: the HTML of the study's page, by language."""
    order = sorted(printed, key=lambda code: code != page.language)
    columns = [_moved(_cut(printed[code])[0], page, code, place) for place, code in enumerate(order, 1)]
    rows = tuple(tuple(map(Side, order, row)) for row in zip(*columns, strict=True))
    (turn,) = {_cut(html)[1] for html in printed.values()}
    return {"everyone": rows[:turn], "clinicians": rows[turn:]}


@lru_cache(maxsize=8)  # each language stands on the page of every language
def _cut(html: str) -> tuple[list[str], int]:
    """The blocks for everyone and those for clinicians, and how many are for everyone."""
    found = [block for block in blocks(html) if not _ITS_OWN.match(block)]
    (turn,) = (place for place, block in enumerate(found) if _CLINICIANS.match(block))
    everyone = list(_by_item(found[:turn]))
    return [*everyone, *_by_item(_inside(found[turn]))], len(everyone)  # the list of words below is in the order of one language


def _inside(element: str) -> Iterator[str]:
    return blocks(element[element.index(">") + 1 : element.rindex("<")])


def _by_item(found: Iterable[str]) -> Iterator[str]:
    """Lists taken apart, so that each of their items stands beside the same item."""
    for block in found:
        if _LIST.match(block):
            start, end = block[: block.index(">") + 1], block[block.rindex("<") :]
            yield from (start + item + end for item in _inside(block))
        else:
            yield block


def _moved(cut: Iterable[str], page: Page, code: str, place: int) -> list[Markup]:
    """Blocks of the study's page as they can stand on `page`, in the column `place`: links still lead there, no id stands twice."""
    html, study = _BETWEEN.join(cut), page.path.removesuffix("both/")
    if place > 1:
        html = _ID.sub(partial(_numbered, place), _TWIN.sub("", html))
    return list(map(Markup, _LINK.sub(partial(_led, page, f"/{code}/{study}", study), html).split(_BETWEEN)))


def _led(page: Page, origin: str, study: str, link: re.Match[str]) -> str:
    """A link; one to the study in another language leads to this page in that language."""
    path, mark, fragment = link[2].partition("#")
    return f' {link[1]}="{_target(page.address, origin, study, path)}{mark}{fragment}"'


@lru_cache(maxsize=1024)  # a page has few links that differ in more than their fragment
def _target(address: str, origin: str, study: str, path: str) -> str:
    target = posixpath.normpath(origin + path).lstrip("/") + ("/" if path == "" or path.endswith("/") else "")
    return relative(address, target + "both/" if target.endswith(f"/{study}") and f"/{target}" != origin else target)


def _numbered(place: int, found: re.Match[str]) -> str:
    """Ids and what refers to them, with the number of their column: `harms_2`."""
    if found[3]:
        return f' href="#{found[4]}_{place}"'
    return f' {found[1]}="{" ".join(f"{id}_{place}" for id in found[2].split())}"'
