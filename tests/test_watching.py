"""The preview hears of every file that is made, changed or removed, and looking at thousands leaves it time for other work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from kb import watching
from kb.watching import Looker, observer, states


class _Heard(FileSystemEventHandler):
    def __init__(self) -> None:
        self.paths: Queue[str] = Queue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        assert not event.is_directory
        self.paths.put(str(event.src_path))

    def next(self) -> str:
        return self.paths.get(timeout=20)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[_Heard]:
    """What is heard of data/ and of one file beside it."""
    (tmp_path / "data" / "studies").mkdir(parents=True)
    (tmp_path / "data" / "studies" / "a.yml").write_text("a: 1")
    (tmp_path / "mkdocs.yml").write_text("site_name: x")
    handler, watcher = _Heard(), observer()
    for path in ("data", "mkdocs.yml"):
        watcher.schedule(handler, str(tmp_path / path), recursive=True)
    watcher.start()
    for emitter in watcher.emitters:
        while not hasattr(emitter, "_took"):  # it looks for the first time
            emitter.join(0.01)
    yield handler
    watcher.stop()
    watcher.join()


def test_every_change_is_heard_once(heard: _Heard, tmp_path: Path) -> None:
    record = tmp_path / "data" / "studies" / "a.yml"
    record.write_text("a: 22")
    assert heard.next() == str(record)
    (record.parent / "b.yml").write_text("b: 1")
    assert heard.next() == str(record.parent / "b.yml")
    record.unlink()
    assert heard.next() == str(record)
    (tmp_path / "mkdocs.yml").write_text("site_name: xy")
    assert heard.next() == str(tmp_path / "mkdocs.yml")
    with pytest.raises(Empty):
        heard.paths.get(timeout=0.5)


def test_what_lies_beside_a_file_is_not_looked_at(tmp_path: Path) -> None:
    """Beside mkdocs.yml lie the site and all packages."""
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").touch()
    watcher = observer()
    watcher.schedule(_Heard(), str(tmp_path / "mkdocs.yml"), recursive=True)
    (looker,) = watcher.emitters
    looker.on_thread_start()
    assert isinstance(looker, Looker) and list(looker._seen) == [str(tmp_path / "mkdocs.yml")]


def test_a_folder_that_goes_and_comes_back_is_heard(heard: _Heard, tmp_path: Path) -> None:
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    assert heard.next().endswith("a.yml")
    (tmp_path / "elsewhere").rename(tmp_path / "data")
    assert heard.next().endswith("a.yml")


def test_a_link_to_nothing_hides_no_other_file(tmp_path: Path) -> None:
    (tmp_path / ".#a.yml").symlink_to("nobody@nowhere")  # as editors leave them beside a file that is open
    (tmp_path / "folder").mkdir()
    files = [tmp_path / "a.yml", tmp_path / "folder" / "b.yml"]
    for file in files:
        file.touch()
    assert sorted(states(str(tmp_path))) == sorted(map(str, files))
    assert list(states(str(files[0]))) == [str(files[0])]
    assert states(str(tmp_path / "nothing")) == {}


def test_links_that_lead_back_have_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.yml").touch()
    for name in ("one", "two"):
        (tmp_path / name).symlink_to(tmp_path)
    assert list(states(str(tmp_path))) == [str(tmp_path / "a.yml")]


def test_a_size_or_a_time_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("a")
    before, at = states(str(tmp_path)), file.stat().st_mtime_ns
    file.write_text("ab")
    os.utime(file, ns=(at, at))
    assert states(str(tmp_path)) != before


def test_where_looking_takes_long_there_is_a_longer_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = list[float]()
    watcher = observer()
    watch = watcher.schedule(_Heard(), str(tmp_path), recursive=True)
    looker = next(iter(watcher.emitters))
    assert isinstance(looker, Looker) and looker.watch == watch
    spent = iter((0.0, 0.4))
    monkeypatch.setattr(watching.time, "thread_time", lambda: next(spent))
    looker.on_thread_start()
    monkeypatch.setattr(looker.stopped_event, "wait", lambda seconds: pauses.append(seconds) or True)
    looker.queue_events(looker.timeout)
    assert pauses == [pytest.approx(2.0)]
