"""Search as readers use it: the golden queries in a real browser, equal results for words of one meaning, hostile questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from kb.library import Library

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden-queries.yml").read_text(encoding="utf-8"))
LANGUAGES = tuple(code for code in GOLDEN if code != "same")


@pytest.fixture(scope="module")
def search(browser: Any, address: str) -> Iterator[Any]:
    """Ask a question on the search page of a language; the answer: the page, with its results shown."""
    page = browser.new_page()

    def ask(language: str, query: str) -> Any:
        page.goto(f"{address}{language}/search/?q={quote(query)}")
        page.wait_for_selector("#kb-status:not(:empty)", state="attached")
        page.wait_for_selector("#kb-search:not([aria-busy])")
        return page

    yield ask
    page.close()


def found(page: Any) -> list[str]:
    """The addresses of the results below the language's folder, in order."""
    links: list[str] = page.eval_on_selector_all("#kb-hits h3 a", "links => links.map(link => link.getAttribute('href'))")
    return [link.removeprefix("../") for link in links]


ASKED = [(code, golden) for code in LANGUAGES for golden in GOLDEN[code]]


@pytest.mark.parametrize(("language", "golden"), ASKED, ids=lambda value: str(value)[:50])
def test_the_right_page_is_among_the_first_three(search: Any, language: str, golden: dict[str, Any]) -> None:
    first = found(search(language, golden["ask"]))[:3]
    right = {golden["page"]} if isinstance(golden["page"], str) else {*golden["page"]}
    assert right & {*first, *(link.partition("#")[0] for link in first)}, first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", GOLDEN["same"], ids=lambda words: words[0])
def test_words_of_one_meaning_find_the_same_pages(search: Any, language: str, words: list[str]) -> None:
    answers = {word: [link.partition("#")[0] for link in found(search(language, word))] for word in words}
    assert len({frozenset(pages) for pages in answers.values()}) == 1, answers
    assert all(answers.values())


HOSTILE = ("<img src=x onerror=alert(1)>", "\"'><script>alert(1)</script>", "__proto__", "constructor", "../../etc", "%00", "(((", "\\")


@pytest.mark.parametrize("query", HOSTILE, ids=repr)
def test_a_hostile_question_does_nothing(browser: Any, address: str, query: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(f"{address}en/search/?q={quote(query)}")
    page.wait_for_selector("#kb-status:not(:empty)", state="attached")
    page.wait_for_selector("#kb-search:not([aria-busy])")
    assert said == []
    assert page.query_selector_all("#kb-found img, #kb-found script") == []
    page.close()


def test_a_missing_index_is_said_in_words(browser: Any, address: str, library: Library) -> None:
    page = browser.new_page()
    page.route("**/assets/search/**", lambda route: route.abort())
    page.goto(f"{address}zh/search/?q=MSC")
    page.wait_for_selector("#kb-status:not(:empty)", state="attached")
    page.wait_for_selector("#kb-search:not([aria-busy])")
    assert page.inner_text("#kb-status") == library.words["search"]["broken"]["zh"]
    page.close()


def test_that_nothing_was_found_stays_said_while_the_other_language_is_asked(browser: Any, address: str, library: Library) -> None:
    page = browser.new_page()
    page.route("**/assets/search/zh/**", lambda route: (page.wait_for_timeout(900), route.continue_()))
    page.goto(f"{address}en/search/?q=xylophon")
    page.wait_for_selector("#kb-status:not(:empty)", state="attached")
    page.wait_for_selector("#kb-search:not([aria-busy])")
    assert page.inner_text("#kb-status") == library.words["search"]["none"]["en"].format(q="xylophon")
    page.close()


def test_nothing_of_the_index_is_fetched_before_somebody_searches(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}en/studies/")
    page.goto(f"{address}en/search/")
    page.wait_for_timeout(200)
    assert [url for url in asked if "/assets/search/" in url] == []
    page.close()


def test_without_scripts_the_lists_lead_to_everything(browser: Any, address: str, library: Library) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/search/?q=stroke")
    assert library.words["search"]["no_scripts"]["en"] in page.inner_text("main, body")
    page.goto(f"{address}en/")
    page.press(".kb-find input", "Enter")
    assert page.url.startswith(f"{address}en/search/?q=")
    context.close()


def test_a_misspelt_word_is_offered_its_neighbour(search: Any) -> None:
    page = search("en", "schwan cel")
    assert "schwann cell" in page.inner_text("#kb-hits").lower()


def test_what_only_the_other_language_has_is_offered(search: Any) -> None:
    page = search("en", "南通大学附属医院第一例")
    assert page.eval_on_selector_all("#kb-hits > li[lang]", "hits => hits.length") > 0 or found(page)


def test_filters_stand_in_the_address_and_narrow_the_results(search: Any) -> None:
    page = search("en", "stem cells")
    before = len(found(page))
    page.click(".kb-facets summary")
    page.select_option("select[name=route]", index=1)
    page.wait_for_selector("#kb-search:not([aria-busy])")
    page.wait_for_url("**route=*")
    page.wait_for_selector("#kb-search:not([aria-busy])")
    assert 0 < len(found(page)) < before


def test_the_slash_key_leads_to_the_field_and_can_be_turned_off(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}en/method/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.goto(f"{address}en/search/")
    page.uncheck("#kb-slash")
    page.goto(f"{address}en/method/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name ?? ''") != "q"
    context.close()


def test_every_page_of_a_language_can_be_found(site: Path) -> None:
    for language in LANGUAGES:
        folder = site / "assets" / "search" / language
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        texts = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / index["version"]).glob("x*.json")]
        paths = {text["path"].partition("#")[0] for text in texts}
        pages = {str(path.parent.relative_to(site / language)) + "/" for path in (site / language).rglob("index.html")}
        again = {page for page in pages if page.endswith(("/both/", "/handout/"))}  # they say what the study's page says
        assert pages - paths - again == {"./", "studies/", "search/"}
