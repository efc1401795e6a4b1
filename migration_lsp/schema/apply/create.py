"""Tables made: from columns, after another table, from a query."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic.operations import ops

from ..describe import foreign_key_record, made_record
from ..names import object_name
from ..operations import CreateTableAsOp, CreateTableLikeOp, flags_of
from ..records import ColumnRecord, Origin, PrimaryKeyRecord, TableRecord, UniqueRecord
from ..refusals import REFUSALS
from ..sql.constraints import PRIMARY_KEY_OF_TARGET
from ..sql.definitions import SERIAL
from .fresh import made_table
from .references import check_names, resolved, with_foreign_key_indexes
from .result import Part, ProblemKind
from .types import create_enum, need_enum
from .work import Work, required


def create_table(work: Work, op: ops.CreateTableOp) -> None:
    flags = flags_of(op)
    existing = work.find(op.table_name, op.schema)
    if existing is not None and flags.if_not_exists:
        return
    try:
        made = made_table(op, work.context(raw=flags.raw_sql))
    except REFUSALS as error:
        table = TableRecord(str(op.table_name), work.schema_of(op.schema), certain=False)
        work.put(table)
        work.problem(ProblemKind.CANNOT_EMIT, Part.TABLE, str(error), table.key)
        return
    for column in made.columns:
        if flags.raw_sql:
            need_enum(work, column.type)
        else:
            create_enum(work, column.type)
    table = _with_serials(made_record(made, work.dialect), made)
    if not flags.raw_sql and not work.is_sqlite:
        table = _without_later_keys(table, made, work.dialect)
    schema = work.schema_of(table.schema)
    if schema != table.schema:
        table = replace(table, schema=schema)
    if existing is not None and existing.origin is Origin.MIGRATIONS and existing.certain:
        work.duplicate(Part.TABLE, table.key, table.key)
    if table.foreign_keys:
        named = (column for column in table.columns if column.name != PRIMARY_KEY_OF_TARGET)
        table = replace(table, columns=tuple(named))
        table = replace(table, foreign_keys=tuple(resolved(work, table, key) for key in table.foreign_keys))
    if table.primary_key is not None and not work.is_sqlite:
        table = required(table, table.primary_key.columns)
    table = without_redundant_keys(table, work)
    check_names(work, table)
    work.put(with_foreign_key_indexes(table) if work.is_mysql else table)


def _without_later_keys(table: TableRecord, made: Any, dialect: str) -> TableRecord:
    """``use_alter`` keeps a foreign key out of CREATE TABLE where ALTER could add it; ``op`` then does not."""
    later = [foreign_key_record(key, dialect) for key in made.foreign_key_constraints if key.use_alter]
    return replace(table, foreign_keys=tuple(key for key in table.foreign_keys if key not in later))


def _with_serials(table: TableRecord, made: Any) -> TableRecord:
    """SQL text says SERIAL of any column, SQLAlchemy of primary keys alone."""
    serials = {str(column.name) for column in made.columns if column.info.get(SERIAL)}
    if not serials:
        return table
    columns = (
        replace(column, autoincrement=True, default=None) if column.name in serials else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def without_redundant_keys(table: TableRecord, work: Work) -> TableRecord:
    """Within one CREATE TABLE PostgreSQL and SQLite make one of several keys over the same columns."""
    if not table.uniques or work.is_mysql:
        return table
    if work.is_sqlite:
        first = {unique.columns: unique for unique in reversed(table.uniques)}
        return replace(table, uniques=tuple(reversed(first.values())))
    key = table.primary_key
    kept: dict[tuple[str, ...], UniqueRecord] = {}
    for unique in table.uniques:
        if key is not None and key.columns == unique.columns and not unique.options:
            key = key if key.name or not unique.name else replace(key, name=unique.name)
            continue
        earlier = kept.get(unique.columns)
        if earlier is None or earlier.name is None or earlier.options != unique.options:
            kept[unique.columns] = unique
    return replace(table, primary_key=key, uniques=tuple(kept.values()))


def create_table_like(work: Work, op: CreateTableLikeOp) -> None:
    if op.if_not_exists and work.find(op.table_name, op.schema) is not None:
        return
    source = work.table(op.source, op.source_schema)
    including = op.including
    columns = tuple(
        replace(
            column,
            default=_default(source, column) if "DEFAULTS" in including or op.is_partition else None,
            computed=column.computed if "GENERATED" in including or op.is_partition else None,
            identity=column.identity if "IDENTITY" in including and not op.is_partition else None,
            autoincrement=False,
            comment=column.comment if "COMMENTS" in including and not op.is_partition else None,
        )
        for column in source.columns
    )
    key = source.primary_key
    indexed = "INDEXES" in including
    table = TableRecord(
        op.table_name,
        work.schema_of(op.schema),
        columns,
        PrimaryKeyRecord(None, key.columns) if key is not None and indexed else None,
        indexes=tuple(replace(index, name=None) for index in source.indexes) if indexed else (),
        uniques=tuple(replace(unique, name=None) for unique in source.uniques) if indexed else (),
        foreign_keys=source.foreign_keys if op.is_partition else (),
        checks=source.checks if "CONSTRAINTS" in including else (),
        certain=source.certain and source.origin is Origin.MIGRATIONS,
    )
    if work.find(op.table_name, op.schema) is not None:
        work.duplicate(Part.TABLE, table.key, table.key)
    work.put(table)


def _default(source: TableRecord, column: ColumnRecord) -> str | None:
    """A default that is copied; that of a serial column goes on taking its numbers from the first table."""
    if not column.autoincrement:
        return column.default
    return f"nextval('{object_name(source.name, column.name, 'seq')}'::regclass)"


def create_table_as(work: Work, op: CreateTableAsOp) -> None:
    if op.if_not_exists and work.find(op.table_name, op.schema) is not None:
        return
    work.put(TableRecord(op.table_name, work.schema_of(op.schema), certain=False))
