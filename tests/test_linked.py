"""JSON-LD: every word is schema.org's, every fact the record's, and nothing is said that is not known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schema_org
from conftest import ROOT, SITE_URL, changed, plain, world
from jinja2 import Environment

from kb.compare.tables import comparisons
from kb.library import Library
from kb.linked import linked
from kb.pages import Page, Pages
from kb.picture import shown
from kb.shell import head


def _page(library: Library, path: str, language: str = "en") -> Page:
    return next(page for page in Pages(library, comparisons(library)).values() if page.address == f"{language}/{path}")


def told(library: Library, path: str, language: str = "en", site: str | None = SITE_URL) -> Any:
    """What the page at `path` tells."""
    made = _page(library, path, language)
    about = head(library, language, made.address, made.title, made.description, f"{site}{made.address}" if site else None)
    return linked(library, about, language, made, shown(library, language, made, about.default))


@pytest.fixture(scope="module")
def trial(small: Library) -> Any:
    return told(small, "studies/two-arms/")


def test_every_page_of_the_site_speaks_the_words_of_the_vocabulary(site: Path) -> None:
    seen = 0
    for path in site.glob("*/**/*.html"):
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
        assert len(scripts) == 1, path
        node = json.loads(scripts[0])
        assert node.pop("@context") == "https://schema.org"
        assert list(schema_org.faults(node)) == [], path
        seen += 1
    assert seen > 20


def test_a_record_with_every_field_speaks_them_too(every_field: Library, small: Library) -> None:
    for library, id in ((every_field, "every-field"), (small, "two-arms")):
        for language in library.codes:
            node = told(library, f"studies/{id}/", language)
            del node["@context"]
            assert list(schema_org.faults(node)) == []


def test_what_the_vocabulary_does_not_know_is_found() -> None:
    node = {"@type": "MedicalTrial", "phase": "2", "studyDesign": "x", "status": {"@type": "Person", "name": 3}}
    assert list(schema_org.faults(node)) == [
        "MedicalTrial has no phase",
        "MedicalTrial has no studyDesign",
        "Person.name takes ['Text'], not 3",
        "MedicalTrial.status takes ['EventStatusType', 'MedicalStudyStatus', 'Text'], not {'@type': 'Person', 'name': 3}",
    ]


def test_a_page_says_what_it_is_in_which_language_and_where_it_stands(trial: Any, small: Library) -> None:
    study = small.studies["two-arms"]
    address = SITE_URL + "en/studies/two-arms/"
    assert (trial["@type"], trial["url"], trial["inLanguage"]) == ("MedicalWebPage", address, "en")
    assert (trial["name"], trial["dateModified"]) == (study.short_title["en"], study.editorial.last_changed.printed)
    assert [(step["position"], step["item"]) for step in trial["breadcrumb"]["itemListElement"]] == [
        (1, SITE_URL + "en/"), (2, SITE_URL + "en/studies/"), (3, address),
    ]  # fmt: skip
    assert [other["@id"] for other in trial["workTranslation"]] == [SITE_URL + "zh/studies/two-arms/"]


def test_a_trial_is_told_by_its_design_and_its_report(trial: Any, small: Library) -> None:
    study = trial["mainEntity"]
    assert study["@type"] == "MedicalTrial"
    assert "https://schema.org/RandomizedTrial" in study["trialDesign"]
    paper = next(each for each in trial["citation"] if each["@type"] == "MedicalScholarlyArticle")
    assert study["subjectOf"] == [{"@id": paper["@id"]}]
    assert paper["@id"] == "https://doi.org/10.1000/invented"
    assert study["healthCondition"] == [{"@id": each["@id"]} for each in trial["about"]]


@pytest.mark.parametrize(("kind", "type"), [("case-series", "MedicalObservationalStudy"), ("single-arm-trial", "MedicalTrial")])
def test_each_kind_of_study_has_its_type(kind: str, type: str, tmp_path: Path) -> None:
    library = world(tmp_path, {"other": changed(plain("two-arms"), {"kind": kind})})
    assert told(library, "studies/other/")["mainEntity"]["@type"] == type


def test_no_review_is_claimed_until_a_person_has_made_one(trial: Any, tmp_path: Path) -> None:
    assert {"lastReviewed", "reviewedBy"} & set(trial) == set()
    signed = {"name": {"zh": "\u67d0\u533b\u751f", "en": "A doctor"}, "date": "2026-11-01"}
    library = world(tmp_path, {"two-arms": changed(plain("two-arms"), {"editorial.checked": signed})})
    page = told(library, "studies/two-arms/")
    assert (page["lastReviewed"], page["reviewedBy"]) == ("2026-11-01", {"@type": "Person", "name": "A doctor"})


def test_a_retracted_paper_is_said_to_be_retracted(tmp_path: Path) -> None:
    record = plain("two-arms")
    place = next(number for number, source in enumerate(record["sources"]) if source["kind"] == "paper")
    library = world(tmp_path, {"two-arms": changed(record, {f"sources.{place}.standing.state": "retracted"})})
    papers = [each for each in told(library, "studies/two-arms/")["citation"] if each["@type"] == "MedicalScholarlyArticle"]
    assert [paper.get("creativeWorkStatus") for paper in papers] == ["retracted"]


def test_a_site_whose_address_is_not_known_tells_no_address(small: Library) -> None:
    text = json.dumps(told(small, "studies/two-arms/", site=None))
    assert set(re.findall(r"https://([^/\"]+)", text)) <= {"schema.org", "doi.org", "creativecommons.org", "clinicaltrials.gov"}


def test_no_word_of_a_record_ends_the_script_it_stands_in() -> None:
    """The theme's environment escapes nothing by itself; its `tojson` does."""
    hostile = "</script><script>alert(1)</script><!--&amp;'\""
    printed = Environment(autoescape=False).from_string("{{ linked | tojson }}").render(linked={"name": hostile})  # noqa: S701
    assert not set("<>&'") & set(printed)
    assert json.loads(printed) == {"name": hostile}
    assert "{{ linked | tojson }}" in (ROOT / "overrides" / "main.html").read_text(encoding="utf-8")


def test_nothing_unknown_is_said(trial: Any) -> None:
    text = json.dumps(trial)
    assert not re.search(r"null|not_reported|Missing|\[\]|\"\"", text)
