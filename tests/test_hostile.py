"""Words of a record stay words: whatever stands in a text field, the pages keep their structure and the reader sees the text."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from conftest import ROOT, SITE_URL, build, changed, copy_project, plain, serve, world, write_record, written
from markupsafe import escape
from pydantic import BaseModel, ValidationError

from kb.library import Library
from kb.model import Study
from kb.pages import Pages
from kb.policy import PLACE
from kb.reading import modelled
from kb.render import Printed, Printer
from kb.source import parse
from kb.values import Text, Words

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<iframe src='https://evil.example/'></iframe>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example><input name=q></form>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '"><script>alert(1)</script>',
    'x" style="position:fixed;inset:0',
    "</title><script>alert(1)</script>",
    "</h1></article></main></body></html>",
    "</dd></dl></td></tr></table>",
    "</textarea></noscript></template>",
    '<h2 id="in-one-sentence">false</h2>',
    "<!-- a comment that never ends",
    "--> <b>after a comment</b> <!--",
    "]]> <![CDATA[ <b>x</b> ]]>",
    "<?php echo 1 ?> <?xml version='1.0'?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;b&amp;gt; &#60;b&#62; &nbsp &copy",
    "{{ 7 * 7 }} {{ config }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{# hidden #} {%- raw -%}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{n} {0} {date.__class__} {{}}",
    "%s %(x)s ${HOME} $(id) `id`",
    "[a link](javascript:alert(1))",
    "![an image](https://evil.example/x.png)",
    "<https://evil.example/> <javascript:alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "[a reference][1] [1]: https://evil.example/",
    '--8<-- "/etc/passwd"',
    ';--8<-- "mkdocs.yml"',
    "[TOC]",
    "# a heading {: #results onclick=alert(1) }",
    'words {: onclick="alert(1)" style="color:red" }',
    '!!! danger "a box"',
    "??? note",
    '=== "a tab"',
    "| a | b | |---|---| | 1 | 2 |",
    "```html <script>alert(1)</script> ```",
    "``` {.python onclick=alert(1)}",
    "*one* **two** ~~three~~ ==four== ^^five^^ H~2~O",
    "[^1] [[wiki]] ++ctrl+c++ :smile: <kbd>x</kbd>",
    "--- title: another ---",
    PLACE,
    "Pneumono" * 70,
    "\u5e72\u7ec6\u80de" * 60,
    "https://evil.example/" + "a" * 400,
    "\U0001f9ec\u200d e\u0301".replace("\u200d", "").replace("e\u0301", "\u00e9"),
)

MARK = "harmless"  # with a number it stands for the hostile words of one record


def _is_words(kind: Any) -> bool:
    return get_args(Words)[1] in getattr(kind, "__metadata__", ())


def fields_of_words(kind: Any, owner: str = "", seen: set[Any] | None = None) -> Iterator[str]:
    """Every field of the model that holds words, as `Harm.severity`."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind in seen:
            return
        seen.add(kind)
        for name, field in kind.model_fields.items():
            own = f"{kind.__name__}.{name}"
            if get_args(Words)[1] in field.metadata:
                yield own
            yield from fields_of_words(field.annotation, own, seen)
    elif kind is Text or _is_words(kind):
        yield owner
    else:
        for inner in get_args(kind):
            yield from fields_of_words(inner, owner, seen)


UNPRINTED = {"Article.text", "Paper.text", "Registration.text", "Outside.figures"}  # names of files, figures of no study
OF_FIXED_FORM = {"Registration.number"}  # held to the form of its registry by a rule


