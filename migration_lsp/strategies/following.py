"""What comes with a column in the same revision or model edit: its foreign key, its index, its uniqueness."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Step
from migration_lsp.schema.effects import ForeignKeyAdded, IndexAdded, UniqueAdded
from migration_lsp.schema.records import ForeignKeyRecord
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.index import index_step, is_indexed, key_index_step
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
    """The steps for what else the run puts on these columns, the foreign keys with an index each."""
    on_them = [
        effect
        for _, effect in at.effects_of_run()
        if effect.table == ground.key and effect.columns and set(effect.columns) <= set(columns)
    ]
    keys = [effect.key for effect in on_them if isinstance(effect, ForeignKeyAdded)]
    indexes = [effect.index for effect in on_them if isinstance(effect, IndexAdded)]
    proving = [step for key in keys for step in foreign_key_steps(ground.having(*indexes), key)]
    building = [step for effect in on_them if isinstance(effect, UniqueAdded) for step in unique_steps(ground, effect)]
    building += [index_step(ground, index) for index in indexes]
    building += [key_index_step(ground, key.columns, at) for key in keys if not _has_index(ground, key, at)]
    # MySQL makes an index for a foreign key that finds none, and lets none go that a foreign key needs.
    return tuple([*building, *proving] if ground.is_mysql else [*proving, *building])


def _has_index(ground: Ground, key: ForeignKeyRecord, at: Moment) -> bool:
    table = at.at_end.tables.get(ground.key) or ground.table
    return ground.is_mysql or is_indexed(table, key.columns)
