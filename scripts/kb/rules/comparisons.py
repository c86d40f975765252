"""What a result must say before it can stand in a comparison; each check is a generator whose docstring is the rule."""

from __future__ import annotations

from collections.abc import Iterator

from kb.finding import Finding
from kb.model.results import ChangePoint, EffectPoint, Outcome
from kb.rules.record import Record
from kb.values import Missing

Place = tuple[str | int, ...]
CARD = ("kind", "range", "better")  # what a card must say; what a point means may still be looked up


def _outcomes(record: Record) -> Iterator[tuple[Place, Outcome]]:
    for index, outcome in enumerate(record.study.outcomes):
        yield ("outcomes", index), outcome


def instruments_have_a_card(record: Record) -> Iterator[Finding]:
    """The instrument of every outcome says what it is, its range, and which way is better."""
    for path, outcome in _outcomes(record):
        term = record.library.terms.get("measures", {}).get(outcome.measure.id)
        lacking = [name for name in CARD if term is not None and getattr(term, name) is None]
        if lacking:
            yield record.finding((*path, "measure"), "no_card", value=outcome.measure.id, lacking=", ".join(lacking))


def differences_that_matter_were_looked_for(record: Record) -> Iterator[Finding]:
    """The instrument of every outcome says when and where somebody looked for the difference that matters, or why there is none."""
    for path, outcome in _outcomes(record):
        term = record.library.terms.get("measures", {}).get(outcome.measure.id)
        if term is not None and term.looked_for is None and term.no_difference is None:
            yield record.finding((*path, "measure"), "not_looked_for", value=outcome.measure.id)
        if term is not None and any(one.pmid is None and one.doi is None for one in term.differences):
            yield record.finding((*path, "measure"), "difference_unsourced", value=outcome.measure.id)


def effects_have_a_comparator(record: Record) -> Iterator[Finding]:
    """A difference or ratio is against another group; against the same people before, it is a change."""
    for path, outcome in _outcomes(record):
        for index, comparison in enumerate(outcome.comparisons):
            if isinstance(comparison.points[0], EffectPoint) and comparison.versus in ("none", "baseline"):
                place = (*path, "comparisons", index, "versus")
                yield record.finding(place, "no_comparator", value=comparison.versus, kind=comparison.kind)


def effects_have_a_direction(record: Record) -> Iterator[Finding]:
    """A result that was tested says which way it points: by a figure, or in the source's words."""
    for path, outcome in _outcomes(record):
        for index, comparison in enumerate(outcome.comparisons):
            for number, point in enumerate(comparison.points):
                if isinstance(point, EffectPoint | ChangePoint) and not isinstance(point.p, Missing) and _is_mute(point):
                    yield record.finding((*path, "comparisons", index, "points", number), "no_direction", value=point.p.printed)


def _is_mute(point: EffectPoint | ChangePoint) -> bool:
    if isinstance(point, EffectPoint):
        return point.shows is None and isinstance(point.estimate, Missing)
    ends = isinstance(point.before, Missing) or isinstance(point.after, Missing)
    return point.shows is None and isinstance(point.change, Missing) and ends
