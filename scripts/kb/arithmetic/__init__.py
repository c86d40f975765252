"""The arithmetic of a record: small rules on printed figures, errors told apart from doubts.

A remark settles a finding where it stands at one of the facts involved and its `figure` is one of the figures involved, or its
`figures` hold them all; a remark that speaks of something else does not. A doubt is settled, too, by `acknowledged` at one of
those facts: the name of the rule, and in both languages why the figure may be right all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.anatomy import Anatomy
from kb.arithmetic.check import Case, Check, Subject, printed
from kb.arithmetic.counts import COUNTS, kinds_of_event, levels, pairs, parts_above_whole
from kb.arithmetic.flow import FLOW, sizes
from kb.arithmetic.groups import GROUPS
from kb.arithmetic.p_values import P_VALUES
from kb.arithmetic.scales import SCALES
from kb.arithmetic.times import TIMES
from kb.finding import Finding
from kb.model import Study
from kb.model.editorial import Remark
from kb.vocabulary import Term

if TYPE_CHECKING:
    from kb.rules import Record

__all__ = ["CHECKS", "Breach", "arithmetic_holds", "breaches", "led"]


def _also(check: Check) -> Check:
    """Rules of one module that also apply to places of another."""
    if check.rule is parts_above_whole:
        return replace(check, where=lambda subject: (*subject.once(levels), *subject.once(kinds_of_event)))
    if check.where is pairs:
        return replace(check, where=lambda subject: (*subject.once(pairs), *subject.once(sizes)))
    return check


CHECKS: tuple[Check, ...] = tuple(_also(check) for check in (*COUNTS, *FLOW, *SCALES, *GROUPS, *P_VALUES, *TIMES))


@dataclass(frozen=True)
class Breach:
    """A place where a rule objects: what its message says, the remarks that settle it, and whether somebody acknowledged it."""

    check: Check
    case: Case
    values: dict[str, str]
    remarks: tuple[str, ...]
    acknowledged: bool


def breaches(subject: Subject) -> Iterator[Breach]:
    """Every place of a record where a rule objects, settled or not."""
    for check in CHECKS:
        for case, values in check.run(subject):
            yield Breach(check, case, values, _settling(subject.anatomy, case), _is_acknowledged(subject.anatomy, check, case))


def led(study: Study, terms: Mapping[str, Mapping[str, Term]]) -> frozenset[tuple[str, str]]:
    """Each check with each remark that it led to; nothing is run again if the record has been checked."""
    if study._led is None:
        study._led = _led(breaches(Subject(Anatomy(study), terms)))
    return study._led


def _led(found: Iterable[Breach]) -> frozenset[tuple[str, str]]:
    return frozenset((breach.check.name, remark) for breach in found for remark in breach.remarks)


def _settling(parts: Anatomy, case: Case) -> tuple[str, ...]:
    """The remarks at the facts involved that are about these figures."""
    standing = {name for path in (case.path, *case.others) for fact in parts.around(path) for name in fact.remarks}
    return tuple(remark.id for remark in parts.study.remarks if remark.id in standing and _is_about(remark, case.printed))


def _is_about(remark: Remark, figures: set[str]) -> bool:
    named = set(printed([*remark.figures.values()]))
    return bool(figures) and (not figures.isdisjoint(printed(remark.figure)) or figures <= named)


def _is_acknowledged(parts: Anatomy, check: Check, case: Case) -> bool:
    around = (fact for path in (case.path, *case.others) for fact in parts.around(path))
    return not check.sure and any(check.name in fact.acknowledged for fact in around)


def arithmetic_holds(record: Record) -> Iterator[Finding]:
    """The arithmetic of every figure holds, or a remark on the source says where it does not; a doubt may be acknowledged instead."""
    subject = Subject(record.anatomy, record.library.terms)
    found = list(breaches(subject))
    record.study._led = _led(found)
    for breach in found:
        if not breach.remarks and not breach.acknowledged:
            yield record.finding(breach.case.path, breach.check.name, **breach.values)
    yield from _stale(record, subject.anatomy, {breach.check.name for breach in found if not breach.check.sure})


def _stale(record: Record, parts: Anatomy, doubted: set[str]) -> Iterator[Finding]:
    """Doubts that are acknowledged although nothing of the kind is doubted, or although an error cannot be acknowledged."""
    for path, fact in parts.facts.items():
        for name in fact.acknowledged:
            if name not in doubted:
                yield record.finding((*path, "acknowledged", name), "acknowledged_nothing", value=name)
