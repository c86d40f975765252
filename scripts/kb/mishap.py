"""An error met while pages are printed, told as a finding at the line that it comes from."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateSyntaxError

from kb.finding import Finding, finding


def mishap(error: BaseException, root: Path, *folders: str) -> Finding | None:
    """The last line in the first of these folders of the project that the error went through; None where it met none."""
    steps = [(frame.filename, frame.lineno or 1) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        steps.append((error.filename or "", error.lineno))
    for folder in folders:
        inside = [(Path(file), line) for file, line in steps if Path(file).is_relative_to(root / folder)]
        if inside:
            file, line = inside[-1]
            return finding(file.relative_to(root).as_posix(), line, 1, "", "not_printed", why=_why(error))
    return None


def _why(error: BaseException) -> str:
    """The error's own words; its kind where they say nothing without it."""
    said = str(error.args[0] if error.args else "")
    return said if " " in said else f"{type(error).__name__} {said}".strip()
