"""MkDocs' events, and the only file that knows MkDocs: puts our pages into the theme and publishes the finished site.

MkDocs builds the pages of prose. Those made from data/ are written bundle by bundle when it is done; the live preview
writes a bundle when somebody asks for one of its pages.

The live preview reads data/, docs/ and overrides/ anew at every change. This file and the package kb stay as they were
when it began: after a change in scripts/, start it again (it says so).
"""

from __future__ import annotations

import copy
import html
import logging
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, NoReturn
from urllib.parse import urljoin

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler

sys.path.insert(0, str(Path(__file__).parent))  # MkDocs keeps it there only while it loads this file

from kb.compiled import Compiled
from kb.edition import Edition, edition
from kb.finder import Finder
from kb.finding import Finding, report
from kb.keep import Keep, folder_of, keep_of, sweep
from kb.library import Library, load
from kb.linked import linked
from kb.mishap import mishap
from kb.pages import Page
from kb.picture import shown
from kb.policy import PLACE, with_policy
from kb.press import Press, Wanted, write_all, write_file
from kb.preview import previewed, show_plainly, told_plainly, trouble
from kb.publish import Workshop
from kb.render import COMPILED, Printed, Words
from kb.shell import Head, head
from kb.watching import observer

log = logging.getLogger("mkdocs.hooks.knowledge-base")


_THEME = Compiled("theme")
_MAPPED = 50_000  # addresses in one file; search engines take no more


class _Site:
    """What one build knows; remade at every rebuild of the preview."""

    serving = False
    workshop: Workshop | None = None
    root: Path
    library: Library | None = None
    code: dict[Path, float]  # when our modules were last changed
    last: Edition | None = None  # what the preview showed when it last could
    edition: Edition
    finder: Finder
    configs: dict[str, MkDocsConfig]  # by language
    environment: Any  # the theme's templates
    wanted: Wanted | None = None  # writes what somebody asks the preview for


site = _Site()


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    site.serving = command == "serve"
    site.code = _code()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # clean up when asked to end, as at Ctrl-C
    _count_silenced_warnings(logging.getLogger("mkdocs"))


def _count_silenced_warnings(logger: logging.Logger) -> None:
    """`-q` silences the logger, so that --strict counts no warning: silence the printing instead."""
    for handler in logger.handlers:
        handler.setLevel(logger.level)
    logger.setLevel(min(logger.level, logging.WARNING))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    site.root = Path(config.config_file_path).resolve().parent
    config.edit_uri = config.edit_uri if config.repo_url else None
    COMPILED.keep = _THEME.keep = keep = keep_of(site.root / "data")
    site.library = load(site.root / "data", keep=keep, last=site.library)
    site.edition = _preview(site.library) if site.serving else _edition(site.library, config.site_url or "")
    languages = site.edition.library.languages
    site.configs = {code: _in_language(config, language.theme) for code, language in languages.items()}
    if not site.serving:
        site.workshop = Workshop(Path(config.site_dir))
        config.site_dir = str(site.workshop.built)
    return config


def _edition(library: Library, base: str) -> Edition:
    """For a build: it stops at findings, with the lines of check.py."""
    if library.findings:
        _stop([*_lines(library, library.findings), f"{len(library.digests)} records, {len(library.findings)} findings"])
    return edition(library, site.root / "overrides", base)


def _preview(library: Library) -> Edition:
    """For the preview: it shows what can be shown, and goes on."""
    shown = previewed(library, site.root / "overrides", site.last)
    site.last = shown if shown.printers else None
    for line in _lines(shown.library, shown.problems):
        print(line, file=sys.stderr)  # not logged: --strict would end the preview
    if _code() != site.code:
        log.info("scripts/ has changed: end the preview and start it again to see that")
    return shown


def _stop(lines: list[str]) -> NoReturn:
    """End a build that failed, or a preview that could not begin."""
    raise Abort("\n".join(lines if site.serving else [*lines, "The last good site stays as it was."]))


def _lines(library: Library, findings: Iterable[Finding]) -> list[str]:
    return report(findings, library.messages, library.codes)


def _code() -> dict[Path, float]:
    return {path: path.stat().st_mtime for path in Path(__file__).parent.rglob("*.py")}


