"""From YAML to plain text, lists and mappings, with a fault for everything that YAML would change or swallow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent

from kb.characters import odd_characters
from kb.finding import MOST

Plain = str | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]

DEEPEST = 24  # levels of nesting; the model needs 9

_NO_NAMES = frozenset(("", "<<"))
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_CUT = re.compile(" +#")
_SWALLOWED = re.compile("(?:[-?] |[A-Za-z_][A-Za-z0-9_-]*\uff1a)")  # a list entry, or a name with a full-width colon
_NAMED = re.compile("[A-Za-z_][A-Za-z0-9_-]*\uff1a")
_HAN_END, _HAN_START = re.compile("[\u3001-\u303f\u3400-\u9fff\uff01-\uff60]$"), re.compile("[\u3001-\u303f\u3400-\u9fff\uff01-\uff60]")


class Fault(NamedTuple):
    """What is wrong at a line and column, from 1, and at a path; the words to say it are elsewhere."""

    line: int
    column: int
    path: Path
    code: str
    values: Mapping[str, Any] = MappingProxyType({})


class Spot(NamedTuple):
    """Where a value stands, and its name where it has one: (line, column), from 1."""

    start: tuple[int, int]
    end: tuple[int, int]
    key: tuple[int, int] | None = None
    is_group: bool = False

    def shown(self) -> tuple[int, int]:
        """The value; its name where the value is a group or list that begins on a line below it."""
        return self.key if self.key and self.is_group and self.key[0] != self.start[0] else self.start

    def begin(self) -> tuple[int, int]:
        """Where the name or, without one, the value begins."""
        return self.key or self.start


class _StopError(Exception):
    """Nothing below this place can be read."""


def built(text: str) -> tuple[Plain | None, list[Fault], YAMLError | None]:
    """The values of the text, the faults found on the way, and libyaml's complaint where it could not go on."""
    builder = _Builder(text)
    values, error = _run(builder)
    return values, builder.faults, error


def spots(text: str) -> dict[Path, Spot]:
    """The place of every value, in the order of the text, as far as it can be read."""
    builder = _Builder(text, {})
    _run(builder)
    return builder.spots or {}


def _run(builder: _Builder) -> tuple[Plain | None, YAMLError | None]:
    try:
        return builder.document(), None
    except YAMLError as error:
        return None, error
    except _StopError:
        return None, None
    finally:
        builder.parser.dispose()


