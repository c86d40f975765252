"""What surrounds every page: its head, the menu, the way to the same page in the other languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.brief import DESCRIPTION, TITLE, brief, width
from kb.library import Library

# pages in every language, in order: at the top and at the bottom of every page
MENU = ("", "studies/", "outcomes/", "glossary/", "how-to-read/", "checks/", "about/")
FOOTER = ("remarks/", "method/", "contribute/")


@dataclass(frozen=True)
class Twin:
    """The same page in a language: address from the site's root, absolute address where the site has one."""

    language: str
    name: str
    html: str
    locale: str
    address: str
    absolute: str | None
    here: bool


@dataclass(frozen=True)
class Head:
    """What the head of a page says about it."""

    title: str  # what a shared link shows
    window: str  # the same with the site's name, where there is room
    description: str
    site: str
    html: str  # value of the lang attribute
    locale: str
    twins: tuple[Twin, ...]
    default: str | None  # absolute address of the page that leads to a language
    path: str  # below the language's folder

    def here(self, url: str) -> bool:
        """Whether the page is one that readers read in a language, not the root or the one for wrong addresses."""
        return any(twin.here and twin.address == url for twin in self.twins)


def head(library: Library, language: str, url: str, title: str, description: str, canonical: str | None) -> Head:
    """The head of the page at `url`; `canonical` is its absolute address, if the site's own is known."""
    path = url.partition("/")[2] if url.startswith(f"{language}/") else ""
    base = canonical[: len(canonical) - len(url)] if canonical else None
    twins = tuple(_twins(library, language, path, base))
    here = library.languages[language]
    name = library.words["shell"]["site_name"][language]
    said = description or library.words["home"]["description"][language]
    short = name if url == f"{language}/" else brief(title, TITLE) or name  # the word for the home page says nothing elsewhere
    window = f"{short} \u00b7 {name}" if short != name and width(f"{short} \u00b7 {name}") <= TITLE else short
    return Head(short, window, brief(said, DESCRIPTION), name, here.html, here.locale, twins, base, path)


def _twins(library: Library, here: str, path: str, base: str | None) -> Iterator[Twin]:
    for code, language in library.languages.items():
        address = f"{code}/{path}"
        yield Twin(code, language.name, language.html, language.locale, address, base + address if base else None, code == here)


@dataclass(frozen=True)
class Item:
    """An entry of the menu."""

    address: str
    title: str


def menu(library: Library, language: str, paths: tuple[str, ...] = MENU) -> tuple[Item, ...]:
    """Links to pages that every language has."""
    words = library.words["menu"]
    return tuple(Item(f"{language}/{path}", words[(path.strip("/") or "home").replace("-", "_")][language]) for path in paths)
