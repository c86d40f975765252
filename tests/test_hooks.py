"""scripts/hooks.py: a build ends well or leaves the last good site as it was, to the byte."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import RECORDS, ROOT, SITE_URL, build, copy_project

ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
BUILD = [sys.executable, "-m", "mkdocs", "build", "--site-dir", "site"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def beside(project: Path) -> list[str]:
    """What a build left beside the site."""
    return [path.name for path in project.iterdir() if path.name.startswith(".")]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one record with its site built; tests change copies of it."""
    project = copy_project(tmp_path_factory.mktemp("good"), records=False)
    shutil.copy(RECORDS / "two-arms.yml", project / "data/studies/two-arms.yml")
    done = build(project, project / "site", "--strict")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def project(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "project", symlinks=True))


def change(file: Path, old: str, new: str) -> int:
    """Change a text that stands once in a file; the line it stands in."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    line, _ = where(file, old)
    file.write_text(text.replace(old, new), encoding="utf-8")
    return line


def where(file: Path, text: str) -> tuple[int, int]:
    """Line and column of a text in a file."""
    before = file.read_text(encoding="utf-8").partition(text)[0]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def refused(project: Path, good: Path, *options: str) -> str:
    """What a build says that must fail, exit with 1 and leave everything as it was."""
    done = build(project, project / "site", *options)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert contents(project / "site") == contents(good / "site")
    assert beside(project) == []
    return done.stdout


# a build that fails


def test_a_build_tells_findings_in_the_words_of_the_check_and_leaves_the_site(project: Path, good: Path) -> None:
    change(project / "data/studies/two-arms.yml", "p: <0.001", "p: <O.001")
    change(project / "data/studies/two-arms.yml", "event: headache", "event: headake")
    place = "data/studies/two-arms.yml:" + ":".join(map(str, where(project / "data/studies/two-arms.yml", "<O.001")))
    check = subprocess.run([sys.executable, "scripts/check.py"], cwd=project, capture_output=True, text=True, check=False)
    said = refused(project, good)
    assert check.returncode == 1
    assert said.strip().splitlines() == [*check.stdout.splitlines(), "The last good site stays as it was."]
    assert sum(line.startswith(place) for line in said.splitlines()) == 2


def test_a_quiet_build_tells_findings_too(project: Path, good: Path) -> None:
    change(project / "data/studies/two-arms.yml", "event: headache", "event: [")
    assert "data/studies/two-arms.yml:" in refused(project, good, "--quiet")


@pytest.mark.parametrize("name", ["wording", "languages", "findings", "names", "fields", "terms/routes"])
def test_a_broken_file_of_words_or_terms_is_told_and_leaves_the_site(name: str, project: Path, good: Path) -> None:
    (project / f"data/{name}.yml").write_text("a: [", encoding="utf-8")
    assert f"data/{name}.yml:2:1: " in refused(project, good)


TEMPLATES = [
    ("pages/home.html", "{{ w.home.heading }}", "{{ w.home.headin }}", "data/wording.yml has no home.headin"),
    ("pages/home.html", "{{ w.home.heading }}", "{{ nothing }}", "'nothing' is undefined"),
    ("pages/home.html", "{{ w.home.heading }}", "{{ w.home.heading", "unexpected"),
    ("main.html", "{{ words.contents | e }}</summary>", "{{ words.content | e }}</summary>", "data/wording.yml has no shell.content"),
    ("main.html", "{{ words.contents | e }}</summary>", "{% if %}</summary>", "Expected an expression"),
    ("404.html", "missing_page.home[code]", "missing_page.hom[code]", "data/wording.yml has no missing_page.hom"),
]


@pytest.mark.parametrize(("name", "old", "new", "why"), TEMPLATES)
def test_a_fault_in_a_template_is_told_at_its_line(name: str, old: str, new: str, why: str, project: Path, good: Path) -> None:
    line = change(project / "overrides" / name, old, new)
    said = refused(project, good).splitlines()
    told = [each for each in said if each.startswith(f"overrides/{name}:{line}:1: ")]
    assert len(told) == 2, said
    assert all(why in each for each in told)


@pytest.mark.parametrize("options", [("--strict",), ("--strict", "--quiet")], ids=" ".join)
def test_a_broken_link_stops_a_strict_build_and_leaves_the_site(options: tuple[str, ...], project: Path, good: Path) -> None:
    with (project / "docs/en/about.md").open("a", encoding="utf-8") as page:
        page.write("\n[nowhere](nowhere.md)\n")
    refused(project, good, *options)


def test_a_build_that_is_not_strict_is_published_with_its_warnings(project: Path, good: Path) -> None:
    with (project / "docs/en/about.md").open("a", encoding="utf-8") as page:
        page.write("\n[nowhere](nowhere.md)\n")
    done = build(project, project / "site")
    assert done.returncode == 0
    assert "nowhere.md" in done.stderr
    assert b"nowhere" in (project / "site/en/about/index.html").read_bytes()
    assert build(project, project / "site", "--quiet").stderr == ""


def test_a_disk_that_takes_no_more_is_told_and_leaves_the_site(project: Path, good: Path) -> None:
    """No file may grow beyond 20 KB, so that writing fails in the middle as on a full disk."""
    done = subprocess.run(
        BUILD, cwd=project, env=ENVIRONMENT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.returncode == 1
    first, last = done.stdout.strip().splitlines()
    assert first.startswith("[Errno 27] File too large: ")
    assert last == "The last good site stays as it was."
    assert "Traceback" not in done.stderr
    assert contents(project / "site") == contents(good / "site")
    assert beside(project) == []


def test_a_place_where_no_site_can_be_is_told(project: Path) -> None:
    (project / "file").write_text("no folder")
    done = build(project, project / "file" / "site")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(project / "file") in done.stdout


# a build that is ended


@contextlib.contextmanager
def a_build_at_work(project: Path) -> Iterator[subprocess.Popen[str]]:
    """A build that has begun to write."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # shells let what runs in the background ignore it
    with subprocess.Popen(BUILD, cwd=project, env=ENVIRONMENT, text=True, preexec_fn=heard, **pipes) as at_work:  # type: ignore[call-overload]
        until = time.monotonic() + 30
        while not any(project.glob(".site-building-*/site/assets")):
            assert time.monotonic() < until
            assert at_work.poll() is None, at_work.communicate()
            time.sleep(0.001)
        yield at_work


