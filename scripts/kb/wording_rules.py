"""Plain language, as far as a machine can tell: short sentences, no promises, words bound to their figures and concepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

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
        pattern = r"[A-Za-z0-9.'’%×⁰-⁹-]*[A-Za-z0-9⁰-⁹]" + (r"|[^\W\d_]" if self.counted == "characters" else r"|\w+")
        return len(re.findall(pattern, text))

    def sentences(self, text: str) -> list[str]:
        """The sentences; a point within a number or a word ends none."""
        after = (rf"(?<={re.escape(end)})" + (r"(?=\s)" if end.isascii() else "") for end in self.ends)
        return [one for one in re.split("|".join(after), text) if one.strip()]

    def ours(self, text: str) -> str:
        """The text without what stands in quotation marks."""
        for pair in (pair for pair in self.quotes if pair[0] in text):
            opening, closing = re.escape(pair[0]), re.escape(pair[-1])
            text = re.sub(f"{opening}[^{closing}]*{closing}", " ", text)
        return text


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
    return re.compile("|".join(one), 0 if all(word.isupper() or not word.islower() for word in words) else re.IGNORECASE)


def _texts(record: Record) -> Iterator[tuple[Path, str, PlainLanguage, str]]:
    """Every text of ours by language: not what a source printed, an article claims, or a source calls its cells."""
    for path, text in record.anatomy.all(Text):
        if path[-1] not in ("printed", "claim", "named"):
            for language, words in text.versions.items():
                if plain := record.library.plain_language.get(language):
                    yield (*path, language), language, plain, words


def sentences_are_short(record: Record) -> Iterator[Finding]:
    """Sentences for patients and key messages are short."""
    for path, _, plain, words in _texts(record):
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
    for path, _, plain, words in _texts(record):
        for match in _whole(plain.forbidden).finditer(plain.ours(words)) if _whole(plain.forbidden).search(words) else ():
            yield record.finding(path, "word_forbidden", value=match[0])


def significance_is_statistical(record: Record) -> Iterator[Finding]:
    """Something is significant only statistically, and beside a figure; outside remarks on how a source uses the word."""
    for path, _, plain, words in _texts(record):
        if path[0] in ("remarks", "claims") or not _whole(plain.significant).search(words):
            continue
        ours = plain.ours(words)
        if _whole(plain.significant).search(ours):
            if not any(word in ours.lower() for word in plain.statistical):
                yield record.finding(path, "significant_how", value=_found(plain.significant, ours))
            elif path[0] == "summary" and not re.search(r"\d", ours):
                yield record.finding(path, "significant_without_figure", value=_found(plain.significant, ours))


def _found(words: tuple[str, ...], text: str) -> str:
    match = _whole(words).search(text)
    return match[0] if match else ""


def renderings_are_right(record: Record) -> Iterator[Finding]:
    """A concept is called by its own words, and an abbreviation with several meanings never stands alone."""
    for path, language, plain, words in _texts(record):
        ours = plain.ours(words) if path[0] != "remarks" else ""
        for rendering in record.library.renderings if ours else ():
            match = _whole(rendering.words).search(ours) if rendering.language == language else None
            if match and not any(word.lower() in ours.lower() for word in rendering.beside):
                yield record.finding(path, "rendering", value=match[0], instead=rendering.instead, why=rendering.why[language])


WORDING_RULES = (sentences_are_short, promises_are_not_made, significance_is_statistical, renderings_are_right)
