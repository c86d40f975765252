"""The model holds every kind of study, exactly as printed, and refuses what it cannot hold at the place of the fault."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from kb.finding import Finding
from kb.library import Library, load
from kb.model import Study
from kb.model.part import Figures, Part, Statement
from kb.model.results import ChangePoint, DirectionPoint, EffectPoint, Interval, PlannedPoint, Pooled, Sizes, ValuesPoint
from kb.model.sources import Standing
from kb.model.treatment import Dose
from kb.reading import modelled
from kb.rules import check
from kb.source import Document, parse, read
from kb.values import Count, Date, Duration, Missing, Number, Percent, Place, Probability, Quantity, Range, Ref, Text, Time

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "tests" / "records"
PAPER = (Place("paper"),)


def plain(name: str) -> Any:
    document = read(RECORDS / name)
    assert document.findings == ()
    return document.values


CASES: Mapping[str, Any] = plain("cases.yml")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def overlaid(*changes: Mapping[str, Any]) -> Any:
    """The record of two arms with `with` set and `without` taken away, change by change."""
    record = copy.deepcopy(plain("two-arms.yml"))
    for change in changes:
        for path, value in change.get("with", {}).items():
            _put(record, path.split("."), copy.deepcopy(value))
        for path in change.get("without", ()):
            *steps, last = path.split(".")
            del _at(record, steps)[last]
    return record


def _at(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _put(record: Any, steps: Sequence[str], value: Any) -> None:
    around = _at(record, steps[:-1])
    if not isinstance(around, list):
        around[steps[-1]] = value
    else:
        around[int(steps[-1]) : int(steps[-1]) + 1] = [value]


def document(record: Any, name: str = "case") -> Document:
    """A record as a file: written down and read again, so that every place is real."""
    return parse(yaml.dump(record, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000).encode(), f"data/studies/{name}.yml")


@cache
def vocabularies() -> Library:
    """The real vocabularies and words, without a record."""
    return load(ROOT / "data", only="")


def checked(**records: Any) -> tuple[dict[str, Study], list[Finding]]:
    """Records in a library of their own, and everything that is wrong with them."""
    library = replace(vocabularies(), studies={}, documents={}, findings=[])
    for name, record in records.items():
        file = document(record, name)
        study, found = modelled(file, Study, library.codes)
        library.documents[file.file] = file
        library.findings += found
        if study is not None:
            library.studies[name] = study
    return library.studies, sorted([*library.findings, *check(library)])


def held(case: str) -> Study:
    """What the model holds of a case, about which there is nothing to find."""
    studies, findings = checked(case=overlaid(CASES[case]))
    assert findings == []
    return studies["case"]


def number(printed: str) -> Number:
    return Number.parse(printed)


def limits(low: str, high: str) -> Range:
    return Range(Number.parse(low), Number.parse(high))


def sizes(group: str | Missing, versus: str | Missing) -> Sizes:
    known = [size if isinstance(size, Missing) else Count.parse(size) for size in (group, versus)]
    at = PAPER if any(isinstance(size, Count) for size in known) else ()
    return Sizes.model_construct(group=known[0], versus=known[1], at=at, remarks=())


WORD: Any = "not_reported"  # as written in a record


def shown(value: Any) -> str:
    """A value with everything in it; for p values that are bare words, which equal nothing, not even themselves."""
    return repr(value)


NOT_REPORTED, NOT_APPLICABLE = Missing.NOT_REPORTED, Missing.NOT_APPLICABLE

# every case


def wrong() -> Iterator[Any]:
    for case, told in CASES.items():
        for mistake in told["wrong"]:
            expected = [mistake["finding"]] if isinstance(mistake["finding"], str) else mistake["finding"]
            yield pytest.param(told, mistake, expected, id=f"{case}: {expected[0]}")


@pytest.mark.parametrize(("case", "mistake", "expected"), list(wrong()))
def test_one_mistake_is_one_finding_at_its_place(case: Any, mistake: Any, expected: list[str]) -> None:
    record = overlaid(case, mistake)
    _, findings = checked(case=record)
    assert sorted(f"{found.field}: {found.code}" for found in findings) == sorted(expected)
    places = document(record)
    for found in findings:
        words = places.text.splitlines()[found.line - 1][found.column - 1 :]
        assert words, f"{found.place()} is past the end of its line"


def test_every_case_is_held_by_a_test_and_has_a_mistake() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert {case for case in CASES if f'held("{case}")' not in text or not CASES[case]["wrong"]} == set()


def test_the_record_that_all_cases_change_is_good() -> None:
    assert checked(case=overlaid())[1] == []


# doses


def dose(amount: Any, unit: str, per: str = "administration", level: str | None = None) -> Dose:
    count = None if level is None else Count.parse(level)
    return Dose.model_construct(amount=amount, unit=Ref(unit, "units"), per=Ref(per, "dose_bases"), level=count, label=None)


def doses(study: Study, arm: int = 0) -> Any:
    treatments = study.arms[arm].treatments
    assert not isinstance(treatments, Missing)
    return treatments[0].doses


def test_a_dose_escalation_has_a_dose_for_each_level() -> None:
    levels = (("1", "1e6"), ("2", "3e6"), ("3", "1.0e7"))
    expected = tuple(dose(number(amount), "cells_per_kg", level=level) for level, amount in levels)
    assert doses(held("a dose escalation with several levels")) == expected


def test_the_levels_of_a_dose_escalation_may_be_arms() -> None:
    study = held("a dose escalation with one arm for each level")
    assert [(arm.id, arm.people, doses(study, index)) for index, arm in enumerate(study.arms)] == [
        ("cells", Count.parse("3"), (dose(number("1.5e6"), "cells_per_kg", level="1"),)),
        ("cohort-2", Count.parse("3"), (dose(number("3e6"), "cells_per_kg", level="2"),)),
    ]


def test_a_dose_may_be_a_volume_nucleated_cells_per_kg_or_a_range() -> None:
    expected = (dose(number("4.0"), "ml"), dose(number("1.2e7"), "tnc_per_kg", "course"), dose(limits("5e6", "2.0e7"), "tnc", "total"))
    found = doses(held("a dose as a volume, in nucleated cells per kg, or as a range"))
    assert found == expected
    assert (found[2].amount.low.value, found[2].amount.high.value) == (Decimal(5_000_000), Decimal(20_000_000))


def test_a_dose_in_two_units_is_two_doses() -> None:
    expected = (dose(number("1e6"), "cells_per_kg"), dose(number("~6.5e7"), "cells"), dose(NOT_REPORTED, "cells", "total"))
    assert doses(held("cells per kg beside total cells")) == expected


# arms


def test_arms_of_a_crossover_name_each_other() -> None:
    study = held("crossover arms share their people")
    assert [(arm.id, arm.shares_people_with) for arm in study.arms] == [("cells", ("control",)), ("control", ("cells",))]


def test_each_arm_says_how_people_came_into_it() -> None:
    study = held("an arm that is not randomised beside arms that are")
    assert study.design.allocation == Ref("PARTLY_RANDOMIZED", "allocations")
    assert [arm.assignment for arm in study.arms] == [Ref("randomised", "assignments"), Ref("matched", "assignments")]


# outcomes


def comparisons(study: Study) -> tuple[Any, ...]:
    return study.outcomes[0].comparisons


def effect(time: str, estimate: Any, p: str | Missing, interval: Interval | Missing = NOT_REPORTED, **further: Any) -> EffectPoint:
    known = {"people": None, "shows": None, "remarks": (), **further}
    chance = p if isinstance(p, Missing) else Probability.parse(p)
    value = estimate if isinstance(estimate, Missing) else number(estimate)
    return EffectPoint.model_construct(time=Time.parse(time), estimate=value, interval=interval, p=chance, at=PAPER, **known)


def interval(low: str, high: str, level: str = "95") -> Interval:
    return Interval(level=Percent.parse(level), limits=limits(low, high))


def test_ratios_and_differences_are_kept_apart_by_kind() -> None:
    found = comparisons(held("ratios and differences of every kind"))
    expected = [
        ("odds_ratio", sizes("16", "15"), (effect("12 mo", "2.10", "0.04", interval("1.05", "4.2")),)),
        ("risk_ratio", sizes("16", "16"), (effect("12 mo", "0.64", "0.040", interval("0.42", "0.98")),)),
        ("hazard_ratio", sizes("16", "16"), (effect("1-5 a", "1.0", "not_significant", interval("0.2", "5.0", "99")),)),
        ("rate_ratio", sizes("16", "16"), (effect("12 mo", "<0.01", "<0.001"),)),
        ("risk_difference", sizes("16", "16"), (effect("12 mo", "-12.5", ">0.05", interval("-30.0", "5")),)),
        ("smd", sizes("16", "16"), (effect("12 mo", "0", "1.00", interval("-0.70", "0.70")),)),
    ]
    assert shown([(one.kind, one.people, one.points) for one in found]) == shown(expected)
    assert found[0].adjusted == Text(CASES["ratios and differences of every kind"]["with"]["outcomes.0.comparisons"][0]["adjusted"])


def test_medians_have_their_iqr_or_range() -> None:
    first, second = comparisons(held("medians with IQR or range"))[0].points
    assert (first.group, first.versus, first.p) == (
        Figures(median=number("12"), iqr=limits("9.5", "14.0")),
        Figures(median=number("13.0"), range=limits("4", "21")),
        Probability.parse("0.0460"),
    )
    group = Figures(median=number("11"), iqr=WORD)
    assert second == ValuesPoint(time=Time.parse("12 mo"), p=WORD, group=group, versus=WORD, at=PAPER)


def test_before_and_after_are_of_the_same_people() -> None:
    (change,) = comparisons(held("before and after with means"))
    assert (change.versus, change.people) == ("baseline", sizes("14", NOT_APPLICABLE))
    assert change.points == (
        ChangePoint(
            time=Time.parse("6 mo"),
            p=Probability.parse("0.059"),
            before=Figures(mean=number("25.10"), sd=number("4.0")),
            after=Figures(mean=number("30"), se=number("1.1")),
            change=number("4.90"),
            at=PAPER,
        ),
    )


def test_nobody_of_n_is_0_of_n_and_no_blank() -> None:
    study = held("nobody of those looked at")
    (point,) = comparisons(study)[0].points
    assert point.group == Figures(count=Count.parse("0"), of=Count.parse("15"))
    assert point.versus == Figures(count=Count.parse("2"), of=Count.parse("16"), percent=number("12.5"))
    assert not isinstance(study.harms.rows, Missing)
    (harm,) = study.harms.rows
    assert (harm.people, harm.of, harm.events, harm.of_events) == (Count.parse("0"), Count.parse("16"), Count.parse("0"), NOT_REPORTED)
    assert (harm.percent, harm.percent_of) == (Percent.parse("0"), "people")


def test_a_percentage_may_stand_alone() -> None:
    (found,) = comparisons(held("a percentage and nothing else"))
    assert (found.kind, found.people) == ("percentage", sizes(NOT_REPORTED, NOT_REPORTED))
    assert (found.points[0].group, found.points[0].versus) == (Figures(percent=number("85.90")), Figures(percent=limits("60", "70")))


def test_a_direction_needs_no_figure() -> None:
    (found,) = comparisons(held("a direction without a figure"))
    shows = Ref("higher", "directions")
    significant, picture_only = Probability.parse("significant"), Missing.PICTURE_ONLY
    expected = DirectionPoint.model_construct(time=NOT_REPORTED, shows=shows, p=significant, figures=picture_only, at=PAPER, remarks=())
    assert shown(found.points) == shown((expected,))


def test_a_negative_result_is_held_like_any_other() -> None:
    study = held("a negative result")
    assert study.outcomes[0].priority == Ref("primary", "priorities")
    figures = effect("12 mo", "0.65", "0.24", interval("-0.42", "1.73"))
    words = effect("5 a", NOT_REPORTED, "not_significant", shows=Ref("worse", "directions"))
    assert shown(comparisons(study)[0].points) == shown((figures, words))


def test_a_pooled_effect_says_of_how_many_trials_and_how_they_agree() -> None:
    study = held("a pooled effect")
    assert comparisons(study)[0].pooled == Pooled(
        trials=Count.parse("15"),
        people=Count.parse("824"),
        model=Text({"zh": "随机效应模型", "en": "random-effects model"}),
        i2=Percent.parse("62.0"),
        heterogeneity_p=Probability.parse("<0.001"),
        at=PAPER,
    )
    assert study.review is not None and study.review.search.included == Count.parse("17")


def test_each_outcome_and_time_has_its_own_n() -> None:
    (found,) = comparisons(held("another number of people at each outcome and time"))
    assert (found.people, [point.people for point in found.points]) == (sizes("15", NOT_REPORTED), [None, sizes("12", "11")])


def test_figures_that_a_remark_calls_wrong_are_held_as_printed() -> None:
    study = held("a printed error with its remark")
    assert comparisons(study)[0].points == (effect("12 mo", "2.50", "0.3", interval("-0.6", "0.2"), remarks=("point-lost",)),)
    assert (study.remarks[0].figure, study.remarks[0].instead) == (number("2.50"), number("-0.250"))
    assert study.claims[0].rests_on == ("nihss", "point-lost")


# reports


def test_a_registration_plans_and_has_no_results_yet() -> None:
    study = held("a registration without results")
    assert (study.harms.rows, study.conclusions) == (Missing.NO_RESULTS_YET, Missing.NO_RESULTS_YET)
    (planned,) = comparisons(study)
    assert planned.people == sizes(Missing.NO_RESULTS_YET, NOT_APPLICABLE)
    assert planned.points == (PlannedPoint(time=Time.parse("12 mo"), how=Text({"zh": "由医生评分", "en": "rated by a doctor"}), at=PAPER),)


def test_a_terminated_trial_has_the_people_it_planned_and_the_reason() -> None:
    study = held("a trial that was terminated")
    registry: Any = study.sources[1]
    assert (registry.status, registry.completion) == (Ref("TERMINATED", "statuses"), Date("2020-03-31"))
    assert (study.people.number("all", "planned"), study.people.number("all", "randomised")) == (Count.parse("60"), Count.parse("32"))
    reason = Text({"zh": "因入组太慢而提前终止；计划 60 人。", "en": "Stopped early because too few people joined; 60 were planned."})
    assert study.design.notes == (Statement(text=reason, figures={"planned": Quantity.parse("60")}, at=(Place("registry"),)),)


def test_a_withdrawn_trial_has_nobody_in_it() -> None:
    study = held("a trial that was withdrawn before anybody joined")
    registry: Any = study.sources[0]
    assert (registry.status, registry.start) == (Ref("WITHDRAWN", "statuses"), NOT_APPLICABLE)
    assert (study.people.number("all", "enrolled"), study.harms.rows) == (Count.parse("0"), NOT_APPLICABLE)


def test_a_retraction_and_a_correction_have_date_and_notice() -> None:
    papers: Any = held("a paper that was retracted after it was corrected").sources
    assert [paper.standing for paper in papers] == [
        Standing(state=Ref("retracted", "standings"), checked=Date("2026-11-20"), notice="10.1000/retraction"),
        Standing(state=Ref("corrected", "standings"), checked=Date("2026-11")),
    ]


def test_a_paper_may_have_no_doi() -> None:
    paper: Any = held("a paper without a DOI").sources[0]
    assert paper.doi is NOT_APPLICABLE


def test_a_study_may_stand_in_several_registries() -> None:
    found: Any = held("several registry numbers of different registries").sources[1:]
    assert [(one.registry.id, one.number, one.status) for one in found] == [
        ("clinicaltrials-gov", "NCT01234567", Ref("COMPLETED", "statuses")),
        ("chictr", "ChiCTR2000012345", Missing.NOT_EXTRACTED),
        ("eudract", "2019-001234-56", Ref("UNKNOWN", "statuses")),
    ]


def test_a_study_may_have_several_reports_and_a_figure_may_rest_on_two() -> None:
    study = held("more than one report of one study")
    papers: Any = study.sources
    assert [(paper.id, paper.doi, paper.pmid, paper.volume, paper.issue) for paper in papers] == [
        ("paper", "10.1000/invented", NOT_REPORTED, NOT_APPLICABLE, NOT_APPLICABLE),
        ("late", "10.1000/late", "12345678", "12", "3-4"),
    ]
    assert comparisons(study)[0].points[1].at == (Place("paper"), Place("late"))


# words and digits


def test_the_five_words_are_five_different_values() -> None:
    study = held("five words where a figure is not given")
    point = comparisons(study)[0].points[0]
    found = (study.design.centres, study.design.follow_up, study.people.baseline, study.arms[0].people, point.estimate)
    assert found == tuple(Missing(word) for word in ("not_reported", "not_extracted", "not_applicable", "no_results_yet", "picture_only"))
    assert len(set(found)) == len(Missing)


def test_digits_stay_as_printed() -> None:
    (point,) = comparisons(held("printed digits are kept"))[0].points
    assert point == effect("12.0 mo", "-4.50", "<0.001", interval("-6.10", "-2.90", "95.0"))
    assert (point.estimate.printed, point.estimate.value, point.estimate.half) == ("-4.50", Decimal("-4.5"), Decimal("0.005"))
    assert (point.p.printed, point.p.value, point.p.sign) == ("<0.001", Decimal("0.001"), "<")
    assert (str(point.time), point.interval.level.printed, point.interval.limits.low.printed) == ("12.0 mo", "95.0", "-6.10")


# the model itself


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models(inner)


def reachable() -> list[type[BaseModel]]:
    """Every model class that a record can hold."""
    found: list[type[BaseModel]] = [Study]
    for model in found:
        for field in model.model_fields.values():
            found += [inner for inner in dict.fromkeys(models(field.annotation)) if inner not in found]
    return found


EVERY_FACT = {"remarks", "acknowledged"}  # ids of remarks, doubts looked into: most facts have none
MAY_BE_LEFT_OUT = {
    # a group of figures has those that the source gives, and a rule refuses a group without any
    "Figures": {"value", "mean", "sd", "se", "median", "iqr", "range", "count", "of", "percent", "unit"},
    # named figures of a sentence
    "Statement": {"figures"}, "Claim": {"figures", "rests_on"}, "Remark": {"figures", "figure", "instead"},
    # a name or note that most things do not need
    "Characteristic": {"level", "when"}, "Step": {"note"}, "Outcome": {"label"}, "Dose": {"label", "level"},
    "Author": {"given"}, "Registration": {"title", "text"}, "Article": {"text"}, "Paper": {"text"}, "Standing": {"notice"},
    # something that only some studies have: a rule asks for it where it must be
    "Comparison": {"within"}, "Point": {"people"}, "EffectPoint": {"shows"}, "ChangePoint": {"shows"}, "Effect": {"pooled"},
    "Sizes": {"at"}, "Arm": {"shares_people_with"}, "Certainty": {"outcome"},
    # lists of what there is to say; a page prints no heading for an empty one
    "People": {"subgroups"}, "Treatment": {"tests"}, "Design": {"notes"}, "Summary": {"limits"},
    "Study": {"associations", "review", "context", "claims", "remarks", "outside", "related"},
}  # fmt: skip


def defaults() -> Iterator[tuple[type[BaseModel], str, Any]]:
    """Every field that may be left out, with what then stands there."""
    for model in reachable():
        for name, field in model.model_fields.items():
            if not field.is_required():
                yield model, name, field.get_default(call_default_factory=True)


def test_no_field_with_a_medical_meaning_has_a_default() -> None:
    surprising = set()
    for model, name, _ in defaults():
        allowed = EVERY_FACT.union(*(MAY_BE_LEFT_OUT.get(base.__name__, set()) for base in model.__mro__))
        surprising |= {f"{model.__name__}.{name}"} if name not in allowed else set()
    assert surprising == set()


def test_every_default_is_empty_and_states_nothing() -> None:
    assert {repr(default) for _, _, default in defaults()} == {"None", "()", "{}"}


def test_the_list_of_defaults_names_no_field_that_has_none() -> None:
    real = {(base.__name__, name) for model, name, _ in defaults() for base in model.__mro__}
    assert {(model, name) for model, names in MAY_BE_LEFT_OUT.items() for name in names} - real == set()


@pytest.mark.parametrize("model", reachable(), ids=lambda model: model.__name__)
def test_every_part_is_frozen_and_takes_no_other_field(model: type[BaseModel]) -> None:
    assert issubclass(model, Part)
    assert (model.model_config.get("frozen"), model.model_config.get("extra")) == (True, "forbid")


def test_a_study_cannot_be_changed_once_read() -> None:
    study = held("a paper without a DOI")
    with pytest.raises(ValidationError, match="frozen"):
        study.title = study.short_title
    with pytest.raises(AttributeError):
        study.design.follow_up.unit = "a"  # type: ignore[union-attr, misc]


def test_a_field_that_is_not_there_is_refused_with_the_one_that_was_meant() -> None:
    (found,) = checked(case=overlaid({"with": {"arms.0.peple": "16"}}))[1]
    assert (found.field, found.code, dict(found.values)) == ("arms[0].peple", "extra_forbidden", {"name": "peple", "near": "people"})


def test_the_schema_can_be_written_down_and_names_the_vocabularies() -> None:
    schema = TypeAdapter(Study).json_schema()
    assert set(schema["required"]) == {name for name, field in Study.model_fields.items() if field.is_required()}
    assert schema["properties"]["kind"] == {"title": "Kind", "type": "string", "vocabulary": "kinds"}
    assert schema["additionalProperties"] is False


def test_a_duration_is_a_time_in_a_unit_of_time() -> None:
    assert Duration.parse("12 mo") == Duration(number("12"), "mo")
