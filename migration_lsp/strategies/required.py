"""The last steps of a column that becomes required: its rows have values, and now the database is told.

PostgreSQL reads the whole table for SET NOT NULL while nobody may use it, unless a validated CHECK says the same
(since 12): so the check comes first, is validated while everybody works, and goes again.
"""

from __future__ import annotations

from dataclasses import replace

from migration_lsp.judgement import Step
from migration_lsp.schema.names import object_name
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import Type
from migration_lsp.strategies.backfill import in_pieces, neutral_value
from migration_lsp.strategies.code import comment, execute, joined, outside_transaction
from migration_lsp.strategies.ground import Ground


def rows_without(ground: Ground, column: str) -> str:
    """How many rows have no value, as a query."""
    return f"SELECT count(*) FROM {ground.sql} WHERE {ground.quote(column)} IS NULL"


def required_steps(ground: Ground, column: ColumnRecord, written: Type | None = None) -> tuple[Step, ...]:
    """The revisions after the backfill. ``column`` is as it will be, required."""
    if not ground.is_postgres:
        text = f"Make `{column.name}` NOT NULL."
        if ground.is_mysql:
            text += " The server copies nothing here, but an INSERT of NULL meanwhile makes it fail at the end."
        step = Step(text, ground.nullable(column, False, written), ground.nullable(column, True, written))
        return (replace(step, sql=rows_without(ground, column.name)),)
    name = ground.quote(object_name(ground.table.name, f"{column.name}_not_null", "check"))
    add = execute(
        f"ALTER TABLE {ground.sql} ADD CONSTRAINT {name} CHECK ({ground.quote(column.name)} IS NOT NULL) NOT VALID"
    )
    drop = execute(f"ALTER TABLE {ground.sql} DROP CONSTRAINT {name}")
    validate = execute(f"ALTER TABLE {ground.sql} VALIDATE CONSTRAINT {name}")
    return (
        Step(
            "Refuse new NULLs with a CHECK that is NOT VALID: existing rows are not read, the lock is short.",
            add,
            drop,
            rows_without(ground, column.name),
        ),
        Step(
            "Validate the CHECK while everybody works; proven by it, SET NOT NULL reads nothing (PostgreSQL 12+). "
            "The CHECK goes again.",
            joined(outside_transaction(validate), ground.nullable(column, False, written), drop),
            joined(add, ground.nullable(column, True, written)),
        ),
    )


def loosened(ground: Ground, column: ColumnRecord, why: str) -> Step:
    """Let a required column be empty, so that code that does not know it any more can insert.

    On the way back the rows that came meanwhile have nothing there, and NOT NULL would be refused.
    """
    own = (column.name,)
    unique = any(it.columns == own for it in ground.table.uniques)
    unique = unique or any(index.unique and index.columns == own for index in ground.table.indexes)
    value, name = neutral_value(column, ground, unique=unique), ground.quote(column.name)
    remark = comment(f"{value} is a stand-in for rows that have no value then.")
    fill = joined(remark, in_pieces(ground, f"{name} = {value}", f"{name} IS NULL")) if value is not None else ""
    return Step(
        f"Let `{column.name}` be NULL: {why}",
        ground.nullable(column, True),
        joined(fill, ground.nullable(column, False)),
    )
