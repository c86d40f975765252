"""What the press takes from what is kept is, to the byte, what it would make now."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, changed, plain, write_record

from kb import workers
from kb.edition import Edition, edition
from kb.finder import Finder
from kb.keep import Keep, keep_of
from kb.library import load
from kb.pages import Page
from kb.press import Press, Wanted, write_all
from kb.render import Printed

TEMPLATES = ROOT / "overrides"


def dressed(page: Page, printed: Printed) -> str:
    return f"<title>{page.title}</title>{printed.html}"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Project:
    """A project with small records, and what its site is made of now."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("studies"))
        (folder / "data" / "studies").mkdir()

    @property
    def names(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "data" / "studies").iterdir())

    def write(self, name: str, **changes: Any) -> None:
        own = {"sources.0.doi": f"10.1000/{name}", "short_title.en": f"Trial {name}"}
        write_record(self.folder, name, changed(plain("two-arms"), {**own, **changes}))

    def edition(self, keep: Keep) -> Edition:
        library = load(self.folder / "data", keep=keep)
        assert library.findings == []
        return edition(library, TEMPLATES)

    def made(self, to: Path, keep: Keep) -> dict[str, bytes]:
        made = self.edition(keep)
        write_all(Press(made, dressed, keep), Finder(made.library), to)
        files = contents(to)
        shutil.rmtree(to)
        return files


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = Project(tmp_path / "project")
    for name in ("alpha", "beta", "gamma", "delta"):
        found.write(name)
    return found


def _add(project: Project, chance: random.Random) -> None:
    project.count += 1
    project.write(f"new-{'abcdefghijkl'[project.count]}")


def _remove(project: Project, chance: random.Random) -> None:
    (project.folder / "data" / "studies" / f"{chance.choice(project.names)}.yml").unlink()


def _rename(project: Project, chance: random.Random) -> None:
    studies, name = project.folder / "data" / "studies", chance.choice(project.names)
    (studies / f"{name}.yml").rename(studies / f"{name}-again.yml")


def _figure(project: Project, chance: random.Random) -> None:
    """Better becomes no clear difference: tables, disagreements and lists follow."""
    low, high, p = chance.choice((("-6.1", "-2.9", "<0.001"), ("-9.9", "0.9", "0.1")))
    point = "outcomes.0.comparisons.0.points.1"
    project.write(chance.choice(project.names), **{f"{point}.interval.limits": [low, high], f"{point}.p": p})


def _title(project: Project, chance: random.Random) -> None:
    project.write(chance.choice(project.names), **{"short_title.en": f"Trial of {chance.choice(('cells', 'care'))}"})


