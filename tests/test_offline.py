"""The copy of the site for reading offline: from a folder, with the network off, nothing is missing and nothing is asked of anybody."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import ROOT

from kb.library import Library
from kb.offline import copies, local, near, script, zipped

LEFT = "net::ERR_ABORTED"  # the reader went on before the page's icon was there; a file that is missing has another name

# links


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("../../en/studies/x/#results", "../../en/studies/x/index.html#results"),
        ("./", "./index.html"),
        (".", "./index.html"),
        ("..", "../index.html"),
        ("../search/?q=a&b=c", "../search/index.html?q=a&b=c"),
        ("#results", "#results"),
        ("", ""),
        ("outcomes.csv", "outcomes.csv"),
        ("https://doi.org/10.1/x/", "https://doi.org/10.1/x/"),
    ],
)
def test_a_link_to_a_folder_names_its_page_and_others_stay(link: str, named: str) -> None:
    assert local(link) == named


def test_nothing_but_links_and_the_policy_changes_in_a_page() -> None:
    before = """<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="script-src 'self'; img-src 'self' data:"><a
 class="x" href="../en/?a=1&amp;b=&quot;#t">href="en/" &amp; 'self'</a><p title='href="en/"'>href="en/"</p>
<script type="application/ld+json">{"a":"<a href=\\"en/\\">"}</script><form action="search/"><link href="../assets/site.css">"""
    after = before.replace("'self';", "'self' file:;").replace("'self' data:", "'self' file: data:")
    after = after.replace("../en/?a", "../en/index.html?a").replace('action="search/"', 'action="search/index.html"')
    assert near(before) == after


def test_a_piece_of_the_index_hands_itself_over() -> None:
    assert script("en/index.json", '{"a":1}') == '(globalThis.KbPieces ??= {})["en/index.json"] = {"a":1};\n'


def test_a_zip_is_the_same_every_time() -> None:
    files = [("b.html", b"2"), ("a.html", b"1" * 99)]
    made = zipped("x", files)
    assert made == zipped("x", files[::-1])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [(each.filename, each.date_time[0]) for each in archive.infolist()] == [("x/a.html", 1980), ("x/b.html", 1980)]


# the real site


@pytest.fixture(scope="module")
def unpacked(site: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder that a reader of each language gets."""
    folder = tmp_path_factory.mktemp("offline")
    for _, content in copies(site, ROOT / "overrides", library.languages):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)
    return {code: folder / f"stem-cell-studies-{code}" for code in library.codes}


def test_a_command_makes_the_zips_and_tells_their_size(site: Path, tmp_path: Path, library: Library) -> None:
    command = [sys.executable, "scripts/offline.py", "--site", str(site), "--to", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"stem-cell-studies-{code}.zip" for code in library.codes)
    assert re.fullmatch(r"(.+\.zip: \d+\.\d MB, unpacked \d+\.\d MB in \d+ files\n){2}", done.stdout)


def test_every_link_of_every_copy_leads_to_a_file(unpacked: dict[str, Path]) -> None:
    for folder in unpacked.values():
        bad, good = set(), 0
        for page in folder.rglob("*.html"):
            for link in re.findall(r'\s(?:href|src|action|data-worker)="([^"]*)"', page.read_text(encoding="utf-8")):
                parts = urlsplit(urljoin(page.as_uri(), link))
                if parts.scheme == "file" and not link.startswith("#"):
                    good += 1
                    bad |= set() if Path(unquote(parts.path)).is_file() else {(page.relative_to(folder).as_posix(), link)}
        assert bad == set()
        assert good > 1000


def test_every_copy_has_the_pages_of_the_site(unpacked: dict[str, Path], site: Path, library: Library) -> None:
    wanted = {path.relative_to(site) for code in library.codes for path in (site / code).rglob("*") if path.is_file()}
    for folder in unpacked.values():
        assert wanted <= {path.relative_to(folder) for path in folder.rglob("*")}
        assert [path for path in folder.rglob("*.json") if path.is_relative_to(folder / "assets")] == []


# in a browser


