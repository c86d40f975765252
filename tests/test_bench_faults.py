"""The script that breaks builds finds what a broken build leaves behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

import bench_faults
from bench_corpus import Corpus
from bench_faults import Trial, ended, faults, two_at_once
from bench_stages import scratch


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Trial:
    """Three made studies with their site."""
    made = Trial(scratch(tmp_path_factory.mktemp("faults"), corpus, 3))
    made.www.mkdir()
    assert made.builds()
    return made


def test_a_killed_build_leaves_the_site_as_it_was_and_the_next_one_sweeps_up(trial: Trial) -> None:
    before = trial.state()
    trial.change(1)
    assert ended(trial, signal.SIGKILL, 1.0)
    assert trial.state() == before
    assert trial.builds() and trial.left() == [] and trial.state() != before


def test_two_builds_at_once_make_one_site_and_every_change_makes_another(trial: Trial) -> None:
    before = trial.state()
    trial.change(2)
    assert two_at_once(trial) and trial.left() == []
    assert trial.state() != before


def test_a_build_is_interrupted_whatever_started_it(trial: Trial) -> None:
    told = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does in the background
    try:
        trial.change(3)
        assert ended(trial, signal.SIGINT, 1.5)
    finally:
        signal.signal(signal.SIGINT, told)
    assert trial.builds() and trial.left() == []


def test_what_a_build_would_leave_is_told(trial: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def spoils() -> bool:
        (trial.www / "site" / "index.html").write_text("spoilt")
        (trial.www / "litter").touch()
        trial.said.write_text("no room\n")
        return False

    monkeypatch.setattr(bench_faults, "faults", lambda *others: [("spoils", spoils, True)])
    wrong = list(bench_faults.inflicted(trial, 1, own_disk=False))
    assert wrong == [
        "spoils: did not end as it should",
        "spoils: the site has changed",
        "spoils: left: litter",
        "spoils: builds said: no room",
    ]
    assert capsys.readouterr().out.count("spoils") == 1
    (trial.www / "litter").unlink()


def test_every_way_to_fail_is_tried() -> None:
    names = [name.partition(" after")[0] for name, _, _ in faults(Trial(Path(os.devnull)), 2, 10.0, own_disk=True)]
    assert names == ["SIGKILL"] * 2 + ["SIGTERM"] * 2 + ["SIGINT"] * 2 + ["two builds at once", "disk full", "disk read-only"]
