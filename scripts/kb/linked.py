"""What a page says of itself to machines: schema.org's words as JSON-LD, from facts of the record and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.library import Library
from kb.model import Study
from kb.model.editorial import Signature
from kb.model.sources import Article, Paper, Registration
from kb.pages import Page
from kb.picture import Shown
from kb.shell import Head
from kb.values import Count, Missing, Ref
from kb.vocabulary import Term

Node = dict[str, Any]

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_OBSERVED = {"case-series": "CaseSeries", "case-report": "CaseSeries", "cohort": "CohortStudy"}
_REVIEW = "systematic-review"  # schema.org has no kind of study for it: the page is about the paper
_BLINDED = {"NONE": "OpenTrial", "SINGLE": "SingleBlindedTrial", "DOUBLE": "DoubleBlindedTrial", "TRIPLE": "TripleBlindedTrial"}
_STATUS = {
    "NOT_YET_RECRUITING": "NotYetRecruiting", "RECRUITING": "Recruiting", "ENROLLING_BY_INVITATION": "EnrollingByInvitation",
    "ACTIVE_NOT_RECRUITING": "ActiveNotRecruiting", "SUSPENDED": "Suspended", "TERMINATED": "Terminated", "COMPLETED": "Completed",
    "WITHDRAWN": "Withdrawn",
}  # fmt: skip
_TOLD = ("retracted", "corrected", "concern")  # what has become of a paper


def linked(library: Library, head: Head, language: str, made: Page | None, picture: Shown) -> Node:
    """The JSON-LD of a page; absolute addresses only where the site's own is known."""
    here = next((twin.absolute for twin in head.twins if twin.here), None)
    study = made.values["study"] if made and made.template == "study.html" else None
    page: Node = {"@type": "MedicalWebPage" if made else "WebPage", "@id": here, "url": here, "name": head.title}
    page |= {"description": head.description, "inLanguage": head.html, "license": _LICENCE, "isAccessibleForFree": True}
    page |= {"isPartOf": _node("WebSite", name=head.site, url=head.default)}
    page |= {"breadcrumb": _path(library, head, language, study is not None)}
    others = [twin for twin in head.twins if not twin.here and twin.absolute]
    page |= {"workTranslation": [{"@type": page["@type"], "@id": twin.absolute, "inLanguage": twin.html} for twin in others]}
    page |= {"dateModified": made.changed if made else None, "primaryImageOfPage": _image(picture) if study else None}
    if study:
        page |= _of_study(library, study, language)
    return {"@context": "https://schema.org", **_without_nothing(page)}


def _image(picture: Shown) -> Node | None:
    return _node("ImageObject", url=picture.absolute, caption=picture.alt) if picture.absolute else None


