"""Words explained where they are met: which ones a study uses, and the first of each in a section made a link to the glossary."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import escape

from kb.elements import end_of
from kb.glossary import sounds
from kb.library import Library
from kb.thesaurus import Concept, thesaurus
from kb.values import Ref

# The tags that tell where sentences stand (paragraphs, items of lists), where a section begins, and what is left as it is:
# what leads or is named already, words of another language, names that stand there as they are.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<text>p|li)(?![^>]* (?:lang=\"|class=\"kb-tags))(?:\s[^>]*)?>|</?(?P<heading>h2|h3)\b[^>]*>"
    r"|<(?P<closed>a|button|cite|figure|form|nav|script|select|style|summary|svg|table)\b[^>]*>"
    r"|<(?P<other>[a-z][a-z0-9]*)\b[^>]* (?:lang=\"|class=\"kb-tags)[^>]*>"
)
_SHORT = 2  # letters: such abbreviations mean too much
_LATIN = re.compile("[A-Za-z0-9]")

Link = Callable[[str, str], Any]  # prints a link: anchor in the glossary, words


class Words:
    """Which words are explained on the page of a study: those it uses and the broader ones, but not what everybody knows."""

    def __init__(self, library: Library) -> None:
        concepts = thesaurus(library).concepts
        places = {Ref(concept.id, concept.vocabulary): place for place, concept in enumerate(concepts)}
        self._concepts = [(concept, concept.term.name[library.codes[0]]) for concept in concepts]
        self._of_term: dict[Ref, tuple[int, ...]] = {}
        for ref, place in places.items():
            broader = (place, places.get(Ref(concepts[place].term.within or "", ref.vocabulary)))
            self._of_term[ref] = tuple(one for one in broader if one is not None and _is_explained(concepts[one]))
        self._order = {language: _order(concepts, language) for language in library.codes}

    def of(self, terms: Iterable[Ref], language: str) -> tuple[Concept, ...]:
        """In the order of the language; of two concepts with one name the first."""
        found: dict[str, int] = {}
        for place in sorted({place for term in terms for place in self._of_term.get(term, ())}):
            found.setdefault(self._concepts[place][1], place)
        return tuple(self._concepts[place][0] for place in sorted(found.values(), key=self._order[language].__getitem__))


def _is_explained(concept: Concept) -> bool:
    return bool(concept.term.definition) and not concept.term.everyday


def _order(concepts: Sequence[Concept], language: str) -> dict[int, int]:
    """Where each concept stands among all, as they sound."""
    ordered = sorted(range(len(concepts)), key=lambda place: sounds(concepts[place].term.name[language]))
    return {place: number for number, place in enumerate(ordered)}


class Explainer:
    """Finds the words of the glossary in pages of one language."""

    def __init__(self, library: Library, language: str) -> None:
        self.names: dict[str, list[tuple[str, str]]] = {}  # each with the anchor of its concept
        for concept in thesaurus(library).concepts:
            for name in _names(concept, language):
                self.names.setdefault(name.lower(), []).append((name, concept.anchor))
        self.pattern = _pattern(self.names)

    def linked(self, source: str, concepts: Iterable[Concept], link: Link) -> str:
        """Our own HTML with the first use of each of these concepts in a section as a link."""
        return "".join(self._pieces(source, {concept.anchor for concept in concepts}, link))

    def _pieces(self, source: str, wanted: set[str], link: Link) -> Iterator[str]:
        seen, inside, start = set[str](), 0, 0
        while tag := _TAG.search(source, start):
            text = source[start : tag.start()]
            yield self._text(text, wanted, seen, link) if inside else text
            start = tag.end() if tag["text"] or tag["heading"] else end_of(source, tag.end(), tag["closed"] or tag["other"])
            yield source[tag.start() : start]
            if tag["text"]:
                inside += -1 if tag["end"] else 1
            elif tag["heading"]:
                seen.clear()
        yield source[start:]

    def _text(self, text: str, wanted: set[str], seen: set[str], link: Link) -> str:
        def printed(match: re.Match[str]) -> str:
            if match[0][0] == "<":
                return match[0]
            known = (anchor for name, anchor in self.names[(match[1] or match[2]).lower()] if not name.isupper() or name in match[0])
            anchor = next((one for one in known if one in wanted), None)
            if anchor is None or anchor in seen:
                return match[0]
            seen.add(anchor)
            return str(link(anchor, html.unescape(match[0])))

        return self.pattern.sub(printed, text)


def _names(concept: Concept, language: str) -> Iterator[str]:
    """What the concept is called in this language, as it stands in HTML."""
    term = concept.term
    for name in (term.name[language], *term.spellings.get(language, ()), term.abbreviation or ""):
        if len(name) > _SHORT or not name.isascii():
            yield str(escape(name))


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """A tag, a name of Latin letters that stands as a word, another name; it looks no further where none can begin."""
    latin, other = ([name for name in names if bool(_LATIN.match(name)) is wanted] for wanted in (True, False))
    starts = rf"[<{_first(other)}]" + (rf"|(?<![A-Za-z0-9-])[{_first(latin)}]" if latin else "")
    return re.compile(rf"(?={starts})(?:<[^>]*>|(?<![A-Za-z0-9-])({_any(latin)})(?:[eE]?[sS])?(?![A-Za-z0-9-])|({_any(other)}))")


def _first(names: Iterable[str]) -> str:
    return "".join(sorted({re.escape(letter) for name in names for letter in _cases(name[0])}))


def _cases(letter: str) -> set[str]:
    """The letter, small and large: a pattern that names both is quicker than one that is told to see no difference."""
    return {each for each in (letter, letter.lower(), letter.upper()) if len(each) == 1}


def _any(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first; common beginnings stand in it once, so that it is quick."""
    tree: dict[str, Any] = {}
    for name in names:
        branch = tree
        for letter in name:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _branches(tree) if tree else "(?!)"


def _branches(tree: Mapping[str, Any]) -> str:
    parts = [_letter(letter) + _branches(below) for letter, below in tree.items() if letter]
    if "" in tree or len(parts) > 1:
        return f"(?:{'|'.join(parts)}){'?' if '' in tree else ''}" if parts else ""
    return parts[0]


def _letter(letter: str) -> str:
    return f"[{_first(letter)}]" if len(_cases(letter)) > 1 else re.escape(letter)
