"""What must be true of the records beyond their shape; each check is a generator whose docstring is the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.facts import walk
from kb.finding import Finding, finding
from kb.model import Study
from kb.model.part import Characteristic, Fact
from kb.model.people import Step
from kb.model.results import Comparison, Harm
from kb.reading import nearest
from kb.rules_of_comparison import COMPARISON_RULES
from kb.source import Document, spelled
from kb.values import Number, Place, Ref

if TYPE_CHECKING:
    from kb.library import Library


@dataclass(frozen=True)
class Record:
    """A study with its id, its document and the library it stands in, as the rules see it."""

    id: str
    study: Study
    document: Document
    library: Library

    def finding(self, path: tuple[str | int, ...], code: str, **values: object) -> Finding:
        line, column = self.document.place(path)
        return finding(self.document.file, line, column, spelled(path), code, **values)

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        """Every value of the record with its path in the file."""
        yield from _parts(self.study, ())


def _parts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    if isinstance(value, tuple):
        for index, child in enumerate(value):
            yield from _parts(child, (*path, index))
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from _parts(child, (*path, name))
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            child = getattr(value, name)
            if child is not None:
                yield from _parts(child, (*path, name))


Rule = Callable[[Record], Iterator[Finding]]


def terms_exist(record: Record) -> Iterator[Finding]:
    """Every term used is in its vocabulary."""
    for path, value in record.parts():
        if isinstance(value, Ref) and value.id not in record.library.terms.get(value.vocabulary, {}):
            near = nearest(value.id, list(record.library.terms.get(value.vocabulary, {})))
            yield record.finding(path, "unknown_term", value=value.id, vocabulary=value.vocabulary, near=near)


def groups_exist(record: Record) -> Iterator[Finding]:
    """Every group that figures are given for is an arm, a subgroup, or `all`."""
    known = {arm.id for arm in record.study.arms} | {group.id for group in record.study.people.subgroups} | {"all"}
    for path, value in record.parts():
        names: list[tuple[str, str | None]] = []
        if isinstance(value, Comparison):
            names = [("group", value.group), ("versus", value.versus), ("within", value.within)]
        elif isinstance(value, Step | Characteristic | Harm):
            names = [("group", value.group)]
        for field, name in names:
            if name is not None and name not in known and not (field == "versus" and name in ("baseline", "none")):
                yield record.finding((*path, field), "unknown_group", value=name, known=", ".join(sorted(known)))


def sources_exist(record: Record) -> Iterator[Finding]:
    """Every place names a source of the record, with paragraph, sentence and fingerprint where its text is at hand."""
    sources = {source.id: source for source in record.study.sources}
    for path, value in record.parts():
        if not isinstance(value, Place):
            continue
        if value.source not in sources:
            yield record.finding(path, "unknown_source", value=value.source, known=", ".join(sources))
        elif sources[value.source].text and not value.fingerprint:
            yield record.finding(path, "place_unproved", value=value)


def facts_have_a_place(record: Record) -> Iterator[Finding]:
    """Every fact says where it stands."""
    for path, value in record.parts():
        if isinstance(value, Fact) and not value.at:
            yield record.finding((*path, "at"), "no_place")


def remarks_are_used(record: Record) -> Iterator[Finding]:
    """Every remark named at a fact exists, and the figure it speaks of still stands at one of those facts."""
    remarks = {remark.id: remark for remark in record.study.remarks}
    held: dict[str, set[str]] = {name: set() for name in remarks}
    for path, value in record.parts():
        for index, name in enumerate(value.remarks if isinstance(value, Fact) else ()):
            if name not in remarks:
                yield record.finding((*path, "remarks", index), "unknown_remark", value=name, near=nearest(name, list(remarks)))
            else:
                held[name] |= {inner.printed for _, inner in walk(value) if isinstance(inner, Number)}
    for index, remark in enumerate(record.study.remarks):
        if remark.figure is not None and remark.figure.printed not in held[remark.id]:
            yield record.finding(("remarks", index, "figure"), "remark_without_figure", value=remark.figure.printed, id=remark.id)


def ids_are_unique(record: Record) -> Iterator[Finding]:
    """No two things of one record share an id."""
    study = record.study
    groups = [("arms", i, arm.id) for i, arm in enumerate(study.arms)] + [("people.subgroups", i, g.id) for i, g in enumerate(study.people.subgroups)]
    lists = [groups] + [
        [(name, index, item.id) for index, item in enumerate(getattr(study, name))]
        for name in ("sources", "outcomes", "associations", "claims", "remarks")
    ]
    for things in lists:
        seen: set[str] = set()
        for name, index, own in things:
            if own in seen:
                yield record.finding((*name.split("."), index, "id"), "id_twice", value=own)
            seen.add(own)


def registry_numbers_have_their_form(record: Record) -> Iterator[Finding]:
    """A registry number has the form of its registry."""
    import re

    for index, source in enumerate(record.study.sources):
        if source.kind != "registration":
            continue
        term = record.library.terms.get("registries", {}).get(source.registry.id)
        if term and term.pattern and not re.fullmatch(term.pattern, source.number):
            yield record.finding(("sources", index, "number"), "registry_number", value=source.number, registry=source.registry.id)


def a_harm_or_doubt_is_among_the_messages(record: Record) -> Iterator[Finding]:
    """At least one key message speaks of harm or uncertainty."""
    if all(message.about == "result" for message in record.study.summary.messages):
        yield record.finding(("summary", "messages"), "messages_one_sided")


RULES: tuple[Rule, ...] = (
    terms_exist,
    groups_exist,
    sources_exist,
    facts_have_a_place,
    remarks_are_used,
    ids_are_unique,
    registry_numbers_have_their_form,
    a_harm_or_doubt_is_among_the_messages,
    *COMPARISON_RULES,
)


def check(library: Library) -> list[Finding]:
    """Everything that is wrong with the records that could be read."""
    found: list[Finding] = []
    for name, study in library.studies.items():
        document = library.documents[f"{library.folder.name}/studies/{name}.yml"]
        record = Record(name, study, document, library)
        for rule in RULES:
            found += rule(record)
    return found
