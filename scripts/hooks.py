"""MkDocs' events, and the only file that knows MkDocs: hands our pages to the theme and publishes the finished site."""

from __future__ import annotations

import copy
import html
import logging
import sys
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler

sys.path.insert(0, str(Path(__file__).parent))  # MkDocs keeps it there only while it loads this file

from kb.finder import Finder
from kb.finding import report
from kb.library import Library, load
from kb.pages import Page, pages
from kb.policy import with_policy
from kb.publish import Workshop
from kb.render import Printed, Printer
from kb.shell import Head, head, menu

log = logging.getLogger("mkdocs.hooks.knowledge-base")


class _Site:
    """What one build knows; remade at every rebuild of the preview."""

    serving = False
    workshop: Workshop | None = None
    warnings: CountHandler
    library: Library
    printers: dict[str, Printer]
    finder: Finder
    pages: dict[str, Page]  # by address of their source in MkDocs, "zh/studies/x.md"
    configs: dict[str, MkDocsConfig]  # by language


site = _Site()


class GeneratedPage(MkDocsPage):
    """A page that brings its own HTML: nothing of it goes through Markdown."""

    made: Page

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown, self.meta = "", {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        printed = site.printers[self.made.language].page(self.made)
        self.title = html.escape(self.made.title)  # the theme prints it unescaped
        self.content = printed.html
        self.toc = _toc(printed)
        self.present_anchor_ids = {heading.id for heading in printed.headings}


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    site.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    root = Path(config.config_file_path).parent
    site.library = load(root / "data")
    _refuse_or_tell(site.library)
    site.printers = {code: Printer(site.library, root / "overrides", code) for code in site.library.codes}
    site.configs = {code: _in_language(config, language.theme) for code, language in site.library.languages.items()}
    if not site.serving:
        site.warnings = CountHandler()
        site.warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(site.warnings)
        site.workshop = Workshop(Path(config.site_dir))
        config.site_dir = str(site.workshop.built)
    return config


def _refuse_or_tell(library: Library) -> None:
    """A build stops at findings; the preview shows what can be shown and goes on."""
    if not library.findings:
        return
    for line in report(library.findings, library.messages, library.codes):
        log.error(line)
    if not site.serving:
        raise Abort(f"{len(library.findings)} findings in data/: the last good site stays as it was")


def _in_language(config: MkDocsConfig, language: str) -> MkDocsConfig:
    """The configuration with the theme speaking another language."""
    ours = copy.copy(config)
    ours.data = dict(config.data)
    ours.data["theme"] = copy.copy(config.theme)
    ours.data["theme"]["language"] = language
    return ours


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    site.pages, site.finder = {}, Finder(site.library)
    for page in pages(site.library):
        uri = f"{page.address}index.md"
        site.pages[uri] = page
        file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.edit_uri = page.source
        files.append(file)
        GeneratedPage(None, file, config).made = page
    entrance = File.generated(config, "index.md", content="---\ntemplate: entrance.html\n---\n", inclusion=InclusionLevel.NOT_IN_NAV)
    files.append(entrance)
    return files


def on_page_content(html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
    made = site.pages.get(page.file.src_uri)
    title, description = (made.title, made.description) if made else (str(page.meta.get(name, "")) for name in ("title", "description"))
    site.finder.take(page.url, title, description, html, made)


def on_page_context(context: dict[str, Any], *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    language = page.file.src_uri.partition("/")[0]
    made = site.pages.get(page.file.src_uri)
    context["languages"] = site.library.languages
    if language not in site.library.languages:
        language = site.library.codes[0]
    context["config"] = site.configs[language]
    context["head"] = _head(page, made, language)
    context["menu"] = menu(site.library, language)
    context["words"] = {key: text[language] for key, text in site.library.words["shell"].items()}
    context["problems"] = _problems(language)
    context["nav"] = None
    return context


def on_template_context(context: dict[str, Any], *, template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    language = site.library.codes[0]
    title = " · ".join(text for text in site.library.words["missing_page"]["title"].versions.values())
    context["head"] = head(site.library, language, "", title, "", None)
    context["menu"] = menu(site.library, language)
    context["words"] = {key: text[language] for key, text in site.library.words["shell"].items()}
    return context


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    for address, content in site.finder.files():
        files.append(File.generated(config, address, content=content))
    env.globals.update(all_words=site.library.words, languages=site.library.languages)
    return env


def _head(page: MkDocsPage, made: Page | None, language: str) -> Head:
    title = made.title if made else str(page.meta.get("title", ""))
    description = made.description if made else str(page.meta.get("description", ""))
    return head(site.library, language, page.url, title, description, page.canonical_url)


def _problems(language: str) -> list[str]:
    """In the preview, what is wrong with data/; a build has stopped long before."""
    return report(site.library.findings, site.library.messages, [language]) if site.serving else []


def on_post_page(output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
    return output if site.serving else with_policy(output)


def on_post_template(output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
    return output_content if site.serving else with_policy(output_content)


def on_post_build(*, config: MkDocsConfig) -> None:
    workshop, site.workshop = site.workshop, None
    if workshop is None:
        return
    logging.getLogger("mkdocs").removeHandler(site.warnings)
    if config.strict and site.warnings.get_counts():
        workshop.close()  # MkDocs is about to abort
    else:
        workshop.publish()


def on_build_error(error: Exception, **kwargs: Any) -> None:
    workshop, site.workshop = site.workshop, None
    if workshop is not None:
        workshop.close()


def _toc(printed: Printed) -> TableOfContents:
    """MkDocs' table of contents from our headings, those of level 3 below those of level 2."""
    items: list[AnchorLink] = []
    for heading in printed.headings:
        if heading.level == 2 or (heading.level == 3 and not items):
            items.append(AnchorLink(heading.text, heading.id, 2))
        elif heading.level == 3:
            items[-1].children.append(AnchorLink(heading.text, heading.id, 3))
    return TableOfContents(items)