def holders(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a study holds words, and in which field of the model."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            field = f"{type(value).__name__}.{name}"
            for where, inner in _below(getattr(value, name), (*path, name)):
                if isinstance(inner, BaseModel):
                    yield from holders(inner, where)
                elif isinstance(inner, Text):
                    yield from (((*where, language), field) for language in inner.versions)
                elif type(inner) is str and field in FIELDS:
                    yield where, field


def _below(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _below(inner, (*path, str(index)))
    else:
        yield path, value


FIELDS = set(fields_of_words(Study))


def said(library: Library, words: str) -> Any:
    """The record of every field with `words` in each that can hold any."""
    study = library.studies["every-field"]
    places = [".".join(path) for path, field in holders(study) if field not in OF_FIXED_FORM]
    return changed(plain("every-field"), dict.fromkeys(places, words))


def test_the_record_of_every_field_fills_every_field_that_holds_words(every_field: Library) -> None:
    filled = {field for _, field in holders(every_field.studies["every-field"])}
    lacking = {field for field in FIELDS - filled - UNPRINTED if not field.endswith(".acknowledged")}  # for editors, on no page
    assert lacking == set()


class _Reader(HTMLParser):
    """A page as its structure: tags with their attributes, and the text between them with its spaces made one.

    Left out: elements that only tell the language of the words in them, titles and descriptions, which end where they fit.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []
        self.inside, self.said = "", ""
        self.spans: list[bool] = []  # whether each open span tells more than its language

    def note(self, *found: Any) -> None:
        if words := _spaced(self.said):
            if self.inside == "json":
                self.found.append(json.dumps(_shape(json.loads(self.said))))
            elif self.inside != "title":
                self.found.append(f"text: {words}")
        self.said = ""
        self.found += found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            self.spans.append([name for name, _ in attrs] != ["lang"])
        if tag != "span" or self.spans[-1]:
            cut = ("content",) if tag == "meta" else ()
            self.note((tag, [(name, "" if name in cut else _spaced(value or "")) for name, value in attrs]))
            self.inside = "json" if ("type", "application/ld+json") in attrs else tag

    def handle_endtag(self, tag: str) -> None:
        if tag != "span" or self.spans.pop():
            self.note(f"/{tag}")
            self.inside = ""

    def handle_comment(self, data: str) -> None:
        self.note(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.note(("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.note(("declaration", data))

    def handle_pi(self, data: str) -> None:
        self.note(("instruction", data))

    def handle_data(self, data: str) -> None:
        self.said += data


def _shape(value: Any) -> Any:
    """The names in data, without what stands there."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    return [_shape(inner) for inner in value] if isinstance(value, list) else ""


def _spaced(text: str) -> str:
    return " ".join(text.split())


def structure(html: str) -> list[Any]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.note()
    return reader.found


def replaced(found: Any, say: Callable[[str], str]) -> Any:
    """The structure with `say` applied to every text and value in it, never to a name."""
    if isinstance(found, str):
        return _spaced(say(found)) if found.startswith("text: ") else found
    if isinstance(found, tuple) and isinstance(found[1], list):
        return (found[0], [(name, _spaced(say(value))) for name, value in found[1]])
    return [replaced(one, say) for one in found] if isinstance(found, list) else found


def as_read(library: Library, record: Any) -> Library:
    """The library with this record, read from its file, in the place of the other."""
    study, findings = modelled(parse(written(record), "every-field.yml"), Study, library.codes)
    assert study is not None, findings
    return replace(library, studies={"every-field": study})


Prints = Callable[[Library], dict[str, Printed]]


@pytest.fixture(scope="module")
def prints(every_field: Library) -> Prints:
    """Prints every page of a library, by its address."""
    printers = {code: Printer(every_field, ROOT / "overrides", code) for code in every_field.codes}
    apart = "both.html"  # made of others
    return lambda library: {p.address: printers[p.language].page(p) for p in Pages(library).values() if p.template != apart}


@pytest.fixture(scope="module")
def harmless(every_field: Library, prints: Prints) -> dict[str, Printed]:
    return prints(as_read(every_field, said(every_field, MARK)))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_page_keeps_its_structure_whatever_its_record_says(
    every_field: Library, harmless: dict[str, Printed], prints: Prints, words: str
) -> None:
    hostile = prints(as_read(every_field, said(every_field, words)))
    for address, page in harmless.items():
        assert structure(hostile[address].html) == replaced(structure(page.html), lambda text: text.replace(MARK, words)), address
        assert hostile[address].headings == page.headings


def test_every_field_shows_the_words_it_is_given(every_field: Library, prints: Prints) -> None:
    places = {".".join(path): field for path, field in holders(every_field.studies["every-field"])}
    numbers = {path: f"<{number}>" for number, (path, field) in enumerate(places.items()) if field not in OF_FIXED_FORM | UNPRINTED}
    library = as_read(every_field, changed(plain("every-field"), numbers))
    shown = "".join(page.html for page in prints(library).values())
    assert {places[path] for path, number in numbers.items() if str(escape(number)) not in shown} == set()


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, step))
    else:
        yield path


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", 'x" onclick="alert(1)', "javascript:alert(1)", "{{ 7 * 7 }}", "../../x"])
def test_a_field_that_holds_no_words_refuses_them(every_field: Library, words: str) -> None:
    open_ = {".".join(path) for path, _ in holders(every_field.studies["every-field"])}
    record = plain("every-field")
    places = [".".join(map(str, path)) for path in leaves(record)]
    assert _takes(record, every_field.codes)
    assert [place for place in places if place not in open_ and _takes(changed(record, {place: words}), every_field.codes)] == []


def _takes(record: Any, languages: tuple[str, ...]) -> bool:
    try:
        return bool(Study.model_validate(record, context={"languages": languages}))
    except ValidationError:
        return False


