"""How soon the live preview of N studies begins, and shows a saved record, as a browser sees it.

The first beginning has nothing kept, the second all that the first one has kept.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from string import ascii_lowercase
from typing import NamedTuple

from bench_corpus import Corpus, retitled
from bench_stages import ROOT, asked, environment, scratch

_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_MOST = 3600.0  # seconds that anything is waited for


class Preview(NamedTuple):
    """A running preview, and the record that is changed in it, which names itself in its title."""

    address: str
    record: Path

    def edit(self, number: int) -> float:
        """Seconds from the saving of a new title to the page that shows it."""
        began = time.monotonic()
        title = retitled(self.record, number)
        self.until(f"studies/{self.record.stem}/", lambda page: title in page)
        return time.monotonic() - began

    def until(self, path: str, holds: Callable[[str], bool]) -> None:
        """Ask for a page until it is as it should be."""
        end = time.monotonic() + _MOST
        while not holds(self._page(path)):
            if time.monotonic() > end:
                raise TimeoutError(path)
            time.sleep(0.05)  # more often would keep the preview from its work

    def _page(self, path: str) -> str:
        """What is shown; nothing while nothing answers."""
        try:
            with _NO_PROXY.open(f"{self.address}{path}", timeout=_MOST) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""


@contextmanager
def previewed(project: Path, language: str) -> Iterator[tuple[Preview, float]]:
    """The preview of a project, and the seconds until it showed its home page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--livereload", "--dev-addr", place]
    record = min((project / "data" / "studies").iterdir())
    began = time.monotonic()
    with subprocess.Popen(command, cwd=project, env=environment(str(project / "kept"))) as process:
        try:
            made = Preview(f"http://{place}/{language}/", record)
            made.until("", bool)
            yield made, time.monotonic() - began
        finally:
            process.terminate()


def edits(preview: Preview, times: int) -> Iterator[float]:
    """Seconds of each change, saved at any moment between two looks of the preview at its files."""
    chance = random.Random(0)  # noqa: S311
    for number in range(times):
        time.sleep(2 + chance.random())
        yield preview.edit(number)


def main() -> None:
    options = asked(__doc__, 10, "how often a record is changed")
    with tempfile.TemporaryDirectory(prefix="kb-preview-") as folder:
        corpus = Corpus(ROOT / "data")
        project, language = scratch(Path(folder), corpus, options.size), corpus.library.codes[0]
        with previewed(project, language) as (_, seconds):
            print(f"begins after {seconds:.1f} s with nothing kept", flush=True)
        with previewed(project, language) as (preview, seconds):
            print(f"begins after {seconds:.1f} s with what was kept", flush=True)
            found = list(edits(preview, min(options.times, len(ascii_lowercase))))
        print(f"a changed record is shown after {median(found):.2f} s, at most {max(found):.2f} s")


if __name__ == "__main__":
    main()
