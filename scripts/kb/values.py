"""The smallest things a record holds: printed numbers, dates, words, places in a source, ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeVar, Union, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from kb.finding import _shown
from kb.forms import NUMBER, date_meant, holds_spread, number_meant, quantity_meant, range_meant


def fault(code: str, **values: object) -> PydanticCustomError:
    """A refusal that becomes the finding `code`, filled with `values`."""
    return PydanticCustomError(code, "{code}", {"code": code, **{k: _shown(v) for k, v in values.items()}})


def _faults(found: list[tuple[str | int, PydanticCustomError, Any]]) -> ValidationError:
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


_MISSING = {word.value: word for word in Missing}
_NEARLY = re.compile("(?i)not[ -](?:reported|extracted|applicable)|no[ -]results[ -]yet|picture[ -]only|n/[akr]|[\\W_]*")
T = TypeVar("T")


class _OrMissing:
    """Lets one of the five words stand where a value is expected."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        wanted = tuple(kind for kind in get_args(source) if kind is not Missing)
        inner = handler.generate_schema(Union[wanted])  # noqa: UP007

        def check(value: Any, validate: Any) -> Any:
            word = _MISSING.get(value) if value.__class__ is str else None
            return _present(value, validate) if word is None else word

        return core_schema.no_info_wrap_validator_function(check, inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"enum": list(_MISSING)}]}


def _present(value: Any, validate: Any) -> Any:
    """A value; a word or sign that only looks like one of the five words is refused, never taken for a value."""
    if value.__class__ is str and len(value) <= 16 and _NEARLY.fullmatch(value):
        near = re.sub("[ -]", "_", value.lower())
        raise fault("missing_word", value=value, near=near if near in _MISSING else "")
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


class Scalar:
    """A value written as one piece of text in the record; `parse` turns the text into it or refuses."""

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


@dataclass(frozen=True, slots=True)
class Probability(Number):
    """A p value, 0 to 1; or the bare word of a source that gives none: `significant`, `not_significant`."""

    words = ("significant", "not_significant")
    pattern = "|".join((NUMBER, *words))

    @classmethod
    def parse(cls, text: str) -> Self:
        if text in cls.words:
            return cls(text, Decimal("NaN"), "", "", None)
        number = super(Probability, cls).parse(re.sub(r"^[pP] *(?=[<>=])", "", text) if _NUMBER.fullmatch(text) is None else text)
        if not 0 <= number.value <= 1:
            raise fault("not_a_probability", value=text)
        return number


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
            raise _faults(list(wrong))
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


@dataclass(frozen=True, slots=True)
class Quantity(Scalar):
    """A figure with its UCUM unit, `4.5 h`, `93 %`, or a bare figure, `12`; two figures with a dash between are a span, `3-7 d`."""

    number: Number
    unit: str = ""
    upper: Number | None = None

    pattern = rf"{NUMBER}(?:-[0-9]+(?:\.[0-9]+)?)?(?: \S+)?"
    units: ClassVar[tuple[str, ...] | None] = None  # None: any unit

    @classmethod
    def parse(cls, text: str) -> Any:
        figure, _, unit = text.partition(" ")
        low, dash, high = figure.partition("-") if _SPAN.fullmatch(figure) else (figure, "", "")
        if unit != unit.strip() or " " in unit or not _NUMBER.fullmatch(low):
            raise _not_a_quantity(text, cls.units)
        if cls.units is not None and unit not in cls.units:
            raise fault("not_a_duration", value=text, units=" ".join(cls.units))
        quantity = cls(Number.parse(low), unit, Number.parse(high) if dash else None)
        if quantity.upper and quantity.upper.value < quantity.number.value:
            raise fault("range_order", low=low, high=high)
        return quantity

    def __str__(self) -> str:
        upper = f"-{self.upper.printed}" if self.upper else ""
        return f"{self.number.printed}{upper} {self.unit}".rstrip()


