"""One thing that is wrong, where it stands, and the words to say it in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


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
    """A finding whose message is filled with `values`."""
    filled = tuple(sorted((name, _shown(value)) for name, value in values.items()))
    return Finding(file, line, column, field, code, filled)


def _shown(value: object) -> str:
    """A value made safe to print: on one line, control characters spelled out, cut at 80 characters."""
    text = str(value)
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= 80 else text[:77] + "..."


Messages = Mapping[str, Mapping[str, str]]


def sentence(found: Finding, messages: Messages, language: str) -> str:
    """The finding's message in one language; the bare code where no words exist for it."""
    words = messages.get(found.code, {}).get(language)
    values = dict(found.values)
    if near := values.get("near"):
        values["near"] = messages["did_you_mean"][language].format(near=near) if "did_you_mean" in messages else near
    if words is None:
        return " ".join([found.code, *(f"{name}={value}" for name, value in values.items())])
    return words.format_map(values)


def report(findings: Iterable[Finding], messages: Messages, languages: Iterable[str]) -> list[str]:
    """One line per finding and language, in order of place, for a terminal or a log."""
    return [f"{found.place()}: {sentence(found, messages, language)}" for found in sorted(findings) for language in languages]
