"""The smallest things a record holds: printed numbers, dates, words, places in a source, ids."""

from kb.values.name import Doi, Pattern, Place, Pmcid, Pmid, Ref, Slug, Term, Words
from kb.values.number import Amount, Count, Number, Percent, Probability, Range
from kb.values.quantity import Date, Duration, Quantity, Time
from kb.values.scalar import Maybe, Missing, OrWord, Reduced, Scalar, Shared, fault
from kb.values.text import Text

__all__ = [
    "Amount",
    "Count",
    "Date",
    "Doi",
    "Duration",
    "Maybe",
    "Missing",
    "Number",
    "OrWord",
    "Pattern",
    "Percent",
    "Place",
    "Pmcid",
    "Pmid",
    "Probability",
    "Quantity",
    "Range",
    "Reduced",
    "Ref",
    "Scalar",
    "Shared",
    "Slug",
    "Term",
    "Text",
    "Time",
    "Words",
    "fault",
]
