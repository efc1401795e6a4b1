"""The schema before and after each revision, got by running ``upgrade()`` in thought, one after the other.

Each revision is run once, from the schema of the revisions that it stands on. At a merge the longest line is taken
as it is and the rest of the ancestors are run on top of it, as one ``upgrade`` command would.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.records import Catalogue

Runner = Callable[[str, str, Catalogue, frozenset[str]], Run]
"""Runs a function (``upgrade`` or ``downgrade``) of the file at a path, from a schema."""


class Replay:
    """The history of one environment, run on demand."""

    def __init__(self, graph: Graph, dialect: str, run: Runner) -> None:
        self._graph = graph
        self._run = run
        self._base: tuple[Catalogue, frozenset[str]] = (Catalogue(dialect), frozenset())
        self._runs: dict[str, Run] = {}
        self._steps: dict[tuple[int, str], Run] = {}
        """Runs by the identity of the schema they began with: a path shared by two questions is run once."""

    def schema_at(self, revision: str | None) -> Catalogue:
        """The schema after ``alembic upgrade revision`` on an empty database; None is before every revision."""
        return self._base[0] if revision is None else self.run_of(revision).after

    def schema_at_heads(self) -> Catalogue:
        """The schema after ``alembic upgrade heads``."""
        return self._walk(self._graph.order)

    def run_of(self, revision: str) -> Run:
        """What ``upgrade()`` of a revision does, from the schema of the revisions that it stands on."""
        if revision not in self._runs:
            line = self._line_up_to(revision)
            if line[0] not in self._runs:
                self._walk(self._graph.path_to(line[0]))
            for below, above in pairwise(line):
                start = self._runs[below]
                self._runs[above] = self._step(above, start.after, start.enums_created)
        return self._runs[revision]

    def _line_up_to(self, revision: str) -> list[str]:
        """The revisions that stand on nothing but each other, up to one, from the last that has been run.

        What runs before such a revision is what runs up to the one below it, so nobody needs the path from the base.
        """
        below = self._graph.links.below
        line = [revision]
        while line[-1] not in self._runs and len(below[line[-1]]) == 1:
            line.append(below[line[-1]][0])
        return line[::-1]

    def _walk(self, path: tuple[str, ...]) -> Catalogue:
        catalogue, enums_created = self._base
        below = self._graph.links.below
        heads: set[str] = set()
        for revision in path:
            run = self._step(revision, catalogue, enums_created)
            # Where all that ran so far leads up to a revision, it is what the revision stands on, and no other branch.
            is_whole = heads.issubset(below[revision])
            heads.difference_update(below[revision])
            heads.add(revision)
            if is_whole:
                self._runs.setdefault(revision, run)
            catalogue, enums_created = run.after, run.enums_created
        return catalogue

    def _step(self, revision: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        step = (id(catalogue), revision)
        run = self._steps.get(step)
        if run is None:
            run = self._run(self._graph.revisions[revision].path, "upgrade", catalogue, enums_created)
            self._steps[step] = run
        return run
