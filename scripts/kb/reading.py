"""From a document to a model object, or to findings that an editor understands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from kb.finding import Finding, finding
from kb.source import Document, spelled

M = TypeVar("M")


def modelled(document: Document, kind: TypeAdapter[M] | type[M], languages: tuple[str, ...]) -> tuple[M | None, list[Finding]]:
    """The document as an object of `kind`; every fault at once, each with its place."""
    if document.values is None:
        return None, list(document.findings)
    adapter: TypeAdapter[M] = kind if isinstance(kind, TypeAdapter) else _adapter(kind)
    try:
        return adapter.validate_python(document.values, context={"languages": languages}), list(document.findings)
    except ValidationError as error:
        return None, [*document.findings, *_findings(document, error)]


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[M]) -> TypeAdapter[M]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def _findings(document: Document, error: ValidationError) -> Iterator[Finding]:
    seen: set[tuple[tuple[str | int, ...], str]] = set()
    for fault in error.errors(include_url=False):
        path = document.within(fault["loc"])
        code, values = _in_our_words(fault, path)
        if code in ("missing", "extra_forbidden"):
            path = [*path, fault["loc"][-1]] if path[-1:] != [fault["loc"][-1]] else path
        if (tuple(path), code) in seen:
            continue
        seen.add((tuple(path), code))
        line, column = document.place(path)
        yield finding(document.file, line, column, spelled(path), code, **values)


def _in_our_words(fault: Mapping[str, Any], path: list[str | int]) -> tuple[str, dict[str, object]]:
    """The code and the values of a message for one of pydantic's faults."""
    kind, context, given = fault["type"], fault.get("ctx") or {}, fault.get("input")
    name = fault["loc"][-1] if fault["loc"] else ""
    if "code" in context:
        return kind, {key: value for key, value in context.items() if key != "code"}
    if kind == "missing":
        return kind, {"name": name}
    if kind == "extra_forbidden":
        return kind, {"name": name, "near": nearest(str(name), context.get("known", []))}
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        allowed = context.get("expected") or context.get("expected_tags") or ""
        wrong = context.get("tag") or given
        return "not_one_of", {"value": wrong, "allowed": allowed, "near": nearest(str(wrong), _listed(allowed))}
    if kind in ("union_tag_not_found",):
        return "missing", {"name": str(context.get("discriminator", "kind")).strip("'")}
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return "fields_expected", {"value": given}
    if kind in ("tuple_type", "list_type"):
        return "list_expected", {"value": given}
    if kind in ("too_short", "too_long"):
        return kind, {"least": context.get("min_length", ""), "most": context.get("max_length", ""), "actual": context.get("actual_length", "")}
    return "not_accepted", {"value": given, "why": fault["msg"]}


def _listed(allowed: str) -> list[str]:
    return [part.strip().strip("'") for part in allowed.replace(" or ", ", ").split(",")]


def nearest(word: str, known: Iterator[str] | list[str]) -> str:
    """The known word that looks most like `word`, or an empty text."""
    close = difflib.get_close_matches(word.lower(), list(known), 1, 0.6)
    return close[0] if close else ""
