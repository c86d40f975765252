"""What the models would accept at a place of a record, read from their annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter


def fields_at(kind: Any, path: Sequence[str | int]) -> list[str]:
    """The names of the fields that may stand where the last step of `path` stands."""
    here = list(_plain(kind._type if isinstance(kind, TypeAdapter) else kind))
    for step in path[:-1]:
        here = [inner for one in here for inner in _inside(one, step)] or _tagged(here, step)
    return sorted({name for one in here if _is_part(one) for name in one.model_fields})


def _plain(kind: Any) -> Iterator[Any]:
    """The kinds that a value may have, without what only surrounds them."""
    if get_origin(kind) is Annotated:
        yield from _plain(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for one in get_args(kind):
            yield from _plain(one)
    else:
        yield kind


def _inside(kind: Any, step: str | int) -> Iterator[Any]:
    if _is_part(kind):
        if step in kind.model_fields:
            yield from _plain(kind.model_fields[step].annotation)
    elif isinstance(step, int) and get_origin(kind) in (tuple, list):
        yield from _plain(get_args(kind)[0])
    elif get_origin(kind) is dict:
        yield from _plain(get_args(kind)[1])


def _tagged(kinds: list[Any], step: str | int) -> list[Any]:
    """A step that is no field is pydantic's name for one of several kinds: the word that this kind has in a field."""
    chosen = [kind for kind in kinds if _is_part(kind) and any(step in _words(field.annotation) for field in kind.model_fields.values())]
    return chosen or kinds


def _words(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
