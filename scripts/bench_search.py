"""Measure what a search costs as the site grows: bytes over the wire, requests, and time after the last byte.

Makes an index for N studies from the real ones, each copy with sentences of other studies and words that no other copy
has, serves it compressed, and asks it every golden query in a browser whose processor is slowed to a quarter. Needs what
the tests need.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import yaml

from kb.edition import edition
from kb.finder import FOLDER, Finder
from kb.library import load
from kb.passages import Passage
from kb.search import Found

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ("search-text.js", "search-worker.js")
SIZES = (5, 100, 1000, 5000)
GOLDEN = yaml.safe_load((ROOT / "tests" / "golden-queries.yml").read_text(encoding="utf-8"))
QUERIES = [(language, each["ask"]) for language, golden in GOLDEN.items() if language != "same" for each in golden]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of studies")
    options = arguments.parse_args()
    finder = real()
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="kb-bench-search-") as folder:
            copies = grown(finder, size)
            start = time.process_time()
            bytes_, files = write(copies, Path(folder))
            seconds, tables = time.process_time() - start, [_packed(table) for table in Path(folder).rglob("index.json")]
            print(f"{size} studies: index {bytes_ / 1e6:.1f} MB, {files} files, {seconds:.1f} s to make", end="; ")
            print(f"fetched by every search: table {max(tables) / 1000:.1f} KB", flush=True)
            costs = sorted(asked(Path(folder)))
            typical, late = statistics.median(each[0] for each in costs), statistics.median(each[2] for each in costs)
            print(f"  median {typical / 1000:.0f} KB, {late:.0f} ms; the most:")
            for cost, requests, wait, question in [*costs[-3:], max(costs, key=lambda each: each[2])]:
                print(f"  {cost / 1000:.0f} KB, {requests} requests, {wait:.0f} ms: {question}", flush=True)


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def real() -> Finder:
    """The finder with the real pages in it."""
    library = load(ROOT / "data")
    finder = Finder(library)
    made = edition(library, ROOT / "overrides")
    for address, page in made.pages.items():
        finder.take(finder.cut(address, page.title, page.description, made.printed[address].html, page))
    assert len(library.studies) == sum(found.kind == "study" for found in finder.found[library.codes[0]])
    return finder


def grown(finder: Finder, size: int) -> Finder:
    """The same with `size` studies."""
    grown = Finder(finder.library)
    for language, found in finder.found.items():
        studies = [each for each in found if each.kind == "study"]
        grown.found[language] = [each for each in found if each.kind != "study"]
        grown.found[language] += [varied(studies, number, language) for number in range(size)]
    return grown


def varied(studies: list[Found], number: int, language: str) -> Found:
    """A copy with facets of its own, a third of its sentences from other studies and a tenth of its words from none."""
    own, dice = studies[number % len(studies)], random.Random(f"{number} {language}")  # noqa: S311
    if number < len(studies):
        return own
    pool = [each for study in studies for passage in study.passages for each in passage.text.split(" \u00b7 ")]
    facets = tuple(dice.choice(studies).facets[facet] for facet in range(len(own.facets)))
    cut = tuple(_varied(passage, pool, dice) for passage in own.passages)
    title, year = _other(own.title, dice), dice.randrange(2005, 2027)
    return replace(own, path=f"studies/{number:05}/", title=title, passages=cut, facets=facets, year=year)


def _varied(passage: Passage, pool: list[str], dice: random.Random) -> Passage:
    sentences = [dice.choice(pool) if dice.random() < 0.33 else each for each in passage.text.split(" \u00b7 ")]
    return replace(passage, text=" \u00b7 ".join(_other(sentence, dice) for sentence in sentences))


def _other(text: str, dice: random.Random) -> str:
    """One Han character in ten another, one Latin word in ten a new one."""
    if any(_han(character) for character in text):
        return "".join(chr(0x4E00 + int(dice.paretovariate(0.6) * 37) % 5000) if _han(c) and dice.random() < 0.1 else c for c in text)
    return " ".join("".join(dice.choices("aeioubcdlmnprst", k=6)) if dice.random() < 0.1 else word for word in text.split(" "))


def _han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def write(finder: Finder, folder: Path) -> tuple[int, int]:
    """The files of the index and of the scripts; their bytes and number."""
    finder.write(folder)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    for name in SCRIPTS:
        shutil.copy(ROOT / "docs" / "assets" / name, folder / "assets" / name)
    (folder / "index.html").write_text("", encoding="utf-8")
    return sum(sizes), len(sizes)


class Counted(http.server.BaseHTTPRequestHandler):
    """Serves files compressed, and keeps how many bytes went out and when the last one did."""

    sent: ClassVar[list[int]] = []

    def __init__(self, folder: Path, *arguments: Any) -> None:
        self.folder = folder
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.folder / self.path.strip("/") if self.path != "/" else self.folder / "index.html"
        body = gzip.compress(path.read_bytes(), 6) if path.is_file() else b""
        self.send_response(200 if body else 404)
        kind = {".json": "application/json", ".js": "text/javascript", ".html": "text/html"}.get(path.suffix, "text/plain")
        for name, value in (("Content-Type", kind), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.sent.append(len(body))

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[Any, str]]:
    """A browser, and the address of the index."""
    from playwright.sync_api import sync_playwright

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Counted, folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        yield browser, f"http://127.0.0.1:{server.server_port}/"
        browser.close()
    server.shutdown()


def asked(folder: Path) -> Iterator[tuple[int, int, float, str]]:
    """Ask every question on a fresh page: the first search of somebody who comes by."""
    with served(folder) as (browser, base):
        for language, query in QUERIES:
            runs = [_asked(browser, base, language, query) for _ in range(3)]
            size, requests, _ = runs[0]  # the clock runs on while the machine does other things: the least of three
            yield size, requests, min(run[2] for run in runs), f"{language} {query}"


def opened(context: Any, base: str) -> Any:
    """A page with the scripts of search, that has fetched nothing else."""
    page = context.new_page()
    page.goto(base)
    Counted.sent.clear()  # the page itself does not count, the two scripts do
    for name in SCRIPTS:
        page.add_script_tag(url=f"{base}assets/{name}")
    page.evaluate(f"base = '{base}{FOLDER}/'")
    return page


def _asked(browser: Any, base: str, language: str, query: str) -> tuple[int, int, float]:
    """Bytes and requests of a first search, and milliseconds from the last byte to the answer."""
    context = browser.new_context()
    page = opened(context, base)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    question = json.dumps({"language": language, "query": query, "count": 8})
    late = "performance.now() - Math.max(...performance.getEntriesByType('resource').map((each) => each.responseEnd))"
    milliseconds: float = page.evaluate(f"search({question}).then(() => {late})")
    context.close()
    return sum(Counted.sent), len(Counted.sent), milliseconds


if __name__ == "__main__":
    main()
