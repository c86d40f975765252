"""The built site as readers, browsers and search engines meet it: the same in both languages, sound, and on its own."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from conftest import ROOT, SITE_URL, build, copy_project
from PIL import Image

from kb.brief import width
from kb.facts import walk
from kb.library import Library
from kb.limits import limits
from kb.model import Study
from kb.model.editorial import Remark
from kb.model.part import Fact
from kb.model.study import Outside
from kb.values import Missing

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Tag(NamedTuple):
    """A start tag with the ids of what it stands in, and its text."""

    name: str
    attributes: dict[str, str]
    text: list[str]

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.open: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, {name: value or "" for name, value in attrs}, [])
        assert len(found.attributes) == len(attrs), f"an attribute stands twice in {found}"
        self.tags.append(found)
        if tag not in _VOID:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            tag.text.append(data)


class Leaf(NamedTuple):
    """A page of the site: its file below the site's folder, its address, its source and its tags."""

    file: str
    address: str
    html: str
    tags: list[Tag]

    def all(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name == name]

    def meta(self, name: str) -> list[str]:
        named = [tag for tag in self.all("meta") if name in (tag.attributes.get("name"), tag.attributes.get("property"))]
        return [tag.attributes["content"] for tag in named]

    def link(self, rel: str) -> list[Tag]:
        return [tag for tag in self.all("link") if tag.attributes.get("rel") == rel]

    @property
    def ids(self) -> list[str]:
        return [tag.attributes["id"] for tag in self.tags if "id" in tag.attributes]

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Level and id of the headings that can be linked to, in order."""
        return [(tag.name, tag.attributes["id"]) for tag in self.tags if re.fullmatch("h[1-6]", tag.name) and "id" in tag.attributes]


@cache
def leaves(site: Path) -> dict[str, Leaf]:
    """Every page by its file."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        file = path.relative_to(site).as_posix()
        html = path.read_text(encoding="utf-8")
        reader = _Reader()
        reader.feed(html)
        reader.close()
        found[file] = Leaf(file, SITE_URL + file.removesuffix("index.html"), html, reader.tags)
    return found


@cache
def pairs(site: Path, codes: tuple[str, ...]) -> list[tuple[Leaf, ...]]:
    """The same page in every language, for each page of the first."""
    first = codes[0]
    names = [file.partition("/")[2] for file in leaves(site) if file.startswith(f"{first}/")]
    return [tuple(leaves(site)[f"{code}/{name}"] for code in codes) for name in names]


@pytest.fixture
def both(site: Path, library: Library) -> list[tuple[Leaf, ...]]:
    return pairs(site, library.codes)


@pytest.fixture
def studies(site: Path, library: Library) -> Iterator[tuple[str, str, Leaf]]:
    """Every study page with its language and the id of its record."""
    return ((code, id, leaves(site)[f"{code}/studies/{id}/index.html"]) for code in library.codes for id in library.studies)


def bodies(site: Path) -> Iterator[Leaf]:
    """Pages that people read: all but the root, which leads to them, and the one for wrong addresses."""
    return (leaf for file, leaf in leaves(site).items() if "/" in file)


# the languages


def test_every_language_has_the_same_pages(site: Path, library: Library) -> None:
    sets = [{file.partition("/")[2] for file in leaves(site) if file.startswith(f"{code}/")} for code in library.codes]
    assert sets[0] == sets[1]
    assert {f"studies/{id}/index.html" for id in library.studies} < sets[0]
    prose = {f"{path.stem}/index.html" for path in (ROOT / "docs" / library.codes[0]).glob("*.md")}
    assert prose < sets[0]
    assert {"index.html", "studies/index.html"} < sets[0]
    assert set(leaves(site)) == {"index.html", "404.html"} | {f"{code}/{name}" for code in library.codes for name in sets[0]}


