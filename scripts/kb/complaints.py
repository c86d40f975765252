"""What libyaml says when it cannot go on, told as what an editor can see in the file and put right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaml import MarkedYAMLError, YAMLError

from kb.characters import Odd

_COLON = re.compile("^[\\s{-]*([A-Za-z_][A-Za-z0-9_-]*)\uff1a")
_COMMA = re.compile("([\uff0c\uff1b\u3001]) *[A-Za-z_][A-Za-z0-9_-]* *$")  # full-width signs that were meant as YAML's own: before a name,
_OPENING = re.compile(": *([\u201c\u2018\uff5b\uff3b\u3010])")  # and at the beginning of a value
_UNCLOSED = re.compile(r"""(?:^|[:,\[{-]) *("(?:[^"\\]|\\.)*|'[^']*)$""")

_WORDS = (  # what libyaml says, the code for it, and whether the fault is where it began reading rather than where it stopped
    ("unknown escape", "escape", False),
    ("escape code", "escape", False),
    ("hexdecimal", "escape", False),
    ("quoted scalar", "quote_open", True),
    ("block scalar", "quote_needed", True),
    ("cannot start any token", "quote_needed", False),
    ("anchor", "quote_needed", True),
    ("alias", "quote_needed", True),
    ("tag", "quote_needed", True),
    ("simple key", "key_without_colon", True),
    ("block sequence entries", "dash_in_line", False),
    ("mapping keys are not allowed", "quote_needed", False),
    ("expected ',' or", "flow", False),
    ("expected key", "indentation", False),
    ("expected '-'", "indentation", False),
    ("expected node content", "flow", False),
    ("document start", "text_after", False),
)


def complaint(error: YAMLError, lines: Sequence[str]) -> Odd:
    """The fault that made libyaml stop, where an editor will see it, with its cure."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Odd(1, 1, "yaml", {"why": type(error).__name__})
    words = f"{error.context or ''} {error.problem or ''}".strip()
    end = (error.problem_mark.line, error.problem_mark.column)
    begin = (error.context_mark.line, error.context_mark.column) if error.context_mark else end
    return _full_width(begin, end, lines) or _in_line(words, begin, end, lines) or Odd(end[0] + 1, end[1] + 1, "yaml", {"why": words})


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _full_width(begin: tuple[int, int], end: tuple[int, int], lines: Sequence[str]) -> Odd | None:
    """A name with a full-width colon at or just above the place: what an editor's Chinese keyboard leaves most often."""
    for number in range(end[0], max(begin[0], end[0] - 2, 0) - 2, -1):
        if match := _COLON.match(_line(lines, number)):
            return Odd(number + 1, match.end(), "full_width_colon", {"name": match[1]})
    return None


def _in_line(words: str, begin: tuple[int, int], end: tuple[int, int], lines: Sequence[str]) -> Odd | None:
    if "mapping values are not allowed" in words:
        return _colon(end, lines)
    for part, code, at_begin in _WORDS:
        if part in words:
            line, column = begin if at_begin else end
            if code in ("flow", "indentation", "text_after"):
                return _outside(code, begin, end, lines)
            return Odd(line + 1, column + 1, code, {"what": _line(lines, line)[column : column + 1]})
    return None


def _colon(end: tuple[int, int], lines: Sequence[str]) -> Odd:
    """A second colon in one line is part of a text; a first one belongs to a line that is indented too far."""
    line, column = _line(lines, end[0]), end[1]
    if sign := _OPENING.search(line[:column]):
        return Odd(end[0] + 1, sign.start(1) + 1, "full_width_sign", {"sign": sign[1]})
    code = "colon_in_text" if re.search(r":\s", line[:column]) else "indented_too_far"
    return Odd(end[0] + 1, column + 1 if code == "colon_in_text" else len(line) - len(line.lstrip()) + 1, code)


def _outside(code: str, begin: tuple[int, int], end: tuple[int, int], lines: Sequence[str]) -> Odd:
    """Something stands where a list, a group of fields or a quoted text should go on or be over."""
    line = _line(lines, end[0])
    before = line[: end[1]]
    if sign := _COMMA.search(before[-200:]) if code == "flow" else None:
        return Odd(end[0] + 1, end[1] + 1 - len(sign[0]), "full_width_sign", {"sign": sign[1]})
    if code == "flow" and begin[0] != end[0]:
        return Odd(begin[0] + 1, begin[1] + 1, "flow_open", {"what": _line(lines, begin[0])[begin[1] : begin[1] + 1]})
    if code != "flow" and before.rstrip().endswith(("'", '"', "}", "]")):
        return Odd(end[0] + 1, end[1] + 1, "text_after", {"what": before.rstrip()[-1]})
    if code == "flow" and line[end[1] : end[1] + 1] == ":":
        return Odd(end[0] + 1, end[1] + 1, "flow_colon")
    return Odd(end[0] + 1, end[1] + 1, "indentation" if code == "text_after" else code)


def unclosed(line: str, number: int) -> Odd | None:
    """A quote that is open at the end of the line: what libyaml only notices where the next quote stands."""
    match = _UNCLOSED.search(line[:2000])
    return Odd(number, match.start(1) + 1, "quote_open") if match else None
