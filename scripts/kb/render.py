"""Print a page: our own autoescaped Jinja templates, every Text in the page's language."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from kb.compare.tables import facet_words, hundreds
from kb.compiled import Compiled, Templates
from kb.explain import Explainer
from kb.library import Library
from kb.pages import Page
from kb.prose import Piece
from kb.qr import code
from kb.values import Date, Missing, Number, Quantity, Ref, Text
from kb.voices import Voices

COMPILED = Compiled("ours")


@dataclass(frozen=True)
class Heading:
    """A heading of a printed page; `text` is HTML, escaped."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Printed:
    """The body of a page and its headings."""

    html: str
    headings: tuple[Heading, ...]


class Words:
    """A section of wording.yml whose entries are attributes; a word that is not there is an error that names it."""

    def __init__(self, name: str, entries: Mapping[str, Text]) -> None:
        self._name, self._entries = name, entries
        self.__dict__.update(entries)  # so that Python finds them by itself; the rest is for those that are not there

    def __getattr__(self, key: str) -> Text:
        try:
            return self._entries[key]
        except KeyError:
            raise KeyError(f"data/wording.yml has no {self._name}.{key}") from None

    __getitem__ = __getattr__


class Sections(dict[str, Words]):
    """The sections of wording.yml, found as attributes at once: templates ask thousands of times a page."""

    __getattr__ = dict.__getitem__

    def __missing__(self, section: str) -> Words:
        raise KeyError(f"data/wording.yml has no {section}")


class Printer:
    """Prints pages in one language; made once per build, its templates compiled once."""

    def __init__(self, library: Library, templates: Path, language: str, base: str = "") -> None:
        self.library, self.language = library, language
        self._ways: dict[type, Callable[[Any], Any] | None] = {}  # how values of a kind are said: asked for a million times
        self.environment = Templates(
            loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, finalize=self.put,
            trim_blocks=True, lstrip_blocks=True, bytecode_cache=COMPILED, auto_reload=False, cache_size=-1,
        )  # fmt: skip
        self.environment.globals.update(
            w=Sections((section, Words(section, entries)) for section, entries in library.words.items()),
            library=library,
            languages=library.languages,
            language=language,
            base=base,
            term=self.term,
            qr=code,
        )
        self.environment.filters.update(fill=self.fill, said=self.said, is_missing=lambda value: isinstance(value, Missing))
        self.environment.filters["counted"] = lambda n: self.prose((Piece(str(n), str(n), "count:"),))  # how many there are on the site
        self.environment.filters["plain"] = lambda text: text[language]  # without marks at its figures: for attributes
        self.environment.filters.update(unsaid=unsaid, elsewhere=elsewhere, facets=facet_words, hundreds=hundreds)
        self.environment.tests["missing"] = lambda value: isinstance(value, Missing)
        self.environment.tests["number"] = lambda value: isinstance(value, Number)

    def compile(self) -> None:
        """Compile every template now: one that is broken is told at once, one that breaks later is not met by this printer."""
        for name in self.environment.list_templates(filter_func=lambda name: name.startswith(("pages/", "macros/"))):
            self.environment.get_template(name)

    @cached_property
    def prose(self) -> Any:
        """The macro that prints a text cut at its figures."""
        return self.environment.get_template("macros/prose.html").module.prose  # type: ignore[attr-defined]

    @cached_property
    def explaining(self) -> Any:
        """The macros that print an explained word and words of another language."""
        return self.environment.get_template("macros/explained.html").module

    @cached_property
    def explainer(self) -> Explainer:
        return self.library.of_terms(f"explainer {self.language}", lambda: Explainer(self.library, self.language))

    def voiced(self, html: str) -> str:
        """HTML of ours in this language, in which words of another say so."""
        return Voices(self.library.languages, self.language).told(html, self.explaining.spoken)

    def put(self, value: Any) -> str:
        """A value as it stands in HTML: said in this language, and escaped."""
        kind = type(value)
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        if kind is Text and not value.bound:
            return _escaped(value.versions[self.language])
        said = value if kind is str else self.said(value)
        return _escaped(said) if type(said) is str else escape(said)

    def said(self, value: Any) -> Any:
        """A value as readers of this language see it; what is not ours to put into words stays as it is."""
        kind = type(value)
        if kind not in self._ways:
            self._ways[kind] = next((way for one, way in self._spoken if issubclass(kind, one)), None)
        way = self._ways[kind]
        return way(value) if way else value

    @cached_property
    def _spoken(self) -> tuple[tuple[type, Callable[[Any], Any]], ...]:
        """The kinds of values that are put into words, and how."""
        return (
            (Text, self._text),
            (Missing, lambda value: self.library.words["missing"][value.value][self.language]),
            (Ref, lambda value: self.term(value).name[self.language]),
            (Quantity, self._quantity),
            (Number, written),
            (Date, lambda value: value.printed),
        )

    def _text(self, text: Text) -> Any:
        return self.prose(text.bound[self.language]) if text.bound else text.versions[self.language]

    def _quantity(self, value: Quantity) -> Any:
        if value.number.fact and not getattr(value, "word", ""):
            return self.prose((Piece(self.quantity(value), f"{value.number.sign}{value.number.value}", value.number.fact),))
        return self.quantity(value)

    def term(self, ref: Ref) -> Any:
        """The vocabulary entry a Ref names."""
        return self.library.terms[ref.vocabulary][ref.id]

    def quantity(self, value: Quantity) -> str:
        """A figure with its unit in words."""
        word = getattr(value, "word", "")
        if word:
            return self.library.words["times"][word][self.language]
        figures = written(value.number) + (f"\u2013{written(value.upper)}" if value.upper else "")
        units = self.library.words["units"]
        return units[value.unit][self.language].format(n=figures) if value.unit in units else f"{figures} {value.unit}".strip()

    def fill(self, text: Text, **parts: Any) -> Markup:
        """The text with its {places} filled; markup stays markup, everything else is escaped."""
        return _escaped(text.versions[self.language]).format(**{name: self.put(part) for name, part in parts.items()})

    def page(self, page: Page) -> Printed:
        """The page's body and headings."""
        html = self.body(page)
        if words := page.explained:
            glossary = relative(page.address, f"{page.language}/glossary/")
            html = self.explainer.linked(html, words, partial(self.explaining.link, glossary))
        html = self.voiced(html)
        return Printed(html, tuple(headings(html)))

    def body(self, page: Page, **more: Any) -> str:
        """The page's template filled, without the indents of templates; `more`: what it shows that was printed before it."""
        template, to = self.environment.get_template(f"pages/{page.template}"), partial(relative, page.address)
        return without_indents(template.render(page=page, to=to, **page.values, **more))


