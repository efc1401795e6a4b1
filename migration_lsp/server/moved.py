"""Where the lines of one text are in another that was made of it by editing."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from migration_lsp.source.spans import Span

_MOST_LINES = 2000
"""A larger piece that is all different is not looked through for what stayed."""


@dataclass(frozen=True)
class Moved:
    """The way between the lines of the text that was looked at and those that are there now."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @cached_property
    def _kept(self) -> tuple[tuple[int, int, int], ...]:
        """Runs of lines that are the same in both: first line before, first line after, how many."""
        shorter = min(len(self.before), len(self.after))
        head = next((i for i in range(shorter) if self.before[i] != self.after[i]), shorter)
        tail_most = shorter - head
        tail = next((i for i in range(tail_most) if self.before[-1 - i] != self.after[-1 - i]), tail_most)
        old = self.before[head : len(self.before) - tail]
        new = self.after[head : len(self.after) - tail]
        runs = [(0, 0, head)]
        if old and new and len(old) + len(new) <= _MOST_LINES:
            found = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
            runs.extend((head + block.a, head + block.b, block.size) for block in found)
        runs.append((len(self.before) - tail, len(self.after) - tail, tail))
        return tuple(run for run in runs if run[2])

    def forward(self, line: int) -> tuple[int, bool]:
        """Where a line is now, and whether it is as it was; for one that is not, where it would stand."""
        return _found(self._kept, line, len(self.after))

    def back(self, line: int) -> int | None:
        """The line that one of now was, if it is as it was."""
        kept = tuple((after, before, count) for before, after, count in self._kept)
        place, is_kept = _found(kept, line, len(self.before))
        return place if is_kept else None

    def span(self, span: Span) -> Span:
        """A place of the text that was looked at, in the text that is there now."""
        line, is_kept = self.forward(span.line)
        if not is_kept:
            return Span(span.path, line, 0, line, len(self.after[line]))
        end_line, end_is_kept = self.forward(span.end_line)
        if not end_is_kept or end_line < line:
            return Span(span.path, line, span.column, line, len(self.after[line]))
        return Span(span.path, line, span.column, end_line, span.end_column)


def _found(kept: tuple[tuple[int, int, int], ...], line: int, length: int) -> tuple[int, bool]:
    index = bisect_right(kept, line, key=lambda run: run[0]) - 1
    if index < 0:
        return 0, False
    start, other, count = kept[index]
    if line < start + count:
        return other + line - start, True
    return min(other + count, length - 1), False
