"""Read a YAML file strictly: plain values that know their place, or findings, never a surprise."""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from yaml import YAMLError

from kb.characters import Odd, blanked, foreign_lines, odd_characters
from kb.complaints import complaint, unclosed
from kb.finding import MOST, Finding, capped, finding
from kb.plain import Fault, Plain, Spot, built, spelled, spots
from kb.plain import Path as Steps

__all__ = ["LARGEST", "Document", "Plain", "parse", "read", "spelled"]

LARGEST = 256 * 1024  # bytes; the longest record so far has half of this


@dataclass(frozen=True)
class Document:
    """One file as read: its values as text, lists and mappings, None where it is no YAML, and what is wrong with it."""

    file: str
    values: Plain | None
    findings: tuple[Finding, ...] = ()
    text: str = field(default="", repr=False)

    @cached_property
    def spots(self) -> dict[Steps, Spot]:
        """Where everything stands: read again, and only when there is something to say about it."""
        return spots(self.text)

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`, or of the nearest thing around it."""
        return self.spots.get(tuple(self.within(path)), Spot((1, 1), (1, 1))).shown()

    def key(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the name at `path`, for what is wrong with the name itself."""
        spot = self.spots.get(tuple(path))
        return spot.key if spot and spot.key else self.place(path)

    def finding(self, path: Sequence[str | int], code: str, **values: object) -> Finding:
        """What is wrong with the value at `path`."""
        line, column = self.place(path)
        return finding(self.file, line, column, spelled(path), code, **values)

    def within(self, path: Sequence[str | int]) -> list[str | int]:
        """The steps of `path` that really stand in the file: pydantic adds names of its own."""
        steps: list[str | int] = []
        here: Any = self.values
        for step in path:
            here, found = _inside(here, step)
            if found:
                steps.append(step)
        return steps


def _inside(here: Any, step: str | int) -> tuple[Any, bool]:
    """What stands at this step, and whether anything does; the same place again where nothing does."""
    if isinstance(step, int):
        return (here[step], True) if isinstance(here, list) and 0 <= step < len(here) else (here, False)
    return (here[step], True) if isinstance(here, dict) and step in here else (here, False)


class _RefusedError(Exception):
    """The file cannot be read at all; the finding that says why."""

    def __init__(self, code: str, line: int = 1, column: int = 1, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.values = code, line, column, values

    def document(self, file: str) -> Document:
        return Document(file, None, (finding(file, self.line, self.column, "", self.code, **self.values),))


def read(path: Path, name: str | None = None) -> Document:
    """The file's values with their places; whatever is wrong with the bytes or the YAML is a finding."""
    file = name or str(path)
    try:
        data = _bytes(path)
    except _RefusedError as refused:
        return refused.document(file)
    return parse(data, file)


def raw(path: Path) -> bytes:
    """The bytes of the file; none where it cannot be read."""
    try:
        return _bytes(path)
    except _RefusedError:
        return b""


def _bytes(path: Path) -> bytes:
    """The bytes of a regular file, never following a link and never waiting for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise _RefusedError("file_link" if _is_link(path) else "file_unreadable", why=getattr(error, "strerror", error)) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _RefusedError("file_not_regular")
        return os.read(handle, LARGEST + 1)
    except OSError as error:
        raise _RefusedError("file_unreadable", why=error.strerror) from None
    finally:
        os.close(handle)


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):  # a name too long, or with a zero byte
        return False


def parse(data: bytes, file: str) -> Document:
    """The same for bytes that are already in memory, as tests, forms and benchmarks have them."""
    try:
        text = _text(data)
    except _RefusedError as refused:
        return refused.document(file)
    if foreign := list(islice(foreign_lines(text), MOST)):
        return Document(file, None, tuple(finding(file, odd.line, odd.column, "", odd.code) for odd in foreign))
    return _parsed(text, file)


def _text(data: bytes) -> str:
    """The characters of the file, lines ending in a line feed whatever system they were written on."""
    if len(data) > LARGEST:
        raise _RefusedError("file_too_large", largest=LARGEST // 1024)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:2]:
        raise _RefusedError("not_utf8", byte="UTF-16")
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _RefusedError("not_utf8", line, column, byte=f"0x{data[error.start]:02x}") from None


def _parsed(text: str, file: str) -> Document:
    odd = list(islice(odd_characters(text), MOST + 1))
    text = blanked(text) if odd else text
    values, faults, error = built(text)
    if not (odd or faults or error):
        return Document(file, values, (), text)
    fields = _Fields(text)
    faults += [Fault(o.line, o.column, fields.holding(o), o.code, o.values) for o in odd]
    if error is not None:
        faults += [stop for stop in (fields.stop(error),) if stop.line not in {o.line for o in odd}]
    found = sorted(finding(file, f.line, f.column, spelled(f.path), f.code, **f.values) for f in faults)
    return Document(file, values, capped(found), text)


class _Fields:
    """Which field of the text a place belongs to."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.spots = list(spots(text).items())
        self.begins = [spot.begin() for _, spot in self.spots]

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def holding(self, odd: Odd) -> Steps:
        """The field whose name or value this place is in; none for a comment."""
        path, spot = self._last(odd)
        if spot is None or (odd.line, odd.column) < max(spot.start, spot.end):
            return path
        return path if odd.line == spot.end[0] and self.line(odd.line)[spot.end[1] - 1 : odd.column - 1].strip() == "" else ()

    def stop(self, error: YAMLError) -> Fault:
        """Where libyaml could not go on: in the last field it saw, or in what is around that field where it was on a later line."""
        stop = complaint(error, self.lines)
        path, spot = self._last(stop)
        line = spot.begin()[0] if spot else stop.line
        if line < stop.line:
            quote = unclosed(self.line(line), line)
            path, stop = (path, quote) if quote else (self._around(path, self.line(stop.line)), stop)
        return Fault(stop.line, stop.column, path, stop.code, stop.values)

    def _around(self, path: Steps, line: str) -> Steps:
        """The innermost thing on the way to `path` that this line, by its indentation, still belongs to."""
        indent, spots = len(line) - len(line.lstrip()), dict(self.spots)
        while path and (path not in spots or spots[path].begin()[1] > indent + (spots[path].key is None)):
            path = path[:-1]
        return path

    def _last(self, odd: Odd) -> tuple[Steps, Spot | None]:
        index = bisect_right(self.begins, (odd.line, odd.column)) - 1
        return self.spots[index] if index >= 0 else ((), None)
