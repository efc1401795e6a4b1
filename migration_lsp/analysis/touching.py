"""The revisions that changed a table or a column, under whatever name it had then."""

from __future__ import annotations

from dataclasses import dataclass

from migration_lsp.judgement import View
from migration_lsp.migrations.header import Header
from migration_lsp.schema.effects import (
    ColumnEffect,
    ColumnRenamed,
    Effect,
    TableCreated,
    TableRenamed,
)


@dataclass(frozen=True, slots=True)
class Touch:
    """A revision and what it did to the thing, in order."""

    header: Header
    effects: tuple[Effect, ...]
    column: str | None = None
    """What the column was called before them."""


def touches(view: View, table: str, column: str | None = None) -> tuple[Touch, ...]:
    """Oldest first. The names are those at the heads; renames are followed back."""
    found: list[Touch] = []
    for revision in reversed(view.project.graph.order):
        run = view.project.run_of(revision)
        if run.before.tables.get(table) is run.after.tables.get(table):
            # What is the same record was not touched: of most revisions that says it all.
            continue
        effects: list[Effect] = []
        for act in reversed(view.acts(revision)):
            for effect in reversed(act.effects):
                renamed = isinstance(effect, TableRenamed) and effect.new_table == table
                if not renamed and (effect.table != table or not _is_about(effect, column)):
                    continue
                effects.append(effect)
                if isinstance(effect, TableRenamed):
                    table = effect.table
                elif isinstance(effect, ColumnRenamed) and effect.new_name == column:
                    column = effect.column.name
        if effects:
            found.append(Touch(view.header(revision), tuple(reversed(effects)), column))
    return tuple(reversed(found))


def _is_about(effect: Effect, column: str | None) -> bool:
    if column is None:
        return True
    if isinstance(effect, TableCreated):
        return effect.record.column(column) is not None
    if isinstance(effect, ColumnRenamed):
        return column in (effect.column.name, effect.new_name)
    if isinstance(effect, ColumnEffect):
        return effect.column.name == column
    return column in effect.columns
