"""One thing that is wrong, where it stands, and the words to say it in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_LISTS = ("allowed", "known", "nearest")  # what an editor may write instead is shown in full
MOST = 200  # findings in one file; whoever has more has one fault that repeats


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault in one file; `line` and `column` count from 1, `code` names a message in data/findings.yml."""

    file: str
    line: int
    column: int
    field: str
    code: str
    values: tuple[tuple[str, str], ...] = ()

    def place(self) -> str:
        """`file:line:col: field`, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}: {self.field}".rstrip(": ")


def finding(file: str, line: int, column: int, field: str, code: str, **values: object) -> Finding:
    """A finding whose message is filled with `values`; nothing in it can break a line or a terminal."""
    filled = tuple(sorted((name, shown(value, 800 if name in _LISTS else 80)) for name, value in values.items()))
    return Finding(_printable(file), line, column, _printable(field), code, filled)


def shown(value: object, longest: int = 80) -> str:
    """A value made safe to print: on one line, control characters spelled out, cut at 80 characters."""
    text = _printable(str(value)[: longest + 1])
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def capped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first findings of a file; one that says there are more, where there are too many to be of use."""
    if len(findings) <= MOST:
        return tuple(findings)
    last = findings[MOST]
    return (*findings[:MOST], finding(last.file, last.line, last.column, "", "more"))


Messages = Mapping[str, Mapping[str, str]]


class _Filling(dict[str, str]):
    """A message that asks for a value its finding has not got shows the name of that value."""

    def __missing__(self, name: str) -> str:
        return name


def sentence(found: Finding, messages: Messages, language: str) -> str:
    """The finding's message in one language; the bare code where no words exist for it."""
    words = messages.get(found.code, {}).get(language)
    values = _Filling(found.values)
    if words is None:
        return " ".join([found.code, *(f"{name}={value}" for name, value in values.items())])
    if near := values.get("near"):
        values["near"] = messages.get("did_you_mean", {}).get(language, " ({near})").format(near=near)
    return words.format_map(values)


def report(findings: Iterable[Finding], messages: Messages, languages: Iterable[str]) -> list[str]:
    """One line per finding and language, in order of place; bare codes where the languages themselves cannot be read."""
    wanted = tuple(languages) or ("",)
    return [f"{found.place()}: {sentence(found, messages, language)}" for found in sorted(findings) for language in wanted]
