"""Which pages there are: one list for all languages, made from the library alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kb.facts import numbers
from kb.glossary import glossary, uses
from kb.library import Library
from kb.limits import limits
from kb.model import Study
from kb.overview import Entry, overview, ways
from kb.values import Text


@dataclass(frozen=True)
class Page:
    """A generated page: its place below the language's folder, its template and what the template shows."""

    language: str
    path: str  # "" for the home page, "studies/x/" for a study: the same in every language
    template: str
    title: str
    description: str
    values: Mapping[str, Any] = field(repr=False)
    source: str = ""  # the file an editor changes

    @property
    def address(self) -> str:
        """From the site's root: `zh/studies/x/`."""
        return f"{self.language}/{self.path}"


def pages(library: Library) -> Iterator[Page]:
    """Every generated page of the site, language by language."""
    entries = overview(library)
    used = uses(library, entries)
    for language in library.codes:
        yield _listing(library, language, "", "home", entries)
        yield _listing(library, language, "studies/", "studies", entries)
        yield _lookup(library, language, "glossary", {"letters": glossary(library, language, used)})
        yield _lookup(library, language, "search", {"ways": ways(entries)})
        for entry in entries:
            yield _study(library, language, entry)


def _listing(library: Library, language: str, path: str, name: str, entries: tuple[Entry, ...]) -> Page:
    words = library.words[name]
    studies = [entry.study for entry in entries]
    values = {
        "entries": entries,
        "ways": ways(entries),
        "conditions": len({condition for entry in entries for condition in entry.conditions}),
        "remarks": sum(len(study.remarks) for study in studies),
        "figures": sum(1 for study in studies for _ in numbers(study)),
    }
    return Page(language, path, f"{name}.html", words["title"][language], words["description"][language], values, "data/wording.yml")


def _lookup(library: Library, language: str, name: str, values: Mapping[str, Any]) -> Page:
    """A page to look something up: its address, its template and its words have one name."""
    words = library.words[name]
    return Page(language, f"{name}/", f"{name}.html", words["title"][language], words["description"][language], values, "data/wording.yml")


def _study(library: Library, language: str, entry: Entry) -> Page:
    study = entry.study
    values = {
        "id": entry.id,
        "study": study,
        "entry": entry,
        "library": library,
        "limits": limits(study, library.words["limits"]),
        "remarks": {remark.id: remark for remark in study.remarks},
        "groups": group_names(library, study),
        "sources": {source.id: source for source in study.sources},
        "related": tuple(other for other in overview(library) if other.id != entry.id and other.conditions & entry.conditions),
    }
    source = f"data/studies/{entry.id}.yml"
    return Page(language, f"studies/{entry.id}/", "study.html", study.short_title[language], study.summary.sentence[language], values, source)


def group_names(library: Library, study: Study) -> dict[str, Text]:
    """What each group that figures are given for is called."""
    words = library.words["groups"]
    names = {"all": words["all"], "baseline": words["baseline"], "none": words["none"]}
    names |= {arm.id: arm.name for arm in study.arms}
    return names | {group.id: group.name for group in study.people.subgroups}
