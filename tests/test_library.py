"""The data folder is read once; whatever is wrong with it is a finding, never an exception."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.library import Library, load

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The real words and terms with one small record."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("studies"))
    (tmp_path / "data" / "studies").mkdir()
    shutil.copy(ROOT / "tests" / "records" / "two-arms.yml", tmp_path / "data" / "studies" / "two-arms.yml")
    return tmp_path / "data"


def test_the_real_records_have_no_findings(library: Library) -> None:
    assert library.findings == []
    assert sorted(library.studies) == sorted(path.stem for path in (ROOT / "data" / "studies").iterdir())


@pytest.mark.parametrize("name", ["two-arms.yaml", "Two-Arms.yml", "notes.txt"])
def test_a_file_that_would_never_be_read_is_a_finding(data: Path, name: str) -> None:
    (data / "studies" / name).write_text("kind: x\n", encoding="utf-8")
    assert ("file_name", f"data/studies/{name}") in {(found.code, found.file) for found in load(data).findings}


def test_all_findings_of_all_files_come_in_one_run(data: Path) -> None:
    for name in ("one", "two"):
        (data / "studies" / f"{name}.yml").write_text("kind: 1\n", encoding="utf-8")
    assert {found.file for found in load(data).findings} == {"data/studies/one.yml", "data/studies/two.yml"}


def test_one_record_is_read_alone(data: Path) -> None:
    (data / "studies" / "broken.yml").write_text("kind: [\n", encoding="utf-8")
    assert load(data, only="two-arms").findings == []


def test_the_same_doi_twice_names_both_files(data: Path) -> None:
    shutil.copy(data / "studies" / "two-arms.yml", data / "studies" / "again.yml")
    twice = {found.file for found in load(data).findings if found.code == "number_twice"}
    assert twice == {"data/studies/again.yml", "data/studies/two-arms.yml"}