def _path(library: Library, head: Head, language: str, deep: bool) -> Node | None:
    """The way from the home page: over the list of studies to a study."""
    if not head.path:
        return None
    home = next((twin.absolute for twin in head.twins if twin.here), None)
    base = home.removesuffix(head.path) if home else None
    steps = [(head.site, ""), *([(library.words["studies"]["title"][language], "studies/")] if deep else []), (head.title, head.path)]
    links = [f"{base}{path}" if base else None for _, path in steps]
    items = [_node("ListItem", position=number + 1, name=name, item=links[number]) for number, (name, _) in enumerate(steps)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _of_study(library: Library, study: Study, language: str) -> Node:
    """What the record adds: its conditions, the study, its reports, and whether a person has reviewed it."""
    conditions = [_condition(ref, library.terms["conditions"][ref.id], language) for ref in study.people.conditions]
    papers = [_paper(library, source, language) for source in study.sources if isinstance(source, Paper)]
    articles = [_article(source, language) for source in study.sources if isinstance(source, Article)]
    editorial = study.editorial
    found: Node = {
        "about": conditions,
        "citation": [*papers, *articles],
        "creativeWorkStatus": library.terms["states"][editorial.state.id].name[language],
        "mainEntity": {"@id": papers[0]["@id"]} if study.kind.id == _REVIEW and papers else _study(library, study, language),
    }
    if isinstance(editorial.checked, Signature):
        person = _node("Person", name=editorial.checked.name[language])
        found |= {"lastReviewed": editorial.checked.date.printed, "reviewedBy": person}
    return found


def _study(library: Library, study: Study, language: str) -> Node:
    """The study itself; its conditions and reports are told of above. A review without a paper is only named."""
    registrations = [source for source in study.sources if isinstance(source, Registration)]
    observed = _OBSERVED.get(study.kind.id)
    status = next((_STATUS.get(source.status.id) for source in registrations if isinstance(source.status, Ref)), None)
    countries = [] if isinstance(study.design.countries, Missing) else study.design.countries
    return _node(
        "MedicalStudy" if study.kind.id == _REVIEW else "MedicalObservationalStudy" if observed else "MedicalTrial",
        name=study.title[language],
        healthCondition=[{"@id": f"#condition-{ref.id}"} for ref in study.people.conditions],
        studyDesign=_named(observed),
        trialDesign=[] if observed or study.kind.id == _REVIEW else [_named(word) for word in _designs(study)],
        status=_named(status),
        studyLocation=[_node("Country", name=library.terms["countries"][country.id].name[language]) for country in countries],
        identifier=[_number(library.terms["registries"][source.registry.id], source.number, language) for source in registrations],
        subjectOf=[{"@id": _id(source)} for source in study.sources if isinstance(source, Paper)],
    )


def _id(paper: Paper) -> str:
    """What names the paper: its DOI, or its place on the page."""
    return f"#source-{paper.id}" if isinstance(paper.doi, Missing) else f"https://doi.org/{paper.doi}"


def _designs(study: Study) -> Iterator[str]:
    """The words that schema.org has for the design of a trial."""
    design = study.design
    if isinstance(design.allocation, Ref) and design.allocation.id == "RANDOMIZED":
        yield "RandomizedTrial"
    if isinstance(design.masking, Ref) and design.masking.id in _BLINDED:
        yield _BLINDED[design.masking.id]
    if isinstance(design.control, Ref) and design.control.id == "placebo":
        yield "PlaceboControlledTrial"
    if isinstance(design.centres, Count):
        yield "SingleCenterTrial" if design.centres.value == 1 else "MultiCenterTrial"
    if not isinstance(design.countries, Missing) and len(design.countries) > 1:
        yield "InternationalTrial"


def _condition(ref: Ref, term: Term, language: str) -> Node:
    codes = [each.id.partition(":") for each in term.ids if each.match == "exact"]
    return _node(
        "MedicalCondition",
        {"@id": f"#condition-{ref.id}"},
        name=term.name[language],
        alternateName=list(term.spellings.get(language, ())),
        code=[_node("MedicalCode", codingSystem=system, codeValue=value) for system, _, value in codes],
    )


def _paper(library: Library, paper: Paper, language: str) -> Node:
    known = {name: str(getattr(paper, name)) for name in ("doi", "pmid", "pmcid") if not isinstance(getattr(paper, name), Missing)}
    authors = () if isinstance(paper.authors, Missing) else paper.authors
    told = library.terms["standings"][paper.standing.state.id].name[language] if paper.standing.state.id in _TOLD else None
    return _node(
        "MedicalScholarlyArticle",
        {"@id": _id(paper)},
        name=paper.title,
        inLanguage=paper.language,
        author=[_node("Person", familyName=author.family, givenName=author.given) for author in authors],
        datePublished=_said(paper.published),
        isPartOf=_journal(paper),
        pagination=_said(paper.pages),
        identifier=[_node("PropertyValue", propertyID=name, value=value) for name, value in known.items()],
        creativeWorkStatus=told,
    )


def _journal(paper: Paper) -> Node:
    """The issue in its volume in its journal, as far as they are known."""
    found = _node("Periodical", name=paper.journal)
    if volume := _said(paper.volume):
        found = _node("PublicationVolume", volumeNumber=volume, isPartOf=found)
    if issue := _said(paper.issue):
        found = _node("PublicationIssue", issueNumber=issue, isPartOf=found)
    return found


def _article(article: Article, language: str) -> Node:
    publisher = _node("Organization", name=article.publisher[language])
    return _node("Article", name=article.title, inLanguage=article.language, publisher=publisher, datePublished=_said(article.published))


def _number(registry: Term, number: str, language: str) -> Node:
    link = registry.link.replace("{number}", number) if registry.link else None
    return _node("PropertyValue", propertyID=registry.name[language], value=number, url=link)


def _said(value: Any) -> str | None:
    return None if isinstance(value, Missing) else getattr(value, "printed", str(value))


def _named(word: str | None) -> str | None:
    return f"https://schema.org/{word}" if word else None


def _node(kind: str, own: Mapping[str, Any] | None = None, /, **properties: Any) -> Node:
    return _without_nothing({"@type": kind, **(own or {}), **properties})


def _without_nothing(node: Node) -> Node:
    """What is not known is not said."""
    return {name: value for name, value in node.items() if value not in (None, [], "")}
