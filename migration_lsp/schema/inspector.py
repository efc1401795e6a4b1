"""SQLAlchemy's inspector over a catalogue: what a connection's inspector would answer, without a connection.

Only what reflecting tables and Alembic's comparison ask is served. The real ``reflect_table`` runs on it
unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, MetaData, Table, inspection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import NoSuchTableError

from .loading import dialect_named
from .names import named_by_server
from .records import UNKNOWN_TYPE, Catalogue, ColumnRecord, TableRecord
from .reflected import Row, column_row, foreign_key_rows, index_rows, unique_rows

Place = tuple[str | None, str]
"""A schema, None for the default one, and the name of a table in it."""


class OfflineConnection:
    """What Alembic and the inspector ask of a connection: its dialect, and nothing that needs a server."""

    def __init__(self, catalogue: Catalogue, declared: Collection[Place] = ()) -> None:
        self.catalogue = catalogue
        self.declared = frozenset(declared)
        self.dialect: Dialect = dialect_named(catalogue.dialect)

    @property
    def engine(self) -> OfflineConnection:
        return self

    def in_transaction(self) -> bool:
        return False

    def schema_for_object(self, table: Any) -> str | None:
        schema: str | None = table.schema
        return schema


class CatalogueInspector(Inspector):
    """Answers from records. Names that nobody gave are those the server would have given."""

    # The parent makes its objects from an engine or a connection, by a way of its own.
    def __init__(self, connection: OfflineConnection) -> None:
        self.bind = connection  # type: ignore[assignment]  # no real connection
        self.engine = connection  # type: ignore[assignment]  # no real connection
        self.dialect = connection.dialect
        self.info_cache: dict[Any, Any] = {}
        self._op_context_requires_connect = False
        self._catalogue = connection.catalogue
        self._declared = connection.declared
        self._dialect_name = connection.catalogue.dialect
        self._tables = {(self._schema(table.schema), table.name): table for table in self._catalogue.tables.values()}
        self._referred = _referred_columns(self._catalogue)
        self._named: dict[Place, TableRecord] = {}

    @contextmanager
    def _operation_context(self) -> Iterator[Any]:
        yield self.bind

    def _schema(self, schema: str | None) -> str | None:
        return None if schema == self.dialect.default_schema_name else schema

    def _table(self, name: str, schema: str | None) -> TableRecord:
        key = (self._schema(schema), str(name))
        found = self._named.get(key)
        if found is None:
            if key not in self._tables:
                raise NoSuchTableError(name)
            found = self._named[key] = named_by_server(self._tables[key], self._dialect_name)
        return found

    def reflect_table(self, table: Table, *arguments: Any, **options: Any) -> None:
        """Reflects, and puts beside a table the targets of its foreign keys that are not compared themselves.

        Older versions of Alembic need them to be there; newer ones would put them there in the same way.
        """
        super().reflect_table(table, *arguments, **options)
        if (self._schema(table.schema), table.name) not in self._declared:
            return
        for row in self.get_foreign_keys(table.name, table.schema):
            place = (row["referred_schema"], row["referred_table"])
            if place not in self._declared or place not in self._tables:
                _put_target(table.metadata, place, row["referred_columns"])

    def get_schema_names(self, **_kw: Any) -> list[str]:
        default = self.dialect.default_schema_name or ""
        return sorted({schema or default for schema, _ in self._tables} | {default})

    def get_table_names(self, schema: str | None = None, **_kw: Any) -> list[str]:
        return sorted(name for own, name in self._tables if own == self._schema(schema))

    def has_table(self, table_name: str, schema: str | None = None, **_kw: Any) -> bool:
        return (self._schema(schema), table_name) in self._tables

    def get_columns(self, table_name: str, schema: str | None = None, **_kw: Any) -> list[Any]:
        table = self._table(table_name, schema)
        rows = [column_row(column, self._dialect_name, self._catalogue.enums) for column in table.columns]
        # Of a table that was made elsewhere, a foreign key may be all that tells of a column.
        known = {column.name for column in table.columns}
        hidden = [ColumnRecord(name, UNKNOWN_TYPE) for name in self._referred.get(table.key, ()) if name not in known]
        return [*rows, *(column_row(column, self._dialect_name, self._catalogue.enums) for column in hidden)]

    def get_pk_constraint(self, table_name: str, schema: str | None = None, **_kw: Any) -> Any:
        key = self._table(table_name, schema).primary_key
        return {"constrained_columns": list(key.columns) if key else [], "name": key.name if key else None}

    def get_foreign_keys(self, table_name: str, schema: str | None = None, **_kw: Any) -> list[Any]:
        return foreign_key_rows(self._table(table_name, schema), self.dialect.default_schema_name)

    def get_indexes(self, table_name: str, schema: str | None = None, **_kw: Any) -> list[Any]:
        return index_rows(self._table(table_name, schema), self._dialect_name)

    def has_index(self, table_name: str, index_name: str, schema: str | None = None, **_kw: Any) -> bool:
        if not self.has_table(table_name, schema):
            return False
        return any(index["name"] == index_name for index in self.get_indexes(table_name, schema))

    def get_unique_constraints(self, table_name: str, schema: str | None = None, **_kw: Any) -> list[Any]:
        return unique_rows(self._table(table_name, schema), self._dialect_name)

    def get_check_constraints(self, table_name: str, schema: str | None = None, **_kw: Any) -> list[Any]:
        return [{"name": check.name, "sqltext": check.sqltext} for check in self._table(table_name, schema).checks]

    def get_table_comment(self, table_name: str, schema: str | None = None, **_kw: Any) -> Any:
        return {"text": self._table(table_name, schema).comment}

    def get_table_options(self, table_name: str, schema: str | None = None, **_kw: Any) -> Row:
        self._table(table_name, schema)
        return {}

    def _multi(self, single: Callable[..., Any], schema: str | None, names: Collection[str] | None) -> dict[Place, Any]:
        wanted = self.get_table_names(schema) if names is None else names
        return {(schema, name): single(name, schema) for name in wanted if self.has_table(name, schema)}

    # Alembic asks these by their names, one by one.

    def get_multi_columns(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_columns, schema, filter_names)

    def get_multi_pk_constraint(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_pk_constraint, schema, filter_names)

    def get_multi_foreign_keys(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_foreign_keys, schema, filter_names)

    def get_multi_indexes(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_indexes, schema, filter_names)

    def get_multi_unique_constraints(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_unique_constraints, schema, filter_names)

    def get_multi_check_constraints(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_check_constraints, schema, filter_names)

    def get_multi_table_comment(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_table_comment, schema, filter_names)

    def get_multi_table_options(
        self, schema: Any = None, filter_names: Any = None, kind: Any = None, scope: Any = None, **kw: Any
    ) -> Any:
        return self._multi(self.get_table_options, schema, filter_names)


def _referred_columns(catalogue: Catalogue) -> dict[str, dict[str, None]]:
    """The columns that foreign keys refer to, by the key of their table."""
    found: dict[str, dict[str, None]] = {}
    for table in catalogue.tables.values():
        for key in table.foreign_keys:
            found.setdefault(key.target, {}).update(dict.fromkeys(key.target_columns))
    return found


def _put_target(metadata: MetaData, place: Place, columns: list[str]) -> None:
    schema, name = place
    found = metadata.tables.get(f"{schema}.{name}" if schema else name)
    table = Table(name, metadata, schema=schema, info={"alembic_placeholder": True}) if found is None else found
    for column in columns:
        if column not in table.c:
            table.append_column(Column(column))


inspection._inspects(OfflineConnection)(CatalogueInspector)