def test_a_page_has_the_same_headings_in_every_language(both: list[tuple[Leaf, ...]]) -> None:
    for one, other in both:
        if "/glossary/" in one.file:  # in the order of its language, under its letters
            assert {id for _, id in one.headings if "term" in id} == {id for _, id in other.headings if "term" in id}
            continue
        assert one.headings == other.headings, one.file
        assert Counter(one.ids) == Counter(other.ids), one.file
        assert one.headings, one.file


EVERYONES = (
    "in-one-sentence", "key-messages", "who-tells-you", "question", "who-took-part", "what-was-given", "compared-with", "what-was-found",
    "harms", "how-sure", "cannot-tell", "remarks", "available", "ask", "further", "sources",
)  # fmt: skip


def test_a_study_page_is_for_everyone_first_and_for_clinicians_below(studies: Any) -> None:
    for _, _, leaf in studies:
        assert [id for level, id in leaf.headings if level == "h2"][: len(EVERYONES) + 1] == [*EVERYONES, "for-clinicians"], leaf.file
        last = [id for _, id in leaf.headings].index("for-clinicians")
        below = [id for _, id in leaf.headings[last + 1 :]]
        assert {"design", "flow", "arms", "outcomes", "harms-table", "limitations"} <= set(below), leaf.file


def test_a_study_carries_the_same_figures_and_dates_in_every_language(both: list[tuple[Leaf, ...]], library: Library) -> None:
    for one, other in both:
        figures = [Counter((tag.attributes["data-fact"], tag.attributes["value"]) for tag in leaf.all("data")) for leaf in (one, other)]
        dates = [Counter(tag.attributes["datetime"] for tag in leaf.all("time")) for leaf in (one, other)]
        assert figures[0] == figures[1], one.file
        assert dates[0] == dates[1], one.file
        if re.fullmatch("[a-z]+/studies/.+/index.html", one.file):
            assert figures[0]
            assert dates[0]


BOUND = {"data", "time", "code", "cite", "samp", "option", "abbr", "a", "script", "style"}  # figures, dates, titles, examples, links
OF_OUR_WORDING = ("100", "0.05")  # per 100 people; the limit of p values