_SPAN = re.compile(r"[0-9][0-9.]*-[0-9][0-9.]*")


def _not_a_quantity(text: str, units: tuple[str, ...] | None) -> PydanticCustomError:
    if (meant := quantity_meant(text)) and (units is None or meant.partition(" ")[2] in units):
        return fault("number_form", value=text, suggestion=meant)
    if units is not None:
        return fault("not_a_duration", value=text, units=" ".join(units))
    wrong = _not_a_number(text)
    return fault("unit_form", value=text) if wrong.type == "not_a_number" and text[:1].isdigit() else wrong


@dataclass(frozen=True, slots=True)
class Duration(Quantity):
    """A span of time in a UCUM unit: `90 min`, `12 h`, `7 d`, `4 wk`, `3 mo`, `1 a`; `3-7 d` where the source gives a span."""

    units = ("min", "h", "d", "wk", "mo", "a")


@dataclass(frozen=True, slots=True)
class Time(Duration):
    """When something was measured, counted from the start of treatment: `3 mo`; or a word: `baseline`, `after_treatment`."""

    word: str = ""  # baseline: before; after_treatment: the source says no more; each_dose: after every dose

    words = ("baseline", "after_treatment", "each_dose")
    pattern = "|".join((Quantity.pattern, *words))

    @classmethod
    def parse(cls, text: str) -> Any:
        if text in cls.words:
            return cls(Number.parse("0"), "", None, text)
        return super(Time, cls).parse(text)

    @property
    def key(self) -> str:
        return self.word or str(self).replace(" ", "")


@dataclass(frozen=True, slots=True, order=True)
class Date(Scalar):
    """A calendar date as exact as it is known: `2025`, `2025-12` or `2025-12-01`."""

    printed: str

    pattern = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

    @classmethod
    def parse(cls, text: str) -> Date:
        if not _is_date(text):
            meant = date_meant(text)
            raise fault("number_form", value=text, suggestion=meant) if meant and _is_date(meant) else fault("not_a_date", value=text)
        return cls(text)

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.printed.split("-"))


_DATE = re.compile(r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _is_date(text: str) -> bool:
    """Of the form of a date, and in the calendar."""
    match = _DATE.fullmatch(text)
    try:
        return match is not None and bool(date(*(int(part or 1) for part in match.groups())))
    except ValueError:
        return False


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
        match = _PLACE.fullmatch(text)
        if not match:
            raise fault("not_a_place", value=text)
        return cls(match[1], int(match[2] or 0), int(match[3] or 0), match[4] or "")

    def __str__(self) -> str:
        spot = f":{self.paragraph}.{self.sentence}" if self.paragraph else ""
        return self.source + spot + (f":{self.fingerprint}" if self.fingerprint else "")


@dataclass(frozen=True, slots=True)
class Ref(Scalar):
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


class Text:
    """Words for readers, one version per language, kept as plain text: `{zh: ..., en: ...}`."""

    __slots__ = ("versions",)

    def __init__(self, versions: Mapping[str, str]) -> None:
        self.versions = dict(versions)

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
            raise _faults(found + [(language, fault_, value[language]) for language, fault_ in wrong.items()])
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
    if words in _MISSING:
        return fault("word_in_text", value=words)
    return fault("text_too_long", language=language, length=len(words), longest=LONGEST) if len(words) > LONGEST else None


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
            return value

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^(?:{self.pattern.pattern})$"}


Slug = Annotated[str, Pattern("not_an_id", r"[a-z0-9]+(?:-[a-z0-9]+)*")]
Words = Annotated[str, Pattern("words_expected", r"\S[\s\S]{0,600}")]  # one language only: a title or name as printed
Doi = Annotated[str, Pattern("not_a_doi", r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:<>\-]+")]
Pmid = Annotated[str, Pattern("not_a_pmid", r"[1-9][0-9]{0,8}")]
Pmcid = Annotated[str, Pattern("not_a_pmcid", r"PMC[1-9][0-9]{0,8}")]

