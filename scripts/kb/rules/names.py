"""Names in a record lead somewhere: terms, groups, sources, remarks, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kb.anatomy import Path
from kb.facts import numbers
from kb.finding import Finding
from kb.model import Study
from kb.model.part import Characteristic, Fact
from kb.model.people import Step
from kb.model.results import Comparison, Harm, Sizes
from kb.model.review import Certainty
from kb.model.sources import Registration
from kb.reading import nearest
from kb.rules.record import Record
from kb.values import Missing, Place, Ref


def terms_exist(record: Record) -> Iterator[Finding]:
    """Every term used is in its vocabulary."""
    for path, term in record.all(Ref):
        known = record.library.terms.get(term.vocabulary, {})
        if term.id not in known:
            yield record.finding(path, "unknown_term", value=term.id, vocabulary=term.vocabulary, near=nearest(term.id, list(known)))


def groups_exist(record: Record) -> Iterator[Finding]:
    """Every group that figures are given for is an arm, a subgroup, or `all`."""
    known = {arm.id for arm in record.study.arms} | {group.id for group in record.study.people.subgroups} | {"all"}
    for path, name in _groups(record):
        if name not in known and not (path[-1] == "versus" and name in ("baseline", "none")):
            yield record.finding(path, "unknown_group", value=name, known=", ".join(sorted(known)))


def _groups(record: Record) -> Iterator[tuple[Path, str]]:
    for path, comparison in record.all(Comparison):
        yield (*path, "group"), comparison.group
        yield (*path, "versus"), comparison.versus
        if comparison.within is not None:
            yield (*path, "within"), comparison.within
    for path, fact in record.all(Fact):
        if isinstance(fact, Step | Characteristic | Harm):
            yield (*path, "group"), fact.group


def groups_have_names_of_their_own(record: Record) -> Iterator[Finding]:
    """No arm or subgroup is called all, baseline or none: these words already say for whom a figure is given."""
    for path, own in _named(record.study)[0]:
        if own in ("all", "baseline", "none"):
            yield record.finding((*path, "id"), "group_reserved", value=own)


def texts_are_files_of_one_folder(record: Record) -> Iterator[Finding]:
    """The text of a source is named as a file, without a folder: checking must not read elsewhere."""
    for index, source in enumerate(record.study.sources):
        if source.text and (source.text in (".", "..") or source.text != PurePosixPath(source.text).name or "\\" in source.text):
            yield record.finding(("sources", index, "text"), "text_elsewhere", value=source.text)


def sources_exist(record: Record) -> Iterator[Finding]:
    """Every place names a source of the record, with paragraph, sentence and fingerprint where its text is at hand."""
    sources = {source.id: source for source in record.study.sources}
    for path, place in record.all(Place):
        if place.source not in sources:
            yield record.finding(path, "unknown_source", value=place.source, known=", ".join(sources))
        elif sources[place.source].text and not place.fingerprint:
            yield record.finding(path, "place_unproved", value=place)


def facts_have_a_place(record: Record) -> Iterator[Finding]:
    """Every fact says where it stands; sizes that are both words stand nowhere."""
    for path, fact in record.all(Fact):
        words_only = isinstance(fact, Sizes) and isinstance(fact.group, Missing) and isinstance(fact.versus, Missing)
        if not fact.at and not words_only:
            yield record.finding((*path, "at"), "no_place")


def remarks_are_used(record: Record) -> Iterator[Finding]:
    """Every remark named at a fact exists, and the figure it speaks of still stands at one of those facts."""
    remarks = {remark.id: remark for remark in record.study.remarks}
    held: dict[str, set[str]] = {name: set() for name in remarks}
    for path, fact in record.all(Fact):
        for index, name in enumerate(fact.remarks):
            if name not in remarks:
                yield record.finding((*path, "remarks", index), "unknown_remark", value=name, near=nearest(name, list(remarks)))
            elif remarks[name].figure is not None:
                held[name] |= {number.printed for _, number in numbers(fact)}
    for index, remark in enumerate(record.study.remarks):
        if remark.figure is not None and remark.figure.printed not in held[remark.id]:
            yield record.finding(("remarks", index, "figure"), "remark_without_figure", value=remark.figure.printed, id=remark.id)


def ids_are_unique(record: Record) -> Iterator[Finding]:
    """No two things of one record share an id."""
    for things in _named(record.study):
        seen: set[str] = set()
        for path, own in things:
            if own in seen:
                yield record.finding((*path, "id"), "id_twice", value=own)
            seen.add(own)


def _named(study: Study) -> list[list[tuple[Path, str]]]:
    """What has an id, with its path; within one list an id may stand once. Arms and subgroups are named alike."""
    people: list[tuple[Path, str]] = [(("arms", i), arm.id) for i, arm in enumerate(study.arms)]
    people += [(("people", "subgroups", i), group.id) for i, group in enumerate(study.people.subgroups)]
    lists = ("sources", "outcomes", "associations", "claims", "remarks")
    return [people] + [[((name, i), item.id) for i, item in enumerate(getattr(study, name))] for name in lists]


def ids_exist(record: Record) -> Iterator[Finding]:
    """What a claim rests on is something in this record, and a grade is of one of its outcomes."""
    known = {own for things in _named(record.study) for _, own in things}
    named: list[tuple[Path, str]] = [
        (("claims", i, "rests_on", j), own) for i, claim in enumerate(record.study.claims) for j, own in enumerate(claim.rests_on)
    ]
    named += [((*path, "outcome"), grade.outcome) for path, grade in record.all(Certainty) if grade.outcome is not None]
    for path, own in named:
        if own not in known:
            yield record.finding(path, "unknown_id", value=own, near=nearest(own, known))


def registry_numbers_have_their_form(record: Record) -> Iterator[Finding]:
    """A registry number has the form of its registry."""
    for path, source in record.all(Registration):
        term = record.library.terms.get("registries", {}).get(source.registry.id)
        if term and term.pattern and not re.fullmatch(term.pattern, source.number):
            yield record.finding((*path, "number"), "registry_number", value=source.number, registry=source.registry.id)
