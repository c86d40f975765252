"""Printed figures: their digits are kept, whatever they are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from kb.forms import NUMBER, holds_spread, number_meant, range_meant
from kb.values.scalar import Scalar, fault, faults

_NUMBER = re.compile(r"(?P<sign><=|>=|<|>|~)?(?P<digits>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:e(?P<power>-?[0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Number(Scalar):
    """A figure with its printed digits: `4.50` stays 4.50, `<0.001` stays below 0.001, `1.5e6` is 1.5 x 10^6.

    `half` is half a unit of the last printed digit: the true figure lies within value - half and value + half.
    """

    printed: str  # as written in the record
    value: Decimal
    sign: str = ""  # "", "<", ">", "<=", ">=" or "~"
    digits: str = ""  # the printed digits without sign and power
    power: int | None = None  # of ten
    fact: str = field(default="", compare=False)  # where in the record it stands, filled in by kb.facts

    pattern = NUMBER

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _NUMBER.fullmatch(text)
        if not match:
            raise _not_a_number(text)
        digits, power = match["digits"], match["power"]
        value = Decimal(digits if power is None else f"{digits}e{power}")
        return cls(text, value, match["sign"] or "", digits, None if power is None else int(power))

    @property
    def is_word(self) -> bool:
        """Whether the source gives a bare word in the place of a figure."""
        return not self.digits

    @property
    def half(self) -> Decimal:
        return Decimal(5) * Decimal(10) ** (Decimal(self.digits).as_tuple().exponent + (self.power or 0) - 1)  # type: ignore[operator]


def _not_a_number(text: str) -> PydanticCustomError:
    """Why a text is no number, with the number or the range that was most likely meant."""
    if suggestion := number_meant(text):
        return fault("number_form", value=text, suggestion=suggestion)
    if limits := range_meant(text):
        return fault("range_given", value=text, suggestion=limits)
    return fault("spread_given" if holds_spread(text) else "not_a_number", value=text)


@dataclass(frozen=True, slots=True)
class Count(Number):
    """A whole number of people, events, trials: 0 or more."""

    @classmethod
    def parse(cls, text: str) -> Self:
        number = super(Count, cls).parse(text)
        if number.value < 0 or number.value != number.value.to_integral_value():
            raise fault("not_a_count", value=text)
        return number


@dataclass(frozen=True, slots=True)
class Percent(Number):
    """A share of a hundred, 0 to 100, written without the sign."""

    @classmethod
    def parse(cls, text: str) -> Self:
        number = super(Percent, cls).parse(text)
        if not 0 <= number.value <= 100:
            raise fault("not_a_percentage", value=text)
        return number


_NO_FIGURE = Decimal("NaN")  # one object, so that two bare words are equal


@dataclass(frozen=True, slots=True)
class Probability(Number):
    """A p value, 0 to 1; or the bare word of a source that gives none: `significant`, `not_significant`."""

    words = ("significant", "not_significant")
    pattern = "|".join((NUMBER, *words))

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return (_bare_word, (self.printed, self.fact)) if self.is_word else super(Probability, self).__reduce__()

    @classmethod
    def parse(cls, text: str) -> Self:
        if text in cls.words:
            return cls(text, _NO_FIGURE, "", "", None)
        if named := re.fullmatch(r"[pP] *(?:= *)?([<>=]?[ 0-9.,]+)", text):
            raise fault("number_form", value=text, suggestion=number_meant(f" {named[1]}") or named[1])
        number = super(Probability, cls).parse(text)
        if not 0 <= number.value <= 1:
            raise fault("not_a_probability", value=text)
        return number


def _bare_word(text: str, fact: str) -> Probability:
    return Probability(text, _NO_FIGURE, fact=fact)


@dataclass(frozen=True, slots=True)
class Range:
    """Two figures, the lower first: limits of an interval, an IQR, ages allowed."""

    low: Number
    high: Number

    @classmethod
    def _validate(cls, value: Any) -> Range:
        if isinstance(value, cls):
            return value
        if isinstance(value, str) and (meant := range_meant(value)):
            raise fault("number_form", value=value, suggestion=meant)
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
            raise fault("range_expected")
        return cls._ordered(value)

    @classmethod
    def _ordered(cls, given: list[str]) -> Range:
        limits, wrong = [], []
        for index, text in enumerate(given):
            try:
                limits.append(Number.parse(text))
            except PydanticCustomError as error:
                wrong.append((index, error, text))
        if wrong:
            raise faults(list(wrong))
        if limits[0].value > limits[1].value:
            raise fault("range_order", low=given[0], high=given[1])
        return cls(*limits)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["string", "number"]}}


def _number_or_range(value: Any) -> Number | Range:
    if isinstance(value, Number | Range):
        return value
    if not isinstance(value, str):
        return Range._validate(value)
    if _NUMBER.fullmatch(value) or number_meant(value) or not (meant := range_meant(value)):
        return Number.parse(value)
    raise fault("number_form", value=value, suggestion=meant)


class _Amount:
    """One figure, or two in a list where the source gives a range."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_number_or_range)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [Number.__get_pydantic_json_schema__(schema, handler), Range.__get_pydantic_json_schema__(schema, handler)]}


Amount = Annotated[Number | Range, _Amount()]
