"""Where made studies differ: marks in the text of a record, and what each study has there."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.vocabulary import Term

VARIED = {"conditions": "conditions", "cells": "cells", "route": "routes"}  # fields with other terms of their vocabulary
SWAPPED = 0.5  # of the sentences have a coined word
OLDEST, NEWEST = 2005, 2026  # years of publication
HAN = "[\u4e00-\u9fff]"
# A word inside a sentence, and two characters inside a run of them: none beside a figure, where they might be its unit.
LATIN_WORD, HAN_WORD = re.compile(r"(?<=[a-z]{3} )[a-z]{6,}(?= [a-z]{3})"), re.compile(f"(?<={HAN}{{3}}){HAN}{{2}}(?={HAN}{{2}})")
SOUNDS = [consonant + vowel for consonant in "bdfglmnprstvz" for vowel in "aeiou"]
RULED = ("plain-language.yml", "renderings.yml", "terms/units.yml")  # words that rules look for


def dice(*seed: object) -> random.Random:
    """Chance that is the same at every run."""
    return random.Random(" ".join(map(str, seed)))  # noqa: S311 nothing here is secret


def coined(chance: random.Random) -> str:
    """A word that means nothing; a short one will be met again."""
    return "".join(chance.choices(SOUNDS, k=chance.choice((2, 3, 3))))


@cache
def name(number: int) -> str:
    """The id of a study: a word and its number."""
    return f"{coined(dice('name', number))}-{number:05}"


def dumped(values: Any) -> str:
    return yaml.dump(values, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=None)


class Marks:
    """Sets marks, and fills them with words that no rule looks for."""

    def __init__(self, data: Path, terms: Mapping[str, Mapping[str, Term]]) -> None:
        self.ruled = "".join((data / file).read_text(encoding="utf-8") for file in RULED)
        written = "".join(path.read_text(encoding="utf-8") for path in sorted((data / "studies").glob("*.yml")))
        self.characters = [each for each in re.findall(HAN, written) if not self._is_ruled(each)]
        self.terms = {field: sorted(terms[vocabulary]) for field, vocabulary in VARIED.items()}
        for field, names in self.terms.items():
            dice(field).shuffle(names)  # the first will be the most frequent

    def _is_ruled(self, word: str) -> bool:
        return any(part in self.ruled or unicodedata.numeric(part[0], None) is not None for part in re.findall(f"{HAN}|[a-z]+", word))

    def marked(self, values: Any, chance: random.Random) -> str:
        """The record as text, with marks."""
        numbers: dict[str, str] = {}
        for index, source in enumerate(values["sources"]):
            own = [source[kind] for kind in ("doi", "pmid", "pmcid", "number") if re.search(r"\d", source.get(kind, ""))]
            numbers |= dict.fromkeys(own, f"@digits{index}@")
        text = dumped(self._varied(_dated(values), (), chance, {}))
        for printed, mark in numbers.items():
            text = text.replace(printed, f"{printed}.{mark}" if "/" in printed else printed[:-6] + mark)
        return text

    def _varied(self, value: Any, path: tuple[str, ...], chance: random.Random, marks: dict[str, str]) -> Any:
        if isinstance(value, list):
            return [self._varied(child, path, chance, marks) for child in value]
        if isinstance(value, dict):
            return {field: self._varied(child, (*path, field), chance, marks) for field, child in value.items()}
        *_, around, own = ("", *path)
        if own in VARIED and around in ("people", "treatments") and value in self.terms[own]:
            return marks.setdefault(f"{own} {value}", f"@{own}{len(marks)}@")
        if own == "family":
            return marks.setdefault(f"{own} {value}", f"@author{len(marks)}@")
        return f"@name@ {value}" if around in ("title", "short_title") else self._swapped(value, chance, marks)

    def _swapped(self, text: str, chance: random.Random, marks: dict[str, str]) -> str:
        """The sentence with a mark in the place of a word."""
        for kind, pattern in (("latin", LATIN_WORD), ("han", HAN_WORD)):
            found = [place for place in pattern.finditer(text) if not self._is_ruled(place[0])]
            if found and chance.random() < SWAPPED:
                place = chance.choice(found)
                mark = marks.setdefault(text, f"@{kind}{len(marks)}@")
                return text[: place.start()] + mark + text[place.end() :]
        return text

    def filled(self, text: str, number: int) -> str:
        """The text with the words of one study; the same mark is the same word."""
        chance, words = dice("words", number), {"": ""}

        def word(mark: re.Match[str]) -> str:
            if mark[0] not in words:
                free = [term for term in self.terms.get(mark["kind"], ()) if term not in words.values()]
                words[mark[0]] = _frequent(free, chance) if free else self._word(mark["kind"], mark["which"], number, chance)
            return words[mark[0]]

        return re.sub("@(?P<kind>[a-z]+)(?P<which>[0-9]*)@", word, text)

    def _word(self, kind: str, which: str, number: int, chance: random.Random) -> str:
        match kind:
            case "name":
                return name(number).partition("-")[0].capitalize()
            case "digits":
                return f"{10 * number + int(which):06}"
            case "year":
                return str(chance.randint(int(which), NEWEST))
            case "day":
                return f"{chance.randint(1, 28):02}"
            case "han":
                return "".join(chance.choices(self.characters, k=2))
            case _:
                return coined(chance).capitalize() if kind == "author" else coined(chance)


def _frequent(terms: list[str], chance: random.Random) -> str:
    """A term, the first of them far more often than the last."""
    return terms[min(int(chance.paretovariate(0.7)), len(terms)) - 1]


def _dated(values: Any) -> Any:
    """The same with other days and years, where no sentence for patients speaks of them."""
    began = f"{values['design']['start']} {values.get('review', {}).get('search', '')}"
    first = max(map(int, re.findall(r"\b(?:19|20)\d\d\b", began)), default=OLDEST - 1) + 1
    sources = [dict(source) for source in values["sources"]]
    for source in sources:
        year = source.get("published", "")[:4]
        if source["kind"] == "paper" and first < NEWEST and year not in dumped(values["summary"]):
            source["published"] = f"@year{first}@{source['published'][4:]}"
    return {**values, "sources": sources, "editorial": {**values["editorial"], "last_changed": f"{NEWEST}-12-@day@"}}
