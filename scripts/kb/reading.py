"""From a document to a model object, or to findings that an editor understands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from kb.finding import MOST, Finding, capped, finding
from kb.plain import Path
from kb.siblings import fields_at
from kb.source import Document, spelled

M = TypeVar("M")


def modelled(document: Document, kind: TypeAdapter[M] | type[M], languages: tuple[str, ...]) -> tuple[M | None, list[Finding]]:
    """The document as an object of `kind`, or every fault at once, each with its place."""
    if document.values is None:
        return None, list(document.findings)
    try:
        adapter: TypeAdapter[M] = kind if isinstance(kind, TypeAdapter) else _adapters(kind)
        value = adapter.validate_python(document.values, context={"languages": languages})
    except ValidationError as error:
        return None, _all(document, error, kind)
    return (None if document.findings else value), list(document.findings)


_adapters: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def _all(document: Document, error: ValidationError, kind: Any) -> list[Finding]:
    """The reader's findings, and the model's where the reader has not already found the cause."""
    told = {found.field for found in document.findings if found.field}
    model = [found for found in _findings(document, error, kind) if not _is_told(found.field, told)]
    return list(capped(sorted([*document.findings, *model])))


def _is_told(field: str, told: set[str]) -> bool:
    return bool(told) and any(field == known or (field.startswith(known) and field[len(known)] in ".[") for known in told)


class _Fault(NamedTuple):
    """One of pydantic's faults in our words: its code and values, a further step of its path, and whether the name is wrong."""

    code: str
    values: dict[str, Any]
    step: str | None = None
    at_key: bool = False


def _findings(document: Document, error: ValidationError, kind: Any) -> Iterator[Finding]:
    seen: set[tuple[Path, str]] = set()
    raws = [(tuple(document.within(raw["loc"])), raw) for raw in error.errors(include_url=False)[: 2 * MOST]]
    for path, raw in _without_echoes(raws):
        fault = _in_our_words(raw, kind)
        steps = (*path, fault.step) if fault.step is not None and path[-1:] != (fault.step,) else path
        if (steps, fault.code) not in seen:
            seen.add((steps, fault.code))
            line, column = document.key(steps) if fault.at_key else document.place(steps)
            yield finding(document.file, line, column, spelled(steps), fault.code, **fault.values)


def _without_echoes(raws: list[tuple[Path, Any]]) -> Iterator[tuple[Path, Any]]:
    """A choice between a group or list and a word fails on both sides: keep the side that the editor meant."""
    words = {path for path, raw in raws if raw["type"] == "literal_error" and isinstance(raw["input"], str)}
    groups = {path[:length] for path, raw in raws if raw["type"] != "literal_error" for length in range(len(path) + 1)}
    for path, raw in raws:
        no_list = raw["type"] in _SHAPES and path in words
        no_word = raw["type"] == "literal_error" and not isinstance(raw["input"], str) and path in groups
        if not no_list and not no_word and not _is_long_enough(raw):
            yield path, raw


def _is_long_enough(raw: Mapping[str, Any]) -> bool:
    """Pydantic counts only the entries without faults; an editor counts all."""
    return raw["type"] == "too_short" and bool(len(raw["input"]) >= raw["ctx"]["min_length"])


_ONE_VALUE = {"string_type": "one_value_expected", "string_too_long": "words_expected", "string_too_short": "words_expected"}
_SHAPES = {
    "model_type": "fields_expected", "model_attributes_type": "fields_expected", "dict_type": "fields_expected",
    "tuple_type": "list_expected", "list_type": "list_expected",
}  # fmt: skip


def _in_our_words(raw: Mapping[str, Any], kind: Any) -> _Fault:
    """The code and the values of a message for one of pydantic's faults."""
    type_, context, given = str(raw["type"]), raw.get("ctx") or {}, raw.get("input")
    name = str(raw["loc"][-1]) if raw["loc"] else ""
    if "code" in context:
        return _ours(type_, context, given, name)
    if type_ == "missing":
        return _Fault("missing", {"name": name}, name)
    if type_ == "extra_forbidden":
        return _Fault("extra_forbidden", {"name": name, "near": nearest(name, fields_at(kind, raw["loc"]))}, name, True)
    if type_.startswith("union_tag"):
        return _of_no_kind(type_, context)
    if type_ in ("literal_error", "enum"):
        return _not_one_of(given, context.get("expected", ""))
    if type_ in _SHAPES:
        return _misshapen(_SHAPES[type_], given)
    if type_ in ("too_short", "too_long"):
        return _Fault(type_, {"least": context.get("min_length"), "most": context.get("max_length"), "actual": len(raw["input"])})
    return _Fault(_ONE_VALUE.get(type_, "not_accepted"), {"value": _given(given), "why": raw["msg"]})


def _ours(code: str, context: Mapping[str, Any], given: Any, name: str) -> _Fault:
    """A refusal of kb.values; in a text or in the name of a field it stands one step further in."""
    if code in ("text_expected", "one_value_expected", "range_expected") and (colon := _colon(given)):
        return colon
    if code == "not_an_id" and (sign := re.search("[\uff0c\uff1b\u3001]", str(given))):
        return _Fault("full_width_sign", {"sign": sign[0]})
    values = {key: value for key, value in context.items() if key != "code"}
    return _Fault(code, values, name if code == "text_missing" else None, code == "text_unknown_language" or name == "[key]")


def _of_no_kind(type_: str, context: Mapping[str, Any]) -> _Fault:
    """A thing of several kinds that names none, or one that does not exist."""
    field = str(context.get("discriminator", "")).strip("'")
    if type_ == "union_tag_not_found":
        return _Fault("missing", {"name": field}, field)
    return _not_one_of(context.get("tag", ""), context.get("expected_tags", ""))._replace(step=field)


def _not_one_of(given: Any, expected: str) -> _Fault:
    allowed = re.findall(r"'([^']*)'", expected)
    if not isinstance(given, str):
        return _Fault("one_value_expected", {})
    return _Fault("not_one_of", {"value": given, "allowed": ", ".join(allowed), "near": nearest(given, allowed)})


def _misshapen(code: str, given: Any) -> _Fault:
    return _colon(given) or _Fault(code, {"value": _given(given)})


def _colon(given: Any) -> _Fault | None:
    """A name and a full-width colon make one text of what was meant as a field."""
    match = re.match("([A-Za-z_][A-Za-z0-9_-]*)\uff1a", given) if isinstance(given, str) else None
    return _Fault("full_width_colon", {"name": match[1]}) if match else None


def _given(value: Any) -> str:
    """A value as the editor wrote it, groups and lists in short."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: \u2026" for name in value) + "}"
    return "[\u2026]" if isinstance(value, list) else str(value)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like `word`, or an empty text."""
    close = difflib.get_close_matches(word.lower()[:60], list(known), 1, 0.6)
    return close[0] if close else ""
