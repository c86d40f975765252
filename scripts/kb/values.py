"""The smallest things a record holds: printed numbers, dates, words, places in a source, ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from kb.finding import _shown


def fault(code: str, **values: object) -> PydanticCustomError:
    """A refusal that becomes the finding `code`, filled with `values`."""
    return PydanticCustomError(code, "{code}", {"code": code, **{k: _shown(v) for k, v in values.items()}})  # type: ignore[arg-type]


class Missing(StrEnum):
    """Why a figure is not here; each is a different word on the page, never a blank or 0."""

    NOT_REPORTED = "not_reported"  # the source that was read does not say
    NOT_EXTRACTED = "not_extracted"  # a source has it, nobody has taken it over yet
    NOT_APPLICABLE = "not_applicable"  # the question makes no sense here
    NO_RESULTS_YET = "no_results_yet"  # the study has not reported
    PICTURE_ONLY = "picture_only"  # the source shows it in a picture that was not read


_MISSING = {word.value: word for word in Missing}
T = TypeVar("T")


class _OrMissing:
    """Lets one of the five words stand where a value is expected."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        wanted = tuple(kind for kind in get_args(source) if kind is not Missing)
        inner = handler.generate_schema(Union[wanted])

        def check(value: Any, validate: Any) -> Any:
            word = _MISSING.get(value) if value.__class__ is str else None
            return validate(value) if word is None else word

        return core_schema.no_info_wrap_validator_function(check, inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"enum": list(_MISSING)}]}


Maybe = Annotated[Union[T, Missing], _OrMissing()]


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
        return {"type": ["string", "number"], "pattern": f"^{cls.pattern}$", "title": cls.__name__}


_NUMBER = re.compile(r"(?P<sign><=|>=|<|>|~)?(?P<digits>-?(?:0|[1-9]\d*)(?:\.\d+)?)(?:e(?P<power>-?\d{1,2}))?")


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

    pattern = _NUMBER.pattern.replace("?P<sign>", "").replace("?P<digits>", "").replace("?P<power>", "")

    @classmethod
    def parse(cls, text: str) -> Number:
        match = _NUMBER.fullmatch(text)
        if not match:
            raise _not_a_number(text)
        digits, power = match["digits"], match["power"]
        value = Decimal(digits if power is None else f"{digits}e{power}")
        return cls(text, value, match["sign"] or "", digits, None if power is None else int(power))

    @property
    def half(self) -> Decimal:
        return Decimal(5) * Decimal(10) ** (Decimal(self.digits).as_tuple().exponent + (self.power or 0) - 1)  # type: ignore[operator]


def _not_a_number(text: str) -> PydanticCustomError:
    suggestion = _as_number(text)
    if suggestion and _NUMBER.fullmatch(suggestion):
        return fault("number_form", value=text, suggestion=suggestion)
    return fault("not_a_number", value=text)


_POWER = re.compile(r"^(-?[\d.]+)[x*\u00d7\u00b7]10\^?(-?\d+)$")


def _as_number(text: str) -> str | None:
    """What an editor most likely meant by a number in a form we refuse; None where that would be a guess."""
    plain = "".join("-" if unicodedata.category(c) == "Pd" or c == "\u2212" else c for c in text.strip())
    superscripts = re.sub("[\u2070\u00b9\u00b2\u00b3\u2074-\u207b]", lambda m: unicodedata.normalize("NFKC", m[0]), plain)
    plain = "".join(unicodedata.normalize("NFKC", superscripts).split()).replace("\u2212", "-").removeprefix("+")
    if power := _POWER.match(plain):
        return f"{power[1]}e{int(power[2])}"
    if plain and (factor := unicodedata.numeric(plain[-1], 0)) >= 10000 and _NUMBER.fullmatch(plain[:-1]):
        return f"{plain[:-1]}e{len(str(int(factor))) - 1}"
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain):
        return plain.replace(",", "")
    if re.fullmatch(r"-?\d+,\d+", plain):
        return plain.replace(",", ".")
    if re.fullmatch(r"-?0+\d+", plain):
        return re.sub(r"^(-?)0+", r"\1", plain)
    if re.fullmatch(r"-?\.\d+", plain):
        return plain.replace(".", "0.")
    return re.sub(r"[eE]\+?", "e", plain)


@dataclass(frozen=True, slots=True)
class Count(Number):
    """A whole number of people, events, trials: 0 or more."""

    @classmethod
    def parse(cls, text: str) -> Count:
        number = super(Count, cls).parse(text)
        if number.value < 0 or number.value != number.value.to_integral_value():
            raise fault("not_a_count", value=text)
        return number


@dataclass(frozen=True, slots=True)
class Percent(Number):
    """A share of a hundred, 0 to 100, written without the sign."""

    @classmethod
    def parse(cls, text: str) -> Percent:
        number = super(Percent, cls).parse(text.removesuffix("%").strip() if text.endswith(" %") else text)
        if not 0 <= number.value <= 100:
            raise fault("not_a_percentage", value=text)
        return number


@dataclass(frozen=True, slots=True)
class Probability(Number):
    """A p value, 0 to 1; or the bare word of a source that gives none: `significant`, `not_significant`."""

    words = ("significant", "not_significant")

    @classmethod
    def parse(cls, text: str) -> Probability:
        if text in cls.words:
            return cls(text, Decimal("NaN"), "", "", None)
        number = super(Probability, cls).parse(text)
        if not 0 <= number.value <= 1:
            raise fault("not_a_probability", value=text)
        return number

    @property
    def is_word(self) -> bool:
        return self.printed in self.words


