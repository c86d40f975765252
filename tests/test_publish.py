"""kb.publish: the site is always one that was built to its end."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import publish
from kb.publish import Workshop


def built(workshop: Workshop, words: str = "new") -> Workshop:
    """A workshop with a finished site in it."""
    workshop.built.mkdir()
    (workshop.built / "index.html").write_text(words)
    return workshop


def a_site(at: Path, words: str = "old") -> Path:
    at.mkdir()
    (at / "index.html").write_text(words)
    (at / "only-in-the-old.html").write_text(words)
    return at


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


OLD = {"site/index.html": "old", "site/only-in-the-old.html": "old"}
NEW = {"site/index.html": "new"}


@pytest.fixture(params=["one step", "two renames"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site, on a system that can exchange two folders in one step and on one that cannot."""
    if request.param == "two renames":
        monkeypatch.setattr(publish, "_exchange", publish._exchange_by_renames)
    yield a_site(tmp_path / "site")


def test_the_new_site_takes_the_place_of_the_old_and_nothing_is_left(site: Path) -> None:
    built(Workshop(site)).publish()
    assert files(site.parent) == NEW
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_the_first_site_is_put_in_its_place_with_the_folders_above_it(tmp_path: Path) -> None:
    built(Workshop(tmp_path / "public" / "site")).publish()
    assert files(tmp_path / "public") == NEW


def test_until_it_is_published_the_old_site_is_there(site: Path) -> None:
    workshop = built(Workshop(site))
    assert files(site) == {"index.html": "old", "only-in-the-old.html": "old"}
    workshop.close()
    assert files(site.parent) == OLD
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_the_exchange_is_one_step_where_the_system_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_renames(new: Path, old: Path) -> None:
        raise AssertionError("two renames")

    monkeypatch.setattr(publish, "_exchange_by_renames", no_renames)
    site = a_site(tmp_path / "site")
    inode = site.stat().st_ino
    built(Workshop(site)).publish()
    assert site.stat().st_ino != inode


def test_without_renameat2_two_renames_do_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish.ctypes, "CDLL", lambda *args, **kwargs: object())
    built(Workshop(a_site(tmp_path / "site"))).publish()
    assert files(tmp_path) == NEW


def test_where_the_file_system_refuses_the_exchange_two_renames_do_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        @staticmethod
        def renameat2(*args: object) -> int:
            return -1

    monkeypatch.setattr(publish.ctypes, "CDLL", lambda *args, **kwargs: Refusing)
    built(Workshop(a_site(tmp_path / "site"))).publish()
    assert files(tmp_path) == NEW


def test_a_site_that_cannot_be_replaced_stays_and_the_error_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(new: Path, old: Path) -> None:
        raise OSError(30, "Read-only file system", str(old))

    monkeypatch.setattr(publish, "_exchange", refuse)
    workshop = built(Workshop(site))
    with pytest.raises(OSError, match="Read-only file system"):
        workshop.publish()
    workshop.close()
    assert files(site.parent) == OLD


