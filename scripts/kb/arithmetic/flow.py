"""People: how many at each step, in each arm, behind each result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.anatomy import Path
from kb.arithmetic.check import Case, Check, Said, Subject
from kb.arithmetic.counts import same_count
from kb.arithmetic.span import Span, exact, total
from kb.model.results import Comparison, Sizes
from kb.values import Count, Missing, Number

_FALLS = (
    ("screened", "enrolled"), ("screened", "randomised"), ("screened", "excluded"), ("enrolled", "randomised"), ("enrolled", "treated"),
    ("randomised", "treated"), ("enrolled", "completed"), ("randomised", "completed"), ("enrolled", "analysed"), ("randomised", "analysed"),
    ("pooled", "analysed"), ("enrolled", "lost"), ("randomised", "lost"), ("enrolled", "died"), ("randomised", "died"),
    ("treated", "second-dose"),
)  # fmt: skip
_BALANCES = (
    ("screened", "excluded", "enrolled"), ("screened", "excluded", "randomised"),
    ("treated", "missed-dose", "second-dose"), ("randomised", "missed-dose", "second-dose"),
)  # fmt: skip
_STARTS = ("planned", "randomised", "matched", "pooled")


def flow_rises(earlier: Number, later: Number) -> Said:
    """No step has more people than the one they came from."""
    if later.value <= earlier.value or not Span.of(later).is_above(Span.of(earlier)):
        return None
    return {"earlier": earlier.printed, "later": later.printed}


def flow_unbalanced(before: Number, left: Number, after: Number) -> Said:
    """People before, less those who left, are the people after."""
    rest = Span.of(before) - Span.of(left)
    if rest.meets(Span.of(after)):
        return None
    return {"before": before.printed, "left": left.printed, "rest": str(rest.low), "after": after.printed}


def groups_against_all(groups: Sequence[Number], whole: Number) -> Said:
    """Groups that nobody is in twice add up to everyone."""
    added = total(Span.of(group) for group in groups)
    if added.meets(Span.of(whole)):
        return None
    return {"parts": " + ".join(group.printed for group in groups), "sum": str(added.low), "whole": whole.printed}


Steps = dict[tuple[str, str], list[tuple[Path, Number]]]


def _steps(subject: Subject) -> Steps:
    """The people at each step of each group; the analysed have one number per result."""
    found: Steps = {}
    for index, step in enumerate(subject.anatomy.study.people.flow):
        if exact(step.people):
            found.setdefault((step.step.id, step.group), []).append((("people", "flow", index, "people"), step.people))
    return found


def falls(subject: Subject) -> Iterator[Case]:
    """Steps of one group of which the later can only have lost people; a group against everyone at the same step."""
    steps = _steps(subject)
    for (name, group), found in steps.items():
        before = [steps.get((earlier, group), []) for earlier, later in _FALLS if later == name]
        before += [steps.get((name, "all"), [])] if group != "all" else []
        for path, people in found:
            for place, earlier in (one for several in before for one in several):
                yield Case(path, {"earlier": earlier, "later": people}, (place,))


def balances(subject: Subject) -> Iterator[Case]:
    """Steps of one group that account for everyone."""
    steps = _steps(subject)
    for group in {group for _, group in steps}:
        for names in _BALANCES:
            found = [steps.get((name, group), []) for name in names]
            if all(len(one) == 1 for one in found):
                (_, before), (_, left), (path, after) = (one[0] for one in found)
                yield Case(path, {"before": before, "left": left, "after": after}, tuple(one[0][0] for one in found))


def everyone(subject: Subject) -> Iterator[Case]:
    """A step that is given for everyone and for each of its arms; all arms against the whole study."""
    steps = _steps(subject)
    arms = {arm.id: (("arms", index, "people"), arm) for index, arm in enumerate(subject.anatomy.study.arms) if not arm.shares_people_with}
    for (name, group), found in steps.items():
        members = [steps[(name, arm)][0] for arm in arms if (name, arm) in steps]
        if group == "all" and len(members) > 1 and (name in ("randomised", "matched") or len(members) == len(arms)):
            yield Case(found[0][0], {"groups": [people for _, people in members], "whole": found[0][1]}, tuple(path for path, _ in members))
    yield from _whole_study(steps, [(path, arm.people) for path, arm in arms.values()], _all_randomised(subject))


def _all_randomised(subject: Subject) -> bool:
    return all(not isinstance(arm.assignment, Missing) and arm.assignment.id == "randomised" for arm in subject.anatomy.study.arms)


def _whole_study(steps: Steps, arms: list[tuple[Path, object]], randomised: bool) -> Iterator[Case]:
    names = ("enrolled", "planned", "pooled", *(("randomised",) if randomised else ()))
    whole = next((steps[(name, "all")][0] for name in names if (name, "all") in steps), None)
    sizes = [people for _, people in arms if exact(people)]
    if whole and sizes and len(sizes) == len(arms):
        yield Case(whole[0], {"groups": sizes, "whole": whole[1]}, tuple(path for path, _ in arms))


def twice(subject: Subject) -> Iterator[Case]:
    """The people of an arm, and of the same arm where the study starts; the trials of a review, and those its shares are of."""
    study, steps = subject.anatomy.study, _steps(subject)
    for index, arm in enumerate(study.arms):
        for name in _STARTS if exact(arm.people) else ():
            for path, people in steps.get((name, arm.id), []):
                yield Case(path, {"count": people, "other": arm.people}, (("arms", index, "people"),))
    if study.review and exact(study.review.search.included):
        for index, trials in enumerate(study.review.trials):
            if not isinstance(trials.figures, Missing) and exact(trials.figures.of):
                path = ("review", "trials", index, "figures", "of")
                yield Case(path, {"count": trials.figures.of, "other": study.review.search.included}, (("review", "search", "included"),))


def sizes(subject: Subject) -> Iterator[Case]:
    """The people behind a result, against the people of their group; trials and people of a pooled result, against all of the review."""
    study = subject.anatomy.study
    known = {arm.id: arm.people for arm in study.arms}
    for path, comparison in subject.anatomy.all(Comparison):
        for size_path, size in _sizes(path, comparison):
            for side, group in (("group", comparison.group), ("versus", comparison.versus)):
                if exact(people := getattr(size, side)) and exact(known.get(group)):
                    yield Case((*size_path, side), {"part": people, "whole": known[group]})
        yield from _pooled(subject, path, comparison)
    if study.review:
        search, place = study.review.search, ("review", "search")
        for part, whole in (("full_texts", "records"), ("included", "full_texts"), ("included", "records")):
            if exact(getattr(search, part)) and exact(getattr(search, whole)):
                yield Case((*place, part), {"part": getattr(search, part), "whole": getattr(search, whole)})


def _sizes(path: Path, comparison: Comparison) -> Iterator[tuple[Path, Sizes]]:
    yield (*path, "people"), comparison.people
    for index, point in enumerate(getattr(comparison, "points", ())):
        if isinstance(size := getattr(point, "people", None), Sizes):
            yield (*path, "points", index, "people"), size


def _pooled(subject: Subject, path: Path, comparison: Comparison) -> Iterator[Case]:
    pooled, study = getattr(comparison, "pooled", None), subject.anatomy.study
    if pooled is None or study.review is None:
        return
    everyone_ = study.people.number("all", "pooled", "enrolled")
    for name, whole in (("trials", study.review.search.included), ("people", everyone_)):
        if exact(getattr(pooled, name)) and exact(whole):
            yield Case((*path, "pooled", name), {"part": getattr(pooled, name), "whole": whole})


FLOW = (
    Check(flow_rises, falls, {"earlier": Count.parse("106"), "later": Count.parse("109")}),
    Check(flow_unbalanced, balances, {"before": Count.parse("189"), "left": Count.parse("83"), "after": Count.parse("107")}),
    Check(groups_against_all, everyone, {"groups": [Count.parse("16")] * 3, "whole": Count.parse("32")}),
    Check(same_count, twice, {"count": Count.parse("16"), "other": Count.parse("15")}),
)
