"""What each kind of study and report may hold and must hold."""

from __future__ import annotations

from collections.abc import Iterator

from kb.finding import Finding
from kb.model.results import Association, Comparison, Effect
from kb.model.sources import Paper, Registration
from kb.rules.record import Record
from kb.values import Missing, Ref


def registrations_have_no_results(record: Record) -> Iterator[Finding]:
    """A registration without results plans outcomes and holds no value of any."""
    if record.study.kind.id != "registration":
        return
    for path, comparison in record.all(Comparison):
        if getattr(comparison, "kind", "") != "planned":
            yield record.finding((*path, "kind"), "registration_with_results", value=getattr(comparison, "kind", ""))
    for path, association in record.all(Association):
        yield record.finding(path, "registration_with_results", value=association.id)
    if record.study.harms.rows not in _no_harms_yet(record):
        yield record.finding(("harms", "rows"), "registration_with_harms")


def _no_harms_yet(record: Record) -> tuple[Missing, ...]:
    """What a registration may say of harms; one that was withdrawn before its first participant will never have any."""
    withdrawn = any(isinstance(one.status, Ref) and one.status.id == "WITHDRAWN" for _, one in record.all(Registration))
    return (Missing.NO_RESULTS_YET, Missing.NOT_APPLICABLE) if withdrawn else (Missing.NO_RESULTS_YET,)


def only_reviews_pool(record: Record) -> Iterator[Finding]:
    """A systematic review has its search and trials, no other study has them, and only a review pools."""
    if record.study.kind.id == "systematic-review":
        if record.study.review is None:
            yield record.finding(("review",), "review_lacking")
        return
    if record.study.review is not None:
        yield record.finding(("review",), "review_out_of_place")
    for path, effect in record.all(Effect):
        if effect.pooled is not None:
            yield record.finding((*path, "pooled"), "pooled_out_of_place")


def standings_are_dated(record: Record) -> Iterator[Finding]:
    """Whoever says how a paper stands says when they looked."""
    for path, paper in record.all(Paper):
        if paper.standing.state.id != "not_checked" and isinstance(paper.standing.checked, Missing):
            yield record.finding((*path, "standing", "checked"), "standing_undated", value=paper.standing.state.id)


def a_harm_or_doubt_is_among_the_messages(record: Record) -> Iterator[Finding]:
    """At least one key message speaks of harm or uncertainty."""
    if all(message.about == "result" for message in record.study.summary.messages):
        yield record.finding(("summary", "messages"), "messages_one_sided")
