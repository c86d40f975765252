"""Plain language, as far as a machine can tell: short sentences, no promises, words bound to their figures and concepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from kb.anatomy import Path
from kb.finding import Finding
from kb.model.part import Part
from kb.values import Count, Slug, Text, Words

if TYPE_CHECKING:
    from kb.rules import Record

Several = Annotated[tuple[Words, ...], Field(min_length=1)]


class PlainLanguage(Part):
    """How plain sentences in one language are to be (data/plain-language.yml)."""

    counted: Literal["characters", "words"]
    sentence: Count
    average: Count
    message: Count
    ends: Words
    quotes: Several
    forbidden: Several
    significant: Several
    statistical: Several
    dates: Several  # dates in words, with {year}, {month} and {day}; the most exact first
    months: tuple[Words, ...] = ()  # where months have names

    def spelled_dates(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where dates in words begin and end, and which they are."""
        taken: list[range] = []
        for form in self.dates:
            for match in _date_form(form, self.months).finditer(text):
                if not any(match.start() in span for span in taken):
                    taken.append(range(*match.span()))
                    yield *match.span(), self._iso(match.groupdict())

    def _iso(self, parts: dict[str, str]) -> str:
        month = parts["month"]
        number = str(self.months.index(month) + 1) if month in self.months else month
        return "-".join(part.zfill(2) for part in (parts["year"], number, parts.get("day", "")) if part)

    def size(self, text: str) -> int:
        """How long a text is: words, or characters with a number or a Latin word counting as one."""
        return len(_COUNTED[self.counted].findall(text))

    def sentences(self, text: str) -> list[str]:
        """The sentences; a point within a number or a word ends none."""
        return [one for one in _after(self.ends).split(text) if one.strip()]

    def ours(self, text: str) -> str:
        """The text without what stands in quotation marks."""
        for pair in self.quotes:
            if pair[0] in text:
                text = _quoted(pair).sub(" ", text)
        return text


_LATIN = r"[A-Za-z0-9.'’%×⁰-⁹-]*[A-Za-z0-9⁰-⁹]"
_COUNTED = {"characters": re.compile(_LATIN + r"|[^\W\d_]"), "words": re.compile(_LATIN + r"|\w+")}


@cache
def _after(ends: str) -> re.Pattern[str]:
    """The places after one of these characters."""
    latin, others = (re.escape("".join(end for end in ends if end.isascii() == kind)) for kind in (True, False))
    return re.compile("|".join(([rf"(?<=[{latin}])(?=\s)"] if latin else []) + ([rf"(?<=[{others}])"] if others else [])))


@cache
def _quoted(pair: str) -> re.Pattern[str]:
    opening, closing = re.escape(pair[0]), re.escape(pair[-1])
    return re.compile(f"{opening}[^{closing}]*{closing}")


@cache
def _date_form(form: str, months: tuple[str, ...]) -> re.Pattern[str]:
    """A way to write a date, spaces in it as they come."""
    parts = {"year": r"(?:19|20)\d\d", "month": "|".join(months) or r"\d{1,2}", "day": r"\d{1,2}"}
    pattern = re.escape(form).replace(r"\ ", r"\s?")
    for name, part in parts.items():
        pattern = pattern.replace(rf"\{{{name}\}}", f"(?P<{name}>{part})")
    return re.compile(rf"(?<!\d){pattern}")


class Rendering(Part):
    """Words that must not stand for a concept in one language (data/renderings.yml)."""

    concept: Annotated[str, Field(pattern="^[a-z_]+/[A-Za-z0-9_-]+$")]
    language: Slug
    words: Several
    beside: tuple[Words, ...] = ()  # the words are right where one of these stands in the same text
    instead: Words
    why: Text


