"""Calls that change the schema: ``op.*``, batches, ``execute``, ``create`` and ``drop`` on a connection."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from migration_lsp.migrations import custom
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.declare import is_metadata, is_table
from migration_lsp.schema.executed import (
    created_all,
    created_object,
    created_table,
    dropped_all,
    dropped_object,
    dropped_table,
    executed,
    sorted_tables,
    sql_text,
)
from migration_lsp.schema.operations import MigrateOperation, UnknownSqlOp
from migration_lsp.schema.recording import OPERATION_NAMES, RecordingBatch, recording_batch
from migration_lsp.schema.sql import Statement, StatementKind, read_sql
from migration_lsp.schema.vocabulary.host import REFUSALS, NotKnown, as_type, host
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import HOLE, NOT_MINE, Raised, Unknown, Value, contains_unknown

if TYPE_CHECKING:
    from migration_lsp.migrations.plugin import MigrationNames
    from migration_lsp.source.evaluate import Interpreter

_TYPE_ARGUMENTS = frozenset({"type_", "existing_type"})
_LEFT_OUT = frozenset(
    {
        "existing_type",
        "existing_nullable",
        "existing_server_default",
        "existing_comment",
        "comment",
        "insert_after",
        "insert_before",
        "info",
    }
)
"""Arguments without which an operation does the same to the schema."""


# ---------------------------------------------------------------------- op and batch


def call_op(
    plugin: MigrationNames,
    interpreter: Interpreter,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """``op.name(…)``."""
    if name == "batch_alter_table":
        return Handle(Kind.BATCH_MANAGER, (arguments, keywords))
    if name == "execute":
        return execute(plugin, interpreter, arguments[0] if arguments else keywords.get("sqltext"), site)
    if name == "get_bind":
        return plugin.connection
    if name == "get_context":
        return plugin.context
    if name == "f":
        return (
            plugin.operations.f(arguments[0])
            if arguments and isinstance(arguments[0], str)
            else Unknown("op.f()", site.span)
        )
    if name == "invoke":
        return custom.invoke(plugin, interpreter, arguments[0] if arguments else None, site)
    if name == "bulk_insert" and contains_unknown(arguments):
        # Rows, whichever they are, leave the schema as it is.
        return None
    if name == "inline_literal":
        return Unknown("a literal", site.span)
    if name not in OPERATION_NAMES:
        return custom.call(plugin, interpreter, name, arguments, keywords, site)
    return operate(plugin, interpreter, plugin.operations, name, arguments, keywords, site)


def call_batch(
    plugin: MigrationNames,
    interpreter: Interpreter,
    batch: Handle,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """``batch_op.name(…)``."""
    if name in ("execute", "get_bind", "get_context", "f", "invoke"):
        return call_op(plugin, interpreter, name, arguments, keywords, site)
    recording = batch.data
    if not isinstance(recording, RecordingBatch):
        return not_understood(plugin, interpreter, f"batch_op.{name}() on a table that is not known", site)
    if name not in OPERATION_NAMES:
        return custom.call(plugin, interpreter, name, arguments, keywords, site, batch)
    return operate(plugin, interpreter, recording, name, arguments, keywords, site, batch)


def operate(
    plugin: MigrationNames,
    interpreter: Interpreter,
    operations: Any,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
    batch: Handle | None = None,
) -> Value:
    recorder = plugin.recorder
    if recorder is None:
        return None
    try:
        real, options = _real_arguments(interpreter, arguments, keywords, site)
        plugin.taken.clear()
        answer = getattr(operations, name)(*real, **options)
    except NotKnown as unknown:
        table = table_argument(name, arguments, keywords, batch)
        return not_understood(plugin, interpreter, f"op.{name}(): {unknown.reason}", site, table)
    except REFUSALS as error:
        if isinstance(error, (TypeError, AttributeError)):
            table = table_argument(name, arguments, keywords, batch)
            return not_understood(plugin, interpreter, f"op.{name}(): {error}", site, table)
        raise Raised(f"{type(error).__module__}.{type(error).__name__}", site.span, str(error)) from None
    for operation in tuple(plugin.taken):
        number = recorder.record(interpreter, operation, site.span, in_batch=batch is not None)
        if batch is not None:
            batch.entered.append(number)
    plugin.taken.clear()
    return answer


_NAME_FIRST = frozenset(
    {"create_index", "drop_index", "drop_constraint", "create_unique_constraint", "create_foreign_key"}
    | {"create_check_constraint", "create_primary_key", "create_exclude_constraint", "create_geospatial_index"}
)
"""Operations whose first argument is the name of the thing and whose second is the table's."""


