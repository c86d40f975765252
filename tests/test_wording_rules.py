"""Plain language: what the checks find in planted sentences, and that every record passes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.library import Library
from kb.model import Study
from kb.reading import modelled
from kb.rules import Record
from kb.source import parse
from kb.wording_rules import WORDING_RULES

TWO_ARMS = Path(__file__).parent / "records" / "two-arms.yml"


def _codes(library: Library, field: str, **words: str) -> list[str]:
    """What the wording rules find in the invented trial once one of its texts reads so."""
    document = parse(TWO_ARMS.read_bytes(), "data/studies/two-arms.yml")
    here: Any = document.values
    *way, last = [int(step) if step.isdigit() else step for step in field.split(".")]
    for step in way:
        here = here[step]
    here[last] = {**here[last], **words}
    study, findings = modelled(document, Study, library.codes)
    assert study is not None, findings
    record = Record("two-arms", study, replace(library, documents={document.file: document}))
    return [found.code for rule in WORDING_RULES for found in rule(record)]


def test_the_invented_trial_is_plain(library: Library) -> None:
    assert _codes(library, "summary.question") == []


PLANTED = [
    ("sentence_long", {"en": "This " + "very " * 24 + "long sentence."}),
    ("sentence_long", {"zh": "这句话" + "很长" * 20 + "。"}),
    ("sentences_long", {"zh": "这句话不算太长但是平均起来还是比我们允许的要长一些。" * 2}),
    ("word_forbidden", {"zh": "细胞治愈了他们。"}),
    ("word_forbidden", {"en": "The cells are safe and effective."}),
    ("significant_how", {"en": "Scores rose significantly by 3 points."}),
    ("significant_how", {"zh": "评分显著升高 3 分。"}),
    ("significant_without_figure", {"en": "The rise was statistically significant."}),
    ("rendering", {"zh": "用巴塞尔指数评定。"}),
    ("rendering", {"zh": "试验正在招聘。"}),
    ("rendering", {"zh": "细胞有多能性。"}),
    ("rendering", {"zh": "各组的姓名不同。"}),
    ("rendering", {"en": "It eased dystonia."}),
    ("rendering", {"en": "The IT group did better."}),
    ("rendering", {"zh": "BI 升高了。"}),
]


@pytest.mark.parametrize(("code", "words"), PLANTED, ids=[f"{code}-{next(iter(words))}" for code, words in PLANTED])
def test_a_planted_sentence_is_found(library: Library, code: str, words: dict[str, str]) -> None:
    assert code in _codes(library, "summary.question", **words)


FINE = [
    {"zh": "来源说“治愈”。", "en": "The source says “cured”."},
    {"en": "The rise was statistically significant (p = 0.03)."},
    {"en": "The intrathecal (IT) group did better."},
    {"en": "It rose by 1.5 points. It fell by 2.5 points. " * 3},
    {"zh": "59% 的试验经静脉输入。76% 的试验用患者自己的细胞。"},
    {"en": "The cellular unit is secured."},
]


@pytest.mark.parametrize("words", FINE, ids=str)
def test_a_right_sentence_is_left_alone(library: Library, words: dict[str, str]) -> None:
    assert _codes(library, "summary.question", **words) == []


def test_terms_are_looked_at_in_every_field_of_ours(library: Library) -> None:
    codes = _codes(library, "arms.0.treatments.0.origin", en="mesenchymal stem cells")
    assert codes == ["rendering"]


def test_every_concept_of_a_rendering_is_in_its_vocabulary(library: Library) -> None:
    lacking = [
        one.concept for one in library.renderings if one.concept.split("/")[1] not in library.terms.get(one.concept.split("/")[0], {})
    ]
    assert lacking == []


@pytest.mark.parametrize("seed", ["巴塞尔指数", "免疫治疗组", "多能性", "招聘", "姓名", "肌张力障碍", "间充质干细胞"])
def test_the_mistranslations_of_the_seeds_are_caught(library: Library, seed: str) -> None:
    assert "rendering" in _codes(library, "summary.question", zh=f"文中写作{seed}。")
