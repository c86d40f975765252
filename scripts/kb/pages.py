"""Which pages there are: one list for all languages, made from the library alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from kb.abstract import Abstract, abstracts
from kb.compare.subject import group_names
from kb.compare.tables import NAMES, SECTIONS, Comparisons, Sheet, comparisons, tables_of
from kb.completeness import completeness
from kb.drawn import Drawn
from kb.explain import Words
from kb.glossary import uses
from kb.library import Library
from kb.limits import limits
from kb.lists import Listing, called, filled, listings
from kb.model import Study
from kb.overview import Entry
from kb.picture import drawing
from kb.questions import questions, routes
from kb.related import Related
from kb.thesaurus import Concept

_WORDS = "data/wording.yml"  # what an editor changes to change a list
_NEVER = "1970-01-01"  # a site without records
_OTHERS = ("related", "disagreements")  # what a page of a study shows of other studies
_RECORD = (  # what a page of a study shows of the record itself
    "study", "limits", "remarks", "groups", "sources", "completeness", "picture", "first_limits", "questions", "routes",
)  # fmt: skip
_BELOW = ("handout", "both")  # pages below that of a study
_ON_A_SHEET = 4  # limits on a hand-out, those of the design first; the page of the study has them all


@dataclass(frozen=True)
class Page:
    """A generated page: its place below the language's folder, its template and what the template shows."""

    language: str
    path: str  # "" for the home page, "studies/x/" for a study: the same in every language
    template: str
    title: str
    description: str
    values: Mapping[str, Any] = field(repr=False)
    source: str  # the file an editor changes
    changed: str  # the day of the last change, of a list that of its newest record
    words: Callable[[], tuple[Concept, ...]] = field(default=tuple, repr=False)

    @property
    def explained(self) -> tuple[Concept, ...]:
        """The words to explain where they are met."""
        return self.words()

    @property
    def address(self) -> str:
        """From the site's root: `zh/studies/x/`."""
        return f"{self.language}/{self.path}"


class Pages(Mapping[str, Page]):
    """Every generated page of the site by its address, language by language; what they show is made once for all languages.

    The pages of a study are made when somebody asks for one of them: thousands take a second.
    """

    def __init__(self, library: Library, compared: Comparisons | None = None) -> None:
        self.library = library
        self.abstracts = abstracts(library)
        self.compared = compared or comparisons(library, self.abstracts)
        self.changed = max((abstract.entry.changed for abstract in self.abstracts), default=_NEVER)
        self.of_study = lru_cache(1)(self._of_study)

    @cached_property
    def lists(self) -> Mapping[str, tuple[Page, ...]]:
        """The pages about all studies by their path, each in every language."""
        sheets = (_sheet(self.library, sheet, self.changed) for sheet in self.compared.sheets)
        drawn = [(one, self.changed) for one in listings(self.library, self.abstracts, uses(self.abstracts))]
        return {one.path: tuple(_list(language, one, day) for language in self.library.codes) for one, day in (*drawn, *sheets)}

    def _of_study(self, id: str) -> tuple[Page, ...]:
        """The pages of a study in every language."""
        return tuple(self._pages_of(self.library.abstract(id)))

    def _pages_of(self, abstract: Abstract) -> Iterator[Page]:
        entry = abstract.entry
        values = _shown(entry, self._related, self.compared)
        for language in self.library.codes:
            yield _study(language, entry, values, partial(self._words.of, abstract.terms, language))
            yield from (_below(self.library, language, entry, name, values) for name in _BELOW)

    @cached_property
    def _related(self) -> Related:
        return Related(abstract.entry for abstract in self.abstracts)

    @cached_property
    def _words(self) -> Words:
        return self.library.of_terms("words", lambda: Words(self.library))

    def __getitem__(self, address: str) -> Page:
        id = study_at(address)
        several = self.of_study(id) if id in self.library.studies else self.lists.get(address.partition("/")[2], ())
        for page in several:
            if page.address == address:
                return page
        raise KeyError(address)

    def __iter__(self) -> Iterator[str]:
        for language in self.library.codes:
            yield from (f"{language}/{path}" for path in self.lists)
            for abstract in self.abstracts:
                yield from (f"{language}/{abstract.entry.address}{part}" for part in ("", *(f"{name}/" for name in _BELOW)))

    def __len__(self) -> int:
        return len(self.library.codes) * (len(self.lists) + len(self.abstracts) * (1 + len(_BELOW)))


