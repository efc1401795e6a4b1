"""Columns added and dropped, with what comes and goes beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from alembic.operations import ops
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import types as sqltypes

from ..describe import check_record, column_record, foreign_key_record, index_record, unique_record
from ..describe_constraints import is_created
from ..operations import flags_of
from ..records import ColumnRecord, PrimaryKeyRecord, TableRecord
from ..refusals import REFUSALS
from ..sql.definitions import SERIAL
from .constraints import add_constraint
from .references import check_names, resolved, with_foreign_key_indexes
from .result import Part, ProblemKind
from .rewrite import index_uses, mentions, referencing
from .sequences import drop_owned
from .tables import drop_views
from .types import need_enum
from .work import Work, required

_Record = TypeVar("_Record")


def add_column(work: Work, op: ops.AddColumnOp) -> None:
    flags = flags_of(op)
    if flags.table_if_exists and work.find(op.table_name, op.schema) is None:
        return
    table = work.table(op.table_name, op.schema)
    column = op.column
    existing = table.column(str(column.name))
    if existing is not None:
        if flags.if_not_exists:
            return
        work.duplicate(Part.COLUMN, f"{table.key}.{column.name}", table.key)
        table = replace(table, columns=tuple(each for each in table.columns if each is not existing))
    need_enum(work, column.type)
    if _stands_alone(column):
        record = column_record(column, work.dialect)
        if column.info.get(SERIAL):
            record = replace(record, autoincrement=True, default=None)
        work.put(replace(table, columns=(*table.columns, record)))
        for beside in flags.beside:
            add_constraint(work, beside)
        return
    try:
        work.put(_with_everything(work, table, op))
    except REFUSALS as error:
        record = ColumnRecord(str(column.name), "?", certain=False)
        work.put(replace(table, columns=(*table.columns, record)))
        work.problem(ProblemKind.CANNOT_EMIT, Part.COLUMN, str(error), table.key, str(column.name))


def _stands_alone(column: Column[Any]) -> bool:
    """Whether a column brings nothing with it: no constraint, no index, no part of a primary key."""
    return not (
        column.primary_key
        or column.unique
        or column.index
        or column.foreign_keys
        or column.constraints
        or isinstance(column.type, (sqltypes.SchemaType, sqltypes.TypeDecorator, sqltypes.ARRAY))
        or column.type._variant_mapping
    )


def _with_everything(work: Work, table: TableRecord, op: ops.AddColumnOp) -> TableRecord:
    """The table with the column and with what Alembic emits after it: constraints and indexes of the column."""
    # The operation may be applied again: its own column stays without a table.
    column: Column[Any] = op.column._copy()
    raw = flags_of(op).raw_sql
    made = work.schema_objects(raw=raw).table(op.table_name, column, schema=op.schema)
    record = column_record(column, work.dialect)
    if column.info.get(SERIAL):
        record = replace(record, autoincrement=True, default=None)
    constraints = [
        each
        for each in sorted({*made.constraints, *column.constraints}, key=lambda each: each._creation_order)
        if is_created(each, work.dialect)
    ]
    if work.is_sqlite:
        # What stands within the column goes with ADD COLUMN.
        if any(not _is_inline(each) for each in constraints if each not in column.constraints):
            message = f"SQLite adds no constraint to {table.key} outside batch mode"
            work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key, str(column.name))
        # Alembic leaves the CHECK of a Boolean or Enum out without an error.
        constraints = [each for each in constraints if each._create_rule is None]
    uniques = (unique_record(each, work.dialect) for each in constraints if isinstance(each, UniqueConstraint))
    checks = (check_record(each, work.dialect) for each in constraints if isinstance(each, CheckConstraint))
    keys = (foreign_key_record(each, work.dialect) for each in constraints if isinstance(each, ForeignKeyConstraint))
    indexes = [index_record(each, work.dialect) for each in sorted(made.indexes, key=lambda each: str(each.name))]
    with_column = replace(table, columns=(*table.columns, record))
    result = replace(
        with_column,
        uniques=(*table.uniques, *uniques),
        checks=(*table.checks, *checks),
        foreign_keys=(*table.foreign_keys, *(resolved(work, with_column, key) for key in keys)),
        indexes=(*table.indexes, *indexes),
    )
    if getattr(op, "inline_primary_key", None) and result.primary_key is None:
        result = replace(result, primary_key=PrimaryKeyRecord(None, (record.name,)))
        result = required(result, (record.name,))
    check_names(work, result, table)
    return with_foreign_key_indexes(result) if work.is_mysql else result


def _is_inline(constraint: Any) -> bool:
    return isinstance(constraint, PrimaryKeyConstraint) or constraint._create_rule is not None


def drop_column(work: Work, op: ops.DropColumnOp) -> None:
    flags = flags_of(op)
    if flags.table_if_exists and work.find(op.table_name, op.schema) is None:
        return
    table = work.table(op.table_name, op.schema)
    name = str(op.column_name)
    if table.column(name) is None:
        if not flags.if_exists:
            work.unknown(Part.COLUMN, name, table)
        return
    if work.is_postgres:
        _release(work, table, name, cascade=flags.cascade)
        drop_owned(work, table.name, name)
        table = work.catalogue.tables.get(table.key, table)
    else:
        _object_elsewhere(work, table, name)
    work.put(without_column(table, name, whole_indexes=not work.is_mysql))


def _object_elsewhere(work: Work, table: TableRecord, name: str) -> None:
    """What MySQL and SQLite object to, where PostgreSQL takes it away with the column."""
    keyed = any(name in key.columns for key in table.foreign_keys)
    checked = any(mentions(check.sqltext, name) for check in table.checks)
    targeted = any(
        each.target == table.key and name in each.target_columns
        for child in (*referencing(work.catalogue, table.key), table)
        for each in child.foreign_keys
    )
    indexed = work.is_sqlite and (
        any(index_uses(index, name) for index in table.indexes)
        or any(name in unique.columns for unique in table.uniques)
        or (table.primary_key is not None and name in table.primary_key.columns)
    )
    if keyed or checked or indexed or (targeted and not work.is_sqlite):
        _depends(work, table, name, "an index or constraint")


def _depends(work: Work, table: TableRecord, name: str, what: str) -> None:
    work.problem(
        ProblemKind.DEPENDENT_OBJECTS,
        Part.COLUMN,
        f"{what} depends on column {name} of {table.key}",
        table.key,
        name,
    )


def _release(work: Work, table: TableRecord, name: str, *, cascade: bool) -> None:
    """PostgreSQL: what depends on a column from outside its own constraints and indexes."""
    for child in [*referencing(work.catalogue, table.key), table]:
        hit = [each for each in child.foreign_keys if each.target == table.key and name in each.target_columns]
        # A foreign key that has the column among its own goes with it anyway.
        hit = [each for each in hit if child.key != table.key or name not in each.columns]
        if not hit:
            continue
        if cascade:
            current = work.catalogue.tables[child.key]
            kept = tuple(each for each in current.foreign_keys if each not in hit)
            work.put(replace(current, foreign_keys=kept))
        else:
            _depends(work, table, name, f"foreign key {hit[0].name} of {child.key}")
    generated = [each.name for each in table.columns if each.computed is not None and mentions(each.computed, name)]
    for other in generated:
        if cascade:
            current = work.catalogue.tables[table.key]
            work.put(without_column(current, other))
        else:
            _depends(work, table, name, f"generated column {other}")
    drop_views(work, table, name, cascade=cascade)


def without_column(table: TableRecord, name: str, *, whole_indexes: bool = True) -> TableRecord:
    """The table without a column, and without every index and constraint that uses it."""
    key = table.primary_key
    if key is not None and name in key.columns:
        rest = () if whole_indexes else tuple(column for column in key.columns if column != name)
        key = replace(key, columns=rest) if rest else None
    indexes = _without(table.indexes, lambda index: index_uses(index, name))
    uniques = _without(table.uniques, lambda unique: name in unique.columns)
    if not whole_indexes:
        # MySQL takes the column out of an index and drops the index with its last column.
        shorter = (
            replace(
                index,
                columns=tuple(each for each in index.columns if each != name),
                expressions=tuple(each for each in index.expressions if each != name),
            )
            for index in table.indexes
        )
        indexes = tuple(index for index in shorter if index.expressions)
        narrower = (
            replace(unique, columns=tuple(each for each in unique.columns if each != name)) for unique in table.uniques
        )
        uniques = tuple(unique for unique in narrower if unique.columns)
    return replace(
        table,
        columns=_without(table.columns, lambda column: column.name == name),
        primary_key=key,
        indexes=indexes,
        uniques=uniques,
        foreign_keys=_without(table.foreign_keys, lambda each: name in each.columns),
        checks=_without(table.checks, lambda check: mentions(check.sqltext, name)),
        exclusions=_without(table.exclusions, lambda each: mentions(each.definition, name)),
    )


def _without(records: tuple[_Record, ...], drops: Callable[[_Record], bool]) -> tuple[_Record, ...]:
    return records if not any(map(drops, records)) else tuple(each for each in records if not drops(each))
