"""What comes with a column in the same revision or model edit: its foreign key, its index, its uniqueness."""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Moment, Step
from migration_lsp.schema.effects import ForeignKeyAdded, IndexAdded, UniqueAdded
from migration_lsp.schema.records import ForeignKeyRecord, IndexRecord
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import index_step, key_index_step
from migration_lsp.strategies.unique import unique_steps
from migration_lsp.strategies.validated import foreign_key_steps


def foreign_key_of(table: str, column: str, at: Moment) -> ForeignKeyRecord | None:
    """The foreign key that a column has, or gets in the same run."""
    record = at.at_end.tables.get(table)
    keys = record.foreign_keys if record is not None else ()
    return next((key for key in keys if key.columns == (column,)), None)


def is_unique(table: str, column: str, at: Moment) -> bool:
    """Whether a column is unique by itself when the run is through."""
    record = at.at_end.tables.get(table)
    if record is None:
        return False
    constraints = any(unique.columns == (column,) for unique in record.uniques)
    return constraints or any(index.unique and index.columns == (column,) for index in record.indexes)


def steps_along(ground: Ground, columns: tuple[str, ...], at: Moment) -> tuple[Step, ...]:
    """The steps for what else the run puts on these columns."""
    return tuple(_along(ground, columns, at))


def _along(ground: Ground, columns: tuple[str, ...], at: Moment) -> Iterator[Step]:
    indexed: list[IndexRecord] = []
    keys: list[ForeignKeyRecord] = []
    for _, effect in at.effects_of_run():
        if effect.table != ground.key or not effect.columns or not set(effect.columns) <= set(columns):
            continue
        if isinstance(effect, ForeignKeyAdded):
            keys.append(effect.key)
            yield from foreign_key_steps(ground, effect.key)
        elif isinstance(effect, UniqueAdded):
            yield from unique_steps(ground, effect)
        elif isinstance(effect, IndexAdded):
            indexed.append(effect.index)
            yield index_step(ground, effect.index)
    for key in keys:
        if not ground.is_mysql and not any(index.columns[: len(key.columns)] == key.columns for index in indexed):
            yield key_index_step(ground, key.columns, at)
