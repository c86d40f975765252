"""Words for readers, one version per language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from kb.values.scalar import MISSING, fault, faults


class Text:
    """Words for readers, one version per language, kept as plain text."""

    __slots__ = ("bound", "versions")

    def __init__(self, versions: Mapping[str, str]) -> None:
        self.versions = dict(versions)
        self.bound: Mapping[str, Any] = {}  # by language the text cut at its figures, each with its fact: filled in by kb.prose

    def __getitem__(self, language: str) -> str:
        return self.versions[language]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.versions == other.versions

    def __hash__(self) -> int:
        return hash(tuple(self.versions.items()))

    def __repr__(self) -> str:
        return f"Text({self.versions!r})"

    @classmethod
    def _validate(cls, value: Any, info: core_schema.ValidationInfo) -> Text:
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            raise fault("text_expected", languages=", ".join(_languages(info)))
        languages = _languages(info)
        lacking = [language for language in languages if language not in value]
        wrong = {language: fault_ for language, words in value.items() if (fault_ := _wrong_words(language, words, languages))}
        if lacking or wrong:
            found = [(language, fault("text_missing", language=language), value) for language in lacking]
            raise faults(found + [(language, fault_, value[language]) for language, fault_ in wrong.items()])
        return cls(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "object", "additionalProperties": {"type": "string"}, "title": "Text"}


LONGEST = 1200  # characters of one text; a paragraph, not an essay


def _languages(info: core_schema.ValidationInfo) -> tuple[str, ...]:
    return tuple((info.context or {}).get("languages", ()))


def _wrong_words(language: str, words: Any, languages: tuple[str, ...]) -> PydanticCustomError | None:
    """Why these words cannot stand as the text in that language."""
    if languages and language not in languages:
        return fault("text_unknown_language", language=language, languages=", ".join(languages))
    if not isinstance(words, str) or not words.strip():
        return fault("text_empty", language=language)
    if words in MISSING:
        return fault("word_in_text", value=words)
    return fault("text_too_long", language=language, length=len(words), longest=LONGEST) if len(words) > LONGEST else None