def test_a_death_between_the_two_renames_is_put_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old site is aside and the new one not yet in its place: whoever clears the workshop puts the old one back."""
    monkeypatch.setattr(publish, "_exchange", publish._exchange_by_renames)
    site = a_site(tmp_path / "site")
    workshop = built(Workshop(site))
    site.rename(workshop.folder / "old-000")
    os.close(workshop._lock)  # as the system does when the process dies
    Workshop(site).close()
    assert files(tmp_path) == OLD


def test_an_interruption_between_the_two_renames_is_put_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = a_site(tmp_path / "site")
    workshop = built(Workshop(site))
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self == workshop.built and not site.exists():
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish._exchange_by_renames(workshop.built, site)
    workshop.close()
    assert files(tmp_path) == OLD


def test_a_workshop_whose_build_was_killed_is_swept(tmp_path: Path) -> None:
    site = a_site(tmp_path / "site")
    killed = built(Workshop(site))
    os.close(killed._lock)
    Workshop(site).close()
    assert files(tmp_path) == OLD
    assert not killed.folder.exists()


def test_a_workshop_in_use_is_not_swept(tmp_path: Path) -> None:
    at_work = built(Workshop(tmp_path / "site"), "first")
    built(Workshop(tmp_path / "site"), "second").publish()
    assert files(at_work.built) == {"index.html": "first"}
    at_work.publish()
    assert files(tmp_path) == {"site/index.html": "first"}


def test_what_only_looks_like_a_workshop_is_left_alone(tmp_path: Path) -> None:
    precious = a_site(tmp_path / "precious")
    (tmp_path / ".site-building-link").symlink_to(precious)
    (tmp_path / ".site-building-file").write_text("a file")
    (tmp_path / ".other-building-x").mkdir()
    before = sorted(tmp_path.rglob("*"))
    Workshop(tmp_path / "site").close()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_with_signs_of_patterns_is_swept_too(tmp_path: Path) -> None:
    site = tmp_path / "site[1]*"
    killed = Workshop(site)
    os.close(killed._lock)
    Workshop(site).close()
    assert list(tmp_path.iterdir()) == []


def test_a_new_workshop_that_was_swept_before_it_was_locked_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock, swept = fcntl.flock, []

    def late(lock: int, how: int) -> None:
        if not swept:
            swept.extend(tmp_path.glob(".site-building-*"))
            publish._clear(swept[0], tmp_path / "site")
        flock(lock, how)

    monkeypatch.setattr(publish.fcntl, "flock", late)
    workshop = Workshop(tmp_path / "site")
    assert workshop.folder.is_dir()
    assert workshop.folder not in swept
    workshop.close()


def test_a_file_system_without_locks_does_not_stop_a_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(lock: int, how: int) -> None:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(publish.fcntl, "flock", no_locks)
    other = Workshop(site)
    built(Workshop(site)).publish()
    assert other.folder.is_dir()
    other.close()
    assert files(site.parent) == NEW


@pytest.mark.parametrize("first", [True, False], ids=["no site yet", "a site"])
def test_many_builds_at_once_all_succeed(first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (publish._exchange, publish._exchange_by_renames):
        monkeypatch.setattr(publish, "_exchange", way)
        folder = tmp_path / way.__name__
        folder.mkdir()
        if not first:
            a_site(folder / "site")
        failed: list[Exception] = []
        start = threading.Barrier(8)

        def publish_one(number: int, folder: Path = folder, failed: list[Exception] = failed, start: threading.Barrier = start) -> None:
            try:
                workshop = built(Workshop(folder / "site"), str(number))
                start.wait(timeout=20)
                workshop.publish()
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=publish_one, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert [path.name for path in folder.iterdir()] == ["site"]
        assert files(folder / "site") in [{"index.html": str(number)} for number in range(8)]


def test_a_site_that_is_a_link_stays_a_link_to_the_new_site(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "project").mkdir()
    a_site(tmp_path / "www" / "kb")
    link = tmp_path / "project" / "site"
    link.symlink_to("../www/kb")
    built(Workshop(link)).publish()
    assert link.is_symlink()
    assert files(link) == {"index.html": "new"}
    assert [path.name for path in (tmp_path / "www").iterdir()] == ["kb"]


def test_a_link_that_leads_nowhere_leads_to_the_first_site(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "www" / "kb")
    built(Workshop(tmp_path / "site")).publish()
    assert (tmp_path / "site").is_symlink()
    assert files(tmp_path / "www" / "kb") == {"index.html": "new"}


def test_hidden_files_of_the_old_site_are_kept(site: Path) -> None:
    """A site may be the working copy of a repository: its .git must survive, as it does under MkDocs."""
    (site / ".git" / "refs").mkdir(parents=True)
    (site / ".git" / "HEAD").write_text("ref: refs/heads/pages")
    (site / ".nojekyll").write_text("")
    (site / ".well-known").symlink_to("assets")
    built(Workshop(site)).publish()
    assert files(site) == {".git/HEAD": "ref: refs/heads/pages", ".nojekyll": "", "index.html": "new"}
    assert (site / ".git" / "refs").is_dir()
    assert (site / ".well-known").readlink() == Path("assets")


def test_a_file_in_the_place_of_the_site_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("somebody's notes")
    workshop = built(Workshop(tmp_path / "site"))
    with pytest.raises(NotADirectoryError):
        workshop.publish()
    workshop.close()
    assert files(tmp_path) == {"site": "somebody's notes"}
