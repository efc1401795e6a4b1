"""Declared tables as their models write them, where records of them stand as the database would keep them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnClause

from migration_lsp.schema.records import UNKNOWN_TYPE, Catalogue, ColumnRecord, IndexRecord, TableRecord
from migration_lsp.schema.types import compiled_type


def as_written(catalogue: Catalogue, tables: Iterable[sa.Table]) -> Catalogue:
    """The same catalogue with types as SQLAlchemy compiles them, and sorted index elements as expressions."""
    for table in tables:
        record = catalogue.tables.get(table.key)
        if record is not None:
            catalogue = catalogue.with_table(_table(record, table, catalogue))
    return catalogue


def _table(record: TableRecord, table: sa.Table, catalogue: Catalogue) -> TableRecord:
    sorted_indexes: dict[str | None, sa.Index] = {
        index.name: index for index in table.indexes if _has_expressions(index)
    }
    return replace(
        record,
        columns=tuple(_column(column, table, catalogue) for column in record.columns),
        indexes=tuple(
            _index(index, sorted_indexes[index.name]) if index.name in sorted_indexes else index
            for index in record.indexes
        ),
    )


def _column(record: ColumnRecord, table: sa.Table, catalogue: Catalogue) -> ColumnRecord:
    declared = table.c.get(record.name)
    if declared is None or record.type in catalogue.enums or record.type == UNKNOWN_TYPE:
        return record
    return replace(record, type=compiled_type(declared.type, catalogue.dialect) or record.type)


def _has_expressions(index: sa.Index) -> bool:
    return not all(_is_column(element) for element in index.expressions)


def _is_column(element: object) -> bool:
    return isinstance(element, str) or (isinstance(element, ColumnClause) and not element.is_literal)


def _index(record: IndexRecord, index: sa.Index) -> IndexRecord:
    elements = tuple(index.expressions)
    if len(elements) != len(record.columns):
        return record
    columns = tuple(
        name if _is_column(element) else None for name, element in zip(record.columns, elements, strict=True)
    )
    return replace(record, columns=columns)
