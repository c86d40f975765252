"""`mkdocs serve`: every change shows without a restart, and whatever is broken, the preview goes on, says so and recovers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from conftest import RECORDS, copy_project

SECONDS = 30  # at most for one rebuild; it takes one or two where nothing else runs
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Preview:
    """A project with its preview running."""

    def __init__(self, project: Path, process: subprocess.Popen[bytes], address: str, log: Path) -> None:
        self.project, self.process, self.address, self.log = project, process, address, log

    def page(self, path: str) -> str:
        """What is served at the path now, an error page included; nothing while nothing answers."""
        try:
            with NO_PROXY.open(self.address + path, timeout=SECONDS) as answer:
                return str(unescape(answer.read().decode()))
        except urllib.error.HTTPError as error:
            return f"{error.code}" + error.read().decode()
        except OSError:
            return ""

    def until(self, path: str, holds: Callable[[str], bool]) -> str:
        """The page as soon as it is as it should be."""
        end = time.monotonic() + SECONDS
        while not holds(page := self.page(path)):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, page[:5000] + self.log.read_text()[-3000:]
            time.sleep(0.1)
        return page

    def shows(self, path: str, *texts: str) -> str:
        return self.until(path, lambda page: all(text in page for text in texts))

    @contextmanager
    def changed(self, file: str, change: Callable[[str], str]) -> Iterator[None]:
        """A file changed, or made, for a while; then as it was."""
        path = self.project / file
        before = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text(change(before or ""), encoding="utf-8")
        try:
            yield
        finally:
            path.unlink() if before is None else path.write_text(before, encoding="utf-8")


@contextmanager
def preview(project: Path) -> Iterator[Preview]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = project.parent / f"{project.name}.log"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1", "TMPDIR": str(project.parent)}
    with log.open("wb") as output, subprocess.Popen(command, cwd=project, env=environment, stdout=output, stderr=output) as process:
        try:
            yield Preview(project, process, f"http://127.0.0.1:{port}/", log)
        finally:
            process.kill()


def project_of_two(folder: Path) -> Path:
    """A project with two invented trials, `two-arms` and `another`."""
    folder.mkdir()
    project = copy_project(folder, records=False)
    record = (RECORDS / "two-arms.yml").read_text(encoding="utf-8")
    (project / "data/studies/two-arms.yml").write_text(record, encoding="utf-8")
    another = record.replace("10.1000/invented", "10.1000/another").replace("Invented trial", "Another trial")
    (project / "data/studies/another.yml").write_text(another, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    with preview(project_of_two(tmp_path_factory.mktemp("preview") / "project")) as server:
        server.shows("en/", "Invented trial", "Another trial")
        time.sleep(1)  # the watcher has looked at everything once
        yield server


@pytest.fixture
def live(running: Preview) -> Preview:
    """The running preview, everything in order."""
    running.until("en/studies/two-arms/", lambda page: "Invented trial" in page and "kb-problems" not in page and "refresh" not in page)
    return running


BROKEN = "a: ["


def test_pages_reload_themselves_and_no_policy_forbids_it(live: Preview) -> None:
    for path in ("", "en/", "zh/studies/two-arms/", "en/about/"):
        page = live.page(path)
        assert "livereload" in page
        assert "Content-Security-Policy" not in page


def test_every_change_shows(live: Preview) -> None:
    """Of a record, a template, a macro, a word, a term and a prose page."""
    with (
        live.changed("data/studies/two-arms.yml", lambda text: text.replace("Invented trial", "Renamed trial")),
        live.changed("overrides/pages/home.html", lambda text: text + "<p>from the template</p>"),
        live.changed("overrides/macros/blocks.html", lambda text: re.sub(r"(macro card\(.*?%\})", r"\1<b>from the macro</b>", text)),
        live.changed("overrides/partials/footer.html", lambda text: text + "<p>from the theme</p>"),
        live.changed("data/wording.yml", lambda text: text.replace("en: All studies}", "en: Every study}")),
        live.changed("data/terms/routes.yml", lambda text: re.sub(r"(?s)(\nintravenous:.*?en: )", r"\1from the terms ", text, count=1)),
        live.changed("docs/en/about.md", lambda text: text + "\nfrom the prose\n"),
    ):
        live.shows("en/", "Renamed trial", "from the template", "from the macro", "from the theme", "Every study")
        live.shows("en/studies/two-arms/", "from the terms", "Renamed trial")
        live.shows("en/about/", "from the prose", "from the theme")
    live.until("en/", lambda page: "Renamed trial" not in page and "from the macro" not in page)


def test_a_record_that_breaks_is_shown_as_it_last_was_and_the_others_go_on(live: Preview) -> None:
    broken = lambda text: text.replace("Invented trial", "Broken trial").replace("kind: paper", "kind: papr")  # noqa: E731
    with live.changed("data/studies/two-arms.yml", broken):
        page = live.shows("en/studies/two-arms/", "data/studies/two-arms.yml:25:11: ", "did you mean paper", "Invented trial")
        assert "Broken trial" not in page
        assert "Another trial" in live.page("en/studies/another/")
        assert "data/studies/two-arms.yml:25:11: " in live.page("en/about/")
        chinese = live.page("zh/studies/another/")
        assert "data/studies/two-arms.yml:25:11: " in chinese
        assert "did you mean" not in chinese


def test_a_record_that_begins_broken_is_left_out_until_it_is_mended(live: Preview) -> None:
    record = (RECORDS / "two-arms.yml").read_text(encoding="utf-8").replace("10.1000/invented", "10.1000/third")
    with live.changed("data/studies/third.yml", lambda _: record.replace("arms:", "arm:")):
        assert "Another trial" in live.shows("en/", "data/studies/third.yml:")
        assert live.page("en/studies/third/").startswith("404")
        (live.project / "data/studies/third.yml").write_text(record.replace("Invented", "Third"), encoding="utf-8")
        live.shows("en/studies/third/", "Third trial")
    live.until("en/studies/third/", lambda page: page.startswith("404"))


def test_a_record_whose_findings_leave_it_readable_is_shown_as_it_is(live: Preview) -> None:
    doubt = lambda text: text.replace("Invented trial", "Doubtful trial").replace("[-6.1, -2.9]", "[-6.1, -5.9]")  # noqa: E731
    with live.changed("data/studies/two-arms.yml", doubt):
        live.shows("en/studies/two-arms/", "data/studies/two-arms.yml:", "Doubtful trial")


def test_a_record_that_can_be_read_but_not_printed_is_shown_as_it_last_was(live: Preview) -> None:
    lost = lambda text: text.replace("Invented trial", "Lost trial").replace("route: intravenous", "route: lost")  # noqa: E731
    with live.changed("data/studies/two-arms.yml", lost):
        page = live.shows("en/studies/two-arms/", "data/studies/two-arms.yml:", "Invented trial")
        assert "Lost trial" not in page


@pytest.mark.parametrize("name", ["wording", "findings", "languages", "terms/routes", "names"])
def test_a_broken_file_of_words_is_told_and_the_last_words_go_on(name: str, live: Preview) -> None:
    with live.changed(f"data/{name}.yml", lambda _: BROKEN):
        page = live.shows("en/studies/two-arms/", f"data/{name}.yml:2:1: ", "Invented trial", "intravenous")
        assert "something is wrong inside braces" in page  # in words, not as a bare code


@pytest.mark.parametrize("name", ["pages/study.html", "main.html", "404.html"])
def test_a_broken_template_is_told_on_every_page(name: str, live: Preview) -> None:
    with live.changed(f"overrides/{name}", lambda text: text + "{{ broken"):
        page = live.shows("en/studies/two-arms/", f"overrides/{name}:", "no page can be made from here")
        assert name != "pages/study.html" or "Invented trial" in page
        assert f"overrides/{name}:" in live.page("zh/about/")


def test_a_broken_configuration_is_told_on_every_page(live: Preview) -> None:
    with live.changed("mkdocs.yml", lambda text: text + "\nplugins: [nonesuch]\n"):
        live.shows("en/studies/two-arms/", "Aborted with a configuration error!")


def test_a_change_of_the_code_is_said_to_need_a_restart(live: Preview) -> None:
    with live.changed("scripts/kb/shell.py", lambda text: text + "\n"):
        end = time.monotonic() + SECONDS
        while "scripts/ has changed" not in live.log.read_text():
            assert time.monotonic() < end
            time.sleep(0.1)


@pytest.mark.parametrize("name", ["findings", "terms/routes", "studies/two-arms"])
def test_a_preview_that_begins_broken_shows_what_can_be_shown_and_recovers(name: str, tmp_path: Path) -> None:
    project = project_of_two(tmp_path / "project")
    with preview(project) as server:
        with server.changed(f"data/{name}.yml", lambda _: BROKEN):
            server.shows("en/", f"data/{name}.yml:2:1: ", "Stem-cell study knowledge base")
            assert ("Another trial" in server.page("en/")) == (name != "terms/routes")
        server.until("en/studies/two-arms/", lambda page: "Invented trial" in page and "kb-problems" not in page)


@pytest.mark.parametrize("name", ["wording", "languages"])
def test_a_preview_that_has_no_words_says_why_and_recovers(name: str, tmp_path: Path) -> None:
    project = project_of_two(tmp_path / "project")
    with preview(project) as server:
        with server.changed(f"data/{name}.yml", lambda _: BROKEN):
            server.shows("", f"data/{name}.yml:2:1: ", 'http-equiv="refresh"')
            assert f"data/{name}.yml:2:1: " in server.page("en/studies/another/")
        server.until("en/studies/two-arms/", lambda page: "Invented trial" in page and "kb-problems" not in page)


def test_a_preview_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    with preview(project_of_two(tmp_path / "project")) as server:
        server.shows("en/", "Invented trial")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(SECONDS) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "project.log"]
    assert "Traceback" not in server.log.read_text()
