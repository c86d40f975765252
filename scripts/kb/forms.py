"""What an editor most likely meant by a number, a range or a date in a form that a record does not take."""

from __future__ import annotations

import re
import unicodedata

NUMBER = r"(?:<=|>=|<|>|~)?-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e-?[0-9]{1,2})?"

_RAISED = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u207b]+")
_ORDINARY = {
    **dict.fromkeys("\u2264\u2266\u2a7d", "<="),
    **dict.fromkeys("\u2265\u2267\u2a7e", ">="),
    **dict.fromkeys("\u2248\u223c\u2243", "~"),
    **dict.fromkeys("\u00d7\u2715\u2a2f", "x"),
    **dict.fromkeys("\u2219\u22c5", "\u00b7"),
    **{"\u2212": "-", "\u3001": ",", "\u3002": "."},
}
_FIGURE = r"(?P<minus>-?)(?P<whole>[0-9][0-9., \u00b7]*|\.[0-9]+)"
_FORM = re.compile(
    rf"(?P<sign><=|>=|<|>|~|=)? ?\+?{_FIGURE}"
    r"(?: ?[x*\u00b7] ?10 ?\^? ?\(?(?P<power>[+-]?[0-9]{1,2})\)?| ?[eE] ?(?P<e>[+-]?[0-9]{1,2}))?"
    r"(?: ?(?P<word>million|billion|thousand)| ?(?P<han>[^\x00-\xff]+))? ?%?"
)
_WORDS = {"thousand": 3, "million": 6, "billion": 9}
_RANGE = re.compile("[\\[(]? ?(-?[0-9.]+) ?%? ?(?:-{1,2}|~|to|,|\\.{2,3}|\u81f3|\u5230) ?(-?[0-9.]+) ?%? ?[\\])]?")


def _ordinary(text: str) -> str:
    """Other dashes, signs, digits and widths made those of a keyboard; spaces made one."""
    if len(text) > 100:
        return ""
    text = _RAISED.sub(lambda raised: "^" + unicodedata.normalize("NFKC", raised[0]), text)
    text = "".join(_ordinary_character(character) for character in unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


def _ordinary_character(character: str) -> str:
    if character in _ORDINARY:
        return _ORDINARY[character]
    if unicodedata.category(character) == "Pd":
        return "-"
    return str(unicodedata.decimal(character, character))


def number_meant(text: str) -> str | None:
    """The number in the one form a record takes; None where that would be a guess."""
    match = _FORM.fullmatch(_ordinary(text))
    figure = match and _digits(match["whole"].strip())
    if not match or not figure:
        return None
    power = match["power"] or match["e"] or _power(match["word"], match["han"])
    if power is None:
        return None
    meant = (match["sign"] or "").replace("=", "", match["sign"] == "=") + match["minus"] + figure + (f"e{int(power)}" if power else "")
    return meant if meant != text and re.fullmatch(NUMBER, meant) else None


def _power(word: str | None, han: str | None) -> str | None:
    """The power of ten that a word stands for: none is "", an unknown word is None."""
    if word:
        return str(_WORDS[word])
    powers = [_zeros(character) for character in han or ""]
    return None if None in powers else str(sum(power or 0 for power in powers) or "")


def _zeros(character: str) -> int | None:
    worth = unicodedata.numeric(character, 0)
    zeros = len(str(int(worth))) - 1
    return zeros if zeros and worth == 10**zeros else None


def _digits(text: str) -> str | None:
    """Digits with a decimal point: grouping taken out, a decimal comma or a raised point turned, zeros in front put right."""
    text = text.replace("\u00b7", ".")
    if re.fullmatch(r"[0-9]{1,3}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?", text):
        text = re.sub("[, ]", "", text)
    elif re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch("[0-9]+,[0-9]+", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"[0-9]*\.?[0-9]*", text):
        return None
    whole, _, decimals = text.partition(".")
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")


def range_meant(text: str) -> str | None:
    """`[low, high]` where one text holds two numbers."""
    match = _RANGE.fullmatch(_ordinary(text))
    limits = [number_meant(f" {part}") for part in match.groups()] if match else [None]
    return f"[{limits[0]}, {limits[1]}]" if all(limits) else None


def holds_spread(text: str) -> bool:
    """A mean and its spread in one text: `60.1 \u00b1 4.5`, `60.1 (4.5)`."""
    return re.fullmatch(r"-?[0-9.]+ ?(?:\u00b1|\+/-|\() ?[0-9.]+ ?\)?", _ordinary(text)) is not None


def quantity_meant(text: str) -> str | None:
    """A figure, one space and a unit, where the space is missing or doubled or the dash of a span is another sign."""
    match = re.fullmatch(r"([<>~=]*-?[0-9][0-9.]*(?:e-?[0-9]+)?(?:-[0-9.]+)?) ?([A-Za-z%\[{][!-~]*)", _spanned(_ordinary(text)))
    return f"{match[1]} {match[2]}" if match and f"{match[1]} {match[2]}" != text else None


def _spanned(text: str) -> str:
    return re.sub("([0-9]) ?(?:-|~|to|\u81f3|\u5230) ?([0-9])", r"\1-\2", text)


def date_meant(text: str) -> str | None:
    """Year, month and day in that order, however they were parted; other orders would be a guess."""
    match = re.fullmatch("([0-9]{4}) ?[-/.\u5e74] ?([0-9]{1,2})(?: ?[-/.\u6708] ?([0-9]{1,2}) ?\u65e5?)?[\u6708.]?", _ordinary(text))
    match = match or re.fullmatch("([0-9]{4})([0-9]{2})([0-9]{2})|([0-9]{4})\u5e74", text)
    if not match:
        return None
    return "-".join(part.zfill(2) for part in match.groups() if part)
