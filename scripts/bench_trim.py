"""Shorten a real record without breaking it: leave out whole parts, and with each part what does not hold without it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, reduce
from typing import Any

from pydantic import BaseModel

from kb.anatomy import Anatomy, Path
from kb.arithmetic import breaches
from kb.arithmetic.check import Subject
from kb.facts import name_of, numbers
from kb.model import Study
from kb.model.part import Fact
from kb.values import Text
from kb.vocabulary import Term
from kb.wording_rules import PlainLanguage

# Lists whose items may be left out, with how many must stay, from the end: a harm or doubt is never the first message.
LISTS = {
    "messages": 2, "found": 1, "harms": 1, "certainty": 1, "limits": 0, "questions": 3, "notes": 0, "flow": 1, "subgroups": 0,
    "baseline": 0, "inclusion": 0, "exclusion": 0, "outcomes": 1, "comparisons": 1, "points": 1, "associations": 0, "rows": 0,
    "trials": 0, "subgroup_findings": 0, "risk_of_bias": 0, "conclusions": 0, "mechanisms": 0, "limitations": 0, "context": 0,
    "claims": 0, "remarks": 0, "outside": 0,
}  # fmt: skip
WORDED = ("baseline", "inclusion", "exclusion", "rows", "risk_of_bias", "certainty", "conclusions", "mechanisms", "limitations")
OPTIONAL = (
    "publisher", "sells", "funding", "competing_interests", "place", "named", "origin", "separation", "characteristics", "site", "timing",
    "other_care", "method", "adjusted", "severity", "collected",
)  # fmt: skip
NEEDED = ("trials", "subgroup_findings")  # also where there are none
WORD = "not_extracted"


Terms = Mapping[str, Mapping[str, Term]]


class Whole:
    """A real record as a tree of parts, each of which may be left out unless another rests on it."""

    def __init__(self, values: Any, study: Study, terms: Terms) -> None:
        self.values, self.study, self.terms = values, study, terms
        inner = dict(_parts(values, ()))
        self.parts = {(): _size(values) - sum(inner.values()), **inner}
        self.least = self._size(self._closed([()], set()))
        self.most = self._size(self.parts)

    def shortened(self, size: float, dice: random.Random) -> Any:
        """What cannot be left out, and parts at random until there are about so many bytes."""
        parts = sorted(self.parts, key=str)
        dice.shuffle(parts)
        kept = self._closed([()], set())
        length = self._size(kept)
        for part in parts:
            added = self._closed([part], kept) - kept
            if length + self._size(added) <= size:
                kept, length = kept | added, length + self._size(added)
        return self._pruned(self.values, (), kept)

    def _size(self, parts: Iterable[Path]) -> int:
        return sum(self.parts[part] for part in parts)

    def _closed(self, wanted: Iterable[Path], kept: set[Path]) -> set[Path]:
        """These parts with everything they rest on."""
        found, open_ = set(kept), [part for part in wanted if part not in kept]
        while open_:
            part = open_.pop()
            if part not in found:
                found.add(part)
                open_ += self._needs.get(part, ())
        return found

    @cached_property
    def _needs(self) -> dict[Path, set[Path]]:
        """What each part rests on."""
        needs: dict[Path, set[Path]] = {}
        for path, other in (*self._around(), *self._least(), *self._figures(), *self._remarks(), *self._groups()):
            needs.setdefault(self._part(path), set()).add(self._part(other))
        return needs

    def _part(self, path: Path) -> Path:
        """The innermost part around a place."""
        return next(path[:length] for length in range(len(path), -1, -1) if path[:length] in self.parts)

    def _around(self) -> Iterator[tuple[Path, Path]]:
        """A part stands in another."""
        yield from ((part, part[:-1]) for part in self.parts if part)

    def _least(self) -> Iterator[tuple[Path, Path]]:
        """A list keeps so many items."""
        lists: dict[Path, list[Path]] = {}
        for part in self.parts:
            if part and isinstance(part[-1], int):
                lists.setdefault(part[:-1], []).append(part)
        for path, items in lists.items():
            plainest = sorted(items, key=lambda item: (_is_praise(self._at(item)), len(re.findall(r"\d", str(self._at(item)))), str(item)))
            yield from ((path, item) for item in plainest[: LISTS[str(path[-1])]])

    def _at(self, path: Path) -> Any:
        return reduce(lambda value, step: value[step], path, self.values)

    def _figures(self) -> Iterator[tuple[Path, Path]]:
        """A sentence repeats figures of a fact."""
        places = dict(_named(self.study, "", ()))
        for path, text in Anatomy(self.study).all(Text):
            for piece in (piece for pieces in text.bound.values() for piece in pieces if piece.fact):
                fact = piece.fact.partition(":")[2]
                while fact not in places:
                    fact = fact.rpartition(".")[0]  # an end of a range
                yield path, places[fact]

    def _remarks(self) -> Iterator[tuple[Path, Path]]:
        """A remark speaks of a figure at a fact; a fact whose figures break a rule has the remark that says so."""
        places = {remark.id: ("remarks", index) for index, remark in enumerate(self.study.remarks)}
        printed = {remark.id: remark.figure.printed for remark in self.study.remarks if remark.figure}
        facts = Anatomy(self.study)
        for path, fact in facts.all(Fact):
            shown = {number.printed for _, number in numbers(fact)}
            for name in (name for name in fact.remarks if printed.get(name) in shown):
                yield path, places[name]
                yield places[name], path
        for breach in breaches(Subject(facts, self.terms)):
            yield from ((breach.case.path, places[name]) for name in breach.remarks)

    def _groups(self) -> Iterator[tuple[Path, Path]]:
        """A figure is given for a subgroup."""
        places = {group.id: ("people", "subgroups", index) for index, group in enumerate(self.study.people.subgroups)}
        for path, model in Anatomy(self.study).all(BaseModel):
            for name in (getattr(model, field, None) for field in ("group", "versus", "within")):
                if isinstance(name, str) and name in places:
                    yield path, places[name]

    def _pruned(self, value: Any, path: Path, kept: set[Path]) -> Any:
        """The values without the parts left out and without their names."""
        if isinstance(value, dict):
            return {
                name: pruned
                for name, child in value.items()
                if (pruned := self._field(name, child, (*path, name), kept)) != [] or name in NEEDED
            }
        if isinstance(value, list):
            items = ((item, (*path, index)) for index, item in enumerate(value))
            return [self._pruned(item, place, kept) for item, place in items if place not in self.parts or place in kept]
        return value

    def _field(self, name: str, value: Any, path: Path, kept: set[Path]) -> Any:
        if path in self.parts and path not in kept:
            return WORD
        if name in ("remarks", "rests_on") and len(path) > 1:
            gone = {self._at(part).get("id") for part in self.parts.keys() - kept if len(part) == 2}
            return [one for one in ([value] if isinstance(value, str) else value) if one not in gone]
        return self._pruned(value, path, kept) or (WORD if name in WORDED else [])


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, int]]:
    """Every part with its bytes, those of the parts in it not counted."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in children:
        place = (*path, step)
        if _is_part(place, child):
            inner = list(_parts(child, place))
            yield place, _size(child) - sum(size for _, size in inner)
            yield from inner
        else:
            yield from _parts(child, place)


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _is_praise(value: Any) -> bool:
    """A message of a result: one of harm or doubt must stay."""
    return bool(value.get("about") == "result")


