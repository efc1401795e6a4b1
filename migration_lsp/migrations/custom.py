"""Operations that extensions of Alembic bring: the known ones by what they do, any other as not understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.migrations import operating
from migration_lsp.migrations.handles import Handle
from migration_lsp.schema.operations import ReplaceEnumOp
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import Class, Instance, Native, Value

if TYPE_CHECKING:
    from migration_lsp.migrations.plugin import MigrationNames
    from migration_lsp.source.evaluate import Interpreter

_SPATIAL = {
    "add_geospatial_column": "add_column",
    "drop_geospatial_column": "drop_column",
    "create_geospatial_table": "create_table",
    "drop_geospatial_table": "drop_table",
    "create_geospatial_index": "create_index",
    "drop_geospatial_index": "drop_index",
}
"""geoalchemy2's operations, which on PostgreSQL are Alembic's own by another name."""
_IMPLEMENTATION = "implementation"
_SPATIAL_ONLY = frozenset({"column_name"})


def call(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
    batch: Handle | None = None,
) -> Value:
    """``op.name(…)`` for a name that Alembic does not bring."""
    if name in _SPATIAL:
        rest = {key: value for key, value in keywords.items() if key not in _SPATIAL_ONLY}
        return _again(plugin, interpreter, _SPATIAL[name], arguments, rest, site, batch)
    run = _KNOWN.get(name)
    if run is not None:
        return run(plugin, interpreter, arguments, keywords, site)
    if name in plugin.registered:
        cls, method = plugin.registered[name]
        function = interpreter.attribute(cls, method, site)
        return interpreter.call(function, (plugin.op if batch is None else batch, *arguments), keywords, site)
    table = operating.table_argument(name, arguments, keywords, batch)
    return operating.not_understood(plugin, interpreter, f"op.{name}() is no operation of Alembic", site, table)


def _again(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
    batch: Handle | None,
) -> Value:
    if batch is None:
        return operating.call_op(plugin, interpreter, name, arguments, keywords, site)
    return operating.call_batch(plugin, interpreter, batch, name, arguments, keywords, site)


def _sync_enum_values(
    plugin: MigrationNames,
    interpreter: Interpreter,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """alembic-postgresql-enum: the type is made anew with other values, and the columns are moved to it."""
    names = ("enum_schema", "enum_name", "new_values", "affected_columns", "enum_values_to_rename")
    given = dict(zip(names, arguments, strict=False)) | keywords
    schema, enum_name, values = given.get("enum_schema"), given.get("enum_name"), given.get("new_values")
    if not isinstance(enum_name, str) or not isinstance(values, (list, tuple)) or plugin.recorder is None:
        return operating.not_understood(plugin, interpreter, "op.sync_enum_values() with what is not known", site)
    if plugin.dialect not in ("postgresql", "cockroachdb"):
        return None
    columns = tuple(column for item in _listed(given.get("affected_columns")) if (column := _affected(item)))
    operation = ReplaceEnumOp(
        enum_name,
        tuple(str(value) for value in values),
        None if schema in (None, "public") else str(schema),
        columns,
    )
    plugin.recorder.record(interpreter, operation, site.span)
    return None


def _listed(value: Value) -> list[Value]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _affected(item: Value) -> tuple[str, str] | None:
    """``TableReference(table_schema=…, table_name=…, column_name=…)`` or a plain pair."""
    if isinstance(item, (tuple, list)) and len(item) == 2 and all(isinstance(part, str) for part in item):
        return item[0], item[1]
    fields = item.attributes if isinstance(item, Instance) else item if isinstance(item, dict) else {}
    table, column = fields.get("table_name"), fields.get("column_name")
    return (table, column) if isinstance(table, str) and isinstance(column, str) else None


def register(plugin: MigrationNames, arguments: tuple[Value, ...]) -> Native:
    """``@Operations.register_operation("name", "method")``: a class of the project becomes an operation."""

    def decorate(classes: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        cls = classes[0] if classes else None
        if isinstance(cls, Class) and arguments and isinstance(arguments[0], str):
            method = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], str) else arguments[0]
            plugin.registered[arguments[0]] = (cls, method)
        return cls

    return Native("Operations.register_operation", decorate)


def implement(arguments: tuple[Value, ...]) -> Native:
    """``@Operations.implementation_for(Class)``: what runs when such an operation is invoked."""

    def decorate(functions: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        if functions and arguments and isinstance(arguments[0], Class):
            arguments[0].extra[_IMPLEMENTATION] = functions[0]
        return functions[0] if functions else None

    return Native("Operations.implementation_for", decorate)


def invoke(plugin: MigrationNames, interpreter: Interpreter, operation: Value, site: Site) -> Value:
    """``operations.invoke(operation)`` for an operation of the project's own class."""
    if isinstance(operation, Instance):
        for cls in operation.cls.own_classes():
            if _IMPLEMENTATION in cls.extra:
                return interpreter.call(cls.extra[_IMPLEMENTATION], (plugin.op, operation), {}, site)
    return operating.not_understood(plugin, interpreter, "an operation is invoked that is not known", site)


_KNOWN: dict[str, Callable[..., Value]] = {"sync_enum_values": _sync_enum_values}
