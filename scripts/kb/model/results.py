"""What was measured: outcomes, compared in ways that are never mixed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.model.part import Fact, Figures, Part, Places
from kb.values import Count, Maybe, Number, Percent, Probability, Range, Ref, Slug, Term, Text, Time


class Interval(Part):
    """A confidence (or credible) interval: its level in percent and its limits."""

    level: Percent
    limits: Range


class Pooled(Fact):
    """How a meta-analysis came to a figure; `at` is where its own figures stand."""

    trials: Maybe[Count]
    people: Maybe[Count]
    model: Maybe[Text]
    i2: Maybe[Percent]  # heterogeneity, I squared in percent
    heterogeneity_p: Maybe[Probability]


class Sizes(Fact):
    """People in whom this outcome was measured; `at` may be left out only where both sizes are words."""

    at: Places = ()
    group: Maybe[Count]
    versus: Maybe[Count]


class Point(Fact):
    """A comparison at one time; `p` may be the source's bare word `significant` or `not_significant`."""

    time: Maybe[Time]
    p: Maybe[Probability]
    people: Sizes | None = None  # where it differs from the comparison's


class EffectPoint(Point):
    """An estimate of a difference or a ratio, as printed, group minus (or divided by) versus."""

    estimate: Maybe[Number]
    interval: Maybe[Interval]
    shows: Annotated[Ref, Term("directions")] | None = None  # where the source gives a direction and no figure


class ChangePoint(Point):
    """Before and after in the same people."""

    before: Maybe[Figures]
    after: Maybe[Figures]
    change: Maybe[Number]
    shows: Annotated[Ref, Term("directions")] | None = None


class ValuesPoint(Point):
    """What each group measured at one time."""

    group: Maybe[Figures]
    versus: Maybe[Figures]


class DirectionPoint(Point):
    """The source says which way, and gives no figure."""

    shows: Annotated[Ref, Term("directions")]
    figures: Maybe[Figures]  # the word for why there is none, mostly


class PlannedPoint(Fact):
    """A time at which a registration plans to measure."""

    time: Maybe[Time]
    how: Text


class Comparison(Part):
    """One group against another, or against its own start, over time."""

    group: Slug  # an arm or a subgroup, or `all`
    versus: Slug  # an arm or a subgroup; `baseline`: the same people before; `none`: nothing to compare with
    within: Slug | None = None  # only the people of this subgroup
    adjusted: Maybe[Text]  # the statistical model
    people: Sizes


class Effect(Comparison):
    kind: Literal["mean_difference", "smd", "risk_difference", "risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio"]
    points: Annotated[tuple[EffectPoint, ...], Field(min_length=1)]
    pooled: Pooled | None = None  # only in a meta-analysis


class Change(Comparison):
    kind: Literal["change"]
    points: Annotated[tuple[ChangePoint, ...], Field(min_length=1)]


class Values(Comparison):
    kind: Literal["values"]
    points: Annotated[tuple[ValuesPoint, ...], Field(min_length=1)]


class People(Comparison):
    """People counted: figures hold count, of, percent; never events."""

    kind: Literal["people", "percentage"]
    points: Annotated[tuple[ValuesPoint, ...], Field(min_length=1)]


class Direction(Comparison):
    kind: Literal["direction"]
    points: Annotated[tuple[DirectionPoint, ...], Field(min_length=1)]


class Planned(Comparison):
    kind: Literal["planned"]
    points: Annotated[tuple[PlannedPoint, ...], Field(min_length=1)]


AnyComparison = Annotated[Effect | Change | Values | People | Direction | Planned, Field(discriminator="kind")]


class Outcome(Part):
    """One thing measured with one instrument."""

    id: Slug
    measure: Annotated[Ref, Term("measures")]
    label: Text | None = None  # where the measure's own name does not say enough: the right hand, a threshold
    priority: Maybe[Annotated[Ref, Term("priorities")]]  # primary, secondary, exploratory
    method: Maybe[Text]
    comparisons: Annotated[tuple[AnyComparison, ...], Field(min_length=1)]


class Association(Fact):
    """A correlation or regression finding: the two things, and how they go together."""

    id: Slug
    one: Text
    other: Text
    method: Maybe[Text]
    shows: Annotated[Ref, Term("associations")]  # rise_together, opposite, related, not_related
    coefficient: Maybe[Number]
    interval: Maybe[Interval]
    p: Maybe[Probability]
    people: Maybe[Count]


class Harm(Fact):
    """An unwanted event in one group; people and events are counted apart and never added."""

    event: Annotated[Ref, Term("events")]
    group: Slug
    people: Maybe[Count]  # people who had it
    of: Maybe[Count]  # people looked at
    events: Maybe[Count]  # times it happened
    of_events: Maybe[Count]  # all events, where a share of events is printed
    percent: Maybe[Percent]
    percent_of: Maybe[Literal["people", "events"]]
    serious: Maybe[Annotated[Ref, Term("answers")]]
    related: Maybe[Annotated[Ref, Term("relatedness")]]
    severity: Maybe[Text]


class Harms(Part):
    """Unwanted events, and how they were looked for."""

    collected: Maybe[Text]
    rows: Maybe[tuple[Harm, ...]]
