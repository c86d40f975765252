"""An error met while printing is told as a finding at the line of the template it comes from."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.finding import Finding
from kb.mishap import mishap


def told(root: Path, source: str) -> Finding | None:
    (root / "overrides").mkdir()
    (root / "overrides" / "page.html").write_text(source, encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(root / "overrides"), autoescape=True, undefined=StrictUndefined)
    try:
        environment.get_template("page.html").render()
    except Exception as error:
        return mishap(error, root, "overrides")
    return None


def test_a_missing_word_is_found_at_its_line(tmp_path: Path) -> None:
    found = told(tmp_path, "one\n{{ missing }}\n")
    assert found is not None
    assert (found.file, found.line, found.code) == ("overrides/page.html", 2, "not_printed")


def test_a_template_that_cannot_be_read_is_found_at_its_line(tmp_path: Path) -> None:
    found = told(tmp_path, "one\n\n{% if %}\n")
    assert found is not None
    assert (found.file, found.line) == ("overrides/page.html", 3)


def test_an_error_from_elsewhere_is_none_of_ours(tmp_path: Path) -> None:
    assert mishap(ValueError("no"), tmp_path, "overrides") is None
