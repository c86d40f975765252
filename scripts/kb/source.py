"""Read a YAML file strictly: plain values that know their place, or findings, never a surprise."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yaml import MarkedYAMLError, YAMLError
from yaml import parse as yaml_events
from yaml.cyaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from kb.finding import Finding, finding

Plain = str | list["Plain"] | dict[str, "Plain"]

LARGEST = 256 * 1024  # bytes; the longest record so far has a quarter of this
DEEPEST = 24  # levels of nesting; the model needs 9

_SPOILS = re.compile(  # what no honest text holds: control, zero-width, bidi, private, full-width letters and digits
    "[\x00-\x08\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uffa0\ufff9-\uffff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_MIXED = re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_DOCUMENT = re.compile(r"^(---|\.\.\.|%)", re.MULTILINE)
_CUT = re.compile(r"[ \t]+#")


class _Parser(CParser):  # type: ignore[misc]  # PyYAML's C parser has no types
    """libyaml's parser that leaves every scalar as the text that stands in the file."""

    def resolve(self, kind: type, value: str | None, implicit: object) -> str:
        return "text"

    def descend_resolver(self, parent: object, index: object) -> None:
        """Types are the model's business."""

    def ascend_resolver(self) -> None:
        """Types are the model's business."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its values as text, lists and mappings, and where each of them stands."""

    file: str
    values: Plain | None
    findings: tuple[Finding, ...] = ()
    root: Node | None = field(default=None, repr=False)

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`, or of the nearest thing around it."""
        node, mark = self.root, self.root.start_mark if self.root else None
        for step in path:
            found = _step(node, step)
            if found is None:
                continue
            node, mark = found
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def within(self, path: Sequence[str | int]) -> list[str | int]:
        """The steps of `path` that really stand in the file: pydantic adds names of its own."""
        node, steps = self.root, []
        for step in path:
            found = _step(node, step)
            if found is not None:
                node = found[0]
                steps.append(step)
        return steps


def _step(node: Node | None, step: str | int) -> tuple[Node, object] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return node.value[step], node.value[step].start_mark
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if getattr(key, "value", None) == step:
                return value, key.start_mark if isinstance(value, MappingNode | SequenceNode) else value.start_mark
    return None


def read(path: Path, name: str | None = None) -> Document:
    """The file's values with their places; whatever is wrong with the bytes or the YAML is a finding."""
    file = name or str(path)
    try:
        data = _bytes(path)
    except _Refused as refused:
        return Document(file, None, (finding(file, 1, 1, "", refused.code, **refused.values),))
    return parse(data, file)


class _Refused(Exception):
    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _bytes(path: Path) -> bytes:
    """The bytes of a regular file, never following a link and never waiting for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _Refused("file_link" if path.is_symlink() else "file_unreadable", why=error.strerror) from None
    with os.fdopen(handle, "rb") as opened:
        about = os.fstat(opened.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise _Refused("file_not_regular")
        if about.st_size > LARGEST:
            raise _Refused("file_too_large", size=about.st_size // 1024, largest=LARGEST // 1024)
        return opened.read(LARGEST + 1)


def parse(data: bytes, file: str) -> Document:
    """The same for bytes that are already in memory, as tests, forms and benchmarks have them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        return Document(file, None, (finding(file, 1, 1, "", "not_utf8", byte="UTF-16"),))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Document(file, None, (finding(file, line, 1, "", "not_utf8", byte=f"0x{data[error.start]:02x}"),))
    spoilt = tuple(_spoilt(text.replace("\r\n", "\n"), file))
    if spoilt:
        return Document(file, None, spoilt)
    return _composed(data, text, file)


def _spoilt(text: str, file: str) -> Iterator[Finding]:
    """What is wrong with the characters themselves, before any YAML is read."""
    if not text.strip():
        yield finding(file, 1, 1, "", "file_empty")
    for pattern, code in ((_SPOILS, "character"), (_MIXED, "look_alike"), (_CONFLICT, "conflict_marker"), (_DOCUMENT, "several_documents")):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            yield finding(file, line, column, "", "tab" if match[0] == "\t" else code, what=_named(match[0]))


def _named(text: str) -> str:
    return text if text.isprintable() and text.isascii() else " ".join(f"U+{ord(c):04X}" for c in text)


def _composed(data: bytes, text: str, file: str) -> Document:
    parser = None
    try:
        parser = _Parser(data)
        root = parser.get_single_node()
    except (YAMLError, RecursionError, ValueError, TypeError, MemoryError) as error:
        return Document(file, None, (_yaml_fault(error, file),))
    finally:
        if parser is not None:
            parser.dispose()
    if root is None:
        return Document(file, None, (finding(file, 1, 1, "", "file_empty"),))
    walk = _Walk(file, text.splitlines())
    try:
        values = walk.value(root, (), 0)
        walk.findings += _anchors(data, file)
    except RecursionError:
        return Document(file, None, (finding(file, 1, 1, "", "too_deep", deepest=DEEPEST),))
    return Document(file, None if walk.findings else values, tuple(walk.findings), root)


def _anchors(data: bytes, file: str) -> list[Finding]:
    """Anchors vanish from the node graph, so a text that starts with `&` would lose its first word."""
    if b"&" not in data:
        return []
    marked = [event for event in yaml_events(data, Loader=_Parser) if getattr(event, "anchor", None)]
    return [finding(file, e.start_mark.line + 1, e.start_mark.column + 1, "", "anchor", value=e.anchor) for e in marked]


_FAULTS = (
    ("tab", "tab"),
    ("found undefined alias", "alias"),
    ("anchor", "anchor"),
    ("cannot start any token", "quote_needed"),
    ("mapping values are not allowed", "colon_in_text"),
    ("while parsing a block mapping", "indentation"),
    ("while scanning a simple key", "key_without_colon"),
    ("found unexpected end of stream", "quote_open"),
    ("expected a single document", "several_documents"),
    ("tag", "tag"),
)


def _yaml_fault(error: Exception, file: str) -> Finding:
    """libyaml's complaint in our words; its own words where we have none."""
    words = " ".join(str(error).split())
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(error, RecursionError):
        return finding(file, line, column, "", "too_deep", deepest=DEEPEST)
    if isinstance(error, ReaderError):
        return finding(file, line, column, "", "character", what=words)
    code = next((code for part, code in _FAULTS if part in words), "yaml")
    return finding(file, line, column, "", code, why=words, what=words)


class _Walk:
    """Turns the node graph into plain values and collects what YAML would have swallowed."""

    def __init__(self, file: str, lines: Sequence[str]) -> None:
        self.file, self.lines = file, lines
        self.findings: list[Finding] = []
        self.open: set[int] = set()

    def note(self, node: Node, path: tuple[str | int, ...], code: str, **values: object) -> None:
        mark = node.start_mark
        self.findings.append(finding(self.file, mark.line + 1, mark.column + 1, spelled(path), code, **values))

    def value(self, node: Node, path: tuple[str | int, ...], depth: int) -> Plain:
        if depth > DEEPEST:
            self.note(node, path, "too_deep", deepest=DEEPEST)
            return ""
        if node.__class__ is ScalarNode:
            return self.scalar(node, path)
        if id(node) in self.open:
            self.note(node, path, "alias")
            return ""
        self.open.add(id(node))  # never left: a second visit to the same node means an alias
        if node.__class__ is SequenceNode:
            return [self.value(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        return self.mapping(node, path, depth)

    def scalar(self, node: ScalarNode, path: tuple[str | int, ...]) -> str:
        text: str = node.value
        if node.tag != "text":
            self.note(node, path, "tag", what=node.tag)
        if node.style is None:
            if text in ("", "~", "null", "Null", "NULL"):
                self.note(node, path, "no_value")
            end = node.end_mark
            if end.line < len(self.lines) and _CUT.match(self.lines[end.line], end.column):
                self.note(node, path, "cut_by_comment", value=text)
        return text

    def mapping(self, node: MappingNode, path: tuple[str | int, ...], depth: int) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        for key, value in node.value:
            if key.__class__ is not ScalarNode:
                self.note(key, path, "key_not_text")
                continue
            name: str = key.value
            if name in values:
                self.note(key, (*path, name), "duplicate_key", key=name)
            elif name == "<<":
                self.note(key, path, "merge_key")
            elif node.flow_style and value.__class__ is ScalarNode and value.value == "" and value.style is None:
                self.note(key, path, "braces", value=name)
            else:
                values[name] = self.value(value, (*path, name), depth + 1)
        return values


def spelled(path: Sequence[str | int]) -> str:
    """A path as people write it: `outcomes[1].measure`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