class _Builder:
    """One way through libyaml's events; it stops at the first level that is too deep, before anything can overflow."""

    def __init__(self, text: str, spots: dict[Path, Spot] | None = None) -> None:
        self.parser = CParser(text)
        self.next: Callable[[], Any] = self.parser.get_event
        self.lines = text.split("\n")
        self.labels, self.backslashes = "&" in text or "!" in text, "\\" in text  # many files have neither
        self.comments = {number for number, line in enumerate(self.lines) if " #" in line} if " #" in text else ()
        self.names: set[str] = set()  # those found good once
        self.path: list[str | int] = []
        self.faults: list[Fault] = []
        self.spots = spots

    def note(self, event: Any, code: str, **values: Any) -> None:
        self.faults.append(Fault(event.start_mark.line + 1, event.start_mark.column + 1, tuple(self.path), code, values))
        if len(self.faults) > MOST:
            raise _StopError

    def document(self) -> Plain | None:
        """The one document of the stream."""
        self.next()  # the start of the stream
        if self.next().__class__ is StreamEndEvent:
            self.faults.append(Fault(1, 1, (), "file_empty"))
            return None
        values = self.value(self.next())
        self.next()  # the end of the document
        after = self.next()
        if after.__class__ is not StreamEndEvent:
            self.note(after, "several_documents")
        return values

    def value(self, event: Any, key: Any = None) -> Plain:
        if self.spots is not None:
            self.remember(event, key)
        kind = event.__class__
        if kind is ScalarEvent:
            return self.scalar(event)
        if kind is AliasEvent:
            self.note(event, "alias")
            return ""
        if self.labels:
            self.labelled(event)
        if len(self.path) == DEEPEST:
            self.note(event, "too_deep", deepest=DEEPEST)
            raise _StopError
        return self.mapping(event) if kind is MappingStartEvent else self.sequence()

    def sequence(self) -> list[Plain]:
        items: list[Plain] = []
        self.path.append(0)
        while (event := self.next()).__class__ is not SequenceEndEvent:
            items.append(self.value(event))
            self.path[-1] = len(items)
        self.path.pop()
        return items

    def mapping(self, start: Any) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        path, names, next_ = self.path, self.names, self.next
        path.append("")
        while (key := next_()).__class__ is not MappingEndEvent:
            if key.__class__ is not ScalarEvent:
                self.unnamed(key)
                continue
            plainly = key.style == "" and key.anchor is None and key.tag is None
            name = path[-1] = key.value if plainly else self.scalar(key)
            if self.spots is not None:
                self.remember(key, key)
            event = next_()
            if event.__class__ is ScalarEvent and event.value == "" and start.flow_style and self.is_bare(key, event, not values):
                continue
            if (name in values or name not in names) and self.is_wrong(name, key, values):
                self.value(event, key)
            else:
                values[name] = self.value(event, key)
        path.pop()
        return values

    def unnamed(self, key: Any) -> None:
        """A list, a group or a reference for a name: read to its end and forgotten."""
        before, self.path[-1] = len(self.faults), ""
        self.value(key)
        self.value(self.next())
        del self.faults[before:]
        name = self.path.pop()
        self.note(key, "key_not_text")
        self.path.append(name)

    def is_wrong(self, name: str, key: Any, before: dict[str, Plain]) -> bool:
        """The name may not stand here, so far as one can say without the model."""
        if name in before:
            self.note(key, "duplicate_key", key=name)
            return True
        if name not in _NO_NAMES and not _NAMED.match(name):
            self.names.add(name)
            return False
        self.path.pop()  # a name that is none names no field
        if name in _NO_NAMES:
            self.note(key, "merge_key" if name else "key_not_text")
        else:
            self.note(key, "full_width_colon", name=name.split("\uff1a")[0])
        self.path.append(name)
        return True

    def is_bare(self, key: Any, value: Any, first: bool) -> bool:
        """A word between braces without a colon: text in braces, or text with a comma, that lacks its quotes."""
        if value.style or key.end_mark.line != value.start_mark.line:
            return False
        if ":" in self.lines[key.end_mark.line][key.end_mark.column : value.start_mark.column]:
            return False
        self.path.pop()
        if _NAMED.match(key.value):
            self.note(key, "full_width_colon", name=key.value.split("\uff1a")[0])
        else:
            self.note(key, "braces" if first else "comma_in_text", value=key.value)
        self.path.append("")
        return True

    def scalar(self, event: Any) -> str:
        text: str = event.value
        style, line = event.style, event.end_mark.line
        if self.labels:
            self.labelled(event)
        if event.start_mark.line != line:
            self.several_lines(event)
        if style == "":
            if text in _NOTHING:
                self.note(event, "no_value")
            elif line in self.comments and _CUT.match(self.lines[line], event.end_mark.column):
                self.note(event, "cut_by_comment", value=text)
        elif style == '"' and self.backslashes:
            self.escapes(event)
        return text

    def labelled(self, event: Any) -> None:
        if event.anchor is not None:
            self.note(event, "anchor", value=event.anchor)
        if event.tag is not None:
            self.note(event, "tag", what=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def escapes(self, event: Any) -> None:
        """A backslash in double quotes must not bring in what the file itself may not hold."""
        if any("\\" in line for line in self.lines[event.start_mark.line : event.end_mark.line + 1]):
            for odd in odd_characters(event.value):
                self.note(event, odd.code, **odd.values)

    def several_lines(self, event: Any) -> None:
        """Lines that YAML joins, or a block whose first line was meant as text."""
        first, last, style = event.start_mark.line, event.end_mark.line, event.style
        if style in ("|", ">") and re.match("[|>][-+]?[1-9]", self.lines[first][event.start_mark.column :]):
            self.note(event, "quote_needed", what=style)
        if style != "|":
            first += style == ">"  # the line of the sign itself holds no text
            self.joined([line.strip() for line in self.lines[first : last + 1]], first, style)

    def joined(self, lines: Sequence[str], first: int, style: str) -> None:
        for number, (above, line) in enumerate(pairwise(lines), first + 2):
            if style == "" and _SWALLOWED.match(line):
                column = len(self.lines[number - 1]) - len(self.lines[number - 1].lstrip()) + 1
                self.faults.append(Fault(number, column, tuple(self.path), "swallowed_line", {"value": line}))
            elif _HAN_END.search(above) and _HAN_START.match(line):
                self.faults.append(Fault(number, 1, tuple(self.path), "joined_han", {"value": f"{above[-1]} {line[0]}"}))

    def remember(self, event: Any, key: Any) -> None:
        start, end, path = event.start_mark, event.end_mark, tuple(self.path)
        named = (key.start_mark.line + 1, key.start_mark.column + 1) if key is not None else None
        assert self.spots is not None
        known = self.spots.get(path)
        if known is None or (known.start == known.key == named and event is not key):  # a name seen twice keeps its first place
            self.spots[path] = Spot(
                (start.line + 1, start.column + 1), (end.line + 1, end.column + 1), named, event.__class__ is not ScalarEvent
            )


def spelled(path: Sequence[str | int]) -> str:
    """A path as people write it: `outcomes[1].measure`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
