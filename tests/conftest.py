"""What tests share: the real library, the real site built once, and a browser on a local server."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.library import Library, load

ROOT = Path(__file__).resolve().parent.parent
SITE_URL = "https://example.org/kb/"
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")


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
