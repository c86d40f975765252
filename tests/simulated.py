"""Figures as studies print them, right and wrong: what the rules of kb.arithmetic are measured on.

Each function draws true data, prints them rounded, and gives the rule's arguments twice: as they are, and with one figure moved
beyond rounding. `python tests/simulated.py` prints how many of the wrong ones each rule finds, and how many right ones it objects to.
"""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from kb.arithmetic import CHECKS
from kb.arithmetic.distributions import chi_squared, critical, fisher, normal, student, t_tests
from kb.values import Count, Date, Duration, Number, Percent, Probability

Figures = dict[str, Any]
Drawn = tuple[Figures, Figures]


def number(r: Random, value: float, decimals: int) -> Number:
    way = r.choice((ROUND_HALF_UP, ROUND_HALF_EVEN))
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), way)
    return Number.parse(f"{rounded + 0:f}" if rounded else f"{abs(rounded):f}")


def moved(r: Random, figure: Number, units: int = 2, most: int = 40) -> Number:
    """A printed figure, some units of its last digit away."""
    step = Decimal(figure.half) * 2 * r.randint(units, most) * r.choice((1, -1))
    value = figure.value + step
    return Number.parse(f"{value if value >= 0 or figure.value < 0 else figure.value + abs(step):f}")


def count(value: int) -> Count:
    return Count.parse(str(value))


def printed_p(r: Random, p: float) -> Probability:
    return Probability.parse("<0.001" if p < 0.001 else number(r, p, 3).printed)


def scores(r: Random, n: int, top: int = 42) -> list[int]:
    centre, spread = r.uniform(3, top - 3), r.uniform(1, top / 4)
    return [min(top, max(0, round(r.gauss(centre, spread)))) for _ in range(n)]


def share(r: Random) -> Drawn:
    of = r.randint(5, 400)
    n = r.randint(0, of)
    right = {"count": count(n), "of": count(of), "percent": number(r, 100 * n / of, r.randint(0, 2))}
    return right, {**right, "percent": moved(r, right["percent"])}


def share_truncated(r: Random) -> Drawn:
    while True:
        of = r.randint(5, 400)
        n, d = r.randint(1, of), r.randint(0, 2)
        exact, cut = 100 * n / of, math.floor(100 * n / of * 10**d) / 10**d
        if exact - cut > 0.51 / 10**d:
            right = {"count": count(n), "of": count(of), "percent": number(r, exact, d)}
            return right, {**right, "percent": number(r, cut, d)}


def whole_people(r: Random) -> Drawn:
    of = r.randint(5, 60)
    right = {"percent": number(r, 100 * r.randint(0, of) / of, 1), "of": count(of)}
    return right, {**right, "percent": moved(r, right["percent"], 2, 200)}


def part_above_whole(r: Random) -> Drawn:
    whole = r.randint(1, 400)
    right = {"part": count(r.randint(0, whole)), "whole": count(whole)}
    return right, {**right, "part": count(whole + r.randint(1, 30))}


def _levels(r: Random) -> list[Number]:
    n, d = r.randint(10, 400), r.randint(0, 2)
    cuts = sorted(r.randint(0, n) for _ in range(r.randint(1, 5)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, n], strict=True)]
    return [number(r, 100 * part / n, d) for part in parts]


def parts_above_whole(r: Random, way: int = 1) -> Drawn:
    parts = _levels(r)
    gap = parts[0].half * 2 * (len(parts) + 1) * r.randint(1, 10)
    largest = max(range(len(parts)), key=lambda i: parts[i].value)
    wrong = [*parts]
    wrong[largest] = Number.parse(f"{max(Decimal(0), parts[largest].value + way * gap):f}")
    return {"parts": parts}, {"parts": wrong}


def parts_below_whole(r: Random) -> Drawn:
    return parts_above_whole(r, -1)


def events_below_people(r: Random) -> Drawn:
    people = r.randint(1, 100)
    right = {"people": count(people), "events": count(people + r.randint(0, 50))}
    return right, {**right, "events": count(r.randint(0, people - 1))}


