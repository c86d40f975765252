"""The order of the house (design.md): what may stand where, and that nothing stands there for nobody."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from conftest import ROOT
from pydantic import BaseModel

from kb.accounts import WORDS
from kb.arithmetic import CHECKS
from kb.compare.comparable import Key
from kb.compare.tables import NAMES, SECTIONS
from kb.library import Library
from kb.limits import LIMITS
from kb.model import Study
from kb.picture import Shape
from kb.questions import QUESTIONS
from kb.shell import FOOTER, MENU
from kb.values import Duration, Missing, Text, Time
from kb.vocabulary import VOCABULARIES, Term

SCRIPTS = ROOT / "scripts"
HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of scripts/ by its path."""
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.rglob("*.py"))}


@cache
def templates() -> dict[str, str]:
    """Every template of overrides/ by its path, its comments blanked."""
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted((ROOT / "overrides").rglob("*.html"))}
    return {path: re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL) for path, text in found.items()}


def _docstrings(tree: ast.AST) -> set[int]:
    holders = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    return {id(node.body[0].value) for node in holders if node.body and isinstance(node.body[0], ast.Expr)}


def _patterns(tree: ast.AST) -> set[int]:
    """Texts given to `re`, which read and do not write."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")]
    return {id(inner) for call in calls for argument in call.args for inner in ast.walk(argument)}


def literals(path: str) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines: no docstrings, no patterns."""
    tree = modules()[path]
    left_out = _docstrings(tree) | _patterns(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


# code


def test_only_the_hooks_know_mkdocs() -> None:
    knowing = set()
    for path, tree in modules().items():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in ("mkdocs", "material", "properdocs") for name in names):
                knowing.add(path)
    assert knowing == {"scripts/hooks.py"}


def test_no_language_is_named_in_code_or_templates(library: Library) -> None:
    names = {name for code, language in library.languages.items() for name in (code, language.html, language.locale)}
    exact = re.compile("|".join(sorted(map(re.escape, names))))
    special = re.compile("|".join(sorted(re.escape(name) for name in names if len(name) > 2)))  # also inside a longer text
    said = [(path, line, text) for path in modules() for line, text in literals(path)]
    found = [one for one in said if exact.fullmatch(one[2].strip("/")) or special.search(one[2])]
    for path, text in templates().items():
        quoted = re.findall("[\"']([^\"'{}<>]*)[\"']", text)
        found += [(path, 0, name) for name in quoted if exact.fullmatch(name.strip("/"))]
        found += [(path, 0, name) for name in special.findall(text)]
    assert found == []


def test_no_word_that_a_reader_sees_is_in_code_or_templates() -> None:
    """Chinese characters show it best: they are data."""
    code = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.py")}
    found = {(path, match[0]) for path, text in {**code, **templates()}.items() for match in HAN.finditer(text)}
    assert found == set()


def test_no_tag_is_in_code() -> None:
    tag = re.compile(r"(?<!\(\?P)</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>|<[a-z]+ [a-z-]+=|<!--")  # (?P<name> is a pattern's group
    assert [(path, line, text) for path in modules() for line, text in literals(path) if tag.search(text)] == []


def test_nothing_goes_around_the_escaping() -> None:
    around = re.compile(r"\|\s*safe\b|autoescape|\bMarkup\b")
    assert [path for path, text in templates().items() if around.search(text)] == []
    marking = {"Markup", "mark_safe", "soft_unicode"}  # called, or handed on to be called
    made = [
        (path, ast.unparse(node))
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and {*map(ast.unparse, node.args[:1]), ast.unparse(node.func).split(".")[-1]} & marking
    ]
    printed = ("Markup(named.", "map(Markup, _LINK.", "marked(Markup, function(")  # already: with other names and links; by a macro
    assert [(path, call) for path, call in made if not call.startswith(printed)] == []
    switched = [
        (path, ast.unparse(keyword.value))
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "autoescape" and ast.unparse(keyword.value) != "True"
    ]
    assert switched == []


