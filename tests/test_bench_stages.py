"""Each stage does its work on a scratch project of made studies."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

import bench_stages
from bench_corpus import Corpus
from bench_measure import Watch
from bench_stages import PARTS, REST, STAGES, scratch, weight


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Path:
    return scratch(tmp_path_factory.mktemp("bench"), corpus, 3)


def test_a_scratch_project_has_as_many_studies_as_asked_and_everything_else(project: Path) -> None:
    assert len(list((project / "data" / "studies").iterdir())) == 3
    assert (project / "mkdocs.yml").read_bytes() == (ROOT / "mkdocs.yml").read_bytes()
    assert weight(project / "overrides") == weight(ROOT / "overrides")


@pytest.mark.parametrize("name", ["read", "check", "tables", "view", "pages", "search"])
def test_a_stage_runs_and_says_what_it_puts_out(name: str, project: Path) -> None:
    watch = Watch()
    assert (STAGES[name].work(project, watch) > 0) == (name not in ("check", "tables", "view"))
    assert watch.cpu > 0


def test_what_is_built_is_written_once_more_and_an_edit_changes_a_record(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a real build: MkDocs has its own tests."""

    def built(folder: Path, kept: str = "") -> None:
        (folder / "site" / "en").mkdir(parents=True, exist_ok=True)
        (folder / "site" / "en" / "index.html").write_text("page", encoding="utf-8")

    monkeypatch.setattr(bench_stages, "mkdocs", built)
    record = min((project / "data" / "studies").iterdir())
    before = record.read_text(encoding="utf-8")
    assert [STAGES[name].work(project, Watch()) for name in ("build", "write", "edit")] == [4, 4, 4]
    assert before != record.read_text(encoding="utf-8")
    STAGES["check"].work(project, Watch())  # the changed record is right, too


def test_the_parts_of_a_build_are_its_stages_and_the_rest() -> None:
    assert {*PARTS} - {REST} == {*STAGES} - {"build", "edit"}
    assert {held for stage in STAGES.values() for held in stage.holds} <= {*STAGES}
