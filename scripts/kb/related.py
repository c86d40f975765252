"""What to read next on the page of a study: other studies, found without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable

from kb.overview import Card, Entry

_MOST = 6  # studies named under one; more would make the site grow with the square of the studies


class Related:
    """The studies by condition, the newest first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.place = {id: place for place, id in enumerate(self.entries)}
        self.sharing: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for condition in entry.conditions:
                self.sharing.setdefault(condition, []).append(entry.id)

    def to(self, entry: Entry) -> tuple[Card, ...]:
        """Those that the record names, then the newest that share a condition."""
        named = [id for id in entry.related if id in self.entries and id != entry.id]
        few = _MOST + len(named) + 1  # of one condition, so that enough are left without those named and itself
        newest = sorted({id for condition in entry.conditions for id in self.sharing[condition][:few]}, key=self.place.__getitem__)
        others = [id for id in newest if id != entry.id and id not in named]
        return tuple(self.entries[id].card for id in (*named, *others[: max(0, _MOST - len(named))]))