def test_a_killed_build_leaves_the_site_and_the_next_one_sweeps_up(project: Path, good: Path) -> None:
    with a_build_at_work(project) as at_work:
        at_work.kill()
    assert at_work.returncode == -signal.SIGKILL
    assert contents(project / "site") == contents(good / "site")
    assert len(beside(project)) == 1
    assert build(project, project / "site").returncode == 0
    assert contents(project / "site") == contents(good / "site")
    assert beside(project) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_asked_to_end_leaves_the_site_and_nothing_else(how: signal.Signals, project: Path, good: Path) -> None:
    with a_build_at_work(project) as at_work:
        at_work.send_signal(how)
        said = at_work.communicate(timeout=30)[0]
    assert at_work.returncode == 1
    assert "Traceback" not in said
    assert contents(project / "site") == contents(good / "site")
    assert beside(project) == []


@pytest.mark.parametrize("first", [True, False], ids=["no site yet", "a site"])
def test_two_builds_at_once_both_succeed(first: bool, project: Path, good: Path) -> None:
    if first:
        shutil.rmtree(project / "site")
    else:
        (project / "site/index.html").write_text("something else")
    with subprocess.Popen(BUILD, cwd=project, env=ENVIRONMENT) as one, subprocess.Popen(BUILD, cwd=project, env=ENVIRONMENT) as other:
        assert (one.wait(60), other.wait(60)) == (0, 0)
    assert contents(project / "site") == contents(good / "site")
    assert beside(project) == []


# a build that succeeds