def flow_rises(r: Random) -> Drawn:
    before = r.randint(1, 300)
    right = {"earlier": count(before), "later": count(r.randint(0, before))}
    return right, {**right, "later": count(before + r.randint(1, 20))}


def flow_unbalanced(r: Random) -> Drawn:
    before = r.randint(1, 300)
    left = r.randint(0, before)
    right = {"before": count(before), "left": count(left), "after": count(before - left)}
    return right, {**right, "after": count(before - left + r.randint(1, 20))}


def groups_against_all(r: Random) -> Drawn:
    groups = [r.randint(1, 100) for _ in range(r.randint(2, 4))]
    right = {"groups": [count(one) for one in groups], "whole": count(sum(groups))}
    return right, {**right, "whole": count(sum(groups) + r.randint(1, 20))}


def same_count(r: Random) -> Drawn:
    n = r.randint(1, 300)
    return {"count": count(n), "other": count(n)}, {"count": count(n), "other": count(n + r.randint(1, 20))}


_SCALE = {"low": Number.parse("0"), "high": Number.parse("42")}


def off_scale(r: Random) -> Drawn:
    right = {"figure": number(r, statistics.mean(scores(r, r.randint(2, 90))), 1), **_SCALE}
    return right, {**right, "figure": number(r, 42.2 + r.random() * 40, 1)}


def spread_too_wide(r: Random) -> Drawn:
    drawn = scores(r, r.randint(2, 90))
    right = {"mean": number(r, statistics.mean(drawn), 1), "sd": number(r, statistics.stdev(drawn), 1), **_SCALE}
    most = math.sqrt(2 * statistics.mean(drawn) * (42 - statistics.mean(drawn)))
    return right, {**right, "sd": number(r, most + 1 + r.random() * 30, 1)}


def impossible_mean(r: Random) -> Drawn:
    drawn = scores(r, r.randint(5, 60))
    right = {"mean": number(r, statistics.mean(drawn), 2), "people": count(len(drawn)), "step": Number.parse("1")}
    return right, {**right, "mean": moved(r, right["mean"], 2, 200)}


def out_of_order(r: Random) -> Drawn:
    drawn = sorted(r.uniform(0, 100) for _ in range(r.randint(8, 60)))
    low, middle, high = statistics.quantiles(drawn, n=4)
    right = [number(r, one, 1) for one in (drawn[0], low, middle, high, drawn[-1])]
    return {"figures": right}, {"figures": [right[1], right[0], *right[2:]]}


def wrong_standard_error(r: Random) -> Drawn:
    n, sd = r.randint(8, 200), r.uniform(2, 30)
    right = {"sd": number(r, sd, 1), "se": number(r, sd / math.sqrt(n), 1), "people": count(n)}
    return right, {**right, "se": right["sd"]}


def subscales_against_total(r: Random) -> Drawn:
    parts = [r.uniform(0, 40) for _ in range(r.randint(2, 4))]
    right = {"parts": [number(r, one, 1) for one in parts], "whole": number(r, sum(parts), 1)}
    return right, {**right, "whole": moved(r, right["whole"], len(parts) + 2)}


def weighted_mean(r: Random) -> Drawn:
    groups = [scores(r, r.randint(5, 90)) for _ in range(r.randint(2, 4))]
    right = {
        "means": [number(r, statistics.mean(one), 1) for one in groups],
        "people": [count(len(one)) for one in groups],
        "whole": number(r, statistics.mean([score for one in groups for score in one]), 1),
    }
    return right, {**right, "whole": moved(r, right["whole"], 3)}


def outside_groups(r: Random) -> Drawn:
    right = {name: value for name, value in weighted_mean(r)[0].items() if name != "people"}
    highest = max(float(one.value) for one in right["means"])
    return right, {**right, "whole": number(r, highest + 0.3 + r.random() * 9, 1)}


