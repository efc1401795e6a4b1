"""Strategy 2: another name for a column that running code reads."""

from __future__ import annotations

from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.judgement.renames import rename_of
from migration_lsp.schema.effects import ColumnAdded, ColumnDropped, ColumnRenamed
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import type_of
from migration_lsp.strategies.carried import Carried, carried_by
from migration_lsp.strategies.declared import declared_column
from migration_lsp.strategies.drop import drop_column
from migration_lsp.strategies.following import steps_along
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import index_step
from migration_lsp.strategies.not_null_column import not_null_column
from migration_lsp.strategies.replacing import Replacement
from migration_lsp.strategies.unique import unique_over
from migration_lsp.strategies.validated import foreign_key_steps


def rename_column(effect: ColumnRenamed | ColumnAdded | ColumnDropped, at: Moment) -> Plan:
    """Add the new name, write both, copy, read the new one, drop the old one."""
    pair = renamed(effect, at)
    if pair is None:
        return drop_column(effect, at) if isinstance(effect, ColumnDropped) else not_null_column(effect, at)
    old, new = pair
    ground = Ground.of(effect.table, at)
    declared = declared_column(effect.table, new.name, at) if at.is_pending else None
    written = type_of(declared) if declared is not None else None
    if isinstance(effect, ColumnRenamed):
        along = _carried_over(ground, carried_by(ground, old.name), old.name, new.name)
    else:
        along = steps_along(ground, (new.name,), at)
    replacement = Replacement(ground, old, new, written, along=along)
    steps = (*replacement.steps(), replacement.dropped(), _view(ground, old, new))
    window = ground.rename_column(old, new.name, written)
    return Plan(
        f"{effect.table}.{old.name} becomes {new.name}: both, until no running code uses the old name",
        steps,
        f"SELECT count(*) FROM {ground.sql} WHERE {ground.quote(old.name)} IS NOT NULL",
        "how many values have to be copied",
        "Until the last step the old column holds everything: deploy the code before, and downgrade step by step. In a "
        f"maintenance window, with no process running, one statement does all of it, and back: `{_one_line(window)}`",
    )


def renamed(
    effect: ColumnRenamed | ColumnAdded | ColumnDropped, at: Moment
) -> tuple[ColumnRecord, ColumnRecord] | None:
    """The column as it was and as it is to be. For an added or a dropped one: what it looks like the other half of."""
    if isinstance(effect, ColumnRenamed):
        return effect.column, replace(effect.column, name=effect.new_name)
    found = rename_of(effect, at)
    return (found.dropped.column, found.added.column) if found is not None else None


def _carried_over(ground: Ground, carried: Carried, old: str, new: str) -> tuple[Step, ...]:
    """The indexes and keys of the old column for the new one; the old ones go with it."""
    moved = carried.on(old, new, lambda name: name.replace(old, new) if old in name else f"{name}_{new}"[:63])
    return (
        *(step for key in moved.keys for step in foreign_key_steps(ground, key)),
        *(step for unique in moved.uniques for step in unique_over(ground, unique.name, unique.columns)),
        *(index_step(ground, index) for index in moved.indexes),
    )


def _view(ground: Ground, old: ColumnRecord, new: ColumnRecord) -> Step:
    names = [column.name for column in ground.table.columns if column.name != old.name]
    columns = ", ".join([*map(ground.quote, names), f"{ground.quote(new.name)} AS {ground.quote(old.name)}"])
    view = ground.quote(f"{ground.table.name}_before_rename"[:63])
    return Step(
        "Optional, for readers that cannot change yet (reports): a view with the old name, "
        f"`CREATE VIEW {view} AS SELECT {columns} FROM {ground.sql}`."
    )


def _one_line(code: str) -> str:
    return " ".join(line.strip() for line in code.splitlines())
