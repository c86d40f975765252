"""The script that times the live preview sees a saved record on its page."""

from __future__ import annotations

from pathlib import Path

from bench_corpus import Corpus
from bench_preview import edits, previewed
from bench_stages import scratch


def test_a_saved_record_is_shown_and_the_preview_ends(tmp_path: Path, corpus: Corpus) -> None:
    project = scratch(tmp_path, corpus, 3)
    with previewed(project, corpus.library.codes[0]) as (preview, seconds):
        assert seconds > 0
        assert all(after > 0 for after in edits(preview, 2))
    assert preview._page("") == ""
