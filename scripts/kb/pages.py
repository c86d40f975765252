"""Which pages there are: one list for all languages, made from the library alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kb.accounts import ACCOUNTS
from kb.compare.disagree import Disagreement
from kb.compare.subject import group_names
from kb.compare.tables import NAMES, SECTIONS, Comparisons, Sheet, comparisons
from kb.completeness import completeness
from kb.drawn import drawn
from kb.explain import explained
from kb.facts import numbers
from kb.glossary import Uses, glossary, uses
from kb.library import Library
from kb.limits import limits
from kb.model import Study
from kb.overview import Entry, overview, ways
from kb.picture import drawing
from kb.questions import questions, routes
from kb.related import Related
from kb.thesaurus import Concept

Disagreements = tuple[tuple[Disagreement, str], ...]  # each with the page that lists it

_NEVER = "1970-01-01"  # a site without records
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
    explained: tuple[Concept, ...] = field(default=(), repr=False)  # words to explain where they are met

    @property
    def address(self) -> str:
        """From the site's root: `zh/studies/x/`."""
        return f"{self.language}/{self.path}"


def pages(library: Library, compared: Comparisons | None = None) -> Iterator[Page]:
    """Every generated page of the site, language by language; what they show is made once for all languages."""
    compared = compared or comparisons(library)
    entries = overview(library)
    changed = max((entry.changed for entry in entries), default=_NEVER)
    used, related = uses(library, entries), Related(entries)
    lists, words = tuple(_lists(library, entries, used)), explained(library, used)
    shown = [(entry, _shown(library, entry, related, compared.of_study.get(entry.id, ()))) for entry in entries]
    for language in library.codes:
        for path, name, values in lists:
            title, description = (library.words[name][key][language] for key in ("title", "description"))
            yield Page(language, path, f"{name}.html", title, description, values, "data/wording.yml", changed)
        yield from (_sheet(library, language, sheet) for sheet in compared.sheets)
        for entry, values in shown:
            yield _study(language, entry, values, words[language].get(entry.id, ()))
            yield from (_below(library, language, entry, name, values) for name in ("handout", "both"))


def _lists(library: Library, entries: tuple[Entry, ...], used: Uses) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The pages about all studies: address, name of the template and of its section in wording.yml, values."""
    studies, found = [entry.study for entry in entries], ways(entries)
    listed = {
        "entries": entries,
        "ways": found,
        "conditions": len({condition for entry in entries for condition in entry.conditions}),
        "remarks": sum(len(study.remarks) for study in studies),
        "figures": sum(drawn(study, library, "figures", lambda of=study: len(numbers(of))) for study in studies),  # type: ignore[misc]
    }
    yield "", "home", listed
    yield "studies/", "studies", listed
    yield "glossary/", "glossary", {"letters": {language: glossary(library, language, used) for language in library.codes}}
    yield "search/", "search", {"ways": found}
    for path, (name, account) in ACCOUNTS.items():
        yield path, name, account(library, entries)


def _sheet(library: Library, language: str, sheet: Sheet) -> Page:
    """A comparison page, or one part of it."""
    words = library.words[SECTIONS.get(sheet.name, sheet.name)]
    title = words["title"][language]
    for part in sheet.part:
        title = library.words["compare"]["part"][language].format(title=title, part=library.terms[part.vocabulary][part.id].name[language])
    values = {"sheet": sheet, "names": NAMES, "heading": title, **sheet.values}
    changed = max((row.subject.entry.changed for row in sheet.rows), default=_NEVER)
    return Page(language, sheet.path, f"{sheet.name}.html", title, words["description"][language], values, "data/wording.yml", changed)


def _shown(library: Library, entry: Entry, related: Related, disagreements: Disagreements) -> Mapping[str, Any]:
    """What the page of a study shows, and those below it: its hand-out, all languages side by side."""
    of_record = drawn(entry.study, library, "shown", partial(_of_record, library, entry))
    return {**of_record, "library": library, "disagreements": disagreements, "related": related.to(entry)}


def _of_record(library: Library, entry: Entry) -> Mapping[str, Any]:
    study = entry.study
    return {
        "id": entry.id,
        "study": study,
        "entry": entry,
        "limits": limits(study, library.words["limits"]),
        "remarks": {remark.id: remark for remark in study.remarks},
        "groups": group_names(library, study),
        "sources": {source.id: source for source in study.sources},
        "completeness": completeness(study, library.reporting),
        "picture": drawing(entry),
        **handout(library, study),
    }


def _study(language: str, entry: Entry, values: Mapping[str, Any], words: tuple[Concept, ...]) -> Page:
    title, description = entry.study.short_title[language], entry.study.summary.sentence[language]
    return Page(language, entry.address, "study.html", title, description, values, f"data/studies/{entry.id}.yml", entry.changed, words)


def _below(library: Library, language: str, entry: Entry, name: str, values: Mapping[str, Any]) -> Page:
    """A page below that of a study, named after both."""
    words, study = library.words[name], entry.study
    title, description = (words[key][language].format(title=study.short_title[language]) for key in ("title", "description"))
    path, source = f"{entry.address}{name}/", f"data/studies/{entry.id}.yml"
    return Page(language, path, f"{name}.html", title, description, values, source, entry.changed)


def handout(library: Library, study: Study) -> Mapping[str, Any]:
    """What a hand-out shows beside the record itself: on one sheet, the first limits and questions."""
    asked = questions(study, library.words["questions"])
    return {"first_limits": limits(study, library.words["limits"])[:_ON_A_SHEET], "questions": asked, "routes": routes(study)}
