"""From SQLAlchemy's objects to records: what a table, column or constraint would be once its DDL has run.

Names are as declared, naming conventions applied, None where nobody named it (see :mod:`.names`). What could
not be read is marked by the reader of the models: ``info["uncertain"]`` on a table or column, or an
``UnknownType``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Sequence, Table, UniqueConstraint
from sqlalchemy import types as sqltypes
from sqlalchemy.types import TypeEngine

from .defaults import default_text
from .describe_constraints import (
    check_record,
    exclusion_record,
    final_name,
    foreign_key_record,
    index_record,
    is_created,
    unique_record,
)
from .describe_enums import enum_records
from .loading import dialect_named
from .records import UNKNOWN_TYPE, Catalogue, ColumnRecord, Options, PrimaryKeyRecord, TableRecord
from .sql_text import sql_text
from .types import UnknownType, type_text

__all__ = [
    "catalogue_of",
    "check_record",
    "column_record",
    "enum_records",
    "exclusion_record",
    "foreign_key_record",
    "index_record",
    "made_record",
    "table_record",
    "unique_record",
]


def column_record(column: Column[Any], dialect: str) -> ColumnRecord:
    """What a column of this declaration is in the database. It need not belong to a table."""
    type_ = _own_type(column)
    text = type_text(type_, dialect)
    uncertain = bool(column.info.get("uncertain")) or isinstance(type_, UnknownType) or text == UNKNOWN_TYPE
    identity = _identity(column, dialect)
    numbered = identity is None and _is_numbered(column, text, dialect)
    computed = column.computed
    return ColumnRecord(
        name=str(column.name),
        type=text,
        nullable=_is_nullable(column, dialect),
        default=None if numbered or computed is not None else default_text(column.server_default, type_, dialect),
        computed=None if computed is None else sql_text(computed.sqltext, dialect),
        computed_persisted=None if computed is None else computed.persisted,
        identity=identity,
        autoincrement=numbered,
        comment=_comment(column.comment, dialect),
        certain=not uncertain,
    )


def _own_type(column: Column[Any]) -> TypeEngine[Any]:
    """A column without a type of its own takes that of the column it references, if that is known."""
    if not isinstance(column.type, sqltypes.NullType):
        return column.type
    seen = {id(column)}
    while isinstance(column.type, sqltypes.NullType):
        target = _referenced(column)
        if target is None or id(target) in seen:
            break
        seen.add(id(target))
        column = target
    return column.type


def _referenced(column: Column[Any]) -> Column[Any] | None:
    table: object = column.table
    if not isinstance(table, Table):
        return None
    for key in column.foreign_keys:
        table_key, _, name = key.target_fullname.rpartition(".")
        target = table.metadata.tables.get(table_key)
        if target is not None and name in target.c:
            return target.c[name]
    return None


def _is_nullable(column: Column[Any], dialect: str) -> bool:
    if column.primary_key and dialect != "sqlite":
        return False
    return bool(column.nullable)


def _identity(column: Column[Any], dialect: str) -> Options | None:
    if column.identity is None or not dialect_named(dialect).supports_identity_columns:
        return None
    names = ("always", "on_null", "start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue")
    options: dict[str, str] = {}
    for name in (*names, "cycle", "cache"):
        value = getattr(column.identity, name, None)
        if value is not None:
            options[name] = str(value).lower()
    return tuple(sorted(options.items()))


def _is_numbered(column: Column[Any], text: str, dialect: str) -> bool:
    table: object = column.table
    if not isinstance(table, Table):
        return False
    if table._autoincrement_column is not column:
        return False
    # An identity column that the dialect has no word for is numbered in the dialect's own way.
    if column.server_default is not None and column.identity is None:
        return False
    if dialect == "sqlite":
        return text == "INTEGER" and len(table.primary_key.columns) == 1
    own_sequence = isinstance(column.default, Sequence) and not column.default.optional
    return column.default is None or (isinstance(column.default, Sequence) and not own_sequence)


def _comment(comment: str | None, dialect: str) -> str | None:
    return (comment or None) if dialect_named(dialect).supports_comments else None


def table_record(table: Table, dialect: str) -> TableRecord:
    """What ``CREATE TABLE`` and the indexes of a declared table make. A missing foreign key target is no
    matter.
    """
    constraints = [
        constraint
        for constraint in sorted(table.constraints, key=lambda each: each._creation_order)
        if is_created(constraint, dialect)
    ]
    exclusions = (exclusion_record(constraint, dialect) for constraint in constraints)
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return TableRecord(
        name=str(table.name),
        schema=None if table.schema is None else str(table.schema),
        columns=tuple(column_record(column, dialect) for column in table.columns),
        primary_key=_primary_key(table, dialect),
        indexes=tuple(index_record(index, dialect) for index in indexes if is_created(index, dialect)),
        uniques=tuple(unique_record(each, dialect) for each in constraints if isinstance(each, UniqueConstraint)),
        foreign_keys=tuple(
            foreign_key_record(each, dialect) for each in constraints if isinstance(each, ForeignKeyConstraint)
        ),
        checks=tuple(check_record(each, dialect) for each in constraints if isinstance(each, CheckConstraint)),
        exclusions=tuple(filter(None, exclusions)),
        comment=_comment(table.comment, dialect),
        certain=not table.info.get("uncertain"),
    )


def made_record(table: Table, dialect: str) -> TableRecord:
    """What the server has of a table that was created so: a CHECK written within a column as one of the table.

    SQLAlchemy keeps those apart from the constraints of the table.
    """
    record = table_record(table, dialect)
    inline = (each for column in table.columns for each in column.constraints)
    found = sorted(inline, key=lambda each: each._creation_order)
    checks = (check_record(each, dialect) for each in found if isinstance(each, CheckConstraint))
    return replace(record, checks=(*checks, *record.checks))


def _primary_key(table: Table, dialect: str) -> PrimaryKeyRecord | None:
    columns = tuple(str(column.name) for column in table.primary_key.columns)
    return PrimaryKeyRecord(final_name(table.primary_key, dialect), columns) if columns else None


def catalogue_of(tables: Iterable[Table], dialect: str) -> Catalogue:
    """The database that creating these tables in an empty one would give, with names as declared."""
    catalogue = Catalogue(dialect)
    for table in tables:
        catalogue = catalogue.with_table(table_record(table, dialect))
        for enum in enum_records(table, dialect):
            catalogue = catalogue.with_enum(enum)
    return catalogue