def _is_part(path: Path, value: Any) -> bool:
    if isinstance(path[-1], int):
        return len(path) > 1 and path[-2] in LISTS and isinstance(value, dict)
    return path[-1] in OPTIONAL and path[0] != "sources" and isinstance(value, dict)


def _named(value: Any, name: str, path: Path) -> Iterator[tuple[str, Path]]:
    """The places in the file by the names that facts have."""
    yield name, path
    children: Iterable[tuple[str, str | int, Any]] = ()
    if isinstance(value, BaseModel):
        children = ((field, field, getattr(value, field)) for field in type(value).model_fields)
    elif isinstance(value, tuple):
        children = ((name_of(child, index), index, child) for index, child in enumerate(value))
    elif isinstance(value, dict):
        children = ((field, field, child) for field, child in value.items())
    for step, index, child in children:
        yield from _named(child, f"{name}.{step}".lstrip("."), (*path, index))


def plainer(values: Any, languages: Mapping[str, PlainLanguage]) -> Any:
    """The record whose sentences for patients have no figures, where other sentences remain: it rests on fewer facts."""
    return {**values, "summary": _plainer(values["summary"], languages)}


def _plainer(value: Any, languages: Mapping[str, PlainLanguage]) -> Any:
    if isinstance(value, list):
        return [_plainer(child, languages) for child in value]
    if isinstance(value, dict) and value.keys() == languages.keys():
        plain = {code: [one for one in languages[code].sentences(text) if not re.search(r"\d", one)] for code, text in value.items()}
        return {code: "".join(sentences).strip() for code, sentences in plain.items()} if all(plain.values()) else value
    return {name: _plainer(child, languages) for name, child in value.items()} if isinstance(value, dict) else value
