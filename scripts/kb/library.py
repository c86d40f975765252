"""Everything in data/, read and checked once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import TypeAdapter

from kb.completeness import Item
from kb.facts import name_facts
from kb.finding import Finding, finding
from kb.keep import Keep
from kb.memory import lasting
from kb.model.part import Part
from kb.reading import modelled
from kb.shelf import Shelf
from kb.source import Document, read
from kb.values import Slug, Text, Words
from kb.vocabulary import VOCABULARIES, Term
from kb.wording_rules import PlainLanguage, Rendering

if TYPE_CHECKING:
    from kb.abstract import Abstract

Seen = tuple[int, int, int, int]  # inode, size, times of change


class Language(Part):
    """A language of the site."""

    name: Words  # its own name
    theme: Slug | Words  # the theme's name for it
    html: Words  # the value of the lang attribute
    locale: Words  # OpenGraph's name for it
    letters: Words | None = None  # a range that no other language of the site is written with


_LANGUAGES: TypeAdapter[Mapping[str, Language]] = TypeAdapter(dict[Slug, Language])
_TERMS: TypeAdapter[Mapping[str, Term]] = TypeAdapter(dict[str, Term])
Wording: TypeAdapter[Mapping[str, Mapping[str, Text]]] = TypeAdapter(dict[str, dict[str, Text]])
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
T = TypeVar("T")


@dataclass
class Library:
    """The records, vocabularies and words of one data folder, and everything that is wrong with them."""

    folder: Path
    state: str = ""  # of words, code and packages (kb.keep): the same in two libraries that differ in their records alone
    languages: Mapping[str, Language] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  # wording.yml
    fields: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  # fields.yml
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # findings.yml
    names: tuple[str, ...] = ()  # names.yml: digits that are no figures
    plain_language: Mapping[str, PlainLanguage] = field(default_factory=dict)  # plain-language.yml
    renderings: tuple[Rendering, ...] = ()  # renderings.yml
    reporting: tuple[Item, ...] = ()  # reporting.yml
    terms: dict[str, Mapping[str, Term]] = field(default_factory=dict)
    studies: Shelf = field(default_factory=Shelf)
    digests: Mapping[str, str] = field(default_factory=dict)  # of the records, by id: what is made of one changes with it
    seen: Mapping[str, Seen] = field(default_factory=dict)  # how each record lay on the disk when it was read
    drawn: dict[str, tuple[object, object, Abstract]] = field(default_factory=dict)  # each with the study and the terms it is drawn from
    made: dict[str, tuple[object, Any]] = field(default_factory=dict)  # of the vocabularies alone, each with those it is made of
    documents: dict[str, Document] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages, in order."""
        return tuple(self.languages)

    def __post_init__(self) -> None:
        if not isinstance(self.studies, Shelf):
            self.studies = Shelf(self.studies)

    def of_terms(self, name: str, make: Callable[[], T]) -> T:
        """What is made of the vocabularies alone, by its name; made once as long as they stay as they are."""
        terms, made = self.made.get(name, (None, None))
        if terms is not self.terms:
            made = make()
            self.made[name] = self.terms, made
        found: T = made
        return found

    def abstract(self, id: str) -> Abstract:
        """The abstract of a study; drawn once, as long as the study and the vocabularies stay as they are."""
        study, terms, abstract = self.drawn.get(id, (None, None, None))
        if abstract is None or study is not self.studies.version(id) or terms is not self.terms:
            from kb.abstract import abstract_of

            abstract = abstract_of(self, id)
            self.hold(id, abstract)
        if abstract.entry.library is not self:
            abstract.entry.listed_in(self)
        return abstract

    def hold(self, id: str, abstract: Abstract) -> None:
        """Hold the abstract of a study as it is now."""
        self.drawn[id] = (self.studies.version(id), self.terms, abstract)

    def faults(self, folder: str) -> set[str]:
        """The names of the files in this folder of data/ that something is wrong with, without their ending."""
        files = (PurePosixPath(found.file) for found in self.findings)
        return {file.stem for file in files if file.parent == PurePosixPath(self.folder.name, folder)}

    def document(self, id: str) -> Document:
        """The record as a file; read again where it was right before."""
        path = self.folder / "studies" / f"{id}.yml"
        return self.documents.get(self.name(path)) or self.documents.setdefault(self.name(path), read(path, self.name(path)))

    def name(self, path: Path) -> str:
        """The path as findings show it: from the folder above data/."""
        return path.relative_to(self.folder.parent).as_posix()


def load(folder: Path, only: str | None = None, keep: Keep | None = None, last: Library | None = None, shown: bool = True) -> Library:
    """Read the data folder; with `only`, of the studies just that one. Faults are in `findings`, nothing is raised.

    Records that were right before are not read and checked again: `keep` has them from earlier runs, `last` in memory.
    Where no study will be `shown`, the library has none of those that are right.
    """
    keep = keep or Keep(None, "")
    from kb.checked import read_all
    from kb.prose import bind_terms
    from kb.rules import across

    library = Library(folder.resolve(), state=keep.state)
    with lasting():
        if last and last.state == keep.state and not last.faults(""):
            library = _again(last)
        else:
            last = None
            _load_words(library)
            bind_terms(library)
        paths = {id: path for id, path in _records(library) if only is None or id == only}
        library.findings += across(library, read_all(library, paths, keep, last, shown))
    return library


def _again(last: Library) -> Library:
    """A library with the same words, in which no record has been read."""
    words = {file: document for file, document in last.documents.items() if "/studies/" not in file}
    return replace(last, studies=Shelf(), digests={}, seen={}, drawn={}, documents=words, findings=[])


def _load_words(library: Library) -> None:
    library.languages = _load(library, "languages.yml", _LANGUAGES) or {}
    library.words = _load(library, "wording.yml", Wording) or {}
    library.fields = _load(library, "fields.yml", Wording) or {}
    messages = _load(library, "findings.yml", TypeAdapter(dict[str, Text])) or {}
    library.messages = {code: text.versions for code, text in messages.items()}
    library.names = _load(library, "names.yml", TypeAdapter(tuple[Words, ...])) or ()
    library.plain_language = _load(library, "plain-language.yml", TypeAdapter(dict[Slug, PlainLanguage])) or {}
    library.renderings = _load(library, "renderings.yml", TypeAdapter(tuple[Rendering, ...])) or ()
    library.reporting = _load(library, "reporting.yml", TypeAdapter(tuple[Item, ...])) or ()
    for vocabulary in VOCABULARIES:
        library.terms[vocabulary] = _load(library, f"terms/{vocabulary}.yml", _TERMS) or {}
        name_facts(library.terms[vocabulary], f"terms.{vocabulary}")


def _load(library: Library, name: str, kind: TypeAdapter[T]) -> T | None:
    path = library.folder / name
    document = read(path, library.name(path))
    library.documents[document.file] = document
    value, findings = modelled(document, cast("type[T]", kind), library.codes)
    library.findings += findings
    return value


def _records(library: Library) -> Iterator[tuple[str, Path]]:
    """The record files by id, in order of name; a file that will never be read as a record is a finding."""
    folder = library.folder / "studies"
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        id, point, ending = path.name.rpartition(".")
        if point and ending == "yml" and _ID.fullmatch(id):
            yield id, path
        elif not (path.name.startswith(".") or path.name.endswith("~")):
            library.findings.append(finding(library.name(path), 1, 1, "", "file_name", name=path.name))
