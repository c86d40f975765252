"""Stock gets the same pages as Markdown that a person would write: headings, paragraphs, lists, tables and links."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown import markdown as html

import bench_stock
from bench_measure import Watch
from bench_stock import WAYS, markdown, written_out

PAGE = """<body><p>around</p><article class="md-content__inner">
<h2 id="x">Dose <svg><text>no</text></svg></h2>
<p>Some <strong>bold </strong>words, <a href="../y/#z">a
link</a>*.</p> <button>Close</button>
<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>
<dl><dt>term</dt><dd><p>said</p></dd></dl>
<p>next</p><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td><p>1 | 2</p><p>3</p></td><td>4</td></tr></tbody></table>
</article><p>after</p></body>"""


def test_an_article_becomes_markdown() -> None:
    assert markdown(PAGE, "en/x", frozenset(("en/y/index.md",))).split("\n\n") == [
        "## Dose",
        "Some **bold** words, [a link](../y/index.md#z)\\*.",
        "- one\n- two\n    - three\n- term: said",
        "next",
        "| A | B |\n| --- | --- |\n| 1 \\| 2 3 | 4 |\n",
    ]


def test_markdown_reads_it_as_what_it_was() -> None:
    again = html(markdown(PAGE), extensions=["tables"])
    for tag, many in {"h2": 1, "p": 2, "strong": 1, "ul": 2, "li": 4, "table": 1, "th": 2, "td": 2, "a": 1}.items():
        assert again.count(f"<{tag}>") + again.count(f"<{tag} ") == many, tag


def test_a_link_to_no_page_stays_and_one_within_the_page_too() -> None:
    page = '<article><p><a href="#x">here</a> <a href="https://doi.org/10.1/2">there</a></p></article>'
    assert markdown(page, "en") == "[here](#x) [there](https://doi.org/10.1/2)\n"


def test_every_page_of_the_real_site_is_written_out_with_its_words(site: Path, tmp_path: Path) -> None:
    written_out(site, tmp_path)
    pages = sorted(path.relative_to(site).with_suffix(".md") for path in site.rglob("index.html"))
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.md")) == pages
    study = next(tmp_path.glob("en/studies/de-wilde*/index.md")).read_text(encoding="utf-8")
    assert study.count("\n## ") > 15
    assert study.count("\n| --- |") > 5
    assert len(study) > 40_000
    assert "<" not in study.replace("\\<", "")


def test_stock_is_plain_material_with_and_without_a_navigation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "site" / "en" / "x" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<article><p>Words</p></article>", encoding="utf-8")
    seen: list[str] = []
    monkeypatch.setattr(bench_stock, "mkdocs", lambda place: seen.append((place / "mkdocs.yml").read_text(encoding="utf-8")))
    for way in WAYS.values():
        way(tmp_path, Watch())
    assert (tmp_path / "stock" / "docs" / "en" / "x" / "index.md").read_text(encoding="utf-8") == "Words\n"
    assert [("not_in_nav" in settings, "name: material" in settings, "plugins: [search]" in settings) for settings in seen] == [
        (True, True, True),
        (False, True, True),
    ]
