"""Side by side every block stands beside its own in the other language, and every link and id still works."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from conftest import ROOT

from kb.beside import beside, blocks
from kb.compare.tables import comparisons
from kb.edition import Edition, edition
from kb.library import Library
from kb.pages import Pages

_FACT = re.compile(r'<data [^>]*data-fact="([^"]+)"')


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>a</p> <p>b</p>", ["<p>a</p>", "<p>b</p>"]),
        ("<ul>\n<li>a</li></ul><hr><p>b<br>c</p>", ["<ul>\n<li>a</li></ul>", "<hr>", "<p>b<br>c</p>"]),
        ('<div><svg><path d="M0"/></svg></div><p title="&gt;">a</p>', ['<div><svg><path d="M0"/></svg></div>', '<p title="&gt;">a</p>']),
        ("", []),
    ],
)
def test_a_piece_of_html_is_cut_at_its_outermost_elements(html: str, found: list[str]) -> None:
    assert list(blocks(html)) == found


@pytest.fixture(scope="module", params=["library", "every_field"])
def made(request: pytest.FixtureRequest) -> Edition:
    return edition(request.getfixturevalue(request.param), ROOT / "overrides")


def _ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', html)


def test_the_ids_of_the_languages_pair_one_to_one(made: Edition) -> None:
    for id in made.library.studies:
        for code in made.library.codes:
            ids = _ids(made.printed[f"{code}/studies/{id}/both/"].html)
            assert max(Counter(ids).values()) == 1
            first = {name for name in ids if not name.endswith("_2")}
            assert "harms" in first
            assert {f"{name}_2" for name in first} == set(ids) - first


def test_what_stands_beside_each_other_is_the_same_thing_with_the_same_figures(made: Edition) -> None:
    for page in made.pages.values():
        if page.template == "both.html":
            studies = {code: made.printed[f"{code}/{page.values['entry'].address}"].html for code in made.library.codes}
            rows = beside(page, studies)
            assert rows["everyone"] and rows["clinicians"]
            for row in (*rows["everyone"], *rows["clinicians"]):
                assert [side.language for side in row] == sorted(made.library.codes, key=lambda code: code != page.language)
                one, other = (side.html for side in row)
                assert one.split(">")[0].split()[0] == other.split(">")[0].split()[0]
                assert _ids(other) == [f"{id}_2" for id in _ids(one)]
                figures = [Counter(re.findall(r'data-fact="([^"]+)"', side)) for side in (one, other)]
                assert figures[0] == figures[1]


def test_nothing_of_the_study_is_lost(made: Edition) -> None:
    """All figures of the study's page stand on it, in each language."""
    for page in made.pages.values():
        if page.template == "both.html":
            study = f"{page.language}/{page.values['entry'].address}"
            here = Counter(_FACT.findall(made.printed[page.address].html))
            for fact, times in Counter(_FACT.findall(made.printed[study].html)).items():
                assert fact.startswith("terms.") or here[fact] >= 2 * times, (page.address, fact)  # the list of words is left out


def test_the_page_is_listed_for_every_study_and_language(small: Library) -> None:
    addresses = {page.address for page in Pages(small, comparisons(small)).values()}
    for code in small.codes:
        assert {f"{code}/studies/two-arms/{name}" for name in ("", "both/", "handout/")} <= addresses
