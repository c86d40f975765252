"""A bundle names all the files that it makes, and its hash changes with whatever it shows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from conftest import ROOT, changed, plain, world

from kb.edition import Edition, edition
from kb.library import Library

TWO = {"alpha": {"sources.0.doi": "10.1000/alpha"}, "beta": {"sources.0.doi": "10.1000/beta"}}


def made(folder: Path, **changes: Any) -> Edition:
    """The edition of two small records, the second changed."""
    records = {name: changed(plain("two-arms"), own) for name, own in TWO.items()}
    records["beta"] = changed(records["beta"], changes)
    folder.mkdir()
    library = world(folder, records)
    assert library.findings == []
    return edition(library, ROOT / "overrides")


def keys(of: Edition) -> dict[str, str]:
    return {bundle.name: bundle.key for bundle in of.bundles.values()}


def test_a_bundle_makes_the_files_that_it_names_and_no_file_is_made_twice(small: Library, tmp_path: Path) -> None:
    whole = edition(small, ROOT / "overrides")
    named = Counter[str]()
    for bundle in whole.bundles.values():
        files = [address for address, _ in whole.make(bundle, lambda page, printed: printed.html).files]
        if bundle.write:
            bundle.write(tmp_path / bundle.name)
            files += sorted(path.relative_to(tmp_path / bundle.name).as_posix() for path in (tmp_path / bundle.name).rglob("*.*"))
        assert sorted(files) == sorted(bundle.addresses)
        named.update(bundle.addresses)
    assert set(named.values()) == {1}
    assert {f"{address}index.html" for address in whole.pages} <= set(named)


def test_the_hash_of_a_study_is_that_of_its_record_and_of_what_it_names_of_others(tmp_path: Path) -> None:
    before = keys(made(tmp_path / "one"))
    assert keys(made(tmp_path / "again")) == before
    own = keys(made(tmp_path / "own", **{"summary.question.en": "Another question?"}))
    assert own["beta"] != before["beta"] and own["alpha"] == before["alpha"]
    named = keys(made(tmp_path / "named", **{"short_title.en": "Renamed trial"}))
    assert named["beta"] != before["beta"] and named["alpha"] != before["alpha"]
    for changed_ in (own, named):  # lists show a little of every record: they change with any; tables to download are never kept
        assert all(changed_[name] != before[name] for name in before if name.endswith("/"))
