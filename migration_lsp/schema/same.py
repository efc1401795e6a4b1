"""Which tables need no comparison, because Alembic would say nothing of them.

Equal records are not enough: Alembic speaks of some tables each time, though nothing would change (a
``FLOAT(24)`` that PostgreSQL calls ``REAL``). What is left out here is what is equal *and* of a plain kind; a
property test holds that the comparators are silent on it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy import types as sqltypes
from sqlalchemy.exc import SQLAlchemyError

from .comparators import migration_context
from .inspector import OfflineConnection
from .records import Catalogue, ColumnRecord, EnumRecord, TableRecord
from .type_reflection import OpaqueType
from .types import compiled_type, reflected_type


def needs_no_comparison(
    table: Table, declared: TableRecord, found: TableRecord, catalogue: Catalogue, compares_defaults: bool
) -> bool:
    """Whether Alembic is known to say nothing of ``table`` against ``found``. Both records are named."""
    return (
        (declared == found or _normal(declared) == _normal(found))
        and all(
            _is_plain(column, found_column, catalogue, compares_defaults)
            for column in table.columns
            if (found_column := found.column(str(column.name))) is not None
        )
        and _has_plain_indexes(found)
    )


def _normal(table: TableRecord) -> Any:
    """The record without order and without what no comparator looks at."""
    return (
        frozenset(column if column.certain else replace(column, certain=True) for column in table.columns),
        table.primary_key and table.primary_key.columns,
        frozenset(table.indexes),
        frozenset(table.uniques),
        frozenset(key if key.validated else replace(key, validated=True) for key in table.foreign_keys),
        table.comment,
        len(table.columns) == len({column.name for column in table.columns}),
    )


def _is_plain(column: Column[Any], found: ColumnRecord, catalogue: Catalogue, compares_defaults: bool) -> bool:
    dialect = catalogue.dialect
    if bool(column.nullable) != found.nullable or found.identity is not None:
        return False
    # Only on PostgreSQL is the comparison of defaults our own, where equal texts are equal.
    if compares_defaults and found.default is not None and (dialect != "postgresql" or found.default.upper() == "NULL"):
        return False
    return _type_is_silent(column.type, found.type, catalogue)


def _has_plain_indexes(table: TableRecord) -> bool:
    return all(
        None not in index.columns and not any(key.endswith("nulls_not_distinct") for key, _ in index.options)
        for index in table.indexes
    )


def _type_is_silent(declared: sqltypes.TypeEngine[Any], found: str, catalogue: Catalogue) -> bool:
    written = compiled_type(declared, catalogue.dialect)
    if written is None:
        # Alembic leaves a column without a type alone, but not one whose type it cannot write.
        return isinstance(declared, sqltypes.NullType)
    return _types_compare_equal(written, found, catalogue.dialect, catalogue.enums.get(found.removesuffix("[]")))


@lru_cache(maxsize=4096)
def _types_compare_equal(written: str, found: str, dialect: str, enum: EnumRecord | None) -> bool:
    reflected = reflected_type(found, dialect, {} if enum is None else {found.removesuffix("[]"): enum})
    context = migration_context(OfflineConnection(Catalogue(dialect)), {})
    try:
        return not context.impl.compare_type(Column("c", reflected), Column("c", OpaqueType(written)))
    except (SQLAlchemyError, AttributeError, IndexError):
        return False