def wrong_difference(r: Random) -> Drawn:
    first, second = r.uniform(5, 60), r.uniform(5, 60)
    right = {"first": number(r, first, 1), "second": number(r, second, 1), "difference": number(r, first - second, 1)}
    return right, {**right, "difference": moved(r, right["difference"], 3)}


def wrong_ratio(r: Random) -> Drawn:
    n, m = r.randint(10, 200), r.randint(10, 200)
    a, c = r.randint(1, n - 1), r.randint(1, m - 1)
    kind = r.choice(("risk_difference", "risk_ratio", "odds_ratio"))
    value = {"risk_difference": a / n - c / m, "risk_ratio": a / n / (c / m), "odds_ratio": a * (m - c) / ((n - a) * c)}[kind]
    right = {"kind": kind, "count": count(a), "of": count(n), "other": count(c), "other_of": count(m), "estimate": number(r, value, 2)}
    return right, {**right, "estimate": moved(r, right["estimate"])}


def _estimated(r: Random) -> Figures:
    """An estimate with its interval and p value, by a normal or a t distribution, as a difference or a ratio."""
    freedom, ratio = r.choice((None, r.randint(10, 200))), r.random() < 0.5
    middle, error = r.gauss(0, 0.6), r.uniform(0.05, 0.5)
    unit = critical(0.05, freedom)
    ends = (middle, middle - unit * error, middle + unit * error)
    p = normal(middle / error) if freedom is None else student(middle / error, freedom)
    estimate, low, high = (number(r, math.exp(one) if ratio else one, 2) for one in ends)
    return {
        "estimate": estimate,
        "low": low,
        "high": high,
        "level": Percent.parse("95"),
        "p": printed_p(r, p),
        "ratio": ratio,
        "freedom": freedom,
    }


def _with(r: Random, names: str, change: Callable[[Figures], Figures], fit: Callable[[Figures], bool] = lambda _: True) -> Drawn:
    while True:
        figures = _estimated(r)
        right = {name: figures[name] for name in names.split()}
        if fit(figures) and (not figures["ratio"] or figures["low"].value > Decimal("0.05")):
            return right, {**right, **change(figures)}


def outside_interval(r: Random) -> Drawn:
    return _with(r, "estimate low high", lambda f: {"estimate": Number.parse(f"{f['high'].value + Decimal(r.randint(2, 60)) / 100:f}")})


def off_centre(r: Random) -> Drawn:
    def shifted(f: Figures) -> Figures:
        return {
            "estimate": Number.parse(
                f"{f['estimate'].value + (f['high'].value - f['estimate'].value) * Decimal(r.choice(('0.3', '0.6'))):.2f}"
            )
        }

    return _with(r, "estimate low high ratio", shifted)


def p_against_interval(r: Random) -> Drawn:
    def opposite(f: Figures) -> Figures:
        null = int(f["ratio"])
        inside = f["low"].value < null < f["high"].value
        return {"p": Probability.parse(r.choice(("0.012", "<0.001", "0.03")) if inside else r.choice(("0.12", ">0.05", "0.4")))}

    def clear(f: Figures) -> bool:
        return all(abs(f[end].value - int(f["ratio"])) > f[end].half for end in ("low", "high"))

    return _with(r, "low high level p ratio", opposite, clear)


def p_off_interval(r: Random) -> Drawn:
    def tenfold(f: Figures) -> Figures:
        p = float(f["p"].value)
        return {"p": Probability.parse(f"{p / 10:.4f}" if p > 0.02 else f"{min(0.9, p * 10 + 0.05):.3f}")}

    return _with(r, "estimate low high level p ratio freedom", tenfold)


def direction_against_p(r: Random) -> Drawn:
    shows, p = r.choice((("no_clear_difference", r.uniform(0.06, 1)), ("better", r.uniform(0, 0.04))))
    right = {"shows": shows, "p": printed_p(r, p)}
    return right, {**right, "shows": "higher" if shows == "no_clear_difference" else "no_clear_difference"}


