"""Remembers what was worked out for each table, with what it follows from: asked again of the same, it is the same.

Bounded: of each table the answers to the last few states are kept, and of all tables no more than a large database
has. Whoever holds one asks from one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

_STATES = 3
"""How many states of one table are remembered: what is on the disk, what is typed, and what was there before."""
_TABLES = 20_000


class Memory(Generic[Answer]):
    """Answers by the key of a table. ``causes`` is all that an answer follows from, compared as values."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[tuple[object, ...], Answer]]] = {}

    def answer(self, key: str, causes: tuple[object, ...], work_out: Callable[[], Answer]) -> Answer:
        """The answer that follows from these causes, worked out now if it is not known."""
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _TABLES:
                self._known.clear()
            known = self._known[key] = []
        for before, answer in known:
            # Nearly always both sides hold the very same objects, and then this costs next to nothing.
            if before == causes:
                return answer
        found = work_out()
        known.insert(0, (causes, found))
        del known[_STATES:]
        return found
