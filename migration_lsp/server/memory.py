"""When the memory of the process is looked through for garbage: never for longer than an editor may wait.

Python looks through all that lives, and nothing else runs meanwhile: of a large project that takes a second. During the
first analysis, nearly all of which stays to the end, only what is young is looked through: rings of objects are let
go there as soon as they were made, or not at all. Afterwards only what came since is, when nobody has asked anything
for a moment.
"""

from __future__ import annotations

import gc

_YOUNG = 10_000
"""How many objects are looked through at once; that many take some milliseconds."""
_NEVER = 1_000_000
_OLDER = 50
"""How many times that before all that came since is looked through although somebody may be waiting."""
_AT_MOST = 4
"""How many analyses may follow each other without a moment in which nobody waits."""


class Memory:
    """The habits of the process, from its first analysis on."""

    def __init__(self) -> None:
        self._is_settled = False
        self._untidy = 0
        # What was imported stays as well.
        gc.freeze()
        gc.set_threshold(_YOUNG, _NEVER, _NEVER)

    def settle(self) -> None:
        """Take note of an analysis. What the first one made stays, and need not be looked through again."""
        if not self._is_settled:
            self._is_settled = True
            gc.freeze()
            gc.set_threshold(_YOUNG, _OLDER, 1)
        self._untidy += 1
        if self._untidy >= _AT_MOST:
            self.tidy()

    def tidy(self) -> None:
        """Let go of what came since and is of no use any more."""
        if self._is_settled and self._untidy:
            self._untidy = 0
            gc.collect()