def unsaid(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[Missing, list[Any]]]:
    """Of a list of facts, each with its name and value, the names of those without a value, by the word that says why."""
    found: dict[Missing, list[Any]] = {}
    for name, value, *_ in rows:
        if isinstance(value, Missing):
            found.setdefault(value, []).append(name)
    return found.items()


def without_indents(html: str) -> str:
    """HTML without the empty lines and the indents of templates."""
    first, *lines, last = map(str.strip, html.split("\n"))
    return "\n".join((first, *filter(None, lines), last))


_escaped = lru_cache(maxsize=4096)(escape)  # the words of pages are the same again and again
_RAISED = str.maketrans("0123456789-", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b")


def written(number: Number) -> str:
    """A figure as it is set: true minus sign, powers of ten raised, its digits as printed."""
    if not number.digits:
        return number.printed
    digits = number.digits.replace("-", "\u2212")
    power = "" if number.power is None else f"\u00a0\u00d7\u00a010{str(number.power).translate(_RAISED)}"
    sign = {"<=": "\u2264", ">=": "\u2265", "~": "\u2248"}.get(number.sign, number.sign)
    return f"{sign}{digits}{power}"


_HEADING = re.compile(r'<h([1-4])[^>]*? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_ASIDE = re.compile(r"<(a|button)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def headings(html: str) -> Iterator[Heading]:
    """The headings of our own templates' HTML that have an id, without the links inside them."""
    for match in _HEADING.finditer(html):
        yield Heading(int(match[1]), match[2], " ".join(_TAG.sub("", _ASIDE.sub("", match[3])).split()))


def elsewhere(html: str, address: str) -> Markup:
    """Markup of the page at `address`, printed on another: its inner links lead there."""
    named = str(html)  # Markup would escape what it is given to put in
    return Markup(named.replace('href="#', f'href="{escape(address)}#'))  # noqa: S704 escaped when it was printed


def relative(origin: str, address: str) -> str:
    """The link from the page at `origin` to `address`, both from the site's root: works under any path and host."""
    path, mark, fragment = address.partition("#")
    return (_way(origin, path) if path else "") + mark + fragment


@lru_cache(maxsize=1024)  # a page leads to few others, to many places in them
def _way(origin: str, path: str) -> str:
    link = posixpath.relpath("/" + path, "/" + origin)
    return link + ("/" if path.endswith("/") and not link.endswith("/") else "")
