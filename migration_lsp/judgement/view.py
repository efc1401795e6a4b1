"""A project as it is judged: which of its revisions somebody has run already, and the acts of each, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from immutables import Map

from migration_lsp.judgement.acts import Act, acts_of, pending_acts, rows_of
from migration_lsp.migrations.header import Header
from migration_lsp.migrations.recorded import Run
from migration_lsp.project import Project
from migration_lsp.schema.effects import ColumnAdded, ColumnRenamed, TableCreated, TableRenamed
from migration_lsp.schema.operations import DataOp
from migration_lsp.source.spans import Span


@dataclass(frozen=True)
class View:
    """``merged`` holds the revisions that may have run somewhere; None where nobody knows, and then every revision
    but the judged one counts as merged."""

    project: Project
    merged: frozenset[str] | None = None

    @property
    def dialect(self) -> str:
        return self.project.dialect

    def header(self, revision: str) -> Header:
        return self.project.graph.revisions[revision]

    def acts(self, revision: str) -> tuple[Act, ...]:
        """What ``upgrade()`` of a revision does."""
        return acts_of(self.project.run_of(revision))

    def get_ready(self) -> None:
        """Work out what every revision does, before anybody waits for it."""
        for run in self.project.runs_before(None):
            rows_of(run)
            creations_of(run)

    def downgrade(self, revision: str) -> Run:
        return self.project.downgrade_of(revision)

    @cached_property
    def pending(self) -> tuple[Act, ...]:
        """What the models ask for and no revision does."""
        return pending_acts(self.project)

    def ancestors(self, revision: str | None) -> tuple[str, ...]:
        """What has run before a revision, or before a pending change, in the order in which it ran."""
        graph = self.project.graph
        return graph.order if revision is None else graph.path_to(revision)[:-1]

    def on_rows_before(self, revision: str | None, table: str) -> tuple[DataOp, ...]:
        """What the revisions before one, or before a pending change, have done to the rows of a table, in order."""
        runs = self.project.runs_before(revision)
        if revision is not None and revision not in self.project.graph.standing_on_all:
            return tuple(operation for run in runs for key, operation in rows_of(run) if key == table)
        for run in runs[len(self._rows_in_order) - 1 :]:
            rows = self._rows_in_order[-1]
            for key, operation in rows_of(run):
                rows = rows.set(key, (*rows.get(key, ()), operation))
            self._rows_in_order.append(rows)
        return self._rows_in_order[len(runs)].get(table, ())

    @cached_property
    def _rows_in_order(self) -> list[Map[str, tuple[DataOp, ...]]]:
        """What has been done to the rows of each table before each revision in the order, as far as it was asked."""
        return [Map()]

    def creation_before(self, revision: str | None, table: str) -> Span | None:
        """The operation that made a table last, of those before a revision or before a pending change."""
        runs = self.project.runs_before(revision)
        return next((made[table] for run in reversed(runs) if table in (made := creations_of(run))), None)

    @cached_property
    def _unmerged(self) -> dict[str | None, tuple[str, ...]]:
        return {}

    def unmerged_before(self, revision: str | None) -> tuple[str, ...]:
        """The revisions below one (or below a pending change) that nobody has run yet, itself not included."""
        if self.merged is None:
            return ()
        if revision not in self._unmerged:
            self._unmerged[revision] = tuple(id_ for id_ in self.ancestors(revision) if id_ not in self.merged)
        return self._unmerged[revision]

    @cached_property
    def _doubtful(self) -> frozenset[tuple[str, str | None]]:
        changes = self.project.difference.operations
        return frozenset((it.table, it.column or it.name) for it in changes if not it.certain)

    def pending_is_doubtful(self, table: str, item: str | None) -> bool:
        """Whether a pending change of a table, or of a column or constraint of it, may be none."""
        return (table, item) in self._doubtful or (table, None) in self._doubtful


def created_by(acts: tuple[Act, ...]) -> frozenset[str]:
    """The keys of the tables that some acts create, under the names that they have in the end."""
    keys: set[str] = set()
    for act in acts:
        for effect in act.effects:
            if isinstance(effect, TableCreated):
                keys.add(effect.table)
            elif isinstance(effect, TableRenamed) and effect.table in keys:
                keys.add(effect.new_table)
    return frozenset(keys)


_CREATIONS = "creations"


def creations_of(run: Run) -> Mapping[str, Span]:
    """The tables that a run creates, under the names that they have after that operation, and where."""
    made: Mapping[str, Span] | None = run.kept.get(_CREATIONS)
    if made is None:
        acts = (act for act in acts_of(run) if act.span is not None)
        made = run.kept[_CREATIONS] = {key: act.span for act in acts for key in created_by((act,)) if act.span}
    return made


def added_by(acts: tuple[Act, ...]) -> frozenset[tuple[str, str]]:
    """The columns that some acts add to tables, under the names that they have in the end."""
    added: set[tuple[str, str]] = set()
    for act in acts:
        for effect in act.effects:
            if isinstance(effect, ColumnAdded):
                added.add((effect.table, effect.column.name))
            elif isinstance(effect, ColumnRenamed) and (effect.table, effect.column.name) in added:
                added.add((effect.table, effect.new_name))
    return frozenset(added)
