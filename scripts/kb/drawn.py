"""What a page shows: what is at hand, and what is drawn only when the page is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Drawn(Mapping[str, Any]):
    """Values by name; `names`: those that `draw` gives. Of thousands of pages few are printed at a time, and in the preview one."""

    def __init__(self, at_hand: Mapping[str, Any], names: tuple[str, ...], draw: Callable[[str], Any]) -> None:
        self._at_hand, self._names, self._draw = at_hand, names, draw

    def __getitem__(self, name: str) -> Any:
        if name in self._at_hand:
            return self._at_hand[name]
        if name in self._names:
            return self._draw(name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in self._at_hand or name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter((*self._at_hand, *self._names))

    def __len__(self) -> int:
        return len(self._at_hand) + len(self._names)
