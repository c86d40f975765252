"""What was given: groups of people, the cells they got, by which route, how many, how often."""

from __future__ import annotations

from typing import Annotated

from kb.model.part import Characteristic, Fact, Part, Slugs
from kb.values import Amount, Count, Duration, Maybe, Ref, Slug, Term, Text


class Dose(Part):
    """An amount as the source prints it; a dose given in two units is two doses, a dose escalation one per level."""

    amount: Maybe[Amount]
    unit: Annotated[Ref, Term("units")]  # UCUM: cells, cells_per_kg, ml ...
    per: Annotated[Ref, Term("dose_bases")]  # administration, course or total
    level: Count | None = None  # of a dose escalation, from 1
    label: Text | None = None


class Schedule(Part):
    """How often and when the cells were given."""

    administrations: Maybe[Count]  # in all, of these cells, to one person
    per_course: Maybe[Count]  # administrations of these cells in one course
    interval: Maybe[Duration]  # between two administrations of these cells
    courses: Maybe[Count]
    course_length: Maybe[Duration]
    pause: Maybe[Duration]  # between two courses
    timing: Maybe[Text]


class Treatment(Fact):
    """One kind of cells given in one way, described by DOSES: donor, origin, separation, exhibited characteristics, site."""

    cells: Annotated[Ref, Term("cells")]
    named: Maybe[Text]  # what the source itself calls the cells
    donor: Maybe[Annotated[Ref, Term("donors")]]
    origin: Maybe[Text]  # tissue
    separation: Maybe[Text]  # how isolated, cultured, stored
    characteristics: Maybe[Text]  # markers, differentiation, release tests
    route: Maybe[Annotated[Ref, Term("routes")]]
    site: Maybe[Text]  # where exactly, by which device
    doses: Maybe[tuple[Dose, ...]]
    schedule: Schedule
    tests: tuple[Characteristic, ...] = ()  # viability and other figures of the product


class Arm(Fact):
    """A group of people who were to get the same; also the control of a study, and each side of a pooled comparison."""

    id: Slug
    name: Text
    role: Annotated[Ref, Term("roles")]  # ClinicalTrials.gov armGroup type
    assignment: Maybe[Annotated[Ref, Term("assignments")]]  # how people came into this arm: randomised, matched ...
    people: Maybe[Count]
    shares_people_with: Slugs = ()  # crossover: the same people are in these arms too
    treatments: Maybe[tuple[Treatment, ...]]  # not_applicable: no cells were given
    other_care: Maybe[Text]  # what else this group received