EDITS: tuple[Callable[[Project, random.Random], None], ...] = (_add, _remove, _rename, _figure, _figure, _title)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_the_site_is_the_one_that_a_clean_build_makes(
    seed: int, project: Project, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("KB_CACHE", str(tmp_path / "kept"))
    chance, nothing = random.Random(seed), Keep(None, "")  # noqa: S311
    for _ in range(6):
        kept = project.made(tmp_path / "site", keep_of(project.folder / "data"))
        clean = project.made(tmp_path / "site", nothing)
        assert sorted(kept) == sorted(clean)
        assert [name for name in kept if kept[name] != clean[name]] == []
        chance.choice(EDITS)(project, chance)


def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bundles that are made from now on."""
    names: list[str] = []
    make = Edition.make
    monkeypatch.setattr(Edition, "make", lambda self, bundle, dress: (names.append(bundle.name), make(self, bundle, dress))[1])
    monkeypatch.setattr(workers, "processors", lambda: 1)
    return names


def test_a_change_makes_only_the_pages_that_show_it(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CACHE", str(tmp_path / "kept"))
    names = printed(monkeypatch)
    project.made(tmp_path / "site", keep_of(project.folder / "data"))
    assert {"alpha", "beta", "gamma", "delta", "/studies/", "/outcomes/"} <= set(names)
    names.clear()
    project.made(tmp_path / "site", keep_of(project.folder / "data"))
    assert names == ["/tables"]  # to download: too large to be kept
    project.write("beta", **{"summary.question.en": "Another question?"})  # on its own page alone
    project.made(tmp_path / "site", keep_of(project.folder / "data"))
    assert {"alpha", "beta", "gamma", "delta"}.intersection(names) == {"beta"}
    names.clear()
    project.write("beta", **{"short_title.en": "Renamed"})  # on every page that names it
    project.made(tmp_path / "site", keep_of(project.folder / "data"))
    assert {"alpha", "beta", "gamma", "delta"} <= set(names)


def test_another_address_of_the_site_is_another_page(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names, keep = printed(monkeypatch), Keep(tmp_path / "kept", "state")
    made = project.edition(Keep(None, ""))
    bundle = next(iter(made.bundles.values()))
    one, other = Press(made, dressed, keep, "http://one/"), Press(made, dressed, keep, "http://other/")
    assert one.made(bundle) == one.made(bundle) == other.made(bundle)
    assert names == [bundle.name] * 2


# the preview


def wanted(project: Project, site: Path) -> Wanted:
    made = project.edition(Keep(None, ""))
    return Wanted(Press(made, dressed, Keep(None, "")), Finder(made.library), site, lambda error: f"instead: {error!r}")


def test_the_preview_writes_a_bundle_when_somebody_asks_for_one_of_its_pages(project: Project, tmp_path: Path) -> None:
    asked = wanted(project, tmp_path / "site")
    for nothing in ("en/about/", "nowhere", "../x", "en/studies/alpha"):
        asked.write(nothing)
    assert not (tmp_path / "site").exists()
    asked.write("en/studies/alpha/")
    assert {"en/studies/alpha/index.html", "zh/studies/alpha/both/index.html", "assets/pictures/alpha.png"} <= set(
        contents(tmp_path / "site")
    )
    assert not (tmp_path / "site/en/studies/beta").exists()
    asked.write("zh/outcomes/outcomes.csv")
    assert (tmp_path / "site/zh/outcomes/outcomes.csv").exists()


def test_the_preview_writes_the_search_index_when_somebody_searches(project: Project, tmp_path: Path) -> None:
    asked = wanted(project, tmp_path / "site")
    asked.write("assets/search/en/index.json")
    found = contents(tmp_path / "site")
    clean = project.made(tmp_path / "clean", Keep(None, ""))
    assert found == {name: content for name, content in clean.items() if name.startswith("assets/search/")}


def test_what_cannot_be_printed_is_not_found_in_the_preview_and_all_else_is(project: Project, tmp_path: Path) -> None:
    asked, told = wanted(project, tmp_path / "site"), []
    asked.instead = lambda error: told.append(error) or ""  # type: ignore[func-returns-value]
    find = asked.press.found
    object.__setattr__(asked.press, "found", lambda bundle: 1 / 0 if bundle.name == "alpha" else find(bundle))
    asked.write("assets/search/en/index.json")
    texts = b"".join(content for name, content in contents(tmp_path / "site").items() if "/x" in name)
    assert len(told) == 1 and b"Trial beta" in texts and b'studies/alpha/"' not in texts


def test_where_a_page_cannot_be_printed_the_preview_says_why(project: Project, tmp_path: Path) -> None:
    asked = wanted(project, tmp_path / "site")
    asked.press.edition.printers["en"].environment.globals["w"]["study"] = None
    asked.write("en/studies/alpha/")
    assert (tmp_path / "site/en/studies/alpha/index.html").read_text().startswith("instead: ")
    asked.press.edition.printers["en"].environment.globals["w"]["study"] = asked.press.edition.printers["zh"].environment.globals["w"][
        "study"
    ]
    asked.write("en/studies/alpha/")
    assert "Trial alpha" in (tmp_path / "site/en/studies/alpha/index.html").read_text()
