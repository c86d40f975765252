"""What every part of a record shares: unknown fields are refused, facts name their source."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kb.values import Amount, Count, Maybe, Number, Pattern, Place, Quantity, Range, Ref, Slug, Term, Text


class Part(BaseModel):
    """A group of fields; frozen once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", revalidate_instances="never", defer_build=True)


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Places = Annotated[tuple[Place, ...], BeforeValidator(_one_or_more)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_one_or_more)]


RuleName = Annotated[str, Pattern("not_an_id", r"[a-z]+(?:_[a-z]+)*")]


class Fact(Part):
    """Something a source says: `at` is where, `remarks` the ids of remarks that stand at its figures.

    `acknowledged`: doubts of the arithmetic (kb.arithmetic) somebody looked into: the rule's name, and why the figure may be right.
    """

    at: Places
    remarks: Slugs = ()
    acknowledged: dict[RuleName, Text] = Field(default_factory=dict)


class Figures(Part):
    """The printed figures of one group: give those that the source gives, in the form it gives them.

    With a mean comes `sd` or `se`, with a median `iqr` or `range`, with `count` the `of` it is counted in.
    """

    value: Number | None = None  # a single figure of no other kind
    mean: Number | None = None
    sd: Maybe[Number] | None = None  # standard deviation
    se: Maybe[Number] | None = None  # standard error
    median: Number | None = None
    iqr: Maybe[Range] | None = None  # interquartile range
    range: Maybe[Range] | None = None  # smallest and largest
    count: Maybe[Count] | None = None  # people with the property
    of: Maybe[Count] | None = None  # people looked at
    percent: Maybe[Amount] | None = None  # as printed, 0 to 100
    unit: Annotated[Ref, Term("units")] | None = None


class Statement(Fact):
    """A sentence of ours about something a source says, with the figures in it named: `{incidence: 13}`."""

    text: Text
    figures: dict[Slug, Quantity] = {}


class Characteristic(Fact):
    """A property of a group of people, or of the product given to them: age, sex, side of the lesion, viability."""

    what: Annotated[Ref, Term("measures")]
    level: Text | None = None  # the category counted, where `what` has several: left, right, both sides
    group: Slug  # an arm, a subgroup, or `all`
    when: Text | None = None
    people: Maybe[Count]
    figures: Maybe[Figures]
