"""Words of another language say so, where nothing around them does yet."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.voices import Voices


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>Stem cell (干细胞)</p>", "<p>Stem cell ([zh-Hans:干细胞])</p>"),
        ('<p><cite lang="zh">干细胞 <b>治疗</b></cite> 中</p>', '<p><cite lang="zh">干细胞 <b>治疗</b></cite> [zh-Hans:中]</p>'),
        ('<a hreflang="zh-Hans" aria-label="简体中文">中</a>', '<a hreflang="zh-Hans" aria-label="简体中文">[zh-Hans:中]</a>'),
        ("<option>卒中</option>", "<option>卒中</option>"),
        ("<p>α, β</p>", "<p>α, β</p>"),
    ],
)
def test_a_run_of_another_language_says_so_once(library: Library, source: str, told: str) -> None:
    assert Voices(library.languages, "en").told(source, lambda html, words: f"[{html}:{words}]") == told


def test_letters_that_several_languages_use_say_nothing(library: Library) -> None:
    assert Voices(library.languages, "zh").told("<p>干细胞 MSC stem cell</p>", lambda html, words: "?") == "<p>干细胞 MSC stem cell</p>"
