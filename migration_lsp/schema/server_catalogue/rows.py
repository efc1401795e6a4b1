"""The records as rows of PostgreSQL's catalogue and of ``information_schema``, with the columns that queries ask for.

Numbers of objects (``oid``) are made up here, but the same thing has the same one wherever it stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..names import named_by_server
from ..records import Catalogue, IndexRecord, TableRecord
from .types import data_type, internal_name

INFORMATION_SCHEMA = "information_schema"
PUBLIC = "public"

Rows = Iterator[tuple[Any, ...]]
Table = tuple[str, tuple[str, ...], Rows]
"""A name (``information_schema.`` before it where it stands there), its columns, its rows."""

_FIRST = 16_384
_ACTIONS = {"CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d", "RESTRICT": "r"}
_KINDS = {"p": "PRIMARY KEY", "u": "UNIQUE", "f": "FOREIGN KEY", "c": "CHECK"}
_RELATIONS = {"view": "v", "materialized view": "m", "sequence": "S"}


@dataclass(frozen=True, slots=True)
class Constraint:
    """A row of ``pg_constraint`` before it has numbers."""

    name: str | None
    kind: str
    table: TableRecord
    columns: tuple[str, ...] = ()
    target: str | None = None
    target_columns: tuple[str, ...] = ()
    ondelete: str | None = None
    onupdate: str | None = None
    validated: bool = True
    text: str | None = None


@dataclass(frozen=True)
class Numbered:
    """A catalogue whose tables have the names that the server gives, and numbers for all that is in it."""

    catalogue: Catalogue
    names: dict[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Mapping[str, TableRecord]:
        dialect = self.catalogue.dialect
        return {key: named_by_server(table, dialect) for key, table in sorted(self.catalogue.tables.items())}

    def oid(self, kind: str, name: str) -> int:
        return self.names.setdefault((kind, name), _FIRST + len(self.names))

    def class_id(self, schema: str, name: str) -> int | None:
        """The number of a table."""
        key = name if schema == PUBLIC else f"{schema}.{name}"
        return self.oid("class", key) if key in self.tables else None

    def type_id(self, schema: str, name: str) -> int | None:
        """The number of an enumeration."""
        key = name if schema == PUBLIC else f"{schema}.{name}"
        return self.oid("type", key) if key in self.catalogue.enums else None

    @property
    def constraints(self) -> Iterator[Constraint]:
        for table in self.tables.values():
            if table.primary_key is not None:
                yield Constraint(table.primary_key.name, "p", table, table.primary_key.columns)
            for unique in table.uniques:
                yield Constraint(unique.name, "u", table, unique.columns)
            for check in table.checks:
                yield Constraint(check.name, "c", table, validated=check.validated, text=check.sqltext)
            for exclusion in table.exclusions:
                yield Constraint(exclusion.name, "x", table)
            for key in table.foreign_keys:
                yield Constraint(
                    *(key.name, "f", table, key.columns, key.target, key.target_columns),
                    *(key.ondelete, key.onupdate, key.validated),
                )

    @property
    def indexes(self) -> Iterator[tuple[TableRecord, IndexRecord, bool]]:
        """Every index with its table and whether it is that of the primary key, those of constraints among them."""
        for table in self.tables.values():
            for index in table.indexes:
                yield table, index, False
            for constraint in (table.primary_key, *table.uniques):
                if constraint is not None:
                    columns = constraint.columns
                    yield table, IndexRecord(constraint.name, columns, columns, True), constraint is table.primary_key

    @property
    def objects(self) -> Iterator[tuple[str, str, str]]:
        """Kind, schema and name of what is neither table nor enumeration."""
        for kind, key in sorted(self.catalogue.objects):
            schema, _, name = key.rpartition(".")
            yield kind, schema or PUBLIC, name


def _place(key: str) -> tuple[str, str]:
    schema, _, name = key.rpartition(".")
    return schema or PUBLIC, name


def tables_of(numbered: Numbered) -> Iterator[Table]:
    """All tables, each complete before the next begins."""
    yield from _pg_tables(numbered)
    yield from _information_schema(numbered)


def _pg_tables(of: Numbered) -> Iterator[Table]:
    yield "pg_namespace", ("oid", "nspname"), _namespaces(of)
    yield "pg_class", ("oid", "relname", "relnamespace", "relkind", "relhasindex"), _classes(of)
    yield (
        "pg_attribute",
        ("attrelid", "attname", "attnum", "atttypid", "attnotnull", "atthasdef", "attisdropped", "attidentity"),
        _attributes(of),
    )
    yield "pg_type", ("oid", "typname", "typnamespace", "typtype"), _types(of)
    yield "pg_enum", ("oid", "enumtypid", "enumsortorder", "enumlabel"), _enum_values(of)
    yield (
        "pg_constraint",
        (
            *("oid", "conname", "connamespace", "contype", "convalidated", "conrelid", "conindid", "confrelid"),
            *("confupdtype", "confdeltype", "conkey", "confkey"),
        ),
        _constraint_rows(of),
    )
    yield (
        "pg_index",
        (
            *("indexrelid", "indrelid", "indisunique", "indisprimary", "indisvalid", "indisready", "indkey"),
            *("indnatts", "indpred"),
        ),
        _index_rows(of),
    )
    yield "pg_tables", ("schemaname", "tablename"), (_place(key) for key in of.tables)
    yield "pg_indexes", ("schemaname", "tablename", "indexname"), _indexes_by_name(of)
    for name, kind, columns in (
        ("pg_views", "view", ("schemaname", "viewname")),
        ("pg_matviews", "materialized view", ("schemaname", "matviewname")),
        ("pg_sequences", "sequence", ("schemaname", "sequencename")),
    ):
        yield name, columns, _objects(of, kind)
    yield "pg_extension", ("extname",), ((name,) for kind, _, name in of.objects if kind == "extension")


def _namespaces(of: Numbered) -> Rows:
    schemas = {PUBLIC, "pg_catalog", INFORMATION_SCHEMA, *(_place(key)[0] for key in of.tables)}
    for schema in sorted(schemas | {name for kind, _, name in of.objects if kind == "schema"}):
        yield of.oid("namespace", schema), schema


def _classes(of: Numbered) -> Rows:
    for key, table in of.tables.items():
        yield _class_row(of, key, "r", has_index=bool(table.indexes or table.uniques or table.primary_key))
    for table, index, _primary in of.indexes:
        yield _class_row(of, f"{table.schema or PUBLIC}.{index.name}", "i")
    for kind, schema, name in of.objects:
        if kind in _RELATIONS:
            yield _class_row(of, f"{schema}.{name}", _RELATIONS[kind])


def _class_row(of: Numbered, key: str, kind: str, *, has_index: bool = False) -> tuple[Any, ...]:
    schema, name = _place(key)
    return of.oid("class", key), name, of.oid("namespace", schema), kind, has_index


def _attributes(of: Numbered) -> Rows:
    for key, table in of.tables.items():
        for number, column in enumerate(table.columns, 1):
            yield (
                *(of.oid("class", key), column.name, number, of.oid("type", _type_key(of, column.type))),
                *(not column.nullable, column.default is not None or column.autoincrement, False),
                "" if column.identity is None else "a" if ("always", "true") in column.identity else "d",
            )


def _type_key(of: Numbered, type_text: str) -> str:
    return type_text if type_text in of.catalogue.enums else internal_name(type_text)


def _types(of: Numbered) -> Rows:
    for key, enum in sorted(of.catalogue.enums.items()):
        yield of.oid("type", key), enum.name, of.oid("namespace", enum.schema or PUBLIC), "e"
    columns = (column for table in of.tables.values() for column in table.columns)
    for name in sorted({_type_key(of, column.type) for column in columns} - set(of.catalogue.enums)):
        yield of.oid("type", name), name, of.oid("namespace", "pg_catalog"), "b"


def _enum_values(of: Numbered) -> Rows:
    for key, enum in sorted(of.catalogue.enums.items()):
        for number, value in enumerate(enum.values, 1):
            yield of.oid("enum value", f"{key}.{number}"), of.oid("type", key), number, value


def _constraint_rows(of: Numbered) -> Rows:
    for each in of.constraints:
        schema = each.table.schema or PUBLIC
        target = of.tables.get(each.target or "")
        yield (
            *(of.oid("constraint", f"{each.table.key}.{each.name}"), each.name, of.oid("namespace", schema)),
            *(each.kind, each.validated, of.oid("class", each.table.key)),
            of.oid("class", f"{schema}.{each.name}") if each.kind in "pu" else 0,
            of.oid("class", target.key) if target is not None else 0,
            *((_action(each.onupdate), _action(each.ondelete)) if each.kind == "f" else (" ", " ")),
            json.dumps(_numbers(each.table, each.columns)) if each.columns else None,
            json.dumps(_numbers(target, each.target_columns)) if target is not None else None,
        )


def _action(action: str | None) -> str:
    return _ACTIONS.get((action or "").upper(), "a")


def _numbers(table: TableRecord, columns: tuple[str | None, ...]) -> list[int]:
    """The places of columns in a table from one; 0 for an expression."""
    places = {column.name: number for number, column in enumerate(table.columns, 1)}
    return [0 if column is None else places.get(column, 0) for column in columns]


def _index_rows(of: Numbered) -> Rows:
    for table, index, is_primary in of.indexes:
        numbers = _numbers(table, index.columns)
        yield (
            *(of.oid("class", f"{table.schema or PUBLIC}.{index.name}"), of.oid("class", table.key)),
            *(index.unique, is_primary, index.valid, True, " ".join(map(str, numbers)), len(numbers)),
            dict(index.options).get("postgresql_where"),
        )


def _indexes_by_name(of: Numbered) -> Rows:
    for table, index, _primary in of.indexes:
        yield table.schema or PUBLIC, table.name, index.name


def _objects(of: Numbered, wanted: str) -> Rows:
    for kind, schema, name in of.objects:
        if kind == wanted:
            yield schema, name


def _information_schema(of: Numbered) -> Iterator[Table]:
    def named(name: str) -> str:
        return f"{INFORMATION_SCHEMA}.{name}"

    yield named("schemata"), ("schema_name",), ((row[1],) for row in _namespaces(of))
    yield named("tables"), ("table_schema", "table_name", "table_type"), _information_tables(of)
    yield named("views"), ("table_schema", "table_name"), _objects(of, "view")
    yield named("sequences"), ("sequence_schema", "sequence_name"), _objects(of, "sequence")
    yield (
        named("columns"),
        (
            *("table_schema", "table_name", "column_name", "ordinal_position", "column_default", "is_nullable"),
            *("data_type", "udt_name", "character_maximum_length", "is_identity"),
        ),
        _information_columns(of),
    )
    yield (
        named("table_constraints"),
        ("constraint_schema", "constraint_name", "table_schema", "table_name", "constraint_type"),
        _information_constraints(of),
    )
    place = ("constraint_schema", "constraint_name", "table_schema", "table_name", "column_name")
    yield named("key_column_usage"), (*place, "ordinal_position"), _key_columns(of)
    yield named("constraint_column_usage"), place, _columns_of_constraints(of)
    yield (
        named("referential_constraints"),
        ("constraint_schema", "constraint_name", "update_rule", "delete_rule"),
        (
            (each.table.schema or PUBLIC, each.name, each.onupdate or "NO ACTION", each.ondelete or "NO ACTION")
            for each in of.constraints
            if each.kind == "f"
        ),
    )
    yield (
        named("check_constraints"),
        ("constraint_schema", "constraint_name", "check_clause"),
        ((each.table.schema or PUBLIC, each.name, each.text) for each in of.constraints if each.kind == "c"),
    )


def _information_tables(of: Numbered) -> Rows:
    for key in of.tables:
        yield *_place(key), "BASE TABLE"
    for schema, name in _objects(of, "view"):
        yield schema, name, "VIEW"


def _information_columns(of: Numbered) -> Rows:
    for key, table in of.tables.items():
        for number, column in enumerate(table.columns, 1):
            is_enum = column.type in of.catalogue.enums
            kind, length = ("USER-DEFINED", None) if is_enum else data_type(column.type)
            yield (
                *(*_place(key), column.name, number, column.default, "YES" if column.nullable else "NO"),
                *(kind, _place(_type_key(of, column.type))[1], length, "NO" if column.identity is None else "YES"),
            )


def _information_constraints(of: Numbered) -> Rows:
    for each in of.constraints:
        if each.kind in _KINDS:
            schema = each.table.schema or PUBLIC
            yield schema, each.name, schema, each.table.name, _KINDS[each.kind]


def _key_columns(of: Numbered) -> Rows:
    for each in of.constraints:
        schema = each.table.schema or PUBLIC
        for number, column in enumerate(each.columns, 1):
            yield schema, each.name, schema, each.table.name, column, number


def _columns_of_constraints(of: Numbered) -> Rows:
    """The columns that a constraint uses; of a foreign key those that it refers to."""
    for each in of.constraints:
        schema = each.table.schema or PUBLIC
        table = _place(each.target) if each.target is not None else (schema, each.table.name)
        for column in each.target_columns if each.target is not None else each.columns:
            yield schema, each.name, *table, column
