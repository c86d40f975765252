"""What the live preview shows while something is broken: as much as can be printed, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader

from kb.abstract import abstracts
from kb.bundles import Bundles
from kb.edition import Edition, edition
from kb.finding import Finding, finding
from kb.library import Library
from kb.mishap import mishap
from kb.pages import Pages
from kb.shelf import Shelf


def previewed(library: Library, templates: Path, last: Edition | None) -> Edition:
    """The best edition that can be printed now, with all that is wrong; without pages where none can."""
    troubles: set[Finding] = set()
    for candidate in _candidates(library, last.library if last else None):
        try:
            shown = edition(candidate, templates)
            _try(shown, library.faults("studies"), last)
            return replace(shown, problems=tuple(library.findings))
        except Exception as error:
            troubles.add(trouble(error, templates.parent))
    if last:
        abstracts(last.library)  # lists them as it did
    return replace(last or _nothing(library), problems=(*library.findings, *troubles))


def _try(shown: Edition, faulty: set[str], last: Edition | None) -> None:
    """Print the studies that have findings, and draw up the lists with them, or with new words; any other record prints."""
    if faulty or not last or last.library.state != shown.library.state:
        _ = shown.pages.lists, shown.pages.compared.of_study
    for id in faulty.intersection(shown.library.studies):
        for page in shown.bundles[id].pages:
            shown.printed[page.address]


def _nothing(library: Library) -> Edition:
    """An edition without a page."""
    pages = Pages(replace(library, studies=Shelf()))
    return Edition(library, pages, {}, {}, {}, {}, Bundles(pages, {}))


def trouble(error: BaseException, root: Path) -> Finding:
    """The error at the line of a template, or else of our own code, that it comes from."""
    found = mishap(error, root, "overrides", "scripts")
    return found or finding(root.name, 1, 1, "", "not_printed", why=f"{type(error).__name__}: {error}")


def _candidates(library: Library, last: Library | None) -> Iterator[Library]:
    """What stands in for what cannot be read is how it was last shown; if that does not print, the same for all that has findings."""
    files = [PurePosixPath(file) for file in library.documents]
    unread = {file.stem for file in files if file.parent.name == "studies"} - set(library.studies)
    faulty = library.faults("studies")
    yield _filled(library, last, unread)
    if faulty - unread:
        yield _filled(library, last, unread | faulty)


def _filled(now: Library, last: Library | None, missing: set[str]) -> Library:
    """The library with the missing studies and whatever else cannot be read as they were last; without a last one, left out."""
    studies, drawn = Shelf(), dict(now.drawn)
    for id in now.studies:
        if id not in missing:
            studies.take(id, now.studies)
    if last is None:
        return replace(now, studies=studies, drawn=drawn)
    for id in missing & set(last.studies):
        studies.take(id, last.studies)
        drawn |= {id: last.drawn[id]} if id in last.drawn else {}
    return replace(
        now,
        languages=now.languages or last.languages,
        words=now.words or last.words,
        messages=now.messages or last.messages,
        terms=now.terms if all(now.terms.values()) else {name: terms or last.terms[name] for name, terms in now.terms.items()},
        studies=studies,
        drawn=drawn,
    )


def told_plainly(templates: Path, lines: list[str]) -> str:
    """A page that only tells what is wrong."""
    environment = Environment(loader=FileSystemLoader(templates), autoescape=True)
    return environment.get_template("problems.html").render(problems=lines)


def show_plainly(folder: Path, templates: Path, lines: list[str]) -> None:
    """Put a page that only tells what is wrong in the place of every page of the preview, those included that do not exist."""
    page = told_plainly(templates, lines)
    for path in {*folder.rglob("*.html"), folder / "index.html", folder / "404.html"}:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
