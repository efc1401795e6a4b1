"""The catalogue while one operation is applied to it, and the questions that every kind of operation asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from alembic.operations.schemaobj import SchemaObjects
from sqlalchemy import MetaData

from ..names import named_by_server
from ..records import Catalogue, ColumnRecord, Origin, TableRecord
from .result import Part, Problem, ProblemKind

NamingConvention = Mapping[str, Any]
_DEFAULT_SCHEMAS = {"postgresql": "public", "cockroachdb": "public", "sqlite": "main"}
_POSTGRES = ("postgresql", "cockroachdb")
_MYSQL = ("mysql", "mariadb")


_BOOLEANS = {f"'{text}'": "true" for text in ("1", "t", "true", "y", "yes", "on")}
_BOOLEANS |= {f"'{text}'": "false" for text in ("0", "f", "false", "n", "no", "off")}
"""Literals that PostgreSQL reads as a boolean and shows as the word."""


def _as_stored(column: ColumnRecord) -> ColumnRecord:
    if column.type != "BOOLEAN" or column.default not in _BOOLEANS:
        return column
    return replace(column, default=_BOOLEANS[column.default])


class Work:
    """Changes as the operation goes on; nothing of it outlives the call."""

    __slots__ = ("catalogue", "dialect", "enums_created", "naming", "problems")

    def __init__(self, catalogue: Catalogue, enums_created: frozenset[str], naming: NamingConvention | None) -> None:
        self.catalogue = catalogue
        self.dialect = catalogue.dialect
        self.enums_created = enums_created
        self.naming = naming
        self.problems: list[Problem] = []

    @property
    def is_postgres(self) -> bool:
        return self.dialect in _POSTGRES

    @property
    def is_mysql(self) -> bool:
        return self.dialect in _MYSQL

    @property
    def is_sqlite(self) -> bool:
        return self.dialect == "sqlite"

    def problem(
        self,
        kind: ProblemKind,
        part: Part,
        message: str,
        table: str | None = None,
        name: str | None = None,
        *,
        known_elsewhere: bool = False,
    ) -> None:
        self.problems.append(Problem(kind, part, message, table, name, known_elsewhere))

    def unknown(self, part: Part, name: str, table: TableRecord | None = None) -> None:
        """A problem: a part of a table, or a thing by itself, is not there."""
        where = f" of {table.key}" if table else ""
        # Of a table made elsewhere, or not surely known, nobody knows all parts.
        elsewhere = table is not None and (table.origin is Origin.ELSEWHERE or not table.certain)
        self.problem(
            ProblemKind.UNKNOWN_OBJECT,
            part,
            f"{part.value} {name}{where} does not exist",
            table.key if table else None,
            name,
            known_elsewhere=elsewhere or not self.catalogue.certain,
        )

    def duplicate(self, part: Part, name: str, table: str | None = None) -> None:
        self.problem(ProblemKind.DUPLICATE_OBJECT, part, f"{part.value} {name} exists already", table, name)

    # Tables by name.

    def schema_of(self, schema: str | None) -> str | None:
        """None for the schema that is meant where none is written."""
        return None if schema is None or schema == _DEFAULT_SCHEMAS.get(self.dialect) else str(schema)

    def key(self, name: str, schema: str | None) -> str:
        schema = self.schema_of(schema)
        return f"{schema}.{name}" if schema else str(name)

    def find(self, name: str, schema: str | None = None) -> TableRecord | None:
        key = self.key(name, schema)
        found = self.catalogue.tables.get(key)
        if found is None and not self.is_postgres:
            # These servers do not tell ``User`` from ``user``, or do so by the file system that they stand on.
            found = next(self.catalogue.index.spelled_like(key), None)
        return found

    def table(self, name: str, schema: str | None = None) -> TableRecord:
        """The table of that name; where no migration made it, a partial one that was made elsewhere."""
        found = self.find(name, schema)
        if found is not None:
            return found
        key = self.key(name, schema)
        self.problem(
            ProblemKind.UNKNOWN_OBJECT,
            Part.TABLE,
            f"table {key} is made by no earlier operation",
            key,
            str(name),
            known_elsewhere=True,
        )
        phantom = TableRecord(str(name), self.schema_of(schema), origin=Origin.ELSEWHERE)
        return self.put(phantom)

    def put(self, table: TableRecord) -> TableRecord:
        """Stores a table, with the names that the server gives to what has none."""
        if _is_unnamed(table) and not self.is_sqlite:
            table = named_by_server(table, self.dialect, _Taken(self.catalogue, table))
        if self.is_postgres and any(column.default in _BOOLEANS for column in table.columns):
            table = replace(table, columns=tuple(_as_stored(column) for column in table.columns))
        self.catalogue = self.catalogue.with_table(table)
        return table

    def remove(self, key: str) -> None:
        self.catalogue = self.catalogue.without_table(key)

    def relation_exists(self, name: str, schema: str | None) -> bool:
        """Whether PostgreSQL has a table, index or view of that name, which all share one space of names."""
        for table in self.catalogue.index.named(name):
            if table.schema == schema and (table.name == name or has_index_named(table, name)):
                return True
        key = f"{schema}.{name}" if schema else name
        return any((kind, key) in self.catalogue.objects for kind in ("view", "materialized view", "sequence"))

    # Alembic's own way from an operation to SQLAlchemy's objects.

    def context(self, *, raw: bool = False) -> Any:
        """What ``to_table()`` and its like take for a migration context: it knows the naming convention."""
        return _context(None if raw or not self.naming else tuple(sorted(self.naming.items(), key=str)))

    def schema_objects(self, *, raw: bool = False) -> SchemaObjects:
        return SchemaObjects(self.context(raw=raw))


@lru_cache(maxsize=64)
def _context(naming: tuple[tuple[str, Any], ...] | None) -> Any:
    if naming is None:
        return SimpleNamespace(opts={})
    return SimpleNamespace(opts={"target_metadata": MetaData(naming_convention=dict(naming))})


class _Taken:
    """The names that the other tables of a schema take: what PostgreSQL avoids when it names a thing."""

    __slots__ = ("_beside", "_catalogue")

    def __init__(self, catalogue: Catalogue, beside: TableRecord) -> None:
        self._catalogue, self._beside = catalogue, beside

    def __contains__(self, name: object) -> bool:
        own, schema = self._beside.key, self._beside.schema
        return any(table.schema == schema and table.key != own for table in self._catalogue.index.named(str(name)))


def has_index_named(table: TableRecord, name: str) -> bool:
    """Whether an index of that name stands on a table, that of a constraint included."""
    key = table.primary_key
    return (
        (key is not None and key.name == name)
        or any(each.name == name for each in table.indexes)
        or any(each.name == name for each in table.uniques)
        or any(each.name == name for each in table.exclusions)
    )


def _is_unnamed(table: TableRecord) -> bool:
    key = table.primary_key
    return (
        (key is not None and key.name is None)
        or any(each.name is None for each in table.indexes)
        or any(each.name is None for each in table.uniques)
        or any(each.name is None for each in table.foreign_keys)
        or any(each.name is None for each in table.checks)
        or any(each.name is None for each in table.exclusions)
    )


def required(table: TableRecord, names: tuple[str, ...]) -> TableRecord:
    """The table with these columns NOT NULL, as a primary key makes them."""
    if not any(column.nullable for column in table.columns if column.name in names):
        return table
    columns = (
        replace(column, nullable=False) if column.name in names and column.nullable else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))