def p_off_means(r: Random) -> Drawn:
    n, m, gap = r.randint(5, 80), r.randint(5, 80), r.gauss(0, 6)
    one, two = [r.gauss(40, 9) for _ in range(n)], [r.gauss(40 + gap, 9) for _ in range(m)]
    means, sds = [statistics.mean(one), statistics.mean(two)], [statistics.stdev(one), statistics.stdev(two)]
    p = r.choice(t_tests(means[0] - means[1], sds[0], n, sds[1], m))
    names = ("mean", "sd", "people", "mean2", "sd2", "people2")
    values = (number(r, means[0], 1), number(r, sds[0], 1), count(n), number(r, means[1], 1), number(r, sds[1], 1), count(m))
    right = {**dict(zip(names, values, strict=True)), "p": printed_p(r, p)}
    return right, {**right, "p": Probability.parse(f"{p / 10:.4f}" if p > 0.02 else f"{min(0.9, p * 10 + 0.05):.3f}")}


def p_off_counts(r: Random) -> Drawn:
    while True:
        n, m = r.randint(8, 120), r.randint(8, 120)
        a, c = r.randint(0, n), r.randint(0, m)
        if 0 < a + c < n + m:
            break
    p = r.choice((chi_squared([a, c], [n, m]), chi_squared([a, c], [n, m], 0.5), fisher(a, n, c, m)))
    right = {"counts": [count(a), count(c)], "of": [count(n), count(m)], "p": printed_p(r, min(1, p))}
    return right, {**right, "p": Probability.parse(f"{p / 20:.4f}" if p > 0.04 else f"{min(0.9, p * 20 + 0.1):.3f}")}


def treatment_after_follow_up(r: Random) -> Drawn:
    courses, weeks, pause = r.randint(2, 6), r.randint(1, 6), r.randint(1, 6)
    months = math.ceil((courses * weeks * 7 + (courses - 1) * pause * 31) / 28)
    right = {"courses": count(courses), "length": Duration.parse(f"{weeks} wk"), "pause": Duration.parse(f"{pause} mo")}
    short = max(1, math.floor((courses * weeks * 7 + (courses - 1) * pause * 28) / 31) - r.randint(1, 3))
    return {**right, "follow_up": Duration.parse(f"{months} mo")}, {**right, "follow_up": Duration.parse(f"{short} mo")}


def measured_after_follow_up(r: Random) -> Drawn:
    months = r.randint(1, 24)
    right = {"time": Duration.parse(f"{r.randint(1, months)} mo"), "follow_up": Duration.parse(f"{months} mo")}
    return right, {**right, "time": Duration.parse(f"{months * 2} mo")}


def dates_reversed(r: Random) -> Drawn:
    year, month = r.randint(2000, 2026), r.randint(1, 12)
    right = {"earlier": Date.parse(f"{year}-{month:02}"), "later": Date.parse(f"{year + r.randint(0, 5)}-12")}
    return right, {**right, "later": Date.parse(f"{year - r.randint(1, 5)}")}


def age_outside_criteria(r: Random) -> Drawn:
    right = {"ages": [number(r, r.uniform(40, 75.9), 1)], "youngest": Number.parse("40"), "oldest": Number.parse("75")}
    return right, {**right, "ages": [number(r, r.choice((r.uniform(10, 39.9), r.uniform(76.1, 95))), 1)]}


def measured(name: str, times: int, seed: int = 4) -> tuple[int, int]:
    """Of so many, how many wrong ones the rule of that name finds, and how many right ones it objects to."""
    r, rule = Random(seed), next(check.rule for check in CHECKS if check.name == name)  # noqa: S311 (figures, no secrets)
    drawn = [globals()[name](r) for _ in range(times)]
    return sum(rule(**wrong) is not None for _, wrong in drawn), sum(rule(**right) is not None for right, _ in drawn)


if __name__ == "__main__":
    TIMES = 2000
    for each in CHECKS:
        found, false = measured(each.name, TIMES)
        kind = "error" if each.sure else "doubt"
        print(f"{each.name:28} {kind}  found {100 * found / TIMES:5.1f} %  false alarms {100 * false / TIMES:.2f} %")