def test_two_builds_of_the_same_records_are_the_same_to_the_byte(tmp_path: Path, site: Path) -> None:
    """On another day, in another folder and time zone, with another order of sets."""
    (tmp_path / "elsewhere").mkdir()
    project = copy_project(tmp_path / "elsewhere")
    variables = {"SITE_URL": "https://example.org/kb/", "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "SOURCE_DATE_EPOCH": "1234567890"}
    assert build(project, tmp_path / "again", "--strict", **variables).returncode == 0
    again, before = contents(tmp_path / "again"), contents(site)
    assert sorted(again) == sorted(before)
    assert [name for name in again if again[name] != before[name]] == []


def test_every_page_is_the_one_that_mkdocs_and_jinja_make_without_our_short_cuts(tmp_path: Path, site: Path) -> None:
    """Of the real records, in the theme as it is now: what the short cuts take for granted of it is seen here to hold."""
    project = copy_project(tmp_path)
    shutil.copy(ROOT / "tests" / "long_way.py", project)
    change(project / "mkdocs.yml", "hooks: [scripts/hooks.py]", "hooks: [scripts/hooks.py, long_way.py]")
    done = build(project, tmp_path / "again", SITE_URL=SITE_URL, LONG_WAY=str(tmp_path / "long"))
    assert done.returncode == 0, done.stderr
    long, short = contents(tmp_path / "long"), contents(site)
    written = {f"{path.relative_to(ROOT / 'docs').with_suffix('')}/index.html" for path in (ROOT / "docs").rglob("*.md")}
    assert {name for name in short if name.endswith("/index.html")} - written == set(long)
    assert [name for name in long if long[name] != short[name]] == []


def test_a_build_with_what_is_kept_is_the_one_without_to_the_byte(project: Path, tmp_path: Path) -> None:
    """After a change of a record, of a template of the theme and of the site's address."""
    kept = {"KB_CACHE": str(tmp_path / "kept")}
    for edit in (
        lambda: None,
        lambda: change(project / "data/studies/two-arms.yml", "en: Invented trial", "en: Renamed trial"),
        lambda: change(project / "overrides/main.html", "{{ words.contents | e }}</summary>", "- {{ words.contents | e }}</summary>"),
        lambda: kept.update(SITE_URL="https://example.org/kb/"),
    ):
        edit()
        address = {"SITE_URL": kept.get("SITE_URL", "")}
        assert build(project, project / "site", **kept).returncode == build(project, tmp_path / "clean", **address).returncode == 0
        assert contents(project / "site") == contents(tmp_path / "clean")
    assert b"Renamed trial" in (project / "site/en/index.html").read_bytes()


def test_a_site_that_is_a_link_is_published_where_it_leads(project: Path, good: Path) -> None:
    (project / "site").rename(project.parent / "www")
    (project / "site").symlink_to("../www")
    (project.parent / "www" / "index.html").write_text("something else")
    assert build(project, project / "site").returncode == 0
    assert (project / "site").is_symlink()
    assert contents(project.parent / "www") == contents(good / "site")
    assert sorted(path.name for path in project.parent.iterdir()) == ["project", "www"]


def test_what_is_deployed_is_the_site_that_was_published(project: Path, good: Path) -> None:
    """gh-deploy copies config.site_dir after the build: it must lead to the site, not to the workshop."""
    program = """if True:
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        config = load_config(site_dir="site")
        config.plugins.on_startup(command="gh-deploy", dirty=False)
        build(config)
        config.plugins.on_shutdown()
        print(config.site_dir)
    """
    shutil.rmtree(project / "site")
    done = subprocess.run([sys.executable, "-c", program], cwd=project, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(project / "site")
    assert contents(project / "site") == contents(good / "site")


def test_a_map_of_the_site_that_is_too_long_is_cut(project: Path) -> None:
    hooks = project / "scripts" / "hooks.py"
    listed = []
    for most in ("50_000", "5"):
        hooks.write_text(hooks.read_text(encoding="utf-8").replace("_MAPPED = 50_000", f"_MAPPED = {most}"), encoding="utf-8")
        assert build(project, project / "site", SITE_URL="https://one.example/").returncode == 0
        parts = sorted((project / "site").glob("sitemap-*.xml"), key=lambda path: (len(path.name), path.name))
        texts = [path.read_text(encoding="utf-8") for path in parts or [project / "site" / "sitemap.xml"]]
        listed.append([re.findall("<loc>(.*?)</loc>", text) for text in texts])
        assert all(text.startswith("<?xml") for text in texts)
    assert max(map(len, listed[1])) == 5
    assert [address for part in listed[1] for address in part] == listed[0][0]
    index = (project / "site" / "sitemap.xml").read_text(encoding="utf-8")
    assert re.findall("<loc>(.*?)</loc>", index) == [f"https://one.example/{path.name}" for path in parts]


def test_every_page_is_printed_once(project: Path) -> None:
    program = """if True:
        import collections, os, sys
        sys.path.insert(0, "scripts")
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one processor: all is printed by this process
        from kb.render import Printer
        from mkdocs.__main__ import cli
        printed, page = collections.Counter(), Printer.page
        Printer.page = lambda self, made, **more: (printed.update([made.address]), page(self, made, **more))[1]
        cli(["build", "--quiet"], standalone_mode=False)
        print(len(printed), set(printed.values()))
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=project, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    count, times = done.stdout.split()
    assert int(count) >= 6
    assert times == "{1}"


def test_mkdocs_is_known_to_one_file_alone() -> None:
    knowing = [path.name for path in (ROOT / "scripts").rglob("*.py") if "mkdocs.structure" in path.read_text(encoding="utf-8")]
    assert knowing == ["hooks.py"]
