"""The declared tables that are compared, as much of a ``MetaData`` as autogenerate asks.

A foreign key to a table that nobody declares would stop SQLAlchemy. Where there is one, the tables are copied
and the missing targets put beside the copies: hidden, never compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import sort_tables
from sqlalchemy.types import NullType


@dataclass(frozen=True, slots=True)
class DeclaredTables:
    """Stands in for the target metadata: some of its tables, in the order in which they can be created."""

    tables: Mapping[str, Table]
    sorted_tables: list[Table]
    naming_convention: Mapping[str, Any]
    schema: str | None = None


def declared_tables(chosen: Iterable[Table], naming_convention: Mapping[str, Any] | None = None) -> DeclaredTables:
    tables = tuple(chosen)
    if any(_is_dangling(key) for table in tables for key in table.foreign_key_constraints):
        tables = _with_hidden_targets(tables)
    convention = naming_convention or next((table.metadata.naming_convention for table in tables), {})
    by_key = {table.key: table for table in tables}
    by_name = [by_key[key] for key in sorted(by_key)]
    return DeclaredTables(by_key, list(sort_tables(by_name)), convention)


def _is_dangling(constraint: ForeignKeyConstraint) -> bool:
    return any(_target_column(element) is None for element in constraint.elements)


def _target_column(element: Any) -> Column[Any] | None:
    try:
        column: Column[Any] = element.column
    except (SQLAlchemyError, AttributeError):
        return None
    return column


def _with_hidden_targets(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    # What was to be named is named already: a convention that env.py sets afterwards names nothing.
    metadata = MetaData()
    copies = []
    for table in tables:
        copy = table.to_metadata(metadata)
        copy.info.update(table.info)
        copies.append(copy)
    for copy in copies:
        for constraint in copy.foreign_key_constraints:
            for element in constraint.elements:
                _add_target(element, metadata, tables[0].metadata)
    return tuple(copies)


def _add_target(element: Any, metadata: MetaData, original: MetaData) -> None:
    """Adds the column that a foreign key refers to, unless it is there."""
    if _target_column(element) is not None:
        return
    key, _, name = str(element.target_fullname).rpartition(".")
    known = original.tables.get(key)
    type_: Any = known.c[name].type if known is not None and name in known.c else NullType()
    hidden = metadata.tables.get(key)
    if hidden is None:
        schema, _, table_name = key.rpartition(".")
        Table(table_name, metadata, Column(name, type_), schema=schema or None)
    elif name not in hidden.c:
        hidden.append_column(Column(name, type_))
