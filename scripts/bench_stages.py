"""The stages of a build: each a small function that prepares what comes before it and does its work under the watch."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from bench_corpus import Corpus, retitled
from bench_measure import Watch

ROOT = Path(__file__).resolve().parent.parent


class Stage(NamedTuple):
    """The work returns the bytes that it puts out; `holds`: stages that are done again under its watch."""

    work: Callable[[Path, Watch], int]
    holds: tuple[str, ...] = ()


def scratch(folder: Path, corpus: Corpus, size: int) -> Path:
    """A project with the first so many made studies in the place of the real ones."""
    for name in ("mkdocs.yml", "docs", "data", "overrides", "scripts"):
        source, ignored = ROOT / name, shutil.ignore_patterns("__pycache__", "studies")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    (folder / "data" / "studies").mkdir()
    corpus.write(folder / "data" / "studies", size)
    return folder


def mkdocs(project: Path, kept: str = "") -> None:
    """`mkdocs build` as anybody would run it; `kept`: the folder of what was made before, none unless it is named."""
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=project, env=environment(kept), check=True)


def environment(kept: str) -> dict[str, str]:
    """What MkDocs runs with; `kept`: the folder of what was made before, none if it is empty."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "KB_CACHE": kept}


def asked(about: str | None, times: int, counted: str) -> argparse.Namespace:
    """What a trial of many studies is asked for: `size`, how many; `times`, how often it does what is `counted`."""
    arguments = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("size", nargs="?", type=int, default=1000, help="number of studies")
    arguments.add_argument("--times", type=int, default=times, help=f"{counted}, every time elsewhere")
    return arguments.parse_args()


def weight(folder: Path) -> int:
    """The bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _read(project: Path, watch: Watch) -> int:
    from kb.source import read

    records = project / "data" / "studies"
    with watch:
        for path in sorted(records.iterdir()):
            read(path)
    return weight(records)


def _check(project: Path, watch: Watch) -> int:
    """As `make check` does: nothing of a record is drawn that a page would show."""
    return _loaded(project, watch, shown=False)


def _draw(project: Path, watch: Watch) -> int:
    """As a build reads and checks: what lists and comparisons show of every study, and the study in little room."""
    return _loaded(project, watch, shown=True)


def _loaded(project: Path, watch: Watch, shown: bool) -> int:
    from kb.library import load

    with watch:
        findings = load(project / "data", shown=shown).findings
    if findings:
        raise SystemExit(f"the made studies have {len(findings)} findings, the first: {findings[0]}")
    return 0


def _tables(project: Path, watch: Watch) -> int:
    from kb.compare.tables import comparisons
    from kb.library import load

    library = load(project / "data")
    with watch:
        compared = comparisons(library)
        _ = compared.sheets, compared.of_study
    return 0


def _view(project: Path, watch: Watch) -> int:
    from kb.compare.tables import comparisons
    from kb.library import load
    from kb.pages import Pages

    library = load(project / "data")
    compared = comparisons(library)
    _ = compared.sheets, compared.of_study  # made when they are first asked for
    with watch:
        list(Pages(library, compared).values())
    return 0


def _pages(project: Path, watch: Watch) -> int:
    from kb.edition import edition
    from kb.library import load

    library, printed = load(project / "data"), 0
    with watch:
        made = edition(library, project / "overrides")
        for bundle in made.bundles.values():
            printed += sum(len(made.printed[page.address].html.encode()) for page in bundle.pages)
            printed += len(bundle.picture()) if bundle.picture else 0
            if bundle.write:
                bundle.write(project / "tables")
            made.printed.let_go()  # type: ignore[attr-defined]
    return printed + weight(project / "tables")


def _search(project: Path, watch: Watch) -> int:
    from kb.edition import edition
    from kb.library import load

    made = edition(load(project / "data"), project / "overrides")
    for bundle in made.bundles.values():
        for page in bundle.pages:
            html = made.printed[page.address].html
            with watch:
                made.finder.take(made.finder.cut(page.address, page.title, page.description, html, page))
        made.printed.let_go()  # type: ignore[attr-defined]
    with watch:
        made.finder.write(project / "found")
    return weight(project / "found")


def _build(project: Path, watch: Watch) -> int:
    with watch:
        mkdocs(project)
    return weight(project / "site")


def _edit(project: Path, watch: Watch) -> int:
    """A build after one record was changed, with all that an earlier one kept."""
    kept = str(project / "kept")
    mkdocs(project, kept)
    retitled(min((project / "data" / "studies").iterdir()), 0)
    with watch:
        mkdocs(project, kept)
    return weight(project / "site")


def _write(project: Path, watch: Watch) -> int:
    """The files of the built site once more, in another place."""
    site, other, written = project / "site", project / "written", 0
    for path in (path for path in site.rglob("*") if path.is_file()):
        content, place = path.read_bytes(), other / path.relative_to(site)
        with watch:
            place.parent.mkdir(parents=True, exist_ok=True)
            written += place.write_bytes(content)
    shutil.rmtree(other)
    return written


STAGES: Mapping[str, Stage] = {
    "read": Stage(_read),
    "check": Stage(_check, ("read",)),
    "draw": Stage(_draw, ("check",)),
    "tables": Stage(_tables),
    "view": Stage(_view),
    "pages": Stage(_pages, ("view", "tables")),
    "search": Stage(_search),
    "build": Stage(_build),
    "write": Stage(_write),
    "edit": Stage(_edit),
}
REST = "theme"  # what is left of the build: the theme around each page, MkDocs itself, and sharing out the work
PARTS = ("read", "check", "draw", "view", "tables", "pages", REST, "search", "write")
