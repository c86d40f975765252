"""A closer look at the records: arithmetic, figures in sentences, plain language; silent where a rule has already spoken."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kb.arithmetic import arithmetic_holds
from kb.finding import Finding
from kb.prose import Reader, figures_in_texts_are_bound, prose
from kb.rules import Record, Rule
from kb.wording_rules import WORDING_RULES

CLOSER: tuple[Rule, ...] = (arithmetic_holds, figures_in_texts_are_bound, *WORDING_RULES)


def look_closer(record: Record, reader: Reader, told: Collection[str]) -> Iterator[Finding]:
    """Bind the figures of every text to their facts, and tell what the closer rules find at fields that are not `told` of yet."""
    prose(record.study, reader, record.id).bind()
    for rule in CLOSER:
        yield from (found for found in rule(record) if found.field not in told)
