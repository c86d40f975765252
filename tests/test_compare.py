"""The comparison tables: the five real studies as checked against their sources, and what must hold of any records."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import invented
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.compare.columns import COLUMNS
from kb.compare.disagree import disagreements
from kb.compare.downloads import downloads, safe
from kb.compare.effects import Effect, instruments
from kb.compare.subject import Subject
from kb.compare.tables import Comparisons, Sheet, comparisons
from kb.library import Library
from kb.pages import Pages
from kb.render import Printer
from kb.rules import Record
from kb.rules.comparisons import (
    differences_that_matter_were_looked_for,
    effects_have_a_comparator,
    effects_have_a_direction,
    instruments_have_a_card,
)
from kb.source import Document, parse
from kb.values import Missing, Number, Range, Text
from kb.vocabulary import Difference

ROOT = Path(__file__).resolve().parent.parent
NGUYEN, YANG, REVIEW = "nguyen-2025-stroke-sequelae", "yang-2025-cerebral-infarction", "de-wilde-2026-stroke-review"
INJURY, PLANNED = "akhlaghpasand-2025-spinal-cord-injury", "nct06997939"
records = st.lists(st.integers(0, 400), min_size=1, max_size=6, unique=True)
quick = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def found(library: Library) -> Comparisons:
    return comparisons(library)


def sheet(found: Comparisons, name: str) -> Sheet:
    return next(sheet for sheet in found.sheets if sheet.name == name)


def printed(value: Any) -> str | None:
    """A value as a record writes it."""
    if value is None or isinstance(value, str | Missing):
        return value if value is None else str(value)
    return (
        f"{value.low.printed}-{value.high.printed}"
        if isinstance(value, Range)
        else value.printed
        if isinstance(value, Number)
        else str(value)
    )


# the five studies, checked by hand against /work/shared/seeds


def test_doses_of_the_five_studies(found: Comparisons) -> None:
    rows = {
        group.id: [
            (
                row.subject.id,
                row.arm.id,
                row.treatment.cells.id,
                printed(row.amount),
                printed(row.treatment.schedule.administrations),
                printed(row.calculated_total),
            )
            for row in group.rows
        ]
        for group in sheet(found, "doses").tables
    }
    assert rows == {
        "cells": [
            (YANG, "combined-cells", "neural-stem-cell", "5e6", "not_reported", None),
            (YANG, "combined-cells", "msc", "1e7", "not_reported", None),
            (PLANNED, "ommaya", "bm-msc-autologous", "2.0e7", "3", "6.0e7"),
            (PLANNED, "artery-low", "bm-msc-autologous", "2.5e6", "3", "7.5e6"),
            (PLANNED, "artery-high", "bm-msc-autologous", "1.0e7", "3", "3.0e7"),
        ],
        "cells-per-kg": [
            (NGUYEN, "intrathecal", "uc-msc", "1.5e6", "2", "3.0e6"),
            (NGUYEN, "intravenous", "uc-msc", "1.5e6", "2", "3.0e6"),
        ],
        "": [
            (REVIEW, "cells", "stem-cell", "not_extracted", "not_extracted", None),
            (INJURY, "cells", "msc", "not_reported", "not_reported", None),
            (INJURY, "cells", "schwann-cell", "not_reported", "not_reported", None),
        ],
    }


def test_alternating_cells_and_courses_are_said_and_not_added_up(found: Comparisons) -> None:
    first, second = [row for row in sheet(found, "doses").rows if row.subject.id == YANG]
    assert [other.cells.id for other in first.in_turn_with] == ["msc"]
    assert [other.cells.id for other in second.in_turn_with] == ["neural-stem-cell"]
    assert (printed(first.treatment.schedule.courses), str(first.treatment.schedule.pause)) == ("3", "3 mo")


def said(found: Comparisons, measure: str) -> dict[tuple[str, str, str], list[tuple[str, ...]]]:
    """The groups of an instrument: standing, kind and window; of each row the study, who against whom, the figure, the words."""
    (one,) = [one for one in sheet(found, "outcomes").tables if one.id == measure]
    groups: dict[tuple[str, str, str], list[tuple[str, ...]]] = {}
    for group in one.groups:
        for row in group.rows:
            figure = printed(getattr(row.point, "estimate", getattr(row.point, "change", None)))
            differences = tuple(f"{one.state} {one.difference.value.printed}" for one in row.reached)
            line = (
                row.subject.id,
                row.comparison.group,
                row.comparison.versus,
                figure or "",
                row.verdict.way,
                row.verdict.basis,
                *differences,
            )
            groups.setdefault((group.key.standing, group.key.kind, group.key.window), []).append(line)
    return groups


def test_outcomes_on_the_stroke_scale(found: Comparisons) -> None:
    none, against = "no_clear_difference", (NGUYEN, "intravenous", "intrathecal", "")
    assert said(found, "nihss") == {
        ("controlled", "mean_difference", "three_months"): [
            (NGUYEN, "intravenous", "control", "-1.7", none, "p"),
            (NGUYEN, "intrathecal", "control", "-1.5", none, "p"),
        ],
        ("controlled", "mean_difference", "six_months"): [
            (NGUYEN, "intravenous", "control", "-2.5", "better", "p"),
            (NGUYEN, "intrathecal", "control", "-2.3", none, "p"),
        ],
        ("controlled", "mean_difference", "one_year"): [
            (NGUYEN, "intravenous", "control", "-4.5", "better", "p"),
            (NGUYEN, "intrathecal", "control", "-3.6", "better", "p"),
        ],
        ("controlled", "direction", "baseline"): [(YANG, "combined-cells", "control", "", none, "p")],
        ("controlled", "direction", "after_treatment"): [(YANG, "combined-cells", "control", "", "better", "said")],
        ("controlled", "direction", "three_months"): [(*against, none, "said")],
        ("controlled", "direction", "six_months"): [(*against, none, "said")],
        ("controlled", "direction", "one_year"): [(*against, none, "said")],
        ("review", "mean_difference", "not_reported"): [(REVIEW, "cells", "control", "-0.65", none, "interval")],
        ("uncontrolled", "change", "after_treatment"): [(YANG, "combined-cells", "baseline", "picture_only", "better", "said")],
        ("planned", "planned", "three_weeks"): [(PLANNED, "all", "baseline", "", "planned", "")],
        ("planned", "planned", "six_months"): [(PLANNED, "all", "baseline", "", "planned", "")],
    }


def test_outcomes_on_the_independence_measure_reach_no_published_difference(found: Comparisons) -> None:
    rows = said(found, "fim")
    assert rows["controlled", "mean_difference", "six_months"] == [
        (NGUYEN, "intravenous", "control", "9.1", "better", "p", "below 22"),
        (NGUYEN, "intrathecal", "control", "picture_only", "no_clear_difference", "said"),
    ]
    assert rows["controlled", "mean_difference", "one_year"] == [
        (NGUYEN, "intravenous", "control", "17.9", "better", "p", "below 22"),
        (NGUYEN, "intrathecal", "control", "17.1", "better", "p", "below 22"),
    ]


def test_before_and_after_in_spinal_cord_injury_stands_without_a_control(found: Comparisons) -> None:
    rows = said(found, "scim-iii")
    assert {standing for standing, _, _ in rows} == {"uncontrolled"}
    assert rows["uncontrolled", "change", "one_year"] == [
        (INJURY, "all", "baseline", "not_reported", "better", "p", "below 12"),  # 40.3 to 47.2
        (INJURY, "cervical", "baseline", "not_reported", "better", "said", "below 12"),  # 25.1 to 29.1
        (INJURY, "thoracolumbar", "baseline", "not_reported", "better", "said", "below 12"),  # 45.8 to 53.8
        (INJURY, "subacute", "baseline", "not_reported", "better", "said", "below 12"),  # 37.2 to 48.1
        (INJURY, "chronic", "baseline", "not_reported", "better", "said", "below 12"),  # 41.6 to 46.8
    ]


def difference(value: str, **more: Any) -> Difference:
    return Difference(value=Number.parse(value), population=Text({}), method=Text({}), **more)


def measured_by(row: Effect, card: dict[str, Any]) -> Effect:
    """The same result where the card of its instrument says something else."""
    entry, library = copy(row.subject.entry), row.subject.entry.library
    measures = {**library.terms["measures"], row.measure.id: row.term.model_copy(update=card)}
    entry.listed_in(replace(library, terms=library.terms | {"measures": measures}))
    return replace(row, subject=Subject(entry))


@pytest.mark.parametrize(
    ("card", "state"),
    [
        ({"differences": (difference("9.1"),)}, ["unclear"]),  # 9.1 is anything from 9.05 to 9.15
        ({"differences": (difference("9"), difference("9.2"))}, ["reached", "below"]),
        ({"differences": (difference("8", largest=Number.parse("12")),)}, ["between"]),
        ({"differences": (difference("3", largest=Number.parse("9")),)}, ["reached"]),
        ({"differences": (difference("9.2", largest=Number.parse("12")),)}, ["below"]),
        ({"differences": (difference("9", unused=Text({})),)}, []),
        ({"better": "lower"}, []),  # a loss is as large as no gain
        ({"better": "neither"}, []),
    ],
)
def test_a_gain_is_held_against_the_differences_that_can_be_used(found: Comparisons, card: dict[str, Any], state: list[str]) -> None:
    row = next(row for row in found.effects if row.outcome.measure.id == "fim" and printed(row.size) == "9.1")
    assert [one.state for one in measured_by(row, card).reached] == state


def test_a_difference_in_another_unit_is_not_held_against_a_result(found: Comparisons) -> None:
    row = next(row for row in found.effects if row.outcome.measure.id == "scim-iii" and row.reached)
    assert (row.key.unit, row.term.unit) == ("point", "point")
    assert measured_by(row, {"unit": "second"}).reached == ()


def test_the_trial_and_the_review_disagree_on_the_stroke_scale(found: Comparisons) -> None:
    sides = {
        (one.window, one.kind): [(side.way, [row.subject.id for row in side.rows]) for side in one.sides] for one in found.disagreements
    }
    assert sides == {
        ("six_months", "different"): [("better", [NGUYEN]), ("no_clear_difference", [NGUYEN, REVIEW])],
        ("one_year", "different"): [("better", [NGUYEN, NGUYEN]), ("no_clear_difference", [REVIEW])],
        ("after_treatment", "different"): [("better", [YANG]), ("no_clear_difference", [REVIEW])],
    }
    assert {study for one in found.disagreements for study in one.studies} == set(found.of_study)


# any records


def every(found: Comparisons) -> Iterator[tuple[str, Any]]:
    for one in found.sheets:
        yield from ((one.name, row) for row in one.rows)


@quick
@given(records)
def test_no_table_mixes_what_cannot_be_compared(seeds: list[int]) -> None:
    made = comparisons(invented.library(seeds))
    for one in instruments(made.effects):
        for group in one.groups:
            assert len({row.key for row in group.rows}) == 1
            assert (
                len(
                    {
                        (row.outcome.measure, row.comparison.kind, row.key.window, row.comparator.kind, row.key.standing)
                        for row in group.rows
                    }
                )
                == 1
            )
        assert len({group.key for group in one.groups}) == len(one.groups)
    for group in sheet(made, "doses").tables:
        units = made.library.terms["units"]
        assert {row.unit is None or isinstance(row.amount, Missing) or units[row.unit.id].scale for row in group.rows} <= {group.id or True}
    for group in sheet(made, "harms").tables:
        assert {row.counts for row in group.rows} == {group.id}


@quick
@given(records)
def test_every_record_is_in_every_table_it_belongs_to_and_nowhere_twice(seeds: list[int]) -> None:
    made = comparisons(invented.library(seeds))
    assert all(times == 1 for times in Counter((name, row.id) for name, row in every(made)).values())
    for id, study in made.library.studies.items():
        treatments = [treatment for arm in study.arms if not isinstance(arm.treatments, Missing) for treatment in arm.treatments]
        mine = Counter(name for name, row in every(made) if row.subject.id == id)
        assert mine["doses"] == sum(1 if isinstance(treatment.doses, Missing) else len(treatment.doses) for treatment in treatments)
        assert mine["outcomes"] == sum(len(comparison.points) for outcome in study.outcomes for comparison in outcome.comparisons)
        assert mine["routes"] >= 1
        shown = {row.harm.event.id for name, row in every(made) if name == "harms" and row.subject.id == id}
        assert shown == (set() if isinstance(study.harms.rows, Missing) else {harm.event.id for harm in study.harms.rows})


@settings(quick, max_examples=4)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=5, unique=True))
def test_removing_a_record_removes_its_rows_and_nothing_else(seeds: list[int]) -> None:
    all_, fewer = (comparisons(invented.library(some)) for some in (seeds, seeds[1:]))
    gone = f"invented-{seeds[0]}"
    assert {(n, r.id) for n, r in every(fewer)} == {(n, r.id) for n, r in every(all_) if r.subject.id != gone}
    printer = Printer(fewer.library, ROOT / "overrides", fewer.library.codes[0])
    made = (page for page in Pages(fewer.library).values() if page.language == printer.language)
    shown = [printer.page(page).html for page in made if page.path.split("/")[0] in COLUMNS]
    assert not any(f"{gone}/" in html or f"{gone}:" in html for html in shown)


def test_results_that_agree_are_no_disagreement(library: Library) -> None:
    same = [row for row in comparisons(library).effects if row.verdict.way != "no_clear_difference"]
    assert disagreements(same) == ()


def test_a_page_that_grows_too_long_is_cut_and_every_way_still_leads_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.compare.tables.MOST", 20)
    made = comparisons(invented.library(range(40)))
    printer = Printer(made.library, ROOT / "overrides", made.library.codes[0])
    mine = [page for page in Pages(made.library).values() if page.path.split("/")[0] in COLUMNS and page.language == printer.language]
    shown = {page.path: printer.page(page).html for page in mine}
    assert sum(html.count("data-facets=") for path, html in shown.items() if path.startswith("outcomes/")) == len(made.effects)
    assert 'href="nihss/"' in shown["outcomes/"] and 'id="nihss"' in shown["outcomes/"]
    assert made.disagreements
    for ones in made.of_study.values():
        assert all(f'id="disagree-{one.id}"' in shown[path] for one, path in ones)


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("fim", "22. Found in 113 people after stroke in a long-term acute care hospital;"),
        ("fim", "PMID 16401435 Such a threshold is about one person's change."),
        ("scim-iii", "12 to 45.3 (total score). Found in people"),
        ("barthel-index", "none found that can be used Published, but not used here: 1.85. Found in 43 inpatients"),
        ("fugl-meyer", "doi:10.1177/15459683231186985 It is for a part of the assessment, not for its total."),
        ("mrs", "none found that can be used Looked for on 2026-11-29 in copies of public web pages, among them PubMed abstracts."),
        ("death", "not applicable People are counted here; it is no score of one person."),
        ("fms", "not applicable The source does not tell which instrument it is"),
    ],
)
def test_a_card_says_which_difference_matters_or_where_one_looked(found: Comparisons, measure: str, told: str) -> None:
    printer = Printer(found.library, ROOT / "overrides", "en")
    (page,) = [page for page in Pages(found.library).values() if (page.path, page.language) == ("outcomes/", "en")]
    html = printer.page(page).html.partition(f'id="{measure}"')[2].partition("</details>")[0]
    text = re.sub("<[^>]+>", "", re.sub("</(?:p|ul|li)>|<br>", " ", html))
    assert told in " ".join(text.replace("&#39;", "'").split())


# what an editor is told


RULES_OF_COMPARISON = (
    instruments_have_a_card,
    differences_that_matter_were_looked_for,
    effects_have_a_comparator,
    effects_have_a_direction,
)


def told(changes: dict[str, str], **card: Any) -> list[str]:
    text = (Path(__file__).parent / "records" / "two-arms.yml").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    made = invented.library([])
    measures = dict(made.terms["measures"])
    made.terms["measures"] = measures | {"nihss": measures["nihss"].model_copy(update=card)}
    document: Document = parse(text.encode(), "data/studies/x.yml")
    made.documents[document.file] = document
    record = Record("x", invented.modelled(document.values, made.codes), made)  # type: ignore[arg-type]
    return [f"{one.line}: {one.field}: {one.code}" for rule in RULES_OF_COMPARISON for one in rule(record)]


def test_an_effect_without_comparator_direction_or_card_is_a_finding() -> None:
    assert told({}) == []
    assert told({"        versus: control\n": "        versus: none\n"}) == ["107: outcomes[0].comparisons[0].versus: no_comparator"]
    assert told({"estimate: -1.7,": "estimate: not_reported,"}) == ["111: outcomes[0].comparisons[0].points[0]: no_direction"]
    assert told({}, better=None, range=None) == ["101: outcomes[0].measure: no_card"]
    assert told({}, looked_for=None) == ["101: outcomes[0].measure: not_looked_for"]
    assert told({}, looked_for=None, no_difference=Text({})) == []
    assert told({}, differences=(difference("4"),)) == ["101: outcomes[0].measure: difference_unsourced"]
    assert told({}, differences=(difference("4", doi="10.1000/x"),)) == []
    assert told({"measure: nihss": "measure: no-such-measure"}) == []  # an unknown term is another rule's finding


# files


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        (" =x", "' =x"),
        ("＝x", "'＝x"),
        ("-4.5", "-4.5"),
        ("-1.5e-6", "-1.5e-6"),
        (-4.5, -4.5),
        (None, ""),
        ("a-b", "a-b"),
    ],
)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(cell: Any, wanted: Any) -> None:
    assert safe(cell) == wanted


def test_files_hold_every_row_in_every_language(found: Comparisons, tmp_path: Path) -> None:
    printers = {code: Printer(found.library, ROOT / "overrides", code) for code in found.library.codes}
    downloads(found, [*printers.values()], tmp_path)
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert len(files) == 2 * len(COLUMNS) * len(printers)
    for name in COLUMNS:
        rows = sum(1 for other, _ in every(found) if other == name)
        for code in printers:
            table, data = files[f"{code}/{name}/{name}.csv"], json.loads(files[f"{code}/{name}/{name}.json"])
            assert table.startswith(b"\xef\xbb\xbf")
            assert len(list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))) == rows + 1 == len(data["rows"]) + 1
            assert all(column["name"] and column["note"] for column in data["columns"]) and data["units"] and data["dates"]


def test_a_formula_in_a_record_reaches_no_spreadsheet(small: Library, tmp_path: Path) -> None:
    library = replace(small, studies={'=HYPERLINK("x")': small.studies["two-arms"]})
    printer = Printer(library, ROOT / "overrides", library.codes[0])
    downloads(comparisons(library), [printer], tmp_path)
    (table,) = tmp_path.rglob("routes.csv")
    assert table.read_text(encoding="utf-8-sig").splitlines()[1].startswith('"\'=HYPERLINK(""x"")",')


def test_a_file_without_rows_is_whole(small: Library, tmp_path: Path) -> None:
    library = replace(small, studies={})
    printer = Printer(library, ROOT / "overrides", library.codes[0])
    downloads(comparisons(library), [printer], tmp_path)
    (data,) = tmp_path.rglob("harms.json")
    assert json.loads(data.read_text(encoding="utf-8"))["rows"] == []