@dataclass(frozen=True, slots=True)
class Range:
    """Two figures, the lower first: limits of an interval, an IQR, ages allowed."""

    low: Number
    high: Number

    @classmethod
    def _validate(cls, value: Any) -> Range:
        if isinstance(value, cls):
            return value
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
            raise fault("range_expected")
        low, high = Number.parse(value[0]), Number.parse(value[1])
        if low.value > high.value:
            raise fault("range_order", low=value[0], high=value[1])
        return cls(low, high)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["string", "number"]}}


def _number_or_range(value: Any) -> Number | Range:
    if isinstance(value, Number | Range):
        return value
    return Number.parse(value) if isinstance(value, str) else Range._validate(value)


class _Amount:
    """One figure, or two in a list where the source gives a range."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_number_or_range)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "number", "array"]}


Amount = Annotated[Number | Range, _Amount()]


@dataclass(frozen=True, slots=True)
class Quantity(Scalar):
    """A figure with its UCUM unit, `4.5 h`, `93 %`, or a bare figure, `12`; two figures with a dash between are a span, `3-7 d`."""

    number: Number
    unit: str = ""
    upper: Number | None = None

    pattern = r"[<>~=]*-?[0-9.e]+(-[0-9.]+)?( \S+)?"
    units: ClassVar[tuple[str, ...] | None] = None  # None: any unit

    @classmethod
    def parse(cls, text: str) -> Any:
        figure, _, unit = text.partition(" ")
        low, dash, high = figure.partition("-") if re.fullmatch(r"\d[\d.]*-\d[\d.]*", figure) else (figure, "", "")
        if cls.units is not None and unit not in cls.units:
            raise fault("not_a_duration", value=text, units=" ".join(cls.units))
        if unit != unit.strip() or " " in unit:
            raise fault("unit_form", value=text)
        return cls(Number.parse(low), unit, Number.parse(high) if dash else None)

    def __str__(self) -> str:
        upper = f"-{self.upper.printed}" if self.upper else ""
        return f"{self.number.printed}{upper} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Duration(Quantity):
    """A span of time in a UCUM unit: `90 min`, `12 h`, `7 d`, `4 wk`, `3 mo`, `1 a`; `3-7 d` where the source gives a span."""

    units = ("min", "h", "d", "wk", "mo", "a")


@dataclass(frozen=True, slots=True)
class Time(Duration):
    """When something was measured, counted from the start of treatment: `3 mo`; or a word: `baseline`, `after_treatment`."""

    word: str = ""  # baseline: before; after_treatment: the source says no more; each_dose: after every dose

    words = ("baseline", "after_treatment", "each_dose")

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

    pattern = r"\d{4}(-\d{2}(-\d{2})?)?"

    @classmethod
    def parse(cls, text: str) -> Date:
        match = re.fullmatch(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?", text)
        if not match or not _in_calendar(*(int(part) if part else 1 for part in match.groups())):
            raise fault("not_a_date", value=text)
        return cls(text)

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.printed.split("-"))


def _in_calendar(year: int, month: int, day: int) -> bool:
    from datetime import date

    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Place(Scalar):
    """Where a fact stands: `article:34.2:3fa9c1d2` is source, paragraph and sentence from 1, and the fingerprint
    of that sentence (kb.places); a source whose text we do not hold is named alone, `registry`."""

    source: str
    paragraph: int = 0  # 0: no text at hand
    sentence: int = 0
    fingerprint: str = ""

    pattern = r"[a-z][a-z0-9-]*(:\d+\.\d+(:[0-9a-f]{8})?)?"

    @classmethod
    def parse(cls, text: str) -> Place:
        match = re.fullmatch(r"([a-z][a-z0-9-]*)(?::([1-9]\d*)\.([1-9]\d*)(?::([0-9a-f]{8}))?)?", text)
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
        for language in _languages(info):
            if language not in value:
                raise fault("text_missing", language=language)
        for language, words in value.items():
            _check_words(language, words, info)
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


def _check_words(language: str, words: Any, info: core_schema.ValidationInfo) -> None:
    if _languages(info) and language not in _languages(info):
        raise fault("text_unknown_language", language=language, languages=", ".join(_languages(info)))
    if not isinstance(words, str) or not words.strip():
        raise fault("text_empty", language=language)
    if len(words) > LONGEST:
        raise fault("text_too_long", language=language, length=len(words), longest=LONGEST)


class Pattern:
    """`Annotated[str, Pattern("doi", r"10\\..+")]`: text of a fixed form, refused as `not_a_<name>`."""

    def __init__(self, code: str, pattern: str) -> None:
        self.code, self.pattern = code, re.compile(pattern)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: Any) -> str:
            if not isinstance(value, str):
                raise fault("one_value_expected")
            if not self.pattern.fullmatch(value):
                raise fault(self.code, value=value)
            return value

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^{self.pattern.pattern}$"}


Slug = Annotated[str, Pattern("not_an_id", r"[a-z0-9]+(?:-[a-z0-9]+)*")]
Words = Annotated[str, Pattern("words_expected", r"(?s)\S.{0,600}")]  # one language only: a title or name as printed
Doi = Annotated[str, Pattern("not_a_doi", r"10\.\d{4,9}/[A-Za-z0-9._;()/:<>\-]+")]
Pmid = Annotated[str, Pattern("not_a_pmid", r"[1-9]\d{0,8}")]
Pmcid = Annotated[str, Pattern("not_a_pmcid", r"PMC[1-9]\d{0,8}")]

