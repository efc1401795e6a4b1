"""Indexes: created, dropped and renamed. PostgreSQL names them per schema, the others per table or database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from alembic.operations import ops

from ..describe import index_record
from ..describe_constraints import final_name
from ..operations import RenameIndexOp, flags_of
from ..options import option_records
from ..records import IndexRecord, TableRecord
from ..refusals import REFUSALS
from ..sql_text import sql_text
from ..table_index import names_of
from .result import Part, ProblemKind
from .work import Work, has_index_named

_LONGEST_NAME = 63
_INDEX_ON_VIEW = "index"


def create_index(work: Work, op: ops.CreateIndexOp) -> None:
    flags = flags_of(op)
    view = ("materialized view", work.key(op.table_name, op.schema))
    if view in work.catalogue.objects:
        _index_on_view(work, op)
        return
    table = work.table(op.table_name, op.schema)
    try:
        index = _described(work, op)
    except REFUSALS as error:
        work.problem(ProblemKind.CANNOT_EMIT, Part.INDEX, str(error), table.key)
        work.put(replace(table, certain=False))
        return
    index = _with_columns_of(table, index)
    if index.name is None and not flags.raw_sql:
        message = f"an index on {table.key} is created without a name"
        work.problem(ProblemKind.CANNOT_EMIT, Part.INDEX, message, table.key)
    if index.name is not None and _exists(work, table, index.name):
        if flags.if_not_exists:
            return
        work.duplicate(Part.INDEX, index.name, table.key)
        table = replace(table, indexes=tuple(each for each in table.indexes if each.name != index.name))
    for column in _elements(index):
        if column is not None and table.column(column) is None:
            work.unknown(Part.COLUMN, column, table)
    work.put(replace(table, indexes=(*table.indexes, index)))


_ORDERED = re.compile(r'"?(\w+)"?(?:\s+(?:asc|desc))?(?:\s+nulls\s+\w+)?', re.IGNORECASE)


def _elements(index: IndexRecord) -> Iterator[str | None]:
    """The columns that an index surely has, those with an order included."""
    for column, text in zip(index.columns, index.expressions, strict=True):
        ordered = _ORDERED.fullmatch(text) if column is None else None
        yield ordered[1] if ordered else column


def _with_columns_of(table: TableRecord, index: IndexRecord) -> IndexRecord:
    """An element given as text that is just a column (``x ASC``) is that column to the server."""
    names = {column.name for column in table.columns}
    columns = tuple(
        text if column is None and text in names else column
        for column, text in zip(index.columns, index.expressions, strict=True)
    )
    return index if columns == index.columns else replace(index, columns=columns)


def _described(work: Work, op: ops.CreateIndexOp) -> IndexRecord:
    name = op.index_name
    if type(name) is str and not work.naming and len(name) <= _LONGEST_NAME:
        columns = tuple(column for column in op.columns if type(column) is str)
        if len(columns) == len(op.columns):
            # The common case, without building a table for it.
            options = option_records(op.kw, work.dialect, lambda value: sql_text(value, work.dialect))
            return IndexRecord(name, columns, columns, bool(op.unique), options)
    raw = flags_of(op).raw_sql
    record = index_record(op.to_index(work.context(raw=raw)), work.dialect)
    # SQLAlchemy names an index by a convention of its own where none is given; the server has another.
    return replace(record, name=None) if raw and name is None else record


def _exists(work: Work, table: TableRecord, name: str) -> bool:
    if work.is_postgres:
        return work.relation_exists(name, table.schema)
    if work.is_mysql:
        return has_index_named(table, name)
    return any(has_index_named(each, name) for each in work.catalogue.index.named(name))


def _index_on_view(work: Work, op: ops.CreateIndexOp) -> None:
    key = (_INDEX_ON_VIEW, work.key(str(op.index_name), op.schema))
    if key in work.catalogue.objects and not flags_of(op).if_not_exists:
        work.duplicate(Part.INDEX, key[1])
    work.catalogue = replace(work.catalogue, objects=work.catalogue.objects.set(key, str(op.table_name)))


def drop_index(work: Work, op: ops.DropIndexOp) -> None:
    name = _dropped_name(work, op)
    if name is None:
        work.problem(ProblemKind.CANNOT_EMIT, Part.INDEX, "an index is dropped without a name", op.table_name)
        return
    table = _table_of(work, op, name)
    on_view = (_INDEX_ON_VIEW, work.key(name, op.schema))
    if table is None and on_view in work.catalogue.objects:
        work.catalogue = replace(work.catalogue, objects=work.catalogue.objects.delete(on_view))
        return
    flags = flags_of(op)
    if table is None:
        if not flags.if_exists:
            _unknown(work, op, name)
        return
    if any(index.name == name for index in table.indexes):
        work.put(replace(table, indexes=tuple(index for index in table.indexes if index.name != name)))
    elif work.is_mysql:
        # There a unique constraint is its index, and nothing more.
        work.put(replace(table, uniques=tuple(each for each in table.uniques if each.name != name)))
    else:
        message = f"constraint {name} of {table.key} requires its index"
        work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.INDEX, message, table.key, name)


def _dropped_name(work: Work, op: ops.DropIndexOp) -> str | None:
    """The name that reaches the server: of an index without one SQLAlchemy makes one, of columns that are none."""
    given: Any = op.index_name
    if given is not None or flags_of(op).raw_sql:
        return str(given) if given is not None else None
    try:
        return final_name(op.to_index(work.context()), work.dialect)
    except REFUSALS:
        return None


def _unknown(work: Work, op: ops.DropIndexOp, name: str) -> None:
    table = work.find(op.table_name, op.schema) if op.table_name else None
    if table is None and op.table_name and not work.is_postgres:
        work.table(op.table_name, op.schema)
        return
    work.unknown(Part.INDEX, name, table)


def _table_of(work: Work, op: ops.DropIndexOp, name: str) -> TableRecord | None:
    if op.table_name:
        table = work.find(op.table_name, op.schema)
        if table is not None and has_index_named(table, name):
            return table
        if work.is_mysql:
            return None
    # PostgreSQL and SQLite find an index by its name alone.
    return _holder(work, name, op.schema)


def _holder(work: Work, name: str, schema: str | None) -> TableRecord | None:
    schema = work.schema_of(schema)
    for table in work.catalogue.index.named(name):
        if table.schema == schema and has_index_named(table, name):
            return table
    return None


def rename_index(work: Work, op: RenameIndexOp) -> None:
    table = work.table(op.table_name, op.schema) if op.table_name else _holder(work, op.name, op.schema)
    if table is None or not has_index_named(table, op.name):
        if not op.if_exists:
            work.unknown(Part.INDEX, op.name, table)
        return
    if op.new_name in names_of(table) or (work.is_postgres and work.relation_exists(op.new_name, table.schema)):
        work.duplicate(Part.INDEX, op.new_name, table.key)

    def renamed(records: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(each, name=op.new_name) if each.name == op.name else each for each in records)

    key = table.primary_key
    # The index of a constraint and the constraint bear one name.
    work.put(
        replace(
            table,
            primary_key=replace(key, name=op.new_name) if key is not None and key.name == op.name else key,
            indexes=renamed(table.indexes),
            uniques=renamed(table.uniques),
            exclusions=renamed(table.exclusions),
        )
    )
