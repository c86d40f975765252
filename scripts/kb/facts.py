"""Walk through a record: every value in it with the path that names it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from kb.values import Number, Quantity, Range, Text, Time


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every model and value below `value`, outermost first, with its path: `outcomes.nihss.comparisons.0.points.3mo.p`.

    A thing in a list is named by its `id`, a point in time by its time, anything else by its position from 0.
    """
    yield path, value
    if isinstance(value, BaseModel):
        for name, child in value.__dict__.items():
            if child is not None:
                yield from walk(child, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, child in enumerate(value):
            yield from walk(child, f"{path}.{name_of(child, index)}")
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from walk(child, f"{path}.{name}")


def name_of(value: Any, index: int) -> str:
    own = getattr(value, "id", None)
    if isinstance(own, str) and isinstance(value, BaseModel):
        return own
    time = getattr(value, "time", None)
    return time.key if isinstance(time, Time) else str(index)


def numbers(value: Any, path: str = "") -> list[tuple[str, Number]]:
    """Every printed figure below `value` with its path."""
    found: list[tuple[str, Number]] = []
    _collect(value, path, found)
    return found


def _collect(value: Any, path: str, found: list[tuple[str, Number]]) -> None:
    if isinstance(value, Number):
        found.append((path, value))
    elif isinstance(value, BaseModel):
        for name, child in value.__dict__.items():
            if child is not None and not isinstance(child, str):
                _collect(child, f"{path}.{name}" if path else name, found)
    elif isinstance(value, tuple):
        for index, child in enumerate(value):
            if not isinstance(child, str):
                _collect(child, f"{path}.{name_of(child, index)}", found)
    elif isinstance(value, dict):
        for name, child in value.items():
            _collect(child, f"{path}.{name}", found)
    elif isinstance(value, Range):
        found += [(f"{path}.low", value.low), (f"{path}.high", value.high)]
    elif isinstance(value, Quantity) and not getattr(value, "word", ""):
        found += [(path, value.number)] + ([(f"{path}.upper", value.upper)] if value.upper else [])


def texts(value: Any) -> Iterator[Text]:
    """Every text below `value`; without paths, which take three quarters of the time of a walk."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for child in value.__dict__.values():
            yield from texts(child)
    elif isinstance(value, tuple):
        for child in value:
            yield from texts(child)
    elif isinstance(value, dict):
        for child in value.values():
            yield from texts(child)


def name_facts(record: Any, path: str = "", of: str = "") -> None:
    """Tell every figure the record it is `of` and its own path, so that any page can say which fact it prints."""
    for where, number in numbers(record, path):
        object.__setattr__(number, "fact", f"{of}:{where}" if of else where)
