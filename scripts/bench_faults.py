"""What builds of N studies leave behind when they fail: killed, ended, two at once, the disk full or read-only.

After each the last good site must be to the byte what it was, the next build must succeed, and nothing may be left beside
the site. A full and a read-only disk need a file system of their own, which only root can mount, on Linux.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench_corpus import Corpus, retitled
from bench_stages import ROOT, asked, environment, scratch

ENDINGS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
ROOM = 1 << 21  # bytes a study: what three sites take, of which two are being made
NOT_MOUNTED = "no file system of its own could be mounted"


class Trial(NamedTuple):
    """A project whose site stands at www/site; what is written there is the only change that a build makes beside what it keeps."""

    project: Path

    @property
    def www(self) -> Path:
        return self.project / "www"

    @property
    def said(self) -> Path:
        """Where builds say what is wrong."""
        return self.project / "said"

    def told(self) -> str:
        """What builds have said since the last fault, on one line."""
        return " ".join(self.said.read_text().split()) if self.said.is_file() else ""

    def begun(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "www/site"]
        with self.said.open("ab") as said:
            return subprocess.Popen(
                command, cwd=self.project, env=environment(str(self.project / "kept")), preexec_fn=_hears_interrupts,
                stdout=subprocess.DEVNULL, stderr=said,
            )  # fmt: skip

    def builds(self) -> bool:
        return self.begun().wait() == 0

    def change(self, number: int) -> None:
        """Change a record so that the next build would make another site."""
        retitled(min((self.project / "data" / "studies").iterdir()), number % 26)

    def state(self) -> str:
        """A hash of every file of the site with its name."""
        found = hashlib.sha256()
        for path in sorted(path for path in (self.www / "site").rglob("*") if path.is_file()):
            found.update(f"{path.relative_to(self.www)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()

    def left(self) -> list[str]:
        return sorted(path.name for path in self.www.iterdir() if path.name not in ("site", "lost+found"))


def _hears_interrupts() -> None:
    """What a shell starts in the background is told to ignore them, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(trial: Trial, how: signal.Signals, after: float) -> bool:
    """Whether a build that gets this signal after so many seconds fails."""
    build = trial.begun()
    time.sleep(after)
    build.send_signal(how)
    return build.wait() != 0


def two_at_once(trial: Trial) -> bool:
    builds = [trial.begun(), trial.begun()]
    return [build.wait() for build in builds] == [0, 0]


def disk_full(trial: Trial) -> bool:
    """Leave a tenth of the room that a site takes."""
    used = sum(path.stat().st_blocks * 512 for path in trial.www.rglob("*"))
    room = os.statvfs(trial.www)
    filling = trial.www / "filling"
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - used // 10)
    try:
        return not trial.builds()
    finally:
        filling.unlink()


def disk_read_only(trial: Trial) -> bool:
    _done("mount", "-o", "remount,ro", str(trial.www))
    try:
        return not trial.builds()
    finally:
        _done("mount", "-o", "remount,rw", str(trial.www))


def mounted(trial: Trial, size: int) -> bool:
    """Whether the site could get a file system of its own, in a file and not in memory, which builds need themselves."""
    disk = trial.project / "disk"
    with disk.open("wb") as file:
        file.truncate(size * ROOM + (64 << 20))
    made = _done("mkfs.ext4", "-q", "-m", "0", str(disk))
    return made and _done("mount", "-o", "loop", str(disk), str(trial.www))


def _done(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        return False


def faults(trial: Trial, times: int, seconds: float, own_disk: bool) -> Iterator[tuple[str, Callable[[], bool], bool]]:
    """Each with its name, whether it did what it should, and whether the site must be what it was."""
    dice = random.Random(0)  # noqa: S311
    for how in ENDINGS:
        for after in (seconds * dice.uniform(0.1, 0.7) for _ in range(times)):
            yield f"{how.name} after {after:.1f} s", lambda how=how, after=after: ended(trial, how, after), True  # type: ignore[misc]
    yield "two builds at once", lambda: two_at_once(trial), False
    if own_disk:
        yield "disk full", lambda: disk_full(trial), True
        yield "disk read-only", lambda: disk_read_only(trial), True


def inflicted(trial: Trial, times: int, own_disk: bool) -> Iterator[str]:
    """Inflict every fault on a build that would change the site; what did not hold."""
    if not trial.builds():
        raise SystemExit("the first build failed")
    trial.change(0)
    began = time.monotonic()
    trial.builds()
    seconds = time.monotonic() - began
    for number, (name, fault, stays) in enumerate(faults(trial, times, seconds, own_disk), 1):
        before = trial.state()
        trial.change(number)
        trial.said.unlink(missing_ok=True)
        wrong = [] if fault() else ["did not end as it should"]
        wrong += ["the site has changed"] if stays and trial.state() != before else []
        wrong += [] if trial.builds() else ["the next build failed"]
        wrong += [f"left: {', '.join(left)}"] if (left := trial.left()) else []
        wrong += [f"builds said: {told}"] if wrong and (told := trial.told()) else []
        well = "the next build well, nothing left"
        print(f"{name}: {'; '.join(wrong) or (f'the site as it was, {well}' if stays else well)}", flush=True)
        yield from (f"{name}: {what}" for what in wrong)


def main() -> None:
    options = asked(__doc__, 2, "how often a build is ended by each signal")
    with tempfile.TemporaryDirectory(prefix="kb-faults-") as folder:
        trial = Trial(scratch(Path(folder), Corpus(ROOT / "data"), options.size))
        trial.www.mkdir()
        own_disk = mounted(trial, options.size)
        try:
            wrong = list(inflicted(trial, options.times, own_disk))
        finally:
            if own_disk:
                _done("umount", str(trial.www))
        print("" if own_disk else f"disk full, disk read-only: not tried, {NOT_MOUNTED}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
