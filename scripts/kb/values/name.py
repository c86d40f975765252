"""Names that lead somewhere: places in a source, terms of a vocabulary, ids of a public registry."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from kb.values.scalar import Scalar, Shared, fault

_PLACE = re.compile(r"([a-z][a-z0-9-]*)(?::([1-9][0-9]{0,5})\.([1-9][0-9]{0,5})(?::([0-9a-f]{8}))?)?")


@dataclass(frozen=True, slots=True)
class Place(Scalar):
    """Where a fact stands: `article:34.2:3fa9c1d2` is source, paragraph and sentence from 1, and the fingerprint
    of that sentence (kb.places); a source whose text we do not hold is named alone, `registry`."""

    source: str
    paragraph: int = 0  # 0: no text at hand
    sentence: int = 0
    fingerprint: str = ""

    pattern = r"[a-z][a-z0-9-]*(:[1-9][0-9]*\.[1-9][0-9]*(:[0-9a-f]{8})?)?"

    @classmethod
    def parse(cls, text: str) -> Place:
        return _place(text)  # a record names each sentence several times

    def __str__(self) -> str:
        spot = f":{self.paragraph}.{self.sentence}" if self.paragraph else ""
        return self.source + spot + (f":{self.fingerprint}" if self.fingerprint else "")


@lru_cache(4096)
def _place(text: str) -> Place:
    match = _PLACE.fullmatch(text)
    if not match:
        raise fault("not_a_place", value=text)
    return Place(match[1], int(match[2] or 0), int(match[3] or 0), match[4] or "")


@dataclass(frozen=True, slots=True)
class Ref(Shared, Scalar):
    """A term of a vocabulary, `data/terms/<vocabulary>.yml`; printed as the term's name in the page's language."""

    id: str
    vocabulary: str

    @classmethod
    def parse(cls, text: str) -> Any:
        raise NotImplementedError


class Term:
    """`Annotated[Ref, Term("routes")]`: a Ref into that vocabulary; that the term exists is a rule's business."""

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        vocabulary = self.vocabulary

        def check(value: Any) -> Ref:
            if isinstance(value, Ref):
                return value
            if not isinstance(value, str):
                raise fault("one_value_expected")
            if not _TERM.fullmatch(value):
                raise fault("not_an_id", value=value)
            return Ref(value, vocabulary)

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "vocabulary": self.vocabulary}


_TERM = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*")


class Pattern:
    """`Annotated[str, Pattern("doi", r"10\\..+")]`: text of a fixed form, refused as `not_a_<name>`."""

    def __init__(self, code: str, pattern: str) -> None:
        self.code, self.pattern = code, re.compile(pattern, re.ASCII)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: Any) -> str:
            if not isinstance(value, str):
                raise fault("one_value_expected")
            if not self.pattern.fullmatch(value):
                raise fault(self.code, value=value)
            return sys.intern(value)  # a record says the same id many times, and is packed with it once

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^(?:{self.pattern.pattern})$"}


Slug = Annotated[str, Pattern("not_an_id", r"[a-z0-9]+(?:-[a-z0-9]+)*")]
Words = Annotated[str, Pattern("words_expected", r"\S[\s\S]{0,600}")]  # one language only: a title or name as printed
Doi = Annotated[str, Pattern("not_a_doi", r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:<>\-]+")]
Pmid = Annotated[str, Pattern("not_a_pmid", r"[1-9][0-9]{0,8}")]
Pmcid = Annotated[str, Pattern("not_a_pmcid", r"PMC[1-9][0-9]{0,8}")]
