"""Walk through a record: every value in it with the path that names it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from kb.values import Count, Date, Duration, Missing, Number, Percent, Place, Probability, Quantity, Range, Ref, Text, Time

_NO_FIGURES = frozenset((str, Text, Ref, Missing, Place, Date))
_NO_TEXTS = frozenset((str, Ref, Missing, Place, Date, Number, Count, Percent, Probability, Range, Quantity, Duration, Time))
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every model and value below `value`, outermost first, with its path: `outcomes.nihss.comparisons.0.points.3mo.p`.

    A thing in a list is named by its `id`, a point in time by its time, anything else by its position from 0.
    """
    yield path, value
    if is_model(value.__class__):
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
    """A thing by its `id`, a point by its time, anything else by its position; not asked of pydantic, which is slow to say no."""
    given = value.__dict__ if is_model(value.__class__) else _NOTHING
    own = given.get("id")
    if isinstance(own, str):
        return own
    time = given.get("time")
    return time.key if isinstance(time, Time) else str(index)


@cache
def is_model(kind: type) -> bool:
    """Whether this is a class of models; asking pydantic for each value of a record takes longer than everything else."""
    return issubclass(kind, BaseModel)


def numbers(value: Any, path: str = "") -> list[tuple[str, Number]]:
    """Every printed figure below `value` with its path."""
    found: list[tuple[str, Number]] = []
    for where, leaf in leaves(value, path, _NO_FIGURES):
        if isinstance(leaf, Number):
            found.append((where, leaf))
        elif isinstance(leaf, Range):
            found += [(f"{where}.low", leaf.low), (f"{where}.high", leaf.high)]
        elif isinstance(leaf, Quantity) and not getattr(leaf, "word", ""):
            found += [(where, leaf.number)] + ([(f"{where}.upper", leaf.upper)] if leaf.upper else [])
    return found


def named_texts(value: Any, path: str = "") -> list[tuple[str, Text]]:
    """Every text below `value` with its path."""
    return [(where, leaf) for where, leaf in leaves(value, path, _NO_TEXTS) if leaf.__class__ is Text]


def leaves(value: Any, path: str, skipped: Collection[type]) -> list[tuple[str, Any]]:
    """What holds nothing else, with its path; no path is spelled for the kinds that nobody asks for."""
    found: list[tuple[str, Any]] = []
    _gather(value, path, skipped, found)
    return found


def _gather(value: Any, path: str, skipped: Collection[type], found: list[tuple[str, Any]]) -> None:
    kind = value.__class__
    if kind is tuple:
        for index, child in enumerate(value):
            if child.__class__ not in skipped:
                _gather(child, f"{path}.{name_of(child, index)}", skipped, found)
    elif kind is dict or is_model(kind):
        start = f"{path}." if path or kind is dict else ""
        for name, child in (value if kind is dict else value.__dict__).items():
            if child and child.__class__ not in skipped:
                _gather(child, start + name, skipped, found)
    else:
        found.append((path, value))


def texts(value: Any) -> Iterator[Text]:
    """Every text below `value`; without paths, which take three quarters of the time of a walk."""
    if isinstance(value, Text):
        yield value
    elif is_model(value.__class__):
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