def test_a_registry_number_of_another_form_is_a_finding(tmp_path: Path) -> None:
    record = changed(plain("every-field"), {"sources.2.number": 'NCT00000000"><script>alert(1)</script>'})
    assert [found.code for found in world(tmp_path, {"x": record}).findings] == ["registry_number"]


def test_a_name_of_a_file_cannot_leave_the_folder_or_bring_markup(tmp_path: Path) -> None:
    project = copy_project(tmp_path, records=False)
    (project / "data" / "studies" / 'x"><script>.yml').write_text("title: x", encoding="utf-8")
    done = build(project, tmp_path / "site")
    assert done.returncode != 0
    assert "file_name" not in done.stderr  # the finding is told in words
    assert not (tmp_path / "site").exists()


def _published(folder: Path) -> list[Path]:
    """The files of a site but those of its search index, which are named by their content."""
    files = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if "search" not in path.parts]


def _project(to: Path, library: Library, say: Callable[[int], str]) -> Path:
    """A project of one record for each of the hostile words, saying `say(number)` everywhere."""
    project = copy_project(to, records=False)
    names = project / "data" / "names.yml"  # the digits in these words are no figures
    said_words = yaml.safe_dump([say(number) for number in range(len(HOSTILE))], default_style='"', width=1_000)
    names.write_text(names.read_text(encoding="utf-8") + said_words, encoding="utf-8")
    (project / "data" / "plain-language.yml").write_text("{}\n")  # nor are they plain
    for number in range(len(HOSTILE)):
        own = {"sources.1.doi": f"10.1000/{number}", "sources.1.pmid": str(number + 1), "sources.1.pmcid": f"PMC{number + 1}"}
        own |= {"sources.2.number": f"NCT{number:08}"}
        write_record(project, f"record-{number:02}", changed(said(library, say(number)), own))
    return project


@pytest.fixture(scope="module")
def sites(every_field: Library, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two built sites of the same records, one of harmless words, one of hostile ones."""
    built = []
    for name, say in (("harmless", lambda number: f"{MARK}{number:02}"), ("hostile", lambda number: HOSTILE[number])):
        folder = tmp_path_factory.mktemp(name)
        project = _project(folder, every_field, say)
        done = build(project, folder / "site", "--strict", SITE_URL=SITE_URL)
        assert done.returncode == 0, (done.stdout + done.stderr)[:3000]
        built.append(folder / "site")
    return built[0], built[1]


def test_a_built_site_keeps_its_structure_whatever_its_records_say(sites: tuple[Path, Path]) -> None:
    harmless, hostile = sites
    files = _published(harmless)
    assert files == _published(hostile)
    assert len([file for file in files if file.suffix == ".html"]) > 2 * len(HOSTILE)

    def say(text: str) -> str:
        return re.sub(rf"{MARK}(\d\d)", lambda match: HOSTILE[int(match[1])], text)

    for file in files:
        if file.suffix == ".html":
            expected = replaced(structure((harmless / file).read_text(encoding="utf-8")), say)
            found = structure((hostile / file).read_text(encoding="utf-8"))
            if "outcomes" in file.parts:  # in the order of words
                found, expected = sorted(found, key=str), sorted(expected, key=str)
            assert found == expected, file
        elif file.suffix not in (".gz", ".csv", ".json", ".png"):  # these hold words of records, or pictures of them
            assert (harmless / file).read_bytes() == (hostile / file).read_bytes(), file


def test_a_browser_runs_nothing_that_a_record_says(sites: tuple[Path, Path], browser: Any) -> None:
    server, address = serve(sites[1])
    page = browser.new_page()
    seen: list[str] = []

    def dismissed(dialog: Any) -> None:
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    page.on("console", lambda message: seen.append(f"{message.type} {message.text}") if message.type in ("error", "warning") else None)
    page.on("request", lambda request: None if request.url.startswith(address) else seen.append(f"request {request.url}"))
    page.on("framenavigated", lambda frame: None if frame.url.startswith((address, "about:blank")) else seen.append(f"went to {frame.url}"))
    try:
        for number, words in enumerate(HOSTILE):
            page.goto(f"{address}en/studies/record-{number:02}/")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert page.locator("h1").inner_text() == _spaced(words)
            assert page.title()[:20] == _spaced(words)[:20] or len(_spaced(words)) < 20
        page.goto(f"{address}zh/studies/")
        page.goto(f"{address}zh/")
    finally:
        page.close()
        server.shutdown()
    assert seen == []


def test_the_words_of_a_finding_cannot_break_a_terminal_or_a_preview(every_field: Library) -> None:
    record = copy.deepcopy(plain("every-field"))
    record["kind"] = "<script>\u001b[31malert(1)</script>\nx"
    document = parse(written(record), "x.yml")
    shown = "".join(str(found) for found in modelled(document, Study, every_field.codes)[1])
    assert shown
    assert "\x1b" not in shown
