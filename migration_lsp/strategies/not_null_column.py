"""Strategy 1: a required column on a table that has rows."""

from __future__ import annotations

from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import ColumnAdded, ColumnEffect
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import enum_values
from migration_lsp.strategies.backfill import in_pieces, neutral_value
from migration_lsp.strategies.code import NOTHING, comment, joined
from migration_lsp.strategies.declared import constant_for, written_type
from migration_lsp.strategies.following import foreign_key_of, is_unique, steps_along
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.new_column import add_step
from migration_lsp.strategies.required import required_steps, rows_without


def not_null_column(effect: ColumnEffect, at: Moment) -> Plan:
    """Add it nullable, let the code write it, backfill, then make it required."""
    ground, column = Ground.of(effect.table, at), replace(effect.column, nullable=False)
    is_new = isinstance(effect, ColumnAdded)
    written = written_type(effect, at)
    first = _added(ground, column, effect, at) if is_new else ()
    steps = (
        *first,
        Step(f"Deploy code that gives `{column.name}` a value in every INSERT and UPDATE.", deploys=True),
        _backfill(ground, column, effect, at),
        *required_steps(ground, column, written),
        *(steps_along(ground, effect.columns, at) if is_new else ()),
    )
    return Plan(
        f"{effect.label}: required in steps",
        steps,
        f"SELECT count(*) FROM {ground.sql}" if is_new else rows_without(ground, column.name),
        "0 where the table has no rows: then it can be NOT NULL at once" if is_new else "0 where every row has a value",
        _way_back(column, is_new=is_new),
    )


def _added(ground: Ground, column: ColumnRecord, effect: ColumnEffect, at: Moment) -> tuple[Step, ...]:
    text = (
        f"Add `{column.name}` as nullable. (Where one value is right for every row that exists, add it NOT NULL with "
        "`server_default=` here instead: then nothing below is needed.)"
    )
    return (add_step(ground, replace(column, nullable=True), text, written_type(effect, at)),)


def _backfill(ground: Ground, column: ColumnRecord, effect: ColumnEffect, at: Moment) -> Step:
    query = rows_without(ground, column.name)
    name = ground.quote(column.name)
    key = foreign_key_of(effect.table, column.name, at)
    value, why = constant_for(effect, at), "What the models fill in for new rows."
    if value is None and key is not None:
        target = Ground(key.target, ground.catalogue)
        value = f"(SELECT min({target.quote(key.target_columns[0])}) FROM {target.sql})"
        why = f"A stand-in: write which row of {key.target} existing rows belong to."
    if value is None:
        unique = is_unique(effect.table, column.name, at)
        values = enum_values(written_type(effect, at))
        value = column.default or neutral_value(column, ground, unique=unique, values=values)
        why = f"{value} is a stand-in: write what existing rows should have."
    if value is None:
        text = f"Give `{column.name}` a value in every existing row, some rows at a time, until the query answers 0."
        return Step(text, sql=query)
    return Step(
        f"Fill in `{column.name}` for existing rows, some at a time. The query must answer 0 before the next step.",
        joined(comment(why), in_pieces(ground, f"{name} = {value}", f"{name} IS NULL")),
        NOTHING,
        query,
    )


def _way_back(column: ColumnRecord, *, is_new: bool) -> str:
    if is_new:
        return f"Downgrade step by step, newest first; `{column.name}` and its values go with the first revision."
    return "Downgrade step by step, newest first: no value is lost, those that were filled in stay."
