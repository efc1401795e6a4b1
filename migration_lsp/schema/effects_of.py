"""The effects of an operation: how the records before it differ from the records after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from .effects import (
    CheckAdded,
    CheckDropped,
    CheckValidated,
    ColumnAdded,
    ColumnDropped,
    ColumnRenamed,
    CommentChanged,
    DefaultChanged,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    ForeignKeyValidated,
    IndexAdded,
    IndexDropped,
    NullabilityChanged,
    PrimaryKeyChanged,
    TableCommentChanged,
    TableCreated,
    TableDropped,
    TableRenamed,
    TypeChanged,
    UniqueAdded,
    UniqueDropped,
)
from .made_elsewhere import as_it_was, dropped_column, dropped_table, key_of
from .operations import (
    RenameConstraintOp,
    RenameEnumOp,
    RenameIndexOp,
    RenameObjectOp,
    ReplaceEnumOp,
    SetSchemaOp,
)
from .records import Catalogue, ColumnRecord, Origin, PrimaryKeyRecord, TableRecord

_NEW_NAMES = (RenameIndexOp, RenameConstraintOp, RenameEnumOp, RenameObjectOp, ReplaceEnumOp)
"""What is called something else in the records afterwards, and is the same to every row and every statement."""


def effects_of(operation: MigrateOperation, before: Catalogue, after: Catalogue) -> tuple[Effect, ...]:
    """The effects of an operation that led from one catalogue to the other, the most telling first."""
    if isinstance(operation, ops.DropColumnOp) and (column := dropped_column(operation, before)) is not None:
        return (ColumnDropped(key_of(operation), column),)
    if isinstance(operation, ops.DropTableOp) and (table := dropped_table(operation, before)) is not None:
        return (TableDropped(key_of(operation), table),)
    if before.tables is after.tables or isinstance(operation, _NEW_NAMES):
        return ()
    if isinstance(operation, ops.RenameTableOp) or (isinstance(operation, SetSchemaOp) and operation.kind is None):
        return tuple(_renamed_tables(operation, before, after))
    if isinstance(operation, ops.AlterColumnOp) and operation.modify_name is not None:
        return tuple(_renamed_column(operation, before, after))
    return tuple(_all(operation, before, after))


def difference_of(before: Catalogue, after: Catalogue) -> tuple[Effect, ...]:
    """What is different in the tables of one catalogue and another, however it came about."""
    return tuple(_all(_NO_OPERATION, before, after))


_NO_OPERATION = MigrateOperation()


def _renamed_tables(operation: MigrateOperation, before: Catalogue, after: Catalogue) -> Iterator[Effect]:
    changed = before.differing_tables(after)
    gone = [key for key in changed if key not in after.tables]
    come = [key for key in changed if key not in before.tables]
    if len(gone) == len(come) == 1:
        yield TableRenamed(gone[0], come[0])
    elif len(come) == 1 and isinstance(operation, ops.RenameTableOp):
        # No migration made it.
        schema, name = operation.schema, str(operation.table_name)
        yield TableRenamed(f"{schema}.{name}" if schema else name, come[0])


def _renamed_column(operation: ops.AlterColumnOp, before: Catalogue, after: Catalogue) -> Iterator[Effect]:
    """The rename itself, and what else the same operation changes of the column."""
    key = key_of(operation)
    old_table, new_table = before.tables.get(key), after.tables.get(key)
    old = old_table.column(operation.column_name) if old_table is not None else None
    new = new_table.column(str(operation.modify_name)) if new_table is not None else None
    if new is None:
        return
    if old is None:
        old = replace(as_it_was(operation, new, before.dialect), name=str(operation.column_name))
    yield ColumnRenamed(key, old, new.name)
    yield from _column(operation, key, replace(old, name=new.name), new)


def _all(operation: MigrateOperation, before: Catalogue, after: Catalogue) -> Iterator[Effect]:
    # What was not touched is the same object.
    for key in sorted(before.differing_tables(after)):
        old, new = before.tables.get(key), after.tables.get(key)
        if old is None and new is not None and new.origin is Origin.MIGRATIONS:
            yield TableCreated(key, new)
            yield from (ForeignKeyAdded(key, item) for item in new.foreign_keys)
        elif new is None and old is not None:
            yield TableDropped(key, old)
        elif new is not None:
            # A table that was made elsewhere shows itself by the first operation on it.
            first = TableRecord(new.name, new.schema, origin=new.origin)
            yield from _table(operation, key, old or first, new, before.dialect)


def _table(operation: MigrateOperation, key: str, old: TableRecord, new: TableRecord, dialect: str) -> Iterator[Effect]:
    yield from _columns(operation, key, old, new, dialect)
    if old.primary_key != new.primary_key and _keys(old.primary_key) != _keys(new.primary_key):
        yield PrimaryKeyChanged(key, old.primary_key, new.primary_key)
    yield from _foreign_keys(key, old, new)
    yield from _uniques(key, old, new)
    yield from _indexes(key, old, new)
    yield from _checks(key, old, new)
    if old.comment != new.comment:
        yield TableCommentChanged(key, old.comment, new.comment)


def _keys(key: PrimaryKeyRecord | None) -> tuple[str, ...]:
    return key.columns if key is not None else ()


def _columns(
    operation: MigrateOperation, key: str, old: TableRecord, new: TableRecord, dialect: str
) -> Iterator[Effect]:
    if old.columns is new.columns:
        return
    known = {column.name: column for column in old.columns}
    left = {column.name for column in new.columns}
    yield from (ColumnDropped(key, column) for column in old.columns if column.name not in left)
    for column in new.columns:
        if column.name in known:
            if known[column.name] != column:
                yield from _column(operation, key, known[column.name], column)
        elif isinstance(operation, ops.AlterColumnOp):
            # Nothing was known of it, which does not make it new.
            if operation.column_name == column.name:
                yield from _column(operation, key, as_it_was(operation, column, dialect), column)
        elif new.origin is Origin.MIGRATIONS or isinstance(operation, ops.AddColumnOp):
            yield ColumnAdded(key, column)


def _column(operation: MigrateOperation, key: str, old: ColumnRecord, new: ColumnRecord) -> Iterator[Effect]:
    if old.type != new.type:
        yield TypeChanged(key, new, old, _using(operation))
    if old.nullable != new.nullable:
        yield NullabilityChanged(key, new)
    if (old.default, old.computed, old.identity) != (new.default, new.computed, new.identity):
        yield DefaultChanged(key, new, old)
    if old.comment != new.comment:
        yield CommentChanged(key, new, old)


def _using(operation: MigrateOperation) -> str | None:
    keywords = getattr(operation, "kw", None) or {}
    using = keywords.get("postgresql_using")
    return str(using) if using is not None else None


_Record = TypeVar("_Record")


def _come_and_gone(
    old: tuple[_Record, ...], new: tuple[_Record, ...]
) -> tuple[tuple[_Record, ...], tuple[_Record, ...]]:
    if old is new:
        return (), ()
    return tuple(item for item in new if item not in old), tuple(item for item in old if item not in new)


def _foreign_keys(key: str, old: TableRecord, new: TableRecord) -> Iterator[Effect]:
    come, gone = _come_and_gone(old.foreign_keys, new.foreign_keys)
    validated = [item for item in come if item.validated and replace(item, validated=False) in gone]
    yield from (ForeignKeyValidated(key, item) for item in validated)
    yield from (ForeignKeyAdded(key, item) for item in come if item not in validated)
    proven = [replace(item, validated=False) for item in validated]
    yield from (ForeignKeyDropped(key, item) for item in gone if item not in proven)


def _uniques(key: str, old: TableRecord, new: TableRecord) -> Iterator[Effect]:
    come, gone = _come_and_gone(old.uniques, new.uniques)
    yield from (UniqueAdded(key, item.name, item.columns) for item in come)
    yield from (UniqueDropped(key, item.name, item.columns) for item in gone)


def _indexes(key: str, old: TableRecord, new: TableRecord) -> Iterator[Effect]:
    come, gone = _come_and_gone(old.indexes, new.indexes)
    for index in come:
        yield UniqueAdded(key, index.name, index.columns, index) if index.unique else IndexAdded(key, index)
    for index in gone:
        yield UniqueDropped(key, index.name, index.columns, index) if index.unique else IndexDropped(key, index)


def _checks(key: str, old: TableRecord, new: TableRecord) -> Iterator[Effect]:
    come, gone = _come_and_gone(old.checks, new.checks)
    validated = [item for item in come if item.validated and replace(item, validated=False) in gone]
    yield from (CheckValidated(key, item) for item in validated)
    yield from (CheckAdded(key, item) for item in come if item not in validated)
    proven = [replace(item, validated=False) for item in validated]
    yield from (CheckDropped(key, item) for item in gone if item not in proven)
    added, dropped = _come_and_gone(old.exclusions, new.exclusions)
    yield from (CheckAdded(key, item) for item in added)
    yield from (CheckDropped(key, item) for item in dropped)
