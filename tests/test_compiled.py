"""A template is compiled once and taken from memory until it changes."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

from kb.compiled import Compiled


def environment(source: str, compiled: Compiled) -> Environment:
    return Environment(loader=DictLoader({"page.html": source}), bytecode_cache=compiled, autoescape=True)


def test_a_template_is_compiled_once_for_two_environments(monkeypatch: object) -> None:
    compiled = Compiled()
    environment("one", compiled).get_template("page.html")
    held = dict(compiled._held)
    assert environment("one", compiled).get_template("page.html").render() == "one"
    assert compiled._held == held != {}


def test_a_changed_template_is_compiled_again() -> None:
    compiled = Compiled()
    environment("one", compiled).get_template("page.html")
    assert environment("two", compiled).get_template("page.html").render() == "two"