def study_at(address: str) -> str:
    """The id in the address of a page of a study; of any other page something that is none."""
    parts = address.split("/")
    return parts[2] if parts[1:2] == ["studies"] else ""


def _list(language: str, one: Listing, changed: str) -> Page:
    title, description = one.called.title[language], one.called.description[language]
    return Page(language, one.path, f"{one.name}.html", title, description, one.values, _WORDS, changed)


def _sheet(library: Library, sheet: Sheet, newest: str) -> tuple[Listing, str]:
    """A comparison page, or one part of it, and its day; one without rows leads to all."""
    words = library.words[SECTIONS.get(sheet.name, sheet.name)]
    title, description = words[sheet.beside or "title"], words["description"]
    if sheet.beside:
        description = filled(library.words["parts"]["described"], title=title, description=description)
    own = called(library, title, description, sheet.at)
    changed = max((row.subject.entry.changed for row in sheet.rows), default=newest)
    at_hand = {"sheet": sheet, "names": NAMES, "heading": own.heading, **sheet.lists}
    tables = tables_of(sheet.name)
    return Listing(sheet.path, sheet.name, own, Drawn(at_hand, (tables,), lambda _: sheet.tables)), changed


def _shown(entry: Entry, related: Related, compared: Comparisons) -> Drawn:
    """What the page of a study shows, and those below it: its hand-out, all languages side by side."""
    at_hand = {"id": entry.id, "entry": entry, "library": entry.library}
    return Drawn(at_hand, (*_OTHERS, *_RECORD), partial(_drawn, entry, related, compared))


def _drawn(entry: Entry, related: Related, compared: Comparisons, name: str) -> Any:
    """What a page of a study shows of others, or of its own record."""
    if name == "related":
        return related.to(entry)
    if name == "disagreements":
        return compared.of_study.get(entry.id, ())
    return entry.opened.drawn("shown", partial(_of_record, entry.library, entry))[name]


def _of_record(library: Library, entry: Entry) -> Mapping[str, Any]:
    study = entry.study
    return {
        "study": study,
        "limits": limits(study, library.words["limits"]),
        "remarks": {remark.id: remark for remark in study.remarks},
        "groups": group_names(library, study),
        "sources": {source.id: source for source in study.sources},
        "completeness": completeness(study, library.reporting),
        "picture": drawing(entry),
        **handout(library, study),
    }


def _study(language: str, entry: Entry, values: Mapping[str, Any], words: Callable[[], tuple[Concept, ...]]) -> Page:
    title, description = entry.short_title[language], entry.sentence[language]
    return Page(language, entry.address, "study.html", title, description, values, f"data/studies/{entry.id}.yml", entry.changed, words)


def _below(library: Library, language: str, entry: Entry, name: str, values: Mapping[str, Any]) -> Page:
    """A page below that of a study, named after both."""
    words, called = library.words[name], entry.short_title[language]
    title, description = (words[key][language].replace("{title}", called) for key in ("title", "description"))
    path, source = f"{entry.address}{name}/", f"data/studies/{entry.id}.yml"
    return Page(language, path, f"{name}.html", title, description, values, source, entry.changed)


def handout(library: Library, study: Study) -> Mapping[str, Any]:
    """What a hand-out shows beside the record itself: on one sheet, the first limits and questions."""
    asked = questions(study, library.words["questions"])
    return {"first_limits": limits(study, library.words["limits"])[:_ON_A_SHEET], "questions": asked, "routes": routes(study)}
