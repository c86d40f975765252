"""P values from test statistics; SciPy has the distributions and is needed to check records only, never to build the site."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from statistics import NormalDist
from typing import Any


def is_installed() -> bool:
    """Whether SciPy is there; to load it takes as long as everything else that one record needs."""
    return find_spec("scipy") is not None


@cache
def special() -> Any:
    """SciPy's special functions; None where SciPy is not installed."""
    try:
        from scipy import special  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return None
    return special


def normal(z: float) -> float:
    """Two-sided p value of a normal statistic."""
    return math.erfc(abs(z) / math.sqrt(2))


def student(t: float, freedom: float) -> float:
    """Two-sided p value of a t statistic."""
    return float(2 * special().stdtr(freedom, -abs(t)))


def critical(alpha: float, freedom: float | None) -> float:
    """The statistic whose two-sided p value is alpha; normal without degrees of freedom."""
    return NormalDist().inv_cdf(1 - alpha / 2) if freedom is None else float(-special().stdtrit(freedom, alpha / 2))


def t_tests(gap: float, s1: float, n1: int, s2: float, n2: int) -> list[float]:
    """Student's and Welch's p values for two means this far apart."""
    v1, v2 = s1**2 / n1, s2**2 / n2
    pooled = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2) * (1 / n1 + 1 / n2)
    welch = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    return [student(gap / math.sqrt(pooled), n1 + n2 - 2), student(gap / math.sqrt(v1 + v2), welch)]


def chi_squared(counts: Sequence[int], of: Sequence[int], correction: float = 0.0) -> float:
    """P value of counts in several groups; with a correction of 0.5, Yates's."""
    share, found = sum(counts) / sum(of), 0.0
    for count, n in zip(counts, of, strict=True):
        off = max(0.0, abs(count - n * share) - correction)
        found += off**2 / (n * share) + off**2 / (n * (1 - share))
    return float(special().chdtrc(len(counts) - 1, found))


def fisher(count: int, of: int, other: int, other_of: int) -> float:
    """Fisher's exact two-sided p value: all tables with the same margins that are no more likely."""
    events = count + other
    ways = [math.comb(of, k) * math.comb(other_of, events - k) for k in range(max(0, events - other_of), min(of, events) + 1)]
    seen = math.comb(of, count) * math.comb(other_of, other)
    return sum(way for way in ways if way <= seen) / sum(ways)
