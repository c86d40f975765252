"""Invented records for tests and measurements: any number of studies with every kind of dose, result and harm, from a seed."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import yaml

from kb.facts import name_facts
from kb.library import Library, load
from kb.model import Study
from kb.source import read

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
BASE = read(HERE / "records" / "two-arms.yml", "two-arms.yml").values
CONDITIONS = ("ischaemic-stroke", "acute-cerebral-infarction", "sequelae-of-stroke", "spinal-cord-injury", "stroke")
MEASURES = ("nihss", "mrs", "barthel-index", "fim", "sf-36", "asia-motor", "modified-ashworth", "cerebral-perfusion", "vegf-serum")
TIMES = ("7 d", "1 mo", "3 mo", "6 mo", "12 mo", "2 a", "after_treatment", "not_reported")
RATIOS = ("risk_ratio", "odds_ratio", "hazard_ratio")
DIFFERENCES = ("mean_difference", "smd", "risk_difference")


def study(seed: int, points: int = 12) -> dict[str, Any]:
    """The plain values of one invented record with about so many points of results."""
    chance = random.Random(seed)  # noqa: S311 nothing here is secret
    values: dict[str, Any] = copy.deepcopy(BASE)  # type: ignore[arg-type]
    kind = chance.choice(("randomised-trial", "randomised-trial", "randomised-trial", "case-series", "systematic-review", "registration"))
    values["kind"] = kind
    values["short_title"] = {"zh": f"虚构研究 {seed}", "en": f"Invented study {seed} of cells after injury"}
    values["people"]["conditions"] = chance.sample(CONDITIONS, chance.choice((1, 1, 2)))
    values["people"]["stages"] = chance.choice((["acute"], ["subacute", "chronic"], ["sequelae"], "not_reported"))
    values["design"]["control"] = chance.choice(("rehabilitation", "usual-care", "placebo", "not_reported"))
    values["arms"] = _arms(values["arms"], kind, chance)
    values["outcomes"] = _outcomes(values, kind, points, chance)
    values["harms"]["rows"] = _harms(values["arms"], kind, chance)
    return values


def _arms(arms: list[dict[str, Any]], kind: str, chance: random.Random) -> list[dict[str, Any]]:
    cells, control = arms
    others = []
    for number in range(chance.choice((0, 0, 1, 2))):
        other = copy.deepcopy(cells)
        other |= {"id": f"cells-{number}", "name": {"zh": f"细胞组 {number}", "en": f"cell group {number}"}}
        others.append(other)
    for arm in (cells, *others):
        treatments = [_treatment(copy.deepcopy(cells["treatments"][0]), chance) for _ in range(chance.choice((1, 1, 2)))]
        arm["treatments"] = treatments
    return [cells, *others] if kind in ("case-series", "registration") else [cells, *others, control]


def _treatment(treatment: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    treatment["cells"] = chance.choice(("uc-msc", "bm-msc", "msc", "neural-stem-cell", "stem-cell"))
    treatment["donor"] = chance.choice(("allogeneic", "autologous", "not_reported"))
    treatment["route"] = chance.choice(("intravenous", "intrathecal", "intra-arterial", "intracerebral", "not_reported"))
    treatment["doses"] = _doses(chance)
    treatment["schedule"] |= {
        "administrations": chance.choice(("1", "2", "3", "12", "not_reported")),
        "interval": chance.choice(("1 wk", "3 mo", "not_reported")),
    }
    return treatment


def _doses(chance: random.Random) -> Any:
    if chance.random() < 0.2:
        return chance.choice(("not_reported", "not_extracted", "picture_only"))
    amount = chance.choice(("1.5e6", "2e7", "1.0e8", ["1e6", "2e6"], "~5e7", "not_reported"))
    unit, basis = (
        chance.choice(("cells", "cells", "cells_per_kg", "tnc", "ml")),
        chance.choice(("administration", "administration", "course", "total")),
    )
    if chance.random() < 0.3:
        return [{"amount": f"{n}e6", "unit": unit, "per": basis, "level": str(n)} for n in (1, 2, 3)]
    return [{"amount": amount, "unit": unit, "per": basis}]


def _outcomes(values: dict[str, Any], kind: str, points: int, chance: random.Random) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while sum(len(c["points"]) for outcome in found for c in outcome["comparisons"]) < points:
        comparison = _comparison(values, kind, chance)
        outcome = {
            "id": f"outcome-{len(found)}",
            "measure": chance.choice(MEASURES),
            "priority": "not_reported",
            "method": "not_reported",
            "comparisons": [comparison],
        }
        if chance.random() < 0.2:
            outcome["label"] = {"zh": "右手", "en": "right hand"}
        found.append(outcome)
    return found


def _comparison(values: dict[str, Any], kind: str, chance: random.Random) -> dict[str, Any]:
    arms = [arm["id"] for arm in values["arms"]]
    what = chance.choice((*RATIOS, *DIFFERENCES, *("mean_difference",) * 6, "change", "values", "people", "percentage", "direction"))
    if kind == "registration":
        what = "planned"
    elif len(arms) == 1:
        what = "change"
    group, versus = (arms[0], chance.choice(arms[1:])) if len(arms) > 1 else (arms[0], "baseline")
    versus = "baseline" if what in ("change", "planned") else versus
    times = chance.sample(TIMES[:-2], chance.choice((1, 2, 3))) if chance.random() < 0.8 else [chance.choice(TIMES[-2:])]
    return {
        "kind": what, "group": group, "versus": versus, "adjusted": "not_reported", "people": {"group": "16", "versus": "16"},
        "points": [_point(what, time, chance) for time in times],
    }  # fmt: skip


def _point(kind: str, time: str, chance: random.Random) -> dict[str, Any]:
    point: dict[str, Any] = {"time": time, "at": "paper"}
    if kind == "planned":
        return point | {"how": {"zh": "随访时", "en": "at follow-up"}}
    point["p"] = chance.choice(("<0.001", "0.03", ">0.05", "0.24", "significant", "not_significant", "not_reported"))
    if kind in RATIOS or kind in DIFFERENCES:
        middle = round(chance.uniform(0.3, 2.5) if kind in RATIOS else chance.uniform(-8, 8), 2)
        spread = round(chance.uniform(0.05, 0.25) if kind in RATIOS else chance.uniform(0.2, 6), 2)
        point["estimate"] = str(middle)
        point["interval"] = (
            {"level": "95", "limits": [f"{middle - spread:.2f}", f"{middle + spread:.2f}"]} if chance.random() < 0.7 else "not_reported"
        )
    elif kind == "change":
        before, after = chance.randint(10, 40), chance.randint(10, 40)
        point |= {
            "before": {"mean": str(before), "sd": "4.5", "unit": "point"},
            "after": {"mean": str(after), "sd": "5.0", "unit": "point"},
            "change": "not_reported",
        }
    elif kind == "direction":
        point |= {"shows": chance.choice(("higher", "lower", "no_clear_difference", "better")), "figures": "not_reported"}
    else:
        point |= {side: _side(kind, chance) for side in ("group", "versus")}
    return point


def _side(kind: str, chance: random.Random) -> dict[str, Any]:
    if kind == "values":
        return {"mean": str(chance.randint(10, 40)), "sd": "4.0", "unit": "point"}
    count = chance.randint(0, 16)
    return {"count": str(count), "of": "16"} if kind == "people" else {"percent": str(count * 5)}


def _harms(arms: list[dict[str, Any]], kind: str, chance: random.Random) -> Any:
    if kind == "registration":
        return "no_results_yet"
    missing = dict.fromkeys(
        ("people", "of", "events", "of_events", "percent", "percent_of", "serious", "related", "severity"), "not_reported"
    )
    rows = []
    for event in ("headache", "fever", "death"):
        counted = chance.choice(
            ({"people": "2", "of": "16"}, {"events": "4", "of_events": "9"}, {"people": "1", "of": "16", "events": "3"}, {})
        )
        rows.append(missing | {"event": event, "group": chance.choice(arms)["id"], "serious": "no", "at": "paper"} | counted)
    return rows


def library(seeds: range | list[int], points: int = 12) -> Library:
    """The real vocabularies and words with invented studies in the place of the real ones."""
    made = load(DATA, only="")
    for seed in seeds:
        made.studies[f"invented-{seed}"] = modelled(study(seed, points), made.codes)
        name_facts(made.studies[f"invented-{seed}"], of=f"invented-{seed}")
    return made


def modelled(values: dict[str, Any], codes: tuple[str, ...]) -> Study:
    """A record from its plain values."""
    return Study.model_validate(values, context={"languages": codes})


def write(folder: Path, number: int, points: int = 12) -> None:
    """So many invented records as files, for a build."""
    for seed in range(number):
        text = yaml.safe_dump(study(seed, points), allow_unicode=True, sort_keys=False, width=10**6)
        (folder / f"invented-{seed}.yml").write_text(text, encoding="utf-8")
