"""Check JSON-LD against the vocabulary of schema.org: every type, property and kind of value exists and belongs together.

schema-org.json is an extract of release 30.0: names of types with what they are a kind of, properties with the types that
have them and the kinds of values they take, members of enumerations. Only names are taken (schema.org: CC BY-SA 3.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = {"Text", "URL", "Date", "DateTime", "Integer", "Number", "Boolean"}


@cache
def vocabulary() -> Any:
    """The extract."""
    return json.loads((Path(__file__).parent / "schema-org.json").read_text(encoding="utf-8"))


@cache
def kinds(name: str) -> frozenset[str]:
    """The type and everything it is a kind of."""
    return frozenset({name}.union(*(kinds(wider) for wider in vocabulary()["types"][name])))


def faults(node: Any) -> Iterator[str]:
    """Whatever in the node, or below it, the vocabulary does not know."""
    if set(node) == {"@id"}:
        return
    kind = node.get("@type")
    if kind not in vocabulary()["types"]:
        yield f"{kind} is no type"
        return
    for name, values in node.items():
        if name.startswith("@"):
            continue
        known = vocabulary()["properties"].get(name)
        if not known or not kinds(kind) & set(known["of"]):
            yield f"{kind} has no {name}"
            continue
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                yield from faults(value)
            if not _fits(value, set(known["takes"])):
                yield f"{kind}.{name} takes {known['takes']}, not {value}"


def _fits(value: Any, takes: set[str]) -> bool:
    if isinstance(value, dict):
        return set(value) == {"@id"} or bool(kinds(value["@type"]) & takes)
    if isinstance(value, bool):
        return "Boolean" in takes
    if isinstance(value, int):
        return bool({"Integer", "Number"} & takes)
    member = vocabulary()["members"].get(value.removeprefix("https://schema.org/"))
    return bool(kinds(member) & takes) if member else bool(TEXTS & takes) or value.startswith("https://")