def _in_language(config: MkDocsConfig, language: str) -> MkDocsConfig:
    """The configuration with the theme speaking another language."""
    ours = copy.copy(config)
    ours.data = dict(config.data)
    ours.data["theme"] = copy.deepcopy(config.theme)  # a shallow copy would share its settings
    ours.data["theme"]["language"] = language
    return ours


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    site.finder = Finder(site.edition.library)
    for written in files.documentation_pages():
        written.edit_uri = f"docs/{written.src_uri}"
    if not site.edition.printers:  # the preview has nothing to show but what is wrong
        config.theme.static_templates = set()
        return Files([])
    files.append(_generated(config, "index.md", "---\ntemplate: entrance.html\n---\n"))
    return files


def _generated(config: MkDocsConfig, uri: str, content: str = "") -> File:
    return File.generated(config, uri, content=content, inclusion=InclusionLevel.NOT_IN_NAV)


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Date the sitemap by the records, not by the day of the build: the same records make the same site."""
    for file in files.documentation_pages():
        if file.page:
            file.page.update_date = site.edition.pages.changed
    return nav


def on_page_content(html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    title, description = (str(page.meta.get(name, "")) for name in ("title", "description"))
    site.finder.take(site.finder.cut(page.url, title, description, html, None))
    printer = site.edition.printers.get(page.url.partition("/")[0])
    return printer.voiced(html) if printer else html


def on_page_context(context: dict[str, Any], *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    return context | _shell(page, None)


def _shell(page: MkDocsPage, made: Page | None) -> dict[str, Any]:
    """What the theme shows around a page, generated or written."""
    language = page.file.src_uri.partition("/")[0]
    if language not in site.edition.library.languages:
        language = site.edition.library.codes[0]
    about = _head(page, made, language)
    picture = shown(site.edition.library, language, made, about.default)
    json_ld = linked(site.edition.library, about, language, made, picture) if about.here(page.url) else None
    compared = made is not None and "sheet" in made.values
    wide = compared or (made is not None and made.template == "both.html")
    around = {"config": site.configs[language], "head": about, "picture": picture, "nav": None, "linked": json_ld}
    return around | _around(language) | {"compared": compared, "wide": wide}


def _dressed(config: MkDocsConfig, made: Page, printed: Printed) -> str:
    """A generated page in the theme: nothing of it goes through Markdown."""
    file = _generated(config, f"{made.address}index.md")
    file.edit_uri = made.source
    page = MkDocsPage(html.escape(made.title), file, config)  # the theme prints it unescaped
    page.content, page.toc = printed.html, _toc(printed)
    context = get_context(Navigation([], []), [], config, page)
    return _finished(site.environment.get_template("main.html").render(dict(context) | _shell(page, made)))


def on_template_context(context: dict[str, Any], *, template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    library = site.edition.library
    if template_name == "sitemap.xml" and config.site_url and not site.serving:
        context |= _mapped([*context["pages"], *_listed(config.site_url)], config)
    title = " \u00b7 ".join(text for text in library.words["missing_page"]["title"].versions.values())
    context["head"] = head(library, library.codes[0], "", title, "", None)
    return context | _around(library.codes[0])


def _mapped(pages: list[Any], config: MkDocsConfig) -> dict[str, Any]:
    """What the map of the site lists: its pages, or the files that it is cut into, which are written here."""
    parts = [pages[start : start + _MAPPED] for start in range(0, len(pages), _MAPPED)]
    if len(parts) < 2:
        return {"pages": pages}
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        write_file(Path(config.site_dir) / name, site.environment.get_template("sitemap.xml").render(pages=part).encode())
    return {"maps": [urljoin(config.site_url or "", name) for name in names]}


def _listed(address: str) -> Iterator[SimpleNamespace]:
    """The generated pages as the template of the sitemap asks for them; `address`: that of the site."""
    for made in site.edition.pages.values():
        yield SimpleNamespace(page=SimpleNamespace(is_link=False, canonical_url=urljoin(address, made.address), update_date=made.changed))


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    library = site.edition.library
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}  # for JSON-LD: characters as they are
    env.globals.update(all_words={name: Words(name, section) for name, section in library.words.items()}, languages=library.languages)
    env.bytecode_cache = _THEME
    site.environment = env
    return env


def _around(language: str) -> dict[str, Any]:
    """What the theme shows around every page of a language."""
    return {
        "menu": site.edition.menus[language][0],
        "footer": site.edition.menus[language][1],
        "words": site.edition.words[language],
        "problems": report(site.edition.problems, site.edition.library.messages, [language]),
        "policy": None if site.serving else PLACE,
    }


def _head(page: MkDocsPage, made: Page | None, language: str) -> Head:
    title = made.title if made else str(page.meta.get("title", ""))
    description = made.description if made else str(page.meta.get("description", ""))
    return head(site.edition.library, language, page.url, title, description, page.canonical_url)


def on_post_page(output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
    return _finished(output)


def on_post_template(output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
    return _finished(output_content)


def _finished(output: str) -> str:
    return output if site.serving else with_policy(output)


def on_post_build(*, config: MkDocsConfig) -> None:
    folder, press = Path(config.site_dir), _press(config)
    if site.serving and site.edition.printers:
        site.wanted = Wanted(press, site.finder, folder, _in_its_place)
    if site.workshop and not _warned():
        write_all(press, site.finder, folder)
        sweep(folder_of(site.root))
        site.workshop.publish()
        config.site_dir, site.workshop = str(site.workshop.site), None  # gh-deploy looks there
    if not site.edition.printers:
        show_plainly(folder, site.root / "overrides", _lines(site.edition.library, site.edition.problems))


def _press(config: MkDocsConfig) -> Press:
    """The press with all that pages depend on beside records and words: templates, settings, this file."""
    others = (site.root / "overrides", Path(config.config_file_path), Path(__file__))
    keep = Keep(None, "") if site.edition.problems else keep_of(site.root / "data", *others)  # what stands in for others is not kept
    about = repr((site.serving, config.site_url, config.repo_url, config.edit_uri))
    return Press(site.edition, partial(_dressed, config), keep, about)


def _in_its_place(error: Exception) -> str:
    """What the preview shows where a page cannot be printed."""
    lines = _lines(site.library, [trouble(error, site.root)])
    print("\n".join(lines), file=sys.stderr)
    return told_plainly(site.root / "overrides", lines)


def _warned() -> bool:
    """Whether MkDocs is about to abort under --strict: it counts with a handler that is only there then."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(handler.get_counts() for handler in handlers if isinstance(handler, CountHandler))


