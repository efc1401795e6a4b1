"""The order in which ``alembic upgrade`` runs revisions.

Any order in which each revision comes after what it stands on gives a working database, but where branches meet
the schema may depend on which of them ran first. So this is Alembic's own order: it walks down from the heads,
stays on a line as long as no other line still stands on the revision at hand, and runs all of it backwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migration_lsp.migrations.links import Links


@dataclass(slots=True)
class _Line:
    at: str
    ancestors: int
    """A bit for every revision that this line still has to go through, by its place in the walk's ``ids``."""


class UpgradeOrder:
    """The orders of one graph, worked out from what is known of its revisions once."""

    def __init__(self, links: Links, ids: tuple[str, ...]) -> None:
        self.links = links
        self.ids = ids
        self._bit = {id_: 1 << index for index, id_ in enumerate(ids)}
        self._place = {id_: index for index, id_ in enumerate(ids)}
        self._below: dict[str, tuple[str, ...]] = {}
        self._ancestors: dict[str, int] = {}
        self._fill_ancestors()

    def of_all(self) -> tuple[str, ...]:
        """All sound revisions, the first to run first."""
        unsound = self.links.unsound
        return self.up_to(id_ for id_ in self.ids if not any(up not in unsound for up in self.links.above[id_]))

    def up_to(self, targets: Iterable[str]) -> tuple[str, ...]:
        """The sound revisions below some targets, these included, the first to run first."""
        return self._down_from(id_ for id_ in targets if id_ not in self.links.unsound)

    def _down_from(self, targets: Iterable[str]) -> tuple[str, ...]:
        heads = sorted(set(targets), key=self._place.__getitem__)
        lines = [_Line(head, self._ancestors[head]) for head in heads]
        todo = set(self.links.reachable(heads, self.links.below))
        output: list[str] = []
        index = 0
        while lines:
            line = lines[index]
            above = self._line_that_needs(lines, index)
            if above is not None:
                index = above
                continue
            if line.at in todo:
                todo.remove(line.at)
                output.append(line.at)
            index = self._step(lines, index, todo)
        return tuple(reversed(output))

    def _line_that_needs(self, lines: list[_Line], index: int) -> int | None:
        bit = self._bit[lines[index].at]
        for other, line in enumerate(lines):
            if other != index and line.ancestors & bit:
                return other
        return None

    def _step(self, lines: list[_Line], index: int, todo: set[str]) -> int:
        """Move a line to what its revision stands on; the answer is the line to go on with."""
        standing = {line.at for line in lines}
        onward = [id_ for id_ in self._normalised(lines[index].at) if id_ in todo and id_ not in standing]
        if not onward:
            del lines[index]
            return max(index - 1, 0)
        lines[index] = _Line(onward[0], self._ancestors[onward[0]])
        lines.extend(_Line(id_, self._ancestors[id_]) for id_ in onward[1:])
        return index

    def _normalised(self, revision: str) -> tuple[str, ...]:
        """What a revision stands on, without the dependencies that an ancestor names already."""
        found = self._below.get(revision)
        if found is None:
            parents, wanted = self.links.parents[revision], self.links.dependencies[revision]
            if wanted:
                older = self.links.reachable(parents, self.links.parents)
                named = {name for id_ in older for name in self.links.dependencies[id_]}
                wanted = tuple(name for name in wanted if name not in named)
            found = self._below[revision] = tuple(dict.fromkeys((*parents, *wanted)))
        return found

    def _fill_ancestors(self) -> None:
        """The ancestors of every sound revision, itself included, the lowest first."""
        waiting = [id_ for id_ in self.ids if id_ not in self.links.unsound]
        while waiting:
            current = waiting[-1]
            missing = [id_ for id_ in self._normalised(current) if id_ not in self._ancestors]
            if missing:
                waiting.extend(missing)
                continue
            waiting.pop()
            bits = self._bit[current]
            for id_ in self._normalised(current):
                bits |= self._ancestors[id_]
            self._ancestors[current] = bits