def test_in_the_theme_which_escapes_nothing_every_text_is_escaped() -> None:
    """MkDocs' own environment does not escape: what we print there is escaped by hand, is a link, or is HTML of ours."""
    harmless = re.compile(
        r"(?:page\.content|[\w.\[\]]+ \| url|\(.*\) \| url|[\w.]+\.(?:html|theme)|\(languages.*\)\.html"  # HTML of ours, links
        r"|code|policy|(?:item|child)\.(?:url|title)|page\.url|'[^']*' \| url|theirs\.t\(key\).*|linked \| tojson)"
    )
    ours = ("/pages/", "/macros/", "problems.html")  # printed by our own environment, which escapes
    outside = {path: text for path, text in templates().items() if not any(part in path for part in ours)}
    printed = [(path, inner.strip()) for path, text in outside.items() for inner in re.findall(r"\{\{-?(.*?)-?\}\}", text, re.DOTALL)]
    assert printed
    assert [(path, inner) for path, inner in printed if not re.search(r"\| e(scape)?$", inner) and not harmless.fullmatch(inner)] == []


def test_every_module_and_every_script_has_its_tests() -> None:
    parts = [path for path in (SCRIPTS / "kb").glob("*.py") if path.stem != "__init__"]
    parts += [path.parent for path in (SCRIPTS / "kb").glob("*/__init__.py")]
    wanted = {f"test_{path.stem}.py" for path in [*parts, *SCRIPTS.glob("*.py")]}
    assert sorted(name for name in wanted if not (ROOT / "tests" / name).is_file()) == []


def test_every_module_says_first_what_it_is_for() -> None:
    for path, tree in modules().items():
        first = (ast.get_docstring(tree) or "").split("\n")[0]
        assert first.endswith((".", ":", "?")), path
    for test in (ROOT / "tests").glob("*.py"):
        assert ast.get_docstring(ast.parse(test.read_text(encoding="utf-8"))), test


@pytest.mark.parametrize("command", [["ruff", "check", "scripts", "tests"], ["mypy"]], ids=["ruff", "mypy"])
def test_the_tools_that_keep_the_code_clean_find_nothing(command: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "RUFF_CACHE_DIR": str(tmp_path / "ruff"), "MYPY_CACHE_DIR": str(tmp_path / "mypy")}
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# templates


def test_the_folder_of_templates_holds_nothing_else() -> None:
    """Whatever else stood there would be copied into the public site."""
    others = [path.name for path in (ROOT / "overrides").rglob("*") if path.is_file() and path.suffix != ".html"]
    assert others == ["sitemap.xml"]  # a template of MkDocs' own name, which it fills and does not copy


def test_every_template_is_used() -> None:
    code = "\n".join(text for path in modules() for _, text in literals(path))
    named = "\n".join([*templates().values(), code, (ROOT / "mkdocs.yml").read_text(encoding="utf-8")])
    of_the_theme = {"main.html", "404.html"}
    pages = {f"pages/{name}" for name in (*LISTS, *(f"{name}.html" for name in NAMES), "study.html", "both.html", "handout.html")}
    names = {path.removeprefix("overrides/") for path in templates()} - of_the_theme - pages
    taken_from_the_theme = {name for name in names if name.startswith("partials/")}  # the theme itself asks for them
    assert sorted(name for name in names - taken_from_the_theme if name not in named) == []


def test_every_macro_is_used() -> None:
    everything = "\n".join(templates().values())
    macros = {(path, name) for path, text in templates().items() for name in re.findall(r"\{%-? macro (\w+)", text) if "/macros/" in path}
    used = {name for _, name in macros if len(re.findall(rf"\b{name}\(", everything)) > 1}
    used |= {"prose", "link", "spoken"}  # kb.render prints sentences and words with them
    assert sorted((path, name) for path, name in macros if name not in used) == []


def test_every_imported_macro_exists_and_is_used() -> None:
    for path, text in templates().items():
        for source, names in re.findall(r'\{% from "([^"]+)" import ([\w, ]+?)(?: with context)? %\}', text):
            for name in names.split(", "):
                assert re.search(rf"\{{%-? macro {name}\(", templates()[f"overrides/{source}"]), (path, name)
                assert re.search(rf"\b{name}\(", text), (path, name)


# wording


