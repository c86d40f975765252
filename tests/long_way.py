"""A MkDocs hook that makes the generated pages as MkDocs makes any page, printed by Jinja as it comes: without our short cuts.

Used by test_hooks.py beside scripts/hooks.py; what it makes is written below the folder LONG_WAY.
"""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

made: dict[str, Any] = {}
printed: dict[str, Any] = {}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Every generated page becomes a page of MkDocs."""
    from kb import edition, render
    from kb.compiled import Compiled

    render.COMPILED, render.Templates = Compiled("plain"), jinja2.Environment  # type: ignore[misc, assignment]
    ours = config.hooks["scripts/hooks.py"].site.edition
    plain = edition.edition(ours.library, Path(config.config_file_path).parent / "overrides", config.site_url or "")
    assert all(type(printer.environment) is jinja2.Environment for printer in plain.printers.values())
    printed.update({address: plain.printed[address] for address in plain.pages})
    for address, page in plain.pages.items():
        made[address] = page
        file = File.generated(config, f"{address}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.edit_uri = page.source
        files.append(file)
    return files


def on_pre_page(page: Page, *, config: MkDocsConfig, files: Files) -> Page:
    if page.url in made:
        page.title = html.escape(made[page.url].title)
    return page


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.url not in made:
        return html
    page.toc = config.hooks["scripts/hooks.py"]._toc(printed[page.url])
    return str(printed[page.url].html)


def on_page_context(context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    return context | config.hooks["scripts/hooks.py"]._shell(page, made.get(page.url))


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    if page.url in made:
        place = Path(os.environ["LONG_WAY"]) / page.url / "index.html"
        place.parent.mkdir(parents=True)
        place.write_text(output, encoding="utf-8")
    return output
