"""What every value written as one piece of text shares, and the words that may stand where a value is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from kb.finding import shown


def fault(code: str, **values: object) -> PydanticCustomError:
    """A refusal that becomes the finding `code`, filled with `values`."""
    return PydanticCustomError(code, "{code}", {"code": code, **{k: shown(v) for k, v in values.items()}})


def faults(found: list[tuple[str | int, PydanticCustomError, Any]]) -> ValidationError:
    """Several refusals at once, each with its step further in and the value it refuses."""
    details = [InitErrorDetails(type=why, loc=(step,), input=value) for step, why, value in found]
    return ValidationError.from_exception_data("value", details)


class Missing(StrEnum):
    """Why a figure is not here; each is a different word on the page, never a blank or 0."""

    NOT_REPORTED = "not_reported"  # the source that was read does not say
    NOT_EXTRACTED = "not_extracted"  # a source has it, nobody has taken it over yet
    NOT_APPLICABLE = "not_applicable"  # the question makes no sense here
    NO_RESULTS_YET = "no_results_yet"  # the study has not reported
    PICTURE_ONLY = "picture_only"  # the source shows it in a picture that was not read


MISSING = {word.value: word for word in Missing}
T = TypeVar("T")
_NEARLY = re.compile("(?i)not[ -](?:reported|extracted|applicable)|no[ -]results[ -]yet|picture[ -]only|n/[akr]|[\\W_]*")


class _OrMissing:
    """Lets one of the five words stand where a value is expected."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        wanted = tuple(kind for kind in get_args(source) if kind is not Missing)
        inner = handler.generate_schema(Union[wanted])  # noqa: UP007

        def check(value: Any, validate: Any) -> Any:
            word = MISSING.get(value) if value.__class__ is str else None
            return _present(value, validate) if word is None else word

        return core_schema.no_info_wrap_validator_function(check, inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"enum": list(MISSING)}]}


def _present(value: Any, validate: Any) -> Any:
    """A value; a word or sign that only looks like one of the five words is refused, never taken for a value."""
    if value.__class__ is str and len(value) <= 16 and _NEARLY.fullmatch(value):
        near = re.sub("[ -]", "_", value.lower())
        raise fault("missing_word", value=value, near=near if near in MISSING else "")
    return validate(value)


Maybe = Annotated[T | Missing, _OrMissing()]


class OrWord:
    """`Annotated[Signature | str, OrWord("not_yet")]`: that one word may stand where a group of fields is expected."""

    def __init__(self, word: str) -> None:
        self.word = word

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler.generate_schema(next(kind for kind in get_args(source) if kind is not str))
        return core_schema.no_info_wrap_validator_function(lambda v, validate: v if v == self.word else validate(v), inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"const": self.word}]}


class Reduced:
    """A dataclass that is kept and handed on by its fields alone: the way that dataclasses go takes twice as long."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)  # type: ignore[attr-defined]


class Shared(Reduced):
    """One of the few values that thousands of studies share: what was kept comes back as the same object."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _shared, (type(self), *(getattr(self, name) for name in self.__match_args__))  # type: ignore[attr-defined]


@cache
def _shared(kind: type[T], *fields: Any) -> T:
    return kind(*fields)


class Scalar(Reduced):
    """A value written as one piece of text in the record; `parse` turns the text into it or refuses."""

    __slots__ = ()

    pattern = ".*"

    @classmethod
    def parse(cls, text: str) -> Any:
        raise NotImplementedError

    @classmethod
    def _validate(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise fault("one_value_expected")
        return cls.parse(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "number"], "pattern": f"^(?:{cls.pattern})$", "title": cls.__name__}
