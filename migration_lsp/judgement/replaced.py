"""What one revision, or one model edit, drops and makes again: by another name, with another action, over new names.

Dropping and making are told apart by order nowhere: autogenerate adds first and drops later, people do the opposite.
Renames on the way are followed, so that both are compared by the names that hold in the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.moment import Moment
from migration_lsp.schema.effects import (
    ColumnDropped,
    ColumnRenamed,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    KeyEffect,
    TableDropped,
    TableRenamed,
)
from migration_lsp.schema.records import ForeignKeyRecord

_Kind = TypeVar("_Kind", bound=Effect)


def at_end(acts: tuple[Act, ...], table: str, columns: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What a table and its columns are called when some acts are through."""
    for act in acts:
        for effect in act.effects:
            if effect.table != table:
                continue
            if isinstance(effect, TableRenamed):
                table = effect.new_table
            elif isinstance(effect, ColumnRenamed):
                columns = tuple(effect.new_name if name == effect.column.name else name for name in columns)
    return table, columns


def of_run(at: Moment, kind: type[_Kind]) -> Iterator[tuple[int, _Kind]]:
    """The effects of one kind of the whole revision or model edit, each with the number of its act."""
    for number, act in enumerate(at.acts):
        for effect in act.effects:
            if isinstance(effect, kind):
                yield number, effect


def replaced_key(effect: ForeignKeyAdded, at: Moment) -> ForeignKeyRecord | None:
    """The foreign key over the same columns to the same target that goes when this one comes."""
    source, target = _source(effect, at, at.number), _target(effect, at, at.number)
    for number, dropped in of_run(at, ForeignKeyDropped):
        if _source(dropped, at, number) == source and _target(dropped, at, number) == target:
            return dropped.key
    return None


def is_made_again(effect: ForeignKeyDropped, at: Moment) -> bool:
    """Whether a foreign key over the same columns comes when this one goes, or is left all the same.

    One over more columns to the same table promises as much.
    """
    table, columns = _source(effect, at, at.number)
    target, _ = _target(effect, at, at.number)
    for number, added in of_run(at, ForeignKeyAdded):
        new_table, new_columns = _source(added, at, number)
        is_wider = columns < new_columns and _target(added, at, number)[0] == target
        if new_table == table and (new_columns == columns or is_wider):
            return True
    left = at.at_end.tables.get(table)
    return left is not None and any(frozenset(key.columns) == columns for key in left.foreign_keys)


def goes(at: Moment, table: str, columns: tuple[str, ...]) -> bool:
    """Whether a table, or one of these columns of it, goes with this act or with a later or earlier one."""
    names = (table, at_end(at.later, table, ())[0])
    if any(dropped.table in names for _, dropped in of_run(at, TableDropped)):
        return True
    return any(dropped.table in names and dropped.column.name in columns for _, dropped in of_run(at, ColumnDropped))


def _source(effect: KeyEffect, at: Moment, number: int) -> tuple[str, frozenset[str]]:
    table, columns = at_end(at.acts[number + 1 :], effect.table, effect.key.columns)
    return table, frozenset(columns)


def _target(effect: KeyEffect, at: Moment, number: int) -> tuple[str, frozenset[str]]:
    table, columns = at_end(at.acts[number + 1 :], effect.key.target, effect.key.target_columns)
    return table, frozenset(columns)