@cache
def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, Latin ones as whole words."""
    one = (rf"(?<![A-Za-z0-9-]){re.escape(word)}(?![A-Za-z0-9-])" if word.isascii() else re.escape(word) for word in words)
    return re.compile("|".join(one), 0 if _is_cased(words) else re.IGNORECASE)


def _is_cased(words: tuple[str, ...]) -> bool:
    return all(word.isupper() or not word.islower() for word in words)


@cache
def _watched(lists: tuple[tuple[str, ...], ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Any word of all these lists, Latin ones and others: few texts hold one, and only those are asked which."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    for words in lists:
        for word in words:
            parts[word.isascii()].append(re.escape(word) if _is_cased(words) else f"(?i:{re.escape(word)})")
    latin, others = ("|".join(parts[kind]) or "(?!)" for kind in (True, False))
    first = re.escape("".join(sorted({word[0] for words in lists for word in words})))  # spares trying them all at each word
    return re.compile(f"(?<![A-Za-z0-9-])(?=(?i:[{first}]))(?:{latin})(?![A-Za-z0-9-])"), re.compile(others)


class Said(NamedTuple):
    """A text of ours in one language."""

    path: Path
    language: str
    plain: PlainLanguage
    words: str
    ours: str  # without what stands in quotation marks
    is_watched: bool  # whether our own words hold one that a rule may object to


def said(record: Record) -> Iterator[Said]:
    """Every text of ours by language: not what a source printed, an article claims, or a source calls its cells."""
    known = record.library.plain_language
    watched = {language: _watched(_lists(plain, language, record.library.renderings)) for language, plain in known.items()}
    for path, text in record.anatomy.all(Text):
        if path[-1] not in ("printed", "claim", "named"):
            for language, words in text.versions.items():
                if plain := known.get(language):
                    ours = plain.ours(words)
                    found = any(pattern.search(ours) for pattern in watched[language])
                    yield Said((*path, language), language, plain, words, ours, found)


def _lists(plain: PlainLanguage, language: str, renderings: tuple[Rendering, ...]) -> tuple[tuple[str, ...], ...]:
    return (plain.forbidden, plain.significant, *(one.words for one in renderings if one.language == language))


def sentences_are_short(record: Record) -> Iterator[Finding]:
    """Sentences for patients and key messages are short."""
    for path, _, plain, words, _, _ in record.said:
        if path[0] != "summary":
            continue
        sentences = plain.sentences(words)
        sizes = [plain.size(sentence) for sentence in sentences]
        for sentence, size in zip(sentences, sizes, strict=True):
            if size > plain.sentence.value:
                yield record.finding(path, "sentence_long", value=sentence.strip(), size=size, most=plain.sentence.printed)
        if sizes and sum(sizes) / len(sizes) > plain.average.value:
            yield record.finding(path, "sentences_long", size=round(sum(sizes) / len(sizes)), most=plain.average.printed)
        if path[1] == "messages" and sum(sizes) > plain.message.value:
            yield record.finding(path, "message_long", size=sum(sizes), most=plain.message.printed)


def promises_are_not_made(record: Record) -> Iterator[Finding]:
    """Words that promise, or that take a difference not shown for no effect, are not ours."""
    for path, _, plain, words, ours, is_watched in record.said:
        if is_watched and _whole(plain.forbidden).search(words):
            for match in _whole(plain.forbidden).finditer(ours):
                yield record.finding(path, "word_forbidden", value=match[0])


def significance_is_statistical(record: Record) -> Iterator[Finding]:
    """Something is significant only statistically, and beside a figure; outside remarks on how a source uses the word."""
    for path, _, plain, words, ours, is_watched in record.said:
        if not is_watched or path[0] in ("remarks", "claims") or not _whole(plain.significant).search(words):
            continue
        if found := _whole(plain.significant).search(ours):
            if not any(word in ours.lower() for word in plain.statistical):
                yield record.finding(path, "significant_how", value=found[0])
            elif path[0] == "summary" and not re.search(r"\d", ours):
                yield record.finding(path, "significant_without_figure", value=found[0])


def renderings_are_right(record: Record) -> Iterator[Finding]:
    """A concept is called by its own words, and an abbreviation with several meanings never stands alone."""
    for path, language, _, _, ours, is_watched in record.said:
        for rendering in record.library.renderings if is_watched and path[0] != "remarks" else ():
            match = _whole(rendering.words).search(ours) if rendering.language == language else None
            if match and not any(word.lower() in ours.lower() for word in rendering.beside):
                yield record.finding(path, "rendering", value=match[0], instead=rendering.instead, why=rendering.why[language])


WORDING_RULES = (sentences_are_short, promises_are_not_made, significance_is_statistical, renderings_are_right)