def _literals_of(kind: Any, seen: set[Any]) -> Iterator[str]:
    """Every word that a Literal of the model allows."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in seen:
            seen.add(kind)
            for field in kind.model_fields.values():
                yield from _literals_of(field.annotation, seen)
    else:
        for inner in get_args(kind):
            if isinstance(inner, str):
                yield inner
            else:
                yield from _literals_of(inner, seen)


def _values(library: Library) -> set[str]:
    """The names of words that are looked up by a value: of the model, a vocabulary, the menu, a limit."""
    words = {*_literals_of(Study, set()), *_literals_of(Term, set()), *LIMITS, *QUESTIONS, *Time.words}
    words |= {*Duration.units, "%", *library.codes}
    words |= {word.value for word in Missing} | {(path.strip("/") or "home").replace("-", "_") for path in (*MENU, *FOOTER)}
    words |= {id for terms in library.terms.values() for id in terms} | {"significant", "not_significant", "all", "baseline", "none"}
    words |= {f"{many}{shape}s" for many in ("", "many_") for shape in get_args(Shape)}  # of a picture
    words |= {"nobody", "site", "colours", "grey"}
    return words | {f"by_{way}" for way in ("condition", "route", "kind")} | {f"of_{of}" for of in ("people", "events")}


def _asked_for_by_code() -> tuple[set[tuple[str, str]], set[str]]:
    """The same of the modules: `words["home"]["title"]`, also by way of a name that a function gives to a section."""
    named, looked_up = set(), set()
    for tree in modules().values():
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            inside = list(ast.walk(function))
            lookups = [node for node in inside if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".words")]
            sections = {id(node): _key(node) for node in lookups if _key(node)}
            assigned = [node for node in inside if isinstance(node, ast.Assign) and id(node.value) in sections]
            given = {ast.unparse(node.targets[0]): sections[id(node.value)] for node in assigned}
            for node in inside:
                if isinstance(node, ast.Subscript):
                    section = sections.get(id(node.value)) or given.get(ast.unparse(node.value))
                    if section and _key(node):
                        named.add((section, _key(node)))
                    elif section:
                        looked_up.add(section)
            passed = [argument for node in inside if isinstance(node, ast.Call) for argument in node.args]
            looked_up |= {sections[id(argument)] for argument in passed if id(argument) in sections}
            looked_up |= {section for name, section in given.items() if any(f" in {name}" in ast.unparse(node) for node in inside)}
    return named, looked_up


def _key(node: ast.AST) -> str:
    """The text that a thing is looked up by."""
    literal = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return node.slice.value if literal else ""  # type: ignore[attr-defined]


def _asked_for() -> tuple[set[tuple[str, str]], set[str]]:
    """The words that templates and modules name, and the sections in which they look words up by a value."""
    text = "\n".join(templates().values())
    surround = "\n".join(text for path, text in templates().items() if "/pages/" not in path and "/macros/" not in path)
    named, looked_up = _asked_for_by_code()
    named |= set(re.findall(r"\b(?:w|all_words)\.(\w+)\.(\w+)", text))
    named |= {("shell", key) for key in re.findall(r"(?<![\w.])words\.(\w+)", surround)}
    titled = [Path(page).stem for page in LISTS] + [SECTIONS.get(name, name) for name in NAMES]
    named |= {(page, key) for page in titled for key in ("title", "description")}
    named |= {(name, key) for name in ("both", "handout") for key in ("title", "description")}  # of the pages below a study
    looked_up |= set(re.findall(r"\bw\.(\w+)\[", text))
    looked_up |= {*re.findall(r"\bw\.(\w+)(?=[,)])", text), "columns", "column_notes"}  # whole sections, given to a macro as `words`
    return named, looked_up


# of the pages that show no single study; their titles are in the section of their name
LISTS = ("home.html", "studies.html", "all_remarks.html", "checks.html", "glossary.html", "search.html")


def test_every_word_that_is_asked_for_exists(library: Library) -> None:
    named, looked_up = _asked_for()
    known = {(section, key) for section, entries in library.words.items() for key in entries}
    assert named
    assert sorted(named - known) == []
    assert sorted(looked_up - set(library.words)) == []


def test_every_word_of_the_wording_is_used(library: Library) -> None:
    named, looked_up = _asked_for()
    looked_up |= {"check_names", "check_finds"}  # by the names of the checks
    by_value = {check.name for check in CHECKS} | {*WORDS} | {item.guideline for item in library.reporting}
    by_value |= _values(library) | set(re.findall("[\"'](\\w+)[\"']", "\n".join(templates().values())))
    by_value |= {text for path in modules() if "/compare/" in path for _, text in literals(path)}  # kinds of rows and columns
    by_value |= {field.name for field in fields(Key)} | {*VOCABULARIES}
    by_value |= {f"{counted}_caption" for counted in ("people", "events", "neither")}
    by_value |= set(re.findall(r"\bwords\.(\w+)", "\n".join(templates().values())))
    unused = [
        f"{section}.{key}"
        for section, entries in library.words.items()
        for key in entries
        if (section, key) not in named and not (section in looked_up and key in by_value)
    ]
    assert unused == []


def _places(text: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", text.replace("{{", "").replace("}}", "")))


def test_a_text_has_the_same_places_to_fill_in_every_language_and_they_are_plain_names(library: Library) -> None:
    texts = {f"{section}.{key}": text.versions for section, entries in library.words.items() for key, text in entries.items()}
    texts |= {f"findings.{code}": dict(versions) for code, versions in library.messages.items()}
    for name, versions in texts.items():
        places = {language: _places(words) for language, words in versions.items()}
        assert len({frozenset(found) for found in places.values()}) == 1, (name, places)
        assert all(place.isidentifier() for found in places.values() for place in found), name


def test_no_section_of_the_wording_is_called_like_something_python_has_already(library: Library) -> None:
    """A template would get a method in the place of words."""
    assert set(library.words) & set(dir({})) == set()
    assert [key for entries in library.words.values() for key in entries if key in dir(object)] == []


def test_every_template_fills_every_place_of_its_words(library: Library) -> None:
    for path, text in templates().items():
        for section, key, given in re.findall(r"w\.(\w+)\.(\w+) \| fill\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)", text):
            wanted = _places(next(iter(library.words[section][key].versions.values())))
            assert set(re.findall(r"(?:^|, )(\w+)=", given)) == wanted, (path, section, key)
        for section, key in re.findall(r"\{\{ w\.(\w+)\.(\w+) \}\}", text):
            if (section, key) in {(s, k) for s, entries in library.words.items() for k in entries}:
                assert _places(next(iter(library.words[section][key].versions.values()))) == set(), (path, section, key)


# prose


def _prose() -> dict[str, dict[str, str]]:
    """The prose pages by language and name, without their code."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = re.sub(r"^(```+|~~~+).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        found.setdefault(path.parent.name, {})[path.name] = re.sub(r"`[^`]*`", "", text)
    return found


def test_the_prose_has_the_same_pages_and_headings_in_every_language(library: Library) -> None:
    prose = _prose()
    assert set(prose) == set(library.codes)
    first, *others = (prose[code] for code in library.codes)
    heading = re.compile(r"^(#+) .*?(?:\{:\s*#([\w-]+)[^}]*\})?\s*$", re.MULTILINE)
    for other in others:
        assert set(first) == set(other)
        for name, text in first.items():
            assert heading.findall(text) == heading.findall(other[name]), name
    for pages in prose.values():
        for name, text in pages.items():
            assert [level for level, id in heading.findall(text) if not id] == [], name


def test_every_page_of_prose_has_a_title_and_a_description() -> None:
    for pages in _prose().values():
        for name, text in pages.items():
            front = yaml.safe_load(text.split("---")[1])
            assert set(front) == {"title", "description"}, name
            assert all(front.values()), name


def test_the_prose_is_plain_markdown() -> None:
    odd = re.compile(r"</?[a-zA-Z!][^>]*>|\{\{|\{%|\{#(?!\s)|javascript:|--8<--|\]\(http://|<script|\son\w+=|style=")
    found = [(code, name, match[0]) for code, pages in _prose().items() for name, text in pages.items() for match in odd.finditer(text)]
    assert found == []


# the tree

OURS = ("data", "docs", "overrides", "scripts", "tests", ".ci", ".")
_HOSTS = tuple(part + end for part, end in (
    ("py", "pi.org"), ("python", "hosted.org"), ("np", "mjs.org"), ("npm", "js.com"), ("crates", ".io"), ("ruby", "gems.org"),
    ("proxy.gol", "ang.org"),
))  # fmt: skip


def _files() -> Iterator[Path]:
    left_out = {"__pycache__", ".git", ".venv", "site", "node_modules", "vendor"}
    for folder in OURS:
        for path in (ROOT / folder).glob("*" if folder == "." else "**/*"):
            hidden = any(part in left_out or (part.startswith(".") and part.endswith("cache")) for part in path.parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield path


def test_the_tree_names_no_host_of_a_package_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    found = []
    for path in _files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [(path.relative_to(ROOT).as_posix(), host) for host in _HOSTS if host in text]
    assert found == []


def test_every_text_of_the_tree_is_utf_8_with_plain_line_ends() -> None:
    for path in _files():
        if path.suffix in (".py", ".html", ".yml", ".md", ".css", ".js", ".toml", ".txt"):
            data = path.read_bytes()
            assert b"\r" not in data, path
            assert data == b"" or data.endswith(b"\n"), path
            data.decode("utf-8")


def test_a_text_of_the_wording_is_text_in_every_language(library: Library) -> None:
    for entries in library.words.values():
        for text in entries.values():
            assert isinstance(text, Text)
            assert tuple(text.versions) == library.codes
