"""What surrounds a page: its head, its menu, and the way to the other languages."""

from __future__ import annotations

from conftest import ROOT, SITE_URL

from kb.compare.tables import comparisons
from kb.library import Library
from kb.pages import Pages
from kb.shell import MENU, Head, Item, Twin, head, menu


def test_the_head_says_what_the_page_is_and_where_its_twins_are(small: Library) -> None:
    address = SITE_URL + "en/studies/two-arms/"
    assert head(small, "en", "en/studies/two-arms/", "A title", "A description", address) == Head(
        title="A title",
        window="A title \u00b7 Stem-cell study knowledge base",
        description="A description",
        site="Stem-cell study knowledge base",
        html="en",
        locale="en_GB",
        twins=(
            Twin("zh", "简体中文", "zh-Hans", "zh_CN", "zh/studies/two-arms/", SITE_URL + "zh/studies/two-arms/", here=False),
            Twin("en", "English", "en", "en_GB", "en/studies/two-arms/", SITE_URL + "en/studies/two-arms/", here=True),
        ),
        default=SITE_URL,
        path="studies/two-arms/",
    )


def test_a_site_whose_address_is_not_known_has_no_absolute_addresses(small: Library) -> None:
    found = head(small, "zh", "zh/about/", "x", "y", None)
    assert (found.default, [twin.absolute for twin in found.twins]) == (None, [None, None])
    assert [twin.address for twin in found.twins] == ["zh/about/", "en/about/"]


def test_a_home_page_has_home_pages_for_twins(small: Library) -> None:
    found = head(small, "zh", "zh/", "x", "y", SITE_URL + "zh/")
    assert (found.path, [twin.absolute for twin in found.twins]) == ("", [SITE_URL + "zh/", SITE_URL + "en/"])


def test_a_page_outside_the_languages_has_the_home_pages_for_twins(small: Library) -> None:
    found = head(small, "zh", "", "x", "y", SITE_URL)
    assert (found.default, [twin.absolute for twin in found.twins]) == (SITE_URL, [SITE_URL + "zh/", SITE_URL + "en/"])


def test_a_path_that_only_begins_like_a_language_is_none(small: Library) -> None:
    assert head(small, "zh", "zhongwen/x/", "x", "y", None).path == ""


def test_a_page_without_title_and_description_takes_those_of_the_site(small: Library) -> None:
    found = head(small, "en", "en/x/", "", "", None)
    assert (found.title, found.description) == (small.words["shell"]["site_name"]["en"], small.words["home"]["description"]["en"])


def test_a_title_has_the_site_s_name_where_there_is_room_and_is_never_longer_than_a_link_shows(small: Library) -> None:
    name = small.words["shell"]["site_name"]["en"]
    fits, long = "x" * (60 - 3 - len(name)), "words " * 40
    assert head(small, "en", "en/x/", fits, "y", None).window == f"{fits} \u00b7 {name}"
    assert head(small, "en", "en/x/", f"{fits}x", "y", None).window == f"{fits}x"
    found = head(small, "en", "en/x/", long, long, None)
    assert (len(found.title), found.window, len(found.description)) == (60, found.title, 156)


def test_the_home_page_is_called_like_the_site(small: Library) -> None:
    found = head(small, "en", "en/", "Home", "y", None)
    assert found.title == found.window == small.words["shell"]["site_name"]["en"]


def test_the_menu_is_the_same_in_every_language_in_its_own_words(small: Library) -> None:
    assert menu(small, "en") == (
        Item("en/", "Home"),
        *(Item(f"en/{path}", small.words["menu"][path.strip("/").replace("-", "_")]["en"]) for path in MENU[1:]),
    )
    for code in small.codes:
        assert [item.address for item in menu(small, code)] == [f"{code}/{path}" for path in MENU]


def test_every_entry_of_the_menu_is_a_page(small: Library) -> None:
    for code in small.codes:
        made = {page.address for page in Pages(small, comparisons(small)).values()}
        prose = {f"{code}/{path.stem}/" for path in (ROOT / "docs" / code).glob("*.md")}
        assert {item.address for item in menu(small, code)} <= made | prose
