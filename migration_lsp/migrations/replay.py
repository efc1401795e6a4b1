"""The schema before and after each revision, got by running ``upgrade()`` in thought, one after the other.

Each revision is run once, from the schema of the revisions that it stands on. At a merge the longest line is taken
as it is and the rest of the ancestors are run on top of it, as one ``upgrade`` command would. From one state of the
files to the next only those are run again whose text, or whose ground, is another: where an edited revision leaves
the schema that it left before, nothing above it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.records import Catalogue

Runner = Callable[[str, str, Catalogue, frozenset[str]], Run]
"""Runs a function (``upgrade`` or ``downgrade``) of the file at a path, from a schema."""

_Step = tuple[int, frozenset[str], str]
"""A revision with the schema that it begins with, by identity, and the enumeration types that were met by then."""


class Replay:
    """The history of one environment, run on demand."""

    def __init__(self, graph: Graph, dialect: str, run: Runner) -> None:
        self._graph = graph
        self._run = run
        self._base: tuple[Catalogue, frozenset[str]] = (Catalogue(dialect), frozenset())
        self._trail: list[Run] = []
        """What the revisions do in the order in which all of them run, as far as they were run."""
        self._earlier: list[Run] = []
        """The same before the files changed, as long as the order is the same."""
        self._stale: list[int] = []
        """The places in the order of revisions that have another text since."""
        self._apart: dict[str, Run] = {}
        """What revisions do that stand on less than all that runs before them."""
        self._steps: dict[_Step, Run] = {}
        """Runs beside the order, by what they began with: a path shared by two questions is run once."""
        self._earlier_steps: dict[_Step, Run] = {}

    def succeeded(self, graph: Graph, stale: Collection[str], run: Runner) -> Replay:
        """The replay of other files, in which the text of ``stale`` revisions, or what it depends on, is another."""
        other = Replay(graph, self._base[0].dialect, run)
        other._base = self._base
        known = [*self._trail, *self._earlier[len(self._trail) :]]
        same = _common(graph.order, self._graph.order)
        other._earlier = known[:same]
        places = graph.places
        mine = {self._graph.order[place] for place in self._stale[bisect_left(self._stale, len(self._trail)) :]}
        other._stale = sorted(places[revision] for revision in mine.union(stale) if revision in places)
        both = (self._earlier_steps, self._steps)
        other._earlier_steps = {step: it for steps in both for step, it in steps.items() if step[2] not in stale}
        return other

    # ------------------------------------------------------------------ questions

    def schema_at(self, revision: str | None) -> Catalogue:
        """The schema after ``alembic upgrade revision`` on an empty database; None is before every revision."""
        return self._base[0] if revision is None else self.run_of(revision).after

    def schema_at_heads(self) -> Catalogue:
        """The schema after ``alembic upgrade heads``."""
        self._go_on(len(self._graph.order) - 1)
        return self._trail[-1].after if self._trail else self._base[0]

    def run_of(self, revision: str) -> Run:
        """What ``upgrade()`` of a sound revision does, from the schema of the revisions that it stands on."""
        assert revision in self._graph.places, "nothing runs a revision that is on a circle, or stands on one"
        if revision in self._graph.standing_on_all:
            place = self._graph.places[revision]
            self._go_on(place)
            return self._trail[place]
        if revision not in self._apart:
            line = self._line_up_to(revision)
            if line[0] not in self._graph.standing_on_all and line[0] not in self._apart:
                self._apart[line[0]] = self._walk(self._graph.path_to(line[0]))
            for below, above in pairwise(line):
                start = self.run_of(below)
                self._apart[above] = self._step(above, start.after, start.enums_created)
        return self._apart[revision]

    def runs_before(self, revision: str | None) -> Sequence[Run]:
        """What ran before a revision, or before a pending change, in order."""
        if revision is None:
            self._go_on(len(self._graph.order) - 1)
            return self._trail
        if revision in self._graph.standing_on_all:
            place = self._graph.places[revision]
            self._go_on(place)
            return self._trail[:place]
        return [self.run_of(below) for below in self._graph.path_to(revision)[:-1]]

    @property
    def runs(self) -> Iterator[Run]:
        """What was run so far."""
        yield from self._trail
        yield from self._apart.values()

    @property
    def unfinished(self) -> int:
        """How many revisions are still to be run until the schema at the heads is known."""
        return len(self._graph.order) - len(self._trail)

    def go_on(self) -> None:
        """Run one revision more, or take over all up to the next that has to be run."""
        self._go_on(min(len(self._trail), len(self._graph.order) - 1))

    # ------------------------------------------------------------------ in order

    def _go_on(self, place: int) -> None:
        """Have the order run up to a place."""
        order, earlier = self._graph.order, self._earlier
        while len(self._trail) <= place:
            here = len(self._trail)
            catalogue, enums_created = self._ground(here)
            is_known = here < len(earlier) and earlier[here].before is catalogue
            next_stale = self._next_stale(here)
            if is_known and next_stale > here and enums_created == self._earlier_ground(here):
                self._trail.extend(earlier[here:next_stale])
                continue
            run = self._step(order[here], catalogue, enums_created)
            self._trail.append(_as_before(run, earlier[here]) if here < len(earlier) else run)

    def _next_stale(self, here: int) -> int:
        found = bisect_left(self._stale, here)
        return self._stale[found] if found < len(self._stale) else len(self._earlier)

    def _ground(self, place: int) -> tuple[Catalogue, frozenset[str]]:
        below = self._trail[place - 1] if place else None
        return self._base if below is None else (below.after, below.enums_created)

    def _earlier_ground(self, place: int) -> frozenset[str]:
        return self._earlier[place - 1].enums_created if place else self._base[1]

    # ------------------------------------------------------------------ beside it

    def _line_up_to(self, revision: str) -> list[str]:
        """The revisions that stand on nothing but each other, up to one, from the last that has been run.

        What runs before such a revision is what runs up to the one below it, so nobody needs the path from the base.
        """
        below, has_place = self._graph.links.below, self._graph.standing_on_all
        line = [revision]
        while line[-1] not in self._apart and line[-1] not in has_place and len(below[line[-1]]) == 1:
            line.append(below[line[-1]][0])
        return line[::-1]

    def _walk(self, path: tuple[str, ...]) -> Run:
        """Run a path from the base; what its last revision does."""
        # The beginning of it is nearly always that of the order.
        same = _common(path, self._graph.order)
        self._go_on(same - 1)
        run = self._trail[same - 1] if same else None
        for revision in path[same:]:
            catalogue, enums_created = (run.after, run.enums_created) if run is not None else self._base
            run = self._step(revision, catalogue, enums_created)
        assert run is not None, "a path ends with the revision that was asked for"
        return run

    def _step(self, revision: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        place = self._graph.places[revision]
        known = self._trail[place] if place < len(self._trail) else None
        if known is not None and known.before is catalogue and self._ground(place)[1] == enums_created:
            return known
        step = (id(catalogue), enums_created, revision)
        run = self._steps.get(step) or self._earlier_steps.get(step)
        if run is None:
            run = self._run(self._graph.revisions[revision].path, "upgrade", catalogue, enums_created)
        if place != len(self._trail):
            self._steps[step] = run
        return run


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How long the beginning is that two paths share."""
    if one == other:
        return len(one)
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _as_before(run: Run, earlier: Run) -> Run:
    """A run with the very schema that it left before, where both are equal: then what stands on it stays as it is."""
    if run.after is earlier.after or run.after != earlier.after or run.enums_created != earlier.enums_created:
        return run
    return replace(run, after=earlier.after, kept={})
