"""What is kept is found again, whole or not at all, and never where somebody else could have put it."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from conftest import ROOT

from kb.keep import Keep, digest, folder_of, keep_of, state, sweep

KEY = digest("a")


def test_what_is_kept_is_found_in_the_same_state_alone(tmp_path: Path) -> None:
    Keep(tmp_path, "one").put(KEY, b"content")
    assert Keep(tmp_path, "one").get(KEY) == b"content"
    assert Keep(tmp_path, "two").get(KEY) is None
    assert Keep(tmp_path, "one").get(digest("b")) is None


def test_without_a_folder_nothing_is_kept() -> None:
    keep = Keep(None, "one")
    keep.put(KEY, b"content")
    assert keep.get(KEY) is None


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + b"x", lambda data: b""])
def test_what_is_not_whole_is_not_found(damage: object, tmp_path: Path) -> None:
    Keep(tmp_path, "one").put(KEY, b"content")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert Keep(tmp_path, "one").get(KEY) is None


def test_where_there_is_no_room_nothing_is_kept_and_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    keep = Keep(tmp_path / "file", "one")
    keep.put(KEY, b"content")
    assert keep.get(KEY) is None


def test_parts_do_not_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("ab") == digest(b"ab")


@pytest.mark.parametrize("change", ["data/wording.yml", "data/terms/routes.yml", "overrides/pages/study.html", "mkdocs.yml"])
def test_a_word_a_term_a_template_and_a_setting_make_another_state_a_record_does_not(change: str, tmp_path: Path) -> None:
    for name in ("data", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    now = lambda: state(tmp_path / "data", tmp_path / "overrides", tmp_path / "mkdocs.yml")  # noqa: E731
    before = now()
    for record in (tmp_path / "data" / "studies").iterdir():
        record.write_text("changed")
    assert now() == before
    with (tmp_path / change).open("a") as file:
        file.write("\n")
    assert now() != before


def test_the_same_project_elsewhere_has_the_same_state(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    assert state(tmp_path / "data") == state(ROOT / "data")


def test_results_are_kept_outside_the_project_unless_somebody_names_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KB_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    mine, other = folder_of(ROOT), folder_of(tmp_path)
    assert mine and other and mine != other and mine.is_relative_to(tmp_path) and not mine.is_relative_to(ROOT)
    monkeypatch.setenv("KB_CACHE", str(tmp_path / "named"))
    assert folder_of(ROOT) == tmp_path / "named"
    monkeypatch.setenv("KB_CACHE", "")
    assert folder_of(ROOT) is None


def test_a_folder_that_others_can_write_to_is_not_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KB_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    keep = keep_of(ROOT / "data")
    keep.put(KEY, b"content")
    assert keep.get(KEY) == b"content"
    (tmp_path / "stem-cell-studies").chmod(0o777)
    assert keep_of(ROOT / "data").get(KEY) is None


def test_old_states_and_what_nobody_asked_for_go(tmp_path: Path) -> None:
    for number in range(5):
        Keep(tmp_path, f"state {number}").put(KEY, b"content")
        os.utime(tmp_path / f"state {number}", (number + 1e9, number + 1e9))
    Keep(tmp_path, "state 4").put(digest("b"), b"old")
    for path in (tmp_path / "state 4").rglob("*"):
        if path.name == digest("b")[2:]:
            os.utime(path, (time.time() - 15 * 24 * 3600,) * 2)
    os.utime(tmp_path / "state 4", (2e9, 2e9))
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state 2", "state 3", "state 4"]
    assert Keep(tmp_path, "state 4").get(KEY) == b"content"
    assert Keep(tmp_path, "state 4").get(digest("b")) is None
    sweep(None)
    sweep(tmp_path / "nowhere")
