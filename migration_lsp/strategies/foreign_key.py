"""Strategy 4: a foreign key on a table that has rows."""

from __future__ import annotations

from dataclasses import replace

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import ColumnAdded, ForeignKeyAdded
from migration_lsp.schema.records import ColumnRecord, ForeignKeyRecord
from migration_lsp.schema.write import type_of
from migration_lsp.strategies.backfill import in_pieces
from migration_lsp.strategies.code import NOTHING, comment, joined
from migration_lsp.strategies.declared import declared_column
from migration_lsp.strategies.following import steps_along
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import is_indexed, key_index_step
from migration_lsp.strategies.new_column import add_step
from migration_lsp.strategies.orphans import orphans, refers_to_nothing
from migration_lsp.strategies.required import required_steps
from migration_lsp.strategies.validated import foreign_key_steps


def foreign_key(effect: ForeignKeyAdded, at: Moment) -> Plan:
    """Add the column without the key, fill it, find the orphans, add the key unproven, validate it, index it."""
    ground, key = Ground.of(effect.table, at), effect.key
    query = orphans(ground, key)
    new = _new_columns(effect, at)
    steps = (
        *(_added(ground, column, at) for column in new),
        *((_filled(ground, key, new),) if new else ()),
        Step(f"Deploy code that writes no {_names(key)} without a row in `{key.target}`.", deploys=True),
        _without_orphans(ground, key, query),
        *(_of_new_columns(ground, new, at) if new else (*foreign_key_steps(ground, key), *_indexed(ground, key, at))),
    )
    return Plan(
        f"{effect.label}: a foreign key, proven while everybody works",
        steps,
        f"SELECT count(*) FROM {ground.sql}" if new else query,
        "how many rows need a reference" if new else f"0 where every row refers to a row of {key.target}",
        "Downgrade step by step, newest first. References that were emptied stay empty: keep them aside first.",
    )


def _names(key: ForeignKeyRecord) -> str:
    return ", ".join(f"`{column}`" for column in key.columns)


def _new_columns(effect: ForeignKeyAdded, at: Moment) -> tuple[ColumnRecord, ...]:
    added: dict[str, ColumnRecord] = {}
    for _, other in at.effects_of_run():
        if isinstance(other, ColumnAdded) and other.table == effect.table:
            added[other.column.name] = other.column
    return tuple(added[name] for name in effect.columns if name in added)


def _added(ground: Ground, column: ColumnRecord, at: Moment) -> Step:
    declared = declared_column(ground.key, column.name, at) if at.is_pending else None
    written = type_of(declared) if declared is not None else None
    return add_step(ground, replace(column, nullable=True), f"Add `{column.name}` without its foreign key.", written)


def _of_new_columns(ground: Ground, columns: tuple[ColumnRecord, ...], at: Moment) -> tuple[Step, ...]:
    """What the run asks of the new columns: that they be filled, the foreign key, indexes."""
    required = [step for column in columns if not column.nullable for step in required_steps(ground, column)]
    return (*required, *steps_along(ground, tuple(column.name for column in columns), at))


def _filled(ground: Ground, key: ForeignKeyRecord, columns: tuple[ColumnRecord, ...]) -> Step:
    text = f"Fill in {_names(key)} where an existing row belongs to a row of `{key.target}`, some rows at a time."
    required = any(not column.nullable for column in columns)
    more = " The column has to be filled in every row, for it is to be NOT NULL." if required else ""
    return Step(text + more)


def _without_orphans(ground: Ground, key: ForeignKeyRecord, query: str) -> Step:
    columns = [ground.table.column(name) for name in key.columns]
    if any(column is not None and not column.nullable for column in columns):
        text = f"Delete the rows that the query counts, or give them a row of `{key.target}` that stands for none."
        return Step(text, sql=query)
    emptied = ", ".join(f"{ground.quote(name)} = NULL" for name in key.columns)
    return Step(
        f"Empty the references that lead nowhere (or delete those rows, or give them a row of `{key.target}` that "
        "stands for none).",
        joined(
            comment("What was there is lost: keep it aside if somebody may ask."),
            in_pieces(ground, emptied, refers_to_nothing(ground, key)),
        ),
        NOTHING,
        query,
    )


def _indexed(ground: Ground, key: ForeignKeyRecord, at: Moment) -> tuple[Step, ...]:
    """An index for joins and deletes, where nothing starts with the columns; MySQL makes one itself."""
    table = at.at_end.tables.get(ground.key) or ground.table
    if ground.is_mysql or is_indexed(table, key.columns):
        return ()
    return (key_index_step(ground, key.columns, at),)