def on_build_error(*, error: Exception) -> None:
    on_shutdown()
    found = mishap(error, site.root, "overrides")
    if found:
        _stop(_lines(site.library, [found]))
    if isinstance(error, OSError):  # such as a full disk
        _stop([str(error)])


def on_shutdown() -> None:
    workshop, site.workshop = site.workshop, None
    if workshop is not None:
        workshop.close()


def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]) -> LiveReloadServer:
    watched = [config.docs_dir, config.config_file_path]  # so far
    for path in watched:
        server.unwatch(path)
    server.observer = observer()
    for path in watched:
        server.watch(path)
    server.builder = partial(_rebuild, builder, Path(server.root))
    server.set_app(partial(_asked, server))
    return server


def _asked(server: LiveReloadServer, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    """Write what a browser asks for before the server looks for it."""
    with server._epoch_cond:  # while the site is made again nothing of it can be written
        server._epoch_cond.wait_for(lambda: server._visible_epoch == server._wanted_epoch)
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
    if site.wanted:
        site.wanted.write(path.removeprefix(server.mount_path))
    return server.serve_request(environ, start)


def _rebuild(builder: Callable[[], None], folder: Path) -> None:
    """A rebuild that fails shows why; MkDocs would keep browsers waiting until it succeeds."""
    site.wanted = None
    try:
        builder()
    except Abort as stop:
        print(stop, file=sys.stderr)
        show_plainly(folder, site.root / "overrides", str(stop).splitlines())
    except Exception as error:
        log.exception("The preview cannot be made again")
        show_plainly(folder, site.root / "overrides", _lines(site.library, [trouble(error, site.root)]))


def _toc(printed: Printed) -> TableOfContents:
    """MkDocs' table of contents from our headings, those of level 3 below those of level 2."""
    items: list[AnchorLink] = []
    for heading in printed.headings:
        if heading.level == 2 or (heading.level == 3 and not items):
            items.append(AnchorLink(heading.text, heading.id, 2))
        elif heading.level == 3:
            items[-1].children.append(AnchorLink(heading.text, heading.id, 3))
    return TableOfContents(items)
