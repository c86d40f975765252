"""The picture of a study that messengers show beside a shared link: its people as dots, without a word of any language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kb.library import Library
from kb.model import Study
from kb.model.sources import Paper, Registration
from kb.overview import Entry
from kb.values import Count, Missing

SIZE = 480
_MOST = 400  # signs that can still be told apart; of more people, one sign stands for 10, 100 ...
INK, MINT, CARE, *CELLS = range(7)  # colours: of letters, of our own sign, of people without cells, of those with them
Shape = Literal["dot", "ring", "square"]
_SITE = ("assets/site.png", 1280, 940)  # of every page that is not about one study


@dataclass(frozen=True)
class Group:
    """So many signs of one shape and colour, and their number as it is printed in the record."""

    shape: Shape
    colour: int
    many: int
    printed: str


@dataclass(frozen=True)
class Drawing:
    """What the picture shows; the same drawing is the same picture."""

    groups: tuple[Group, ...]
    also: tuple[Group, ...]  # named below, not drawn one by one: the people of a review
    year: str
    name: str

    @property
    def each(self) -> int:
        """How many people or trials one sign stands for."""
        each = 1
        while sum(-(-group.many // each) for group in self.groups) > _MOST:
            each *= 10
        return each

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the sentences in wording.yml that say what the picture shows."""
        if not self.groups:
            return ("nobody",)
        signs = f"many_{self.groups[0].shape}s" if self.each > 1 else f"{self.groups[0].shape}s"
        without = any(group.colour == CARE for group in self.groups)
        return (signs, *(["colours"] if len(self.groups) > 1 else []), *(["grey"] if without else []))


def drawing(entry: Entry) -> Drawing:
    """What the record says of the people, by arm where it says so for all arms; of a review, the trials."""
    study = entry.study
    shape: Shape = "ring" if study.kind.id == "registration" else "dot"
    everyone = (_group(shape, CELLS[0], entry.people),) if isinstance(entry.people, Count) else ()
    if study.review:
        included = study.review.search.included
        groups = (_group("square", CELLS[0], included),) if isinstance(included, Count) else ()
        return Drawing(groups or everyone, everyone if groups else (), entry.year, _name(study))
    return Drawing(_arms(study, shape) or everyone, (), entry.year, _name(study))


def _arms(study: Study, shape: Shape) -> tuple[Group, ...]:
    counts = [arm.people for arm in study.arms if isinstance(arm.people, Count)]
    if len(counts) < len(study.arms) or any(arm.shares_people_with for arm in study.arms):
        return ()
    colours = iter(CELLS * len(counts))
    given = [not isinstance(arm.treatments, Missing) for arm in study.arms]
    return tuple(_group(shape, next(colours) if cells else CARE, count) for cells, count in zip(given, counts, strict=True))


def _group(shape: Shape, colour: int, count: Count) -> Group:
    return Group(shape, colour, int(count.value), count.printed)


def _name(study: Study) -> str:
    """The number by which the study is found: of its registration while there is no result, else of its paper."""
    all_papers = [source for source in study.sources if isinstance(source, Paper)]
    papers = [f"PMID {paper.pmid}" for paper in all_papers if not isinstance(paper.pmid, Missing)]
    papers += [f"doi:{paper.doi}" for paper in all_papers if not isinstance(paper.doi, Missing) and len(paper.doi) < 40]
    registrations = [source.number for source in study.sources if isinstance(source, Registration)]
    found = [*registrations, *papers] if study.kind.id == "registration" else [*papers, *registrations]
    return next(iter(found), "")


@dataclass(frozen=True)
class Shown:
    """The picture that stands beside a shared link to a page."""

    address: str  # from the site's root
    width: int
    height: int
    alt: str
    absolute: str | None


def address(id: str) -> str:
    """Where the picture of a study is, from the site's root: the same in every language."""
    return f"assets/pictures/{id}.png"


def shown(library: Library, language: str, made: Any, base: str | None) -> Shown:
    """The picture of a page; `base`: the site's own address, if it is known."""
    study = made.values["study"] if made and "picture" in made.values else None
    place, width, height = (address(made.values["id"]), SIZE, SIZE) if study else _SITE
    words = made.values["picture"].words if study else ("site",)
    alt = " ".join(library.words["picture"][word][language] for word in words)
    if study:
        alt = f"{study.short_title[language]} \u00b7 {alt}"
    return Shown(place, width, height, alt, f"{base}{place}" if base else None)
