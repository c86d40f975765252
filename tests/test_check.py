"""The check command: every finding at once, in every language, and an exit code for machines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT, changed, plain, world, written


def _check(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts/check.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _data(folder: Path, **records: Any) -> Path:
    world(folder, records)
    return folder / "data"


def test_sound_records_pass(tmp_path: Path) -> None:
    done = _check("--data", _data(tmp_path, good=plain("two-arms")))
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 records, 0 findings\n", "")


def test_every_finding_is_told_in_every_language_with_its_place(tmp_path: Path) -> None:
    data = _data(tmp_path, bad=changed(plain("two-arms"), {"kind": "trail", "arms.0.people": "many"}))
    done = _check("--data", data)
    *lines, last = done.stdout.splitlines()
    assert (done.returncode, done.stderr, last) == (1, "", "1 records, 1 findings")
    assert [line.split(": ")[:2] for line in lines] == [["data/studies/bad.yml:125:11", "arms[0].people"]] * 2
    assert lines[0] != lines[1]


def test_one_record_can_be_checked_alone(tmp_path: Path) -> None:
    bad = changed(plain("two-arms"), {"kind": "trail"})
    data = _data(tmp_path, good=changed(plain("two-arms"), {"sources.0.doi": "10.1000/other"}), bad=bad)
    assert _check("--data", data, data / "studies/good.yml").returncode == 0
    assert _check("--data", data, data / "studies/bad.yml").returncode == 1


def test_a_place_is_proved_where_the_source_is_at_hand(tmp_path: Path) -> None:
    record = changed(plain("two-arms"), {"sources.0.text": "paper.txt"})
    proved = written(record).replace(b"at: paper\n", b"at: paper:1.1:00000000\n")
    data = _data(tmp_path, a=yaml.safe_load(proved))
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/paper.txt").write_text("Another sentence.\n", encoding="utf-8")
    assert _check("--data", data).returncode == 0
    assert _check("--data", data, "--sources", tmp_path / "sources").returncode == 1


def test_the_real_records_pass() -> None:
    done = _check()
    assert (done.returncode, done.stdout) == (0, f"{len(list((ROOT / 'data/studies').glob('*.yml')))} records, 0 findings\n")