def table_argument(
    name: str, arguments: tuple[Value, ...], keywords: dict[str, Value], batch: Handle | None
) -> str | None:
    """The table that a call is about, as far as its arguments tell."""
    if batch is not None and isinstance(batch.data, RecordingBatch):
        return str(getattr(batch.data.impl, "table_name", "")) or None
    for keyword in ("table_name", "source_table"):
        if isinstance(keywords.get(keyword), str):
            return str(keywords[keyword])
    position = 1 if name in _NAME_FIRST else 0
    value = arguments[position] if len(arguments) > position else None
    return value if isinstance(value, str) else None


def _real_arguments(
    interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    real = tuple(host(interpreter, argument, site) for argument in arguments)
    options: dict[str, Any] = {}
    for name, value in keywords.items():
        if name in _TYPE_ARGUMENTS:
            options[name] = as_type(interpreter, value, site)
        elif not (name in _LEFT_OUT and isinstance(value, Unknown)):
            options[name] = host(interpreter, value, site)
    return real, options


def not_understood(
    plugin: MigrationNames, interpreter: Interpreter, reason: str, site: Site, table: str | None = None
) -> Unknown:
    """Something that may have changed the schema, and nobody knows how: said, never passed over."""
    interpreter.note(site.span, f"not analysed: {reason}")
    if plugin.recorder is not None:
        plugin.recorder.record(interpreter, UnknownSqlOp(reason, table), site.span)
    return Unknown(reason, site.span)


def open_batch(plugin: MigrationNames, interpreter: Interpreter, manager: Handle, site: Site) -> Value:
    """``with op.batch_alter_table(…) as batch_op``: the batch."""
    arguments, keywords = manager.data
    # What else is not known about a batch matters only where the table is made anew.
    keywords = {key: value for key, value in keywords.items() if key == "table_name" or not contains_unknown(value)}
    try:
        real, options = host(interpreter, arguments[:2], site), host(interpreter, keywords, site)
        batch = Handle(Kind.BATCH, recording_batch(plugin.operations, plugin.take, real, options))
    except NotKnown as unknown:
        batch = Handle(Kind.BATCH, unknown.reason)
    except REFUSALS as error:
        batch = Handle(Kind.BATCH, str(error))
    manager.entered.append(batch)
    return batch


def close_batch(plugin: MigrationNames, interpreter: Interpreter, manager: Handle, site: Site) -> None:
    """The end of a batch: what it gathered is done now, on SQLite all at once."""
    recorder = plugin.recorder
    if recorder is None or not manager.entered:
        return
    batch = manager.entered.pop()
    recording = batch.data
    if not isinstance(recording, RecordingBatch) or not batch.entered:
        return
    if plugin.dialect != "sqlite":
        recorder.flush_one_by_one(batch.entered)
        return
    gathered = [recorder.operations[number] for number in batch.entered]
    whole = recording.as_operation(tuple(recorded.operation for recorded in gathered))
    recorder.flush_together(whole, batch.entered)


# ---------------------------------------------------------------------- execute


def execute(plugin: MigrationNames, interpreter: Interpreter, statement: Value, site: Site) -> Value:
    """``op.execute(x)``, ``connection.execute(x)``: text or construct."""
    recorder = plugin.recorder
    result = Unknown("rows of the database", site.span, rows=True)
    if recorder is None:
        return result
    if isinstance(statement, Unknown):
        return _execute_unknown(plugin, interpreter, statement, site, result)
    if isinstance(statement, (list, tuple)):
        for part in statement:
            execute(plugin, interpreter, part, site)
        return result
    text = sql_text(statement)
    if text is not None:
        _execute_text(plugin, interpreter, text, site)
        return result
    try:
        construct = host(interpreter, statement, site)
        operations = executed(construct, plugin.dialect)
    except NotKnown as unknown:
        not_understood(plugin, interpreter, f"what is executed is not known: {unknown.reason}", site)
        return result
    except REFUSALS as error:
        not_understood(plugin, interpreter, f"what is executed: {error}", site)
        return result
    recorder.record_all(interpreter, operations, site.span)
    return result


def _execute_text(plugin: MigrationNames, interpreter: Interpreter, text: str, site: Site) -> None:
    assert plugin.recorder is not None
    for statement in read_sql(text, plugin.dialect):
        for operation in statement.ops:
            if isinstance(operation, UnknownSqlOp):
                interpreter.note(site.span, f"not analysed: {' '.join(operation.text.split())[:80]}")
            plugin.recorder.record(interpreter, operation, site.span, from_sql=True)


def _execute_unknown(
    plugin: MigrationNames, interpreter: Interpreter, statement: Unknown, site: Site, result: Unknown
) -> Value:
    """SQL of which a part is not known: what is known of it tells whether it is about rows alone.

    Nothing known at all is most often a query that was built from values: it is said, and changes nothing here.
    """
    known = read_sql(statement.partial, plugin.dialect) if statement.partial else ()
    if known and all(part.kind in (StatementKind.DATA, StatementKind.OTHER) for part in known):
        assert plugin.recorder is not None
        plugin.recorder.record_all(
            interpreter, (operation for part in known for operation in part.ops), site.span, from_sql=True
        )
        return result
    reason = f"the SQL is not known: {statement.reason}"
    if known and not str(statement.partial).lstrip().startswith(HOLE):
        not_understood(plugin, interpreter, reason, site, _table_named(known))
    elif not statement.rows:
        interpreter.note(site.span, f"not analysed: {reason}")
    return result


def _table_named(statements: tuple[Statement, ...]) -> str | None:
    """The one table that statements are about, if it is one and its name is known whole."""
    names = {getattr(operation, "table_name", None) for statement in statements for operation in statement.ops}
    name = names.pop() if len(names) == 1 else None
    return name if isinstance(name, str) and HOLE not in name else None


def unknown_call(
    plugin: MigrationNames,
    interpreter: Interpreter,
    function: Value,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """A call of something unknown. ``x.execute(<DDL>)`` counts as DDL whatever ``x`` is."""
    if plugin.recorder is None:
        return NOT_MINE
    name = site.node.func.attr if isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Attribute) else ""
    if name in ("execute", "exec_driver_sql", "executescript") and arguments and isinstance(function, Unknown):
        return execute(plugin, interpreter, arguments[0], site)
    handed = [*arguments, *keywords.values()]
    if any(isinstance(item, Handle) and item.kind in (Kind.OP, Kind.BATCH) for item in handed):
        return not_understood(
            plugin, interpreter, f"{name or 'a function that is not known'}() is handed the operations", site
        )
    return NOT_MINE


# ---------------------------------------------------------------------- create and drop on a connection


def object_method(
    plugin: MigrationNames,
    interpreter: Interpreter,
    item: Any,
    name: str,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """``item.create(bind)``, ``metadata.create_all(bind)`` and their opposites."""
    recorder = plugin.recorder
    if recorder is None:
        return None
    checkfirst = keywords.get("checkfirst", arguments[1] if len(arguments) > 1 and not is_metadata(item) else None)
    operations = _object_operations(plugin, item, name, keywords.get("tables"), checkfirst)
    if operations is None:
        return not_understood(plugin, interpreter, f"{name}() of {type(item).__name__}", site)
    recorder.asked_schema = recorder.asked_schema or checkfirst is not False
    recorder.record_all(interpreter, operations, site.span)
    return None


def _object_operations(
    plugin: MigrationNames, item: Any, name: str, tables: Value, checkfirst: Value
) -> tuple[MigrateOperation, ...] | None:
    assert plugin.recorder is not None
    catalogue = plugin.recorder.catalogue
    if is_metadata(item):
        if name == "reflect":
            return ()
        chosen = (
            [table for table in tables if is_table(table)] if isinstance(tables, (list, tuple)) else sorted_tables(item)
        )
        return created_all(chosen, catalogue) if name == "create_all" else dropped_all(chosen, catalogue)
    if is_table(item):
        # ``Table.create()`` does not look first unless it is told to; ``create_all()`` does.
        if name == "create":
            return () if checkfirst is True and item.key in catalogue.tables else created_table(item)
        return () if checkfirst is True and item.key not in catalogue.tables else dropped_table(item)
    make = created_object if name == "create" else dropped_object
    return make(item, plugin.dialect, checkfirst=checkfirst is True)