def test_over_the_net_every_kind_of_page_asks_its_own_host_alone(browser: Any, site: Path, address: str) -> None:
    """Every page but the second and further studies, scrolled to its end, its parts opened, its search used."""
    context = browser.new_context(locale="fr-FR")
    page, asked, failed = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url) if request.failure != LEFT else None)
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    studies = sorted((site / "en" / "studies").glob("*/index.html"))
    for path in sorted(site.rglob("*.html")):
        further = path.parent.parent.name == "studies" and path.parent.name != studies[0].parent.name
        if further or path.name == "404.html":
            continue
        page.goto(address + path.relative_to(site).as_posix().removesuffix("index.html"))
        page.evaluate("() => { for (const part of document.querySelectorAll('details')) part.open = true; scrollTo(0, 1e6); }")
    page.goto(f"{address}en/search/?q=stroke")
    page.wait_for_selector("#kb-hits h3 a")
    context.close()
    assert len(asked) > 50
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert failed == []


@pytest.fixture
def reader(browser: Any) -> Iterator[Any]:
    """A page in a browser without a network; at the end nothing has failed and nothing was asked of any host."""
    context = browser.new_context(locale="fr-FR")
    context.set_offline(True)
    page, wrong, asked = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: wrong.append(f"{request.failure}: {request.url}") if request.failure != LEFT else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    yield page
    context.close()
    assert wrong == []
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_copy_opens_in_its_language_and_the_switch_leads_to_the_same_page(reader: Any, unpacked: dict[str, Path], code: str) -> None:
    other = {"zh": "en", "en": "zh"}[code]
    reader.goto((unpacked[code] / "index.html").as_uri())
    reader.wait_for_url(f"**/{code}/index.html")
    assert reader.locator("html").get_attribute("lang").startswith(code)
    reader.locator(".kb-card h3 a").first.click()
    study = reader.url.partition(f"/{code}/")[2]
    assert study.startswith("studies/")
    reader.click("a.kb-language")
    assert reader.url.endswith(f"/{other}/{study}")
    reader.locator("h2 a.kb-twin").nth(5).click()
    assert f"/{code}/{study}#" in reader.url
    for link in reader.locator(".kb-menu a").all():
        reader.goto(urljoin(reader.url, link.get_attribute("href")))


@pytest.mark.parametrize(("code", "query", "study"), [("zh", "鞘内", "nguyen"), ("en", "spinal cord", "akhlaghpasand"), ("en", "中风", "")])
def test_search_answers_from_the_disk(reader: Any, unpacked: dict[str, Path], code: str, query: str, study: str) -> None:
    reader.goto((unpacked[code] / code / "index.html").as_uri())
    reader.fill(".kb-find input", query)
    reader.press(".kb-find input", "Enter")
    reader.wait_for_selector("#kb-hits h3 a")
    link = next(link for link in reader.locator("#kb-hits h3 a").all() if f"studies/{study}" in link.get_attribute("href"))
    link.click()
    assert re.search(rf"/{code}/studies/{study}[\w-]*/index.html", reader.url)


def test_tables_filter_and_sort_from_the_disk(reader: Any, unpacked: dict[str, Path]) -> None:
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto((unpacked["en"] / "en" / "outcomes" / "index.html").as_uri())
    rows = reader.locator("tr[data-facets]:visible")
    everything = rows.count()
    reader.evaluate("() => { for (const part of document.querySelectorAll('details')) part.open = true; }")
    select = reader.locator(".kb-filter select").first
    select.select_option(index=1)
    assert 0 < rows.count() < everything
    assert "?" in reader.url
    select.select_option(index=0)
    tables = "tables => tables.findIndex((table) => table.querySelectorAll('tr[data-facets]').length > 2)"
    reader.locator(".kb-rows").nth(reader.eval_on_selector_all(".kb-rows", tables)).scroll_into_view_if_needed()
    button = reader.locator(".kb-sort").first
    button.scroll_into_view_if_needed()
    button.click()
    assert reader.locator("th[aria-sort]").count() == 1
    assert "sort=" in reader.url
    reader.reload()
    reader.wait_for_selector("th[aria-sort]")


def test_the_picture_of_a_study_is_shown_when_it_comes_near(reader: Any, unpacked: dict[str, Path]) -> None:
    page = next((unpacked["zh"] / "zh" / "studies").glob("*/index.html"))
    reader.goto(page.as_uri())
    picture = reader.locator(".kb-picture img")
    picture.scroll_into_view_if_needed()
    reader.wait_for_function("(image) => image.complete && image.naturalWidth >= 300", arg=picture.element_handle())
    assert picture.bounding_box()["width"] >= 300
