"""``op.execute(x)``, ``connection.execute(x)`` and whatever else hands SQL to a database."""

from __future__ import annotations

import ast

from migration_lsp.migrations import rows, sessions
from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.schema.executed import executed, sql_text
from migration_lsp.schema.operations import UnknownSqlOp
from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.sql import Statement, StatementKind, read_sql
from migration_lsp.schema.vocabulary.host import NotKnown
from migration_lsp.source.evaluate.values import HOLE, NOT_MINE, Unknown, Value

_EXECUTING = ("execute", "exec_driver_sql", "executescript")


def execute_call(call: Call) -> Value:
    """A call whose first argument is what is executed."""
    statement = call.argument(0, "sqltext", "statement")
    found = rows.asked_of_the_schema(call, statement)
    unknown = execute(call, statement)
    return unknown if found is NOT_MINE else found


def execute(call: Call, statement: Value) -> Value:
    """Text or a construct: its operations are recorded, its rows are not known."""
    if call.recorder is not None:
        if isinstance(statement, Unknown):
            _execute_unknown(call, statement)
        elif isinstance(statement, (list, tuple)):
            for part in statement:
                execute(call, part)
        elif (text := sql_text(statement)) is not None:
            _execute_text(call, text)
        else:
            _execute_construct(call, statement)
    return call.unknown("rows of the database", rows=True)


def _execute_text(call: Call, text: str) -> None:
    assert call.recorder is not None
    for statement in read_sql(text, call.plugin.dialect):
        for operation in statement.ops:
            if isinstance(operation, UnknownSqlOp):
                call.note(f"not analysed: {' '.join(operation.text.split())[:80]}")
        call.recorder.record_all(call.interpreter, statement.ops, call.site.span, from_sql=True)


def _execute_construct(call: Call, statement: Value) -> None:
    assert call.recorder is not None
    try:
        operations = executed(call.real(statement), call.plugin.dialect)
    except NotKnown as unknown:
        call.not_understood(f"what is executed is not known: {unknown.reason}")
    except REFUSALS as error:
        call.not_understood(f"what is executed: {error}")
    else:
        call.recorder.record_all(call.interpreter, operations, call.site.span)


def _execute_unknown(call: Call, statement: Unknown) -> None:
    """SQL of which a part is not known: what is known of it tells whether it is about rows alone.

    Nothing known at all is most often a query that was built from values: it is said, and changes nothing here.
    """
    assert call.recorder is not None
    known = read_sql(statement.partial, call.plugin.dialect) if statement.partial else ()
    reason = f"the SQL is not known: {statement.reason}"
    if known and all(part.kind in (StatementKind.DATA, StatementKind.OTHER) for part in known):
        operations = (operation for part in known for operation in part.ops)
        call.recorder.record_all(call.interpreter, operations, call.site.span, from_sql=True)
    elif known and not str(statement.partial).lstrip().startswith(HOLE):
        call.not_understood(reason, _table_named(known))
    elif not statement.rows:
        call.note(f"not analysed: {reason}")


def _table_named(statements: tuple[Statement, ...]) -> str | None:
    """The one table that statements are about, if it is one and its name is known whole."""
    names = {getattr(operation, "table_name", None) for statement in statements for operation in statement.ops}
    name = names.pop() if len(names) == 1 else None
    return name if isinstance(name, str) and HOLE not in name else None


def unknown_call(call: Call, function: Value) -> Value:
    """A call of something unknown: with ``op`` in hand, or with DDL to execute, it may change the schema.

    ``x.execute(<DDL>)`` counts as DDL whatever ``x`` is.
    """
    if call.recorder is None:
        return NOT_MINE
    if isinstance(function, Unknown) and function.trail:
        sessions.end_of_query(call, function.trail)
        return NOT_MINE
    node = call.site.node
    name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    if name in _EXECUTING and call.arguments and isinstance(function, Unknown):
        return execute(call, call.arguments[0])
    handed = [*call.arguments, *call.keywords.values()]
    if any(isinstance(item, Handle) and item.kind in (Kind.OP, Kind.BATCH) for item in handed):
        return call.not_understood(f"{name or 'a function that is not known'}() is handed the operations")
    return NOT_MINE
