"""Text folds as readers expect, and in the browser as in the index."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kb.folding import fold_table, normal, tokens

WORKER = Path(__file__).resolve().parent.parent / "docs" / "assets" / "search-text.js"
NODE = shutil.which("node") or ""
CASES = (
    "ＭＳＣ（ＮＩＨＳＳ）",
    "Müller's TNF-α, IL-1β",
    "改良Rankin 量表",
    "脊髓損傷與腦中風",
    "10.4252/wjsc.v17",
    "Ⅱ期 I² ½",
    "naïve 90天",
    "㎏ ﬁm",
    "",
)


def test_width_case_accents_and_traditional_characters_do_not_matter() -> None:
    assert normal("ＭＳＣ Müller 間充質幹細胞（NIHSS）") == "msc muller 间充质干细胞 nihss"


def test_han_characters_are_found_in_pairs_and_other_words_whole() -> None:
    assert tokens("改良 rankin 量表") == {"改良", "良", "rankin", "量表", "表"}


def test_the_browser_gets_only_the_characters_it_needs() -> None:
    table = fold_table("脑")
    assert "腦脑" in table
    assert set(table[1::2]) == {"脑"}


@pytest.mark.skipif(not NODE, reason="compares with the browser's code where node is installed")
@pytest.mark.parametrize("text", CASES)
def test_the_browser_folds_like_the_index(text: str) -> None:
    table = fold_table("脑损伤与质间细干髓风")
    said = f"KbText.learn({json.dumps(table)});process.stdout.write(KbText.normal({json.dumps(text)}))"
    done = subprocess.run([NODE, "-e", f"{WORKER.read_text(encoding='utf-8')};{said}"], capture_output=True, text=True, check=True)
    assert done.stdout == normal(text)
