"""A closer look at the records: arithmetic, figures in sentences, plain language; silent where a rule has already spoken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.arithmetic import arithmetic_holds
from kb.finding import Finding
from kb.library import Library
from kb.prose import bind, figures_in_texts_are_bound
from kb.rules import Record, Rule
from kb.wording_rules import WORDING_RULES

CLOSER: tuple[Rule, ...] = (arithmetic_holds, figures_in_texts_are_bound, *WORDING_RULES)


def look_closer(library: Library, records: Iterable[Record]) -> Iterator[Finding]:
    """Bind the figures of every text to their facts, and tell what the closer rules find at fields nobody has complained of."""
    bind(library)
    told = {(found.file, found.field) for found in library.findings}
    for record in records:
        for rule in CLOSER:
            yield from (found for found in rule(record) if (found.file, found.field) not in told)
