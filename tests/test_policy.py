"""The policy of a page lets in what the page was built with, and nothing else."""

from __future__ import annotations

import base64
import hashlib

from kb.policy import PLACE, policy, with_policy


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def test_a_page_without_scripts_may_use_our_own_files_only() -> None:
    assert policy("<p>\u5b57</p>") == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )


def _scripts(html: str) -> str:
    return policy(html).split("; ")[1].removeprefix("script-src 'self'").strip()


def test_an_inline_script_is_named_by_its_hash() -> None:
    assert _scripts("<script>a()</script>") == _hash("a()")


def test_a_script_is_hashed_as_it_stands_lines_and_spaces_and_all() -> None:
    assert _scripts("<script>\n  a('\u5b57') \n</script>") == _hash("\n  a('\u5b57') \n")


def test_each_script_is_named_once_in_order() -> None:
    assert _scripts("<script>b</script><script defer>a</script><script>b</script>") == f"{_hash('b')} {_hash('a')}"


def test_a_script_of_its_own_file_and_data_need_no_hash() -> None:
    data = '<script type="application/json">{}</script><script type="application/ld+json">{}</script>'
    assert _scripts('<script src="x.js"></script>' + data) == ""


def test_words_that_look_like_a_script_add_nothing() -> None:
    assert _scripts("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == ""


def test_the_policy_stands_where_the_template_keeps_its_place() -> None:
    html = f'<meta charset="utf-8"><meta content="{PLACE}"><script>a</script>'
    assert with_policy(html) == f'<meta charset="utf-8"><meta content="{policy(html)}"><script>a</script>'


def test_words_of_a_record_that_are_those_of_the_place_stay_words() -> None:
    assert with_policy(f'<meta content="{PLACE}"><h1>{PLACE}</h1>').endswith(f"<h1>{PLACE}</h1>")


def test_no_character_of_a_policy_ends_the_attribute_it_stands_in() -> None:
    assert set('"<>&') & set(policy("<script>a</script>")) == set()
