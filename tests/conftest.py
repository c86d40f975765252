"""What tests share: the real library, the real site built once, and a browser on a local server."""

from __future__ import annotations

import copy
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench_corpus import Corpus
from kb.abstract import abstracts
from kb.library import Library, load
from kb.overview import Entry

os.environ["KB_CACHE"] = ""  # tests look at what is made anew; those of kb.keep name a folder of their own
ROOT = Path(__file__).resolve().parent.parent
SITE_URL = "https://example.org/kb/"
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Made studies, as the benchmark uses them."""
    return Corpus(ROOT / "data")


@pytest.fixture(scope="session")
def library() -> Library:
    """The real data folder, read and checked once."""
    return load(ROOT / "data")


def build(root: Path, site: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build` for the project at `root` as anybody would, into `site`."""
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(site), *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **variables}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300)


def copy_project(to: Path, records: bool = True) -> Path:
    """A copy of what the site is built from; without `records`, data/studies is empty."""
    for name in ("mkdocs.yml", "docs", "data", "overrides", "scripts"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to / name)
    if not records:
        for record in (to / "data" / "studies").iterdir():
            record.unlink()
    return to


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built strictly from the real records, for the address SITE_URL."""
    folder = tmp_path_factory.mktemp("built") / "site"
    done = build(ROOT, folder, "--strict", SITE_URL=SITE_URL)
    assert done.returncode == 0, done.stderr
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: a test reads what it asked for."""


def serve(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """A server of static files on a free port of this machine, and its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built site is served."""
    server, url = serve(site)
    yield url
    server.shutdown()


def _chromium() -> str | None:
    """The system's Chromium: named by CHROMIUM, or found on the path; None: Playwright's own, if it has one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; without one the browser tests are skipped aloud, with CI=true they fail."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=_chromium(), args=list(CHROMIUM))
        except Error as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no Chromium: install the package chromium, or set CHROMIUM to its path ({str(error).splitlines()[0]})")
        yield launched
        launched.close()


RECORDS = ROOT / "tests" / "records"


def plain(name: str) -> Any:
    """A record of tests/records as groups, lists and texts, to be changed and written again."""
    return yaml.load((RECORDS / f"{name}.yml").read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506 (texts only)


def changed(record: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of the record with other values at some places: `{"arms.0.people": 60}`."""
    record = copy.deepcopy(record)
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        functools.reduce(lambda here, step: here[step], steps, record)[last] = value
    return record


class _Dumper(yaml.CSafeDumper):
    """Writes a thing twice rather than refer to it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(record: Any) -> bytes:
    """The record as the bytes of its file."""
    return bytes(yaml.dump(record, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6, encoding="utf-8"))


def write_record(folder: Path, name: str, record: Any) -> None:
    """The record as data/studies/<name>.yml below `folder`."""
    (folder / "data" / "studies" / f"{name}.yml").write_bytes(written(record))


def overview(library: Library) -> tuple[Entry, ...]:
    """Every study as it stands in lists, newest first."""
    return tuple(abstract.entry for abstract in abstracts(library))


def world(folder: Path, records: Mapping[str, Any]) -> Library:
    """The library of these records alone, with the real words and vocabularies."""
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("studies"))
    (folder / "data" / "studies").mkdir()
    for name, record in records.items():
        write_record(folder, name, record)
    return load(folder / "data")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of one invented trial, tests/records/two-arms.yml."""
    library = world(tmp_path_factory.mktemp("small"), {"two-arms": plain("two-arms")})
    assert not library.findings
    return library


@pytest.fixture(scope="session")
def every_field(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of one invented record in which every field is filled, tests/records/every-field.yml."""
    library = world(tmp_path_factory.mktemp("every"), {"every-field": plain("every-field")})
    assert not library.findings
    return library
