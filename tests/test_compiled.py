"""A template is compiled once and taken from memory until it changes; ours print what Jinja's own do."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import escape

from kb.compiled import Compiled, Templates
from kb.keep import Keep


def environment(source: str, compiled: Compiled) -> Environment:
    return Environment(loader=DictLoader({"page.html": source}), bytecode_cache=compiled, autoescape=True)


def test_a_template_is_compiled_once_for_two_environments(monkeypatch: object) -> None:
    compiled = Compiled("test")
    environment("one", compiled).get_template("page.html")
    held = dict(compiled._held)
    assert environment("one", compiled).get_template("page.html").render() == "one"
    assert compiled._held == held != {}


def test_a_changed_template_is_compiled_again() -> None:
    compiled = Compiled("test")
    environment("one", compiled).get_template("page.html")
    assert environment("two", compiled).get_template("page.html").render() == "two"


def test_what_is_compiled_is_kept_for_later_runs_and_not_taken_for_another_template(tmp_path: Path) -> None:
    keep, now, later = Keep(tmp_path, "state"), Compiled("test"), Compiled("test")
    now.keep = later.keep = keep
    environment("one", now).get_template("page.html")
    assert environment("two", later).get_template("page.html").render() == "two"
    (kept, _) = sorted((path for path in tmp_path.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)
    kept.write_bytes(b"broken")
    last = Compiled("test")
    last.keep = keep
    assert environment("one", last).get_template("page.html").render() == "one"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


MACROS = """
{% macro two(a, b="B", c="C") %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}
{% macro box(a, b=1) %}<p>{{ a }}{{ b }}{{ caller("&") }}</p>{% endmacro %}
"""
PAGE = """
{% from "macros.html" import two, box %}
{{ two("<") }}{{ two("1", c="3") }}{{ two("1", "2", "3") }}{{ two(a="1") }}{{ two(two("<"), b=5) ~ "<" }}
{% call(x) box("<", b=2) %}{{ x }}{{ two(x) }}{% endcall %}{% call(x) box("<") %}-{% endcall %}
{% for each in [1, 2] %}{{ loop.index }}{{ two(each) }}{% endfor %}
{{ "yes" if word.upper is defined }}{{ "yes" if word.nothing is defined else "no" }}{{ "no" if nothing is not defined }}
{% set joined %}{{ word }}<b>{% endset %}{{ joined }}{{ word | upper }}{{ 1 + 2 }}{{ {"a": [7]}["a"][0] }}
"""


def test_our_templates_print_what_those_of_jinja_print() -> None:
    loader = DictLoader({"macros.html": MACROS, "page.html": PAGE})
    theirs = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    ours = Templates(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=escape)
    printed = ours.get_template("page.html").render(word="a & b")
    assert printed == theirs.get_template("page.html").render(word="a & b")
    assert "[&lt;BC]" in printed and "a &amp; b<b>" in printed


@pytest.mark.parametrize("call", ["two(1, 2, 3, 4)", "two(1, d=2)", "box(1)", "two(1, b=2, caller=3)", "two()"])
def test_a_macro_takes_only_what_it_names(call: str) -> None:
    loader = DictLoader({"page.html": f"{MACROS}{{{{ {call} }}}}"})
    with pytest.raises(Exception, match=r"argument|undefined|not provided|missing|callable"):
        Templates(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=escape).get_template("page.html").render()