class _Digits(HTMLParser):
    """The words of an article with digits that nothing binds to a fact."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "hr", "img", "input", "link", "meta", "wbr"):
            address = ("class", "kb-address") in attrs
            self.open.append("code" if address else tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if "article" in self.open and BOUND.isdisjoint(self.open) and re.search(r"\d", data):
            self.found.append(" ".join(data.split()))


def test_every_figure_of_a_generated_page_is_bound_to_a_fact(site: Path, library: Library) -> None:
    """What else has digits is a name: of our list, of a vocabulary, or that by which a source or a record is found."""
    names = {*library.names, *library.studies, *OF_OUR_WORDING}
    for terms in library.terms.values():
        for term in terms.values():
            names |= {*term.name.versions.values(), *(word for words in term.spellings.values() for word in words)}
    for study in library.studies.values():
        names |= {str(value) for source in study.sources for value in source.model_dump().values() if isinstance(value, str)}
    known = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if re.search(r"\d", name)))
    written = {path.stem for path in (ROOT / "docs").rglob("*.md")} | {"both"}  # prose; pages made of two others
    loose = []
    for leaf in bodies(site):
        if not written & set(leaf.file.split("/")):
            reader = _Digits()
            reader.feed(leaf.html)
            loose += [(leaf.file, text) for text in reader.found if re.search(r"\d", known.sub("", text))]
    assert loose == []


def test_every_figure_says_which_fact_it_is(site: Path) -> None:
    nameless = {(leaf.file, tag.words) for leaf in leaves(site).values() for tag in leaf.all("data") if not tag.attributes.get("data-fact")}
    assert nameless == set()


def test_the_language_of_a_page_is_told_to_browsers_and_search_engines(site: Path, library: Library) -> None:
    tags = {code: language.html for code, language in library.languages.items()}
    for leaf in bodies(site):
        code, _, path = leaf.file.removesuffix("index.html").partition("/")
        assert leaf.all("html")[0].attributes["lang"] == tags[code]
        links = {tag.attributes["hreflang"]: tag.attributes["href"] for tag in leaf.link("alternate")}
        assert links == {tags[other]: f"{SITE_URL}{other}/{path}" for other in tags} | {"x-default": SITE_URL}
        assert [tag.attributes["href"] for tag in leaf.link("canonical")] == [leaf.address]
    root = leaves(site)["index.html"]
    assert {tag.attributes["hreflang"]: tag.attributes["href"] for tag in root.link("alternate")} == {
        **{tags[code]: f"{SITE_URL}{code}/" for code in tags},
        "x-default": SITE_URL,
    }
    assert [tag.attributes["href"] for tag in root.link("canonical")] == [SITE_URL]


def test_the_switch_in_the_header_leads_to_the_same_page(both: list[tuple[Leaf, ...]], library: Library) -> None:
    for leaves_ in both:
        for here, there in (leaves_, leaves_[::-1]):
            code = there.file.partition("/")[0]
            header = here.html[here.html.index("<header") : here.html.index("</header>")]
            reader = _Reader()
            reader.feed(header)
            switches = [tag for tag in reader.tags if tag.attributes.get("hreflang")]
            assert [urljoin(here.address, tag.attributes["href"]) for tag in switches] == [there.address], here.file
            language = library.languages[code]
            assert [(tag.words, tag.attributes["lang"]) for tag in switches] == [(language.name, language.html)]


def test_every_section_leads_to_the_same_section_in_the_other_language(both: list[tuple[Leaf, ...]]) -> None:
    for leaves_ in both:
        for here, there in (leaves_, leaves_[::-1]):
            twins = [tag.attributes["href"] for tag in here.all("a") if "hreflang" in tag.attributes and "#" in tag.attributes["href"]]
            links = [urljoin(here.address, href) for href in twins]
            assert {link.partition("#")[0] for link in links} <= {there.address}
            assert {link.partition("#")[2] for link in links} <= set(there.ids)
            if "/studies/" in here.file:
                own = {id for level, id in here.headings if level == "h2" and not id.endswith("_2")}  # side by side both stand there
                assert own == {link.partition("#")[2] for link in links}


def test_the_root_leads_to_every_language_without_a_script(site: Path, library: Library) -> None:
    links = [(tag.attributes["href"], tag.words) for tag in leaves(site)["index.html"].all("a")]
    assert links == [(f"{code}/", language.name) for code, language in library.languages.items()]


def test_a_wrong_address_is_answered_in_every_language(site: Path, library: Library) -> None:
    leaf = leaves(site)["404.html"]
    found = {section.attributes["lang"]: section.words for section in leaf.all("section") if "lang" in section.attributes}
    for code, language in library.languages.items():
        for phrase in library.words["missing_page"].values():
            assert phrase[code] in found[language.html]
    hrefs = {tag.attributes["href"] for tag in leaf.all("a")}
    assert all(href.startswith(("/kb/", "https://", "#")) for href in hrefs), "served at any depth, so from the root"


def test_the_way_past_the_menu_is_in_the_language_of_the_page(both: list[tuple[Leaf, ...]]) -> None:
    for leaves_ in both:
        words = [[tag.words for tag in leaf.all("a") if "kb-skip" in tag.attributes.get("class", "")] for leaf in leaves_]
        assert len(words[0]) == len(words[1]) == 1, leaves_[0].file
        assert words[0] != words[1], leaves_[0].file


# the head


def test_every_page_has_a_title_and_a_description_of_its_own(site: Path, library: Library) -> None:
    for code in library.codes:
        mine = [leaf for leaf in bodies(site) if leaf.file.startswith(f"{code}/")]
        for leaf in mine:
            assert len(leaf.all("title")) == len(leaf.meta("description")) == 1
            assert leaf.all("title")[0].words
            assert leaf.meta("description")[0]
        titles = Counter(leaf.all("title")[0].words for leaf in mine)
        descriptions = Counter(leaf.meta("description")[0] for leaf in mine)
        assert [title for title, times in titles.items() if times > 1] == []
        assert [text for text, times in descriptions.items() if times > 1] == []
    for name in ("index.html", "404.html"):
        assert leaves(site)[name].all("title")[0].words
        assert leaves(site)[name].meta("description")


def test_a_shared_link_shows_title_description_and_language(site: Path, library: Library) -> None:
    for leaf in bodies(site):
        code = leaf.file.partition("/")[0]
        title = leaf.all("title")[0].words
        assert leaf.meta("og:title") == [title.removesuffix(f" · {library.words['shell']['site_name'][code]}")]
        assert leaf.meta("og:description") == leaf.meta("description")
        assert leaf.meta("og:locale") == [library.languages[code].locale]
        assert leaf.meta("og:locale:alternate") == [language.locale for other, language in library.languages.items() if other != code]
        assert leaf.meta("og:url") == [leaf.address]


def test_titles_and_descriptions_are_short_enough_to_be_shown_whole(site: Path) -> None:
    """60 and 160 Latin characters, or half as many Han."""
    for leaf in leaves(site).values():
        assert width(leaf.all("title")[0].words) <= 60, leaf.file
        assert width(leaf.meta("description")[0]) <= 160, leaf.file


def test_no_title_or_description_of_ours_had_to_be_cut(site: Path) -> None:
    whole = [leaf for leaf in bodies(site) if not re.search("/(both|handout)/", leaf.file)]  # these say a study's title and more
    cut = [leaf.file for leaf in whole for name in ("og:title", "description") if leaf.meta(name)[0].endswith("\u2026")]
    assert cut == []


def test_a_shared_link_shows_a_picture_of_at_least_300_pixels_at_an_absolute_address(site: Path) -> None:
    pictures: dict[str, set[str]] = {}
    for leaf in (*bodies(site), leaves(site)["index.html"]):
        address, size = leaf.meta("og:image")[0], (int(leaf.meta("og:image:width")[0]), int(leaf.meta("og:image:height")[0]))
        with Image.open(site / address.removeprefix(SITE_URL)) as image:
            assert image.size == size >= (300, 300), leaf.file
        assert leaf.meta("og:image:alt")[0]
        assert leaf.meta("twitter:card") == ["summary"]
        study = re.fullmatch("[a-z]+/studies/([^/]+)/(?:.+/)?index.html", leaf.file)
        if study:
            pictures.setdefault(study[1], set()).add(address)
            assert min(size) == max(size)
    assert all(len(found) == 1 for found in pictures.values())
    assert len({address for found in pictures.values() for address in found}) == len(pictures)


def test_pictures_wait_until_they_come_near(site: Path) -> None:
    shown = [tag.attributes for leaf in leaves(site).values() for tag in leaf.all("img")]
    assert shown
    assert [image for image in shown if image.get("loading") != "lazy" or not {"alt", "width", "height"} <= set(image)] == []


def test_a_study_page_is_named_after_its_record(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        study = library.studies[id]
        assert leaf.meta("og:title") == [study.short_title[code]]
        assert leaf.meta("description") == [study.summary.sentence[code]]
        assert [tag.words for tag in leaf.all("h1")] == [study.title[code]]


def test_a_page_has_one_first_heading(site: Path) -> None:
    assert {leaf.file: len(leaf.all("h1")) for leaf in bodies(site) if len(leaf.all("h1")) != 1} == {}


# safety


def _policy(leaf: Leaf) -> str:
    return next(tag.attributes["content"] for tag in leaf.all("meta") if tag.attributes.get("http-equiv") == "Content-Security-Policy")


def test_every_page_begins_with_a_strict_policy(site: Path) -> None:
    for leaf in leaves(site).values():
        head = leaf.tags[leaf.tags.index(leaf.all("head")[0]) + 1 :]
        assert "charset" in head[0].attributes, leaf.file
        assert head[1].attributes.get("http-equiv") == "Content-Security-Policy", leaf.file
        rules = dict(rule.strip().split(" ", 1) for rule in _policy(leaf).split(";"))
        assert rules["default-src"] == rules["base-uri"] == "'none'"
        assert rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
        assert re.fullmatch(r"'self'( 'sha256-[A-Za-z0-9+/]{43}=')*", rules["script-src"]), leaf.file
        assert "unsafe" not in _policy(leaf)
        assert "http" not in _policy(leaf)


def test_every_script_and_style_of_a_page_is_allowed_by_its_policy(site: Path) -> None:
    for leaf in leaves(site).values():
        for script in leaf.all("script"):
            if "src" not in script.attributes and "json" not in script.attributes.get("type", ""):
                digest = base64.b64encode(hashlib.sha256("".join(script.text).encode()).digest()).decode()
                assert f"'sha256-{digest}'" in _policy(leaf), leaf.file
        assert leaf.all("style") == [], leaf.file
        assert [tag for tag in leaf.tags if "style" in tag.attributes] == [], leaf.file
        assert [tag for tag in leaf.tags for name in tag.attributes if name.startswith("on")] == [], leaf.file


def test_nothing_is_fetched_from_another_host(site: Path) -> None:
    fetched = [
        (leaf.file, tag.name, value)
        for leaf in leaves(site).values()
        for tag in leaf.tags
        for name, value in tag.attributes.items()
        if name in ("src", "srcset", "href", "data", "poster", "action", "formaction", "background", "ping", "xlink:href")
        and tag.name != "a"
        and not (tag.name == "link" and tag.attributes["rel"] in ("canonical", "alternate"))
        and (urlsplit(value).scheme or value.startswith("//"))
    ]
    assert fetched == []
    assert [tag for leaf in leaves(site).values() for tag in leaf.all("link") if "connect" in tag.attributes["rel"]] == []
    for style in site.rglob("*.css"):
        elsewhere = re.findall(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^)'\"]+)", style.read_text(encoding="utf-8"))
        assert elsewhere == [], style


def _hosts(library: Library) -> set[str]:
    """Where links may lead: to papers, registries and licences."""
    registries = {urlsplit(term.link).netloc for term in library.terms["registries"].values() if term.link}
    footer = (ROOT / "overrides/partials/footer.html").read_text(encoding="utf-8")
    licences = {urlsplit(link).netloc for link in re.findall(r'href="([^"{]+)" rel="license"', footer)}
    return {"doi.org", "pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"} | registries | licences


def _prose_links() -> set[str]:
    """The addresses that writers put into the prose themselves."""
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    return {link for page in pages for link in re.findall(r"\]\((https://[^)\s]+)\)", page)}


def test_links_to_other_sites_are_few_known_and_encrypted(site: Path, library: Library) -> None:
    hosts = _hosts(library)
    prose = _prose_links()
    links = {(tag.attributes["href"], urlsplit(tag.attributes["href"])) for leaf in leaves(site).values() for tag in leaf.all("a")}
    outside = [(href, parts) for href, parts in links if parts.scheme or parts.netloc]
    assert outside
    assert [href for href, parts in outside if parts.scheme != "https"] == []
    assert [href for href, parts in outside if parts.netloc not in hosts and href not in prose] == []


# links


def _fragments(site: Path) -> dict[str, set[str]]:
    return {leaf.address: set(leaf.ids) for leaf in leaves(site).values()}


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    ids = _fragments(site)
    bad, good = [], 0
    for leaf in leaves(site).values():
        for tag in leaf.tags:
            for href in (tag.attributes.get("href"), tag.attributes.get("src")):
                if href is None or (tag.name == "a" and urlsplit(href).scheme and not href.startswith(SITE_URL)):
                    continue
                address, _, fragment = urljoin(leaf.address, href).partition("#")
                path = site / unquote(urlsplit(address).path.removeprefix(urlsplit(SITE_URL).path))
                there = path.is_file() or (address.endswith("/") and (path / "index.html").is_file())
                if not there or (fragment and unquote(fragment) not in ids[address]):
                    bad.append((leaf.file, href))
                good += 1
    assert bad == []
    assert good > 500


def test_a_page_names_its_own_site_only_in_its_head(site: Path) -> None:
    for leaf in leaves(site).values():
        body = re.sub('<span class="kb-address">.*?</span>', "", leaf.html[leaf.html.index("<body") :])  # on paper it must be said
        assert SITE_URL.rstrip("/") not in body, leaf.file
        if leaf.file != "404.html":
            values = [tag.attributes.get(name, "") for tag in leaf.tags for name in ("href", "src")]
            assert [value for value in values if value.startswith("/")] == [], leaf.file


def test_no_id_stands_twice_on_a_page(site: Path) -> None:
    twice = {leaf.file: [id for id, times in Counter(leaf.ids).items() if times > 1] for leaf in leaves(site).values()}
    assert {file: ids for file, ids in twice.items() if ids} == {}


def test_what_is_named_by_its_id_exists(site: Path) -> None:
    for leaf in leaves(site).values():
        ids = set(leaf.ids)
        for tag in leaf.tags:
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"):
                assert set(tag.attributes.get(name, "").split()) <= ids, (leaf.file, tag)


# what a study page owes its readers


def _section(leaf: Leaf, id: str) -> str:
    """The words from this heading to the next one of the same level or above."""
    found = re.search(rf'<h([23])[^>]*\bid="{id}".*?(?=<h[12]\b|</article>)', leaf.html, re.DOTALL)
    assert found, (leaf.file, id)
    html = re.split("<h3", found[0][3:])[0] if found[1] == "3" else found[0]
    return _words(html)


def _words(html: str) -> str:
    reader = _Reader()
    everything = Tag("", {}, [])
    reader.open.append(everything)
    reader.handle_endtag = lambda tag: None  # type: ignore[method-assign]
    reader.feed(html)
    reader.close()
    return everything.words


def _plain(text: str) -> str:
    return " ".join(text.split())


def _says(part: str, words: str) -> bool:
    return re.sub(r"\s", "", words) in re.sub(r"\s", "", part)


def test_a_study_page_shows_its_four_dates(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        study, part = library.studies[id], _section(leaf, "dates")
        dates = study.editorial.evidence_until, study.editorial.last_checked, study.editorial.last_changed
        for name, date in zip(("evidence_until", "last_checked", "last_changed"), dates, strict=True):
            assert _says(part, library.words["dates"][name][code] + date.printed), (leaf.file, name)
        papers = [source.published for source in study.sources if source.kind == "paper"]
        published = papers[0] if papers else None
        assert _says(part, library.words["dates"]["published"][code])
        if published and not isinstance(published, Missing):
            assert _says(part, library.words["dates"]["published"][code] + published.printed)


def test_a_draft_says_so_before_anything_else(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        if library.studies[id].editorial.state.id == "draft":
            before = leaf.html[: leaf.html.index('id="in-one-sentence"')]
            assert library.words["banner"]["draft"][code] in before, leaf.file


def test_a_study_page_says_who_wrote_checked_and_translated_it(studies: Any, library: Library) -> None:
    words = library.words["editorial"]
    for code, id, leaf in studies:
        part, editorial = _section(leaf, "made-by"), library.studies[id].editorial
        assert _says(part, words["written"][code] + editorial.written.name[code])
        for name in ("checked", "translated"):
            signature = getattr(editorial, name)
            by = words["not_yet"][code] if isinstance(signature, str) else signature.name[code]
            assert _says(part, words[name][code] + by), (leaf.file, name)


def test_a_study_page_says_who_is_telling(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        part = _section(leaf, "who-tells-you")
        for name, phrase in library.words["interests"].items():
            value = getattr(library.studies[id].interests, name)
            said = library.words["missing"][value.value][code] if isinstance(value, Missing) else value[code]
            assert _says(part, phrase[code] + said), (leaf.file, name)


def test_a_registration_shows_its_status_and_the_day_it_was_seen(studies: Any, library: Library) -> None:
    seen = 0
    for code, id, leaf in studies:
        for source in library.studies[id].sources:
            if source.kind != "registration":
                continue
            part = leaf.html[leaf.html.index(f'id="source-{source.id}"') :]
            part = _words(part[part.index(">") + 1 : part.index("</li>")])
            status = source.status
            said = library.words["missing"][status.value] if isinstance(status, Missing) else library.terms["statuses"][status.id].name
            assert _says(part, library.words["sources"]["status"][code] + said[code])
            if not isinstance(source.looked_at, Missing):
                assert source.looked_at.printed in part
            seen += 1
    assert seen


def test_a_paper_shows_whether_it_stands(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        for source in library.studies[id].sources:
            if source.kind == "paper":
                part = leaf.html[leaf.html.index(f'id="source-{source.id}"') :]
                part = _words(part[part.index(">") + 1 : part.index("</li>")])
                state = library.terms["standings"][source.standing.state.id].name
                assert _says(part, library.words["sources"]["standing"][code] + state[code])


def test_a_registration_says_first_that_it_has_no_results(studies: Any, library: Library) -> None:
    planned = 0
    for code, id, leaf in studies:
        if library.studies[id].kind.id == "registration":
            before = leaf.html[: leaf.html.index('id="in-one-sentence"')]
            assert library.words["banner"]["no_results"][code] in before
            facts = [tag.attributes["data-fact"] for tag in leaf.all("data")]
            of_results = re.compile(r"[^:]+:(outcomes\..*\.(estimate|interval|p|before|after|change|group|versus|figures)\b|harms\.rows)")
            assert [fact for fact in facts if of_results.match(fact)] == []
            planned += 1
    assert planned


def test_a_study_page_says_what_the_study_cannot_tell(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        sentences = limits(library.studies[id], library.words["limits"])
        assert sentences
        for sentence in sentences:
            assert _says(_section(leaf, "cannot-tell"), sentence[code])


def _used(study: Study) -> list[Remark]:
    """The remarks that a fact of the page names; figures that say nothing about the study are not on it."""
    named = {id for _, value in walk(study) if isinstance(value, Fact) and not isinstance(value, Outside) for id in value.remarks}
    return [remark for remark in study.remarks if remark.id in named]


def test_every_remark_is_listed_and_marked(studies: Any, library: Library) -> None:
    for code, id, leaf in studies:
        part = re.sub(r"\s", "", _section(leaf, "remarks"))
        remarks = library.studies[id].remarks
        assert {f"remark-{remark.id}" for remark in remarks} <= set(leaf.ids)
        assert {tag.attributes["href"] for tag in leaf.all("a")} >= {f"#remark-{remark.id}" for remark in _used(library.studies[id])}
        for remark in remarks:
            for text in (remark.printed, remark.shown, remark.why):
                assert re.sub(r"\s", "", text[code]) in part, (leaf.file, remark.id)


def test_nothing_is_left_blank(studies: Any) -> None:
    """A value that is not there is said in words, never by an empty cell, a dash or the word of a programming language."""
    for _, _, leaf in studies:
        for tag in leaf.tags:
            if tag.name in ("td", "dd", "dt", "th", "caption", "li", "h1", "h2", "h3", "h4", "data", "time"):
                assert tag.words not in ("", "-", "\u2013", "\u2014", "None", "nan", "not_reported"), (leaf.file, tag)
        assert not re.search(r"\bMissing\.|\bRef\(|\bText\(|not_(?:reported|extracted|applicable)", _words(leaf.html)), leaf.file


# the site as a whole


def test_the_map_of_the_site_lists_every_page(site: Path) -> None:
    listed = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(leaf.address for leaf in leaves(site).values() if leaf.file != "404.html")


def test_the_map_of_the_site_dates_a_study_by_its_record(site: Path, library: Library) -> None:
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    dates = dict(re.findall(r"<loc>(.*?)</loc>\s*<lastmod>(.*?)</lastmod>", text))
    for code in library.codes:
        for id, study in library.studies.items():
            assert dates[f"{SITE_URL}{code}/studies/{id}/"].startswith(study.editorial.last_changed.printed)


def test_two_builds_of_the_same_tree_are_the_same(site: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    done = build(copy_project(tmp_path / "project"), tmp_path / "again", "--strict", SITE_URL=SITE_URL, SOURCE_DATE_EPOCH="1000000000")
    assert done.returncode == 0, done.stdout + done.stderr
    files = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*") if path.is_file())
    assert [str(file) for file in files if (site / file).read_bytes() != (tmp_path / "again" / file).read_bytes()] == []


def test_the_site_holds_nothing_that_is_not_for_readers(site: Path) -> None:
    kinds = {path.suffix for path in site.rglob("*") if path.is_file()}
    assert kinds <= {".html", ".css", ".js", ".svg", ".png", ".xml", ".gz", ".map", ".json", ".woff2", ".csv", ".txt", ".bib", ".ris"}
    for path in site.rglob("*.html"):
        assert "{{" not in path.read_text(encoding="utf-8"), path
        assert "{%" not in path.read_text(encoding="utf-8"), path


def _edit_links(folder: Path, library: Library) -> dict[str, str]:
    found: dict[str, str] = {}
    for leaf in leaves(folder).values():
        links = [tag.attributes["href"] for tag in leaf.all("a") if tag.attributes.get("rel") == "edit"]
        assert len(links) <= 1
        found.update((leaf.file, link) for link in links)
    return found


def test_without_a_repository_there_is_no_link_to_edit(site: Path, library: Library) -> None:
    assert _edit_links(site, library) == {}


def test_the_link_to_edit_opens_the_record_or_the_prose(tmp_path: Path, library: Library) -> None:
    done = build(ROOT, tmp_path / "site", "--strict", SITE_URL=SITE_URL, REPO_URL="https://git.example/kb")
    assert done.returncode == 0, done.stdout + done.stderr
    links = _edit_links(tmp_path / "site", library)
    for code in library.codes:
        for id in library.studies:
            assert links[f"{code}/studies/{id}/index.html"] == f"https://git.example/kb/edit/main/data/studies/{id}.yml"
        for path in (ROOT / "docs" / code).glob("*.md"):
            assert links[f"{code}/{path.stem}/index.html"] == f"https://git.example/kb/edit/main/docs/{code}/{path.name}"
    for link in links.values():
        assert (ROOT / link.removeprefix("https://git.example/kb/edit/main/")).is_file()
    assert [path for path in leaves(tmp_path / "site") if "git.example" in leaves(tmp_path / "site")[path].html and path not in links] == []


def test_without_an_address_the_site_is_built_all_the_same(tmp_path: Path, library: Library) -> None:
    done = build(ROOT, tmp_path / "site", "--strict", SITE_URL="")
    assert done.returncode == 0, done.stdout + done.stderr
    for leaf in leaves(tmp_path / "site").values():
        assert leaf.link("canonical") == leaf.link("alternate") == []
        assert leaf.meta("og:url") == leaf.meta("og:image") == []


def test_the_settings_of_mkdocs_list_no_study() -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", lambda loader, node: None)
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)  # noqa: S506
    assert "nav" not in settings
    assert settings["plugins"] == []
    assert settings["theme"]["font"] is False
