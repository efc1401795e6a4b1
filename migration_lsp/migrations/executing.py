"""``op.execute(x)``, ``connection.execute(x)`` and whatever else hands SQL to a database."""

from __future__ import annotations

import ast

from migration_lsp.migrations import rows, sessions
from migration_lsp.migrations.call import Call
from migration_lsp.migrations.handles import Handle, Kind
from migration_lsp.migrations.recorded import Written
from migration_lsp.migrations.written import sql_argument, written_text
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
    unknown = execute(call, statement, sql_argument(call))
    return unknown if found is NOT_MINE else found


def execute(call: Call, statement: Value, expression: ast.expr | None = None) -> Value:
    """Text or a construct: its operations are recorded, its rows are not known. ``expression`` is what gave it."""
    if call.recorder is not None:
        if isinstance(statement, Unknown):
            _execute_unknown(call, statement, expression)
        elif isinstance(statement, (list, tuple)):
            for number, part in enumerate(statement):
                execute(call, part, _item(expression, number, len(statement)))
        elif (text := sql_text(statement)) is not None:
            _execute_text(call, text, expression)
        else:
            _execute_construct(call, statement)
    return call.unknown("rows of the database", rows=True)


def _item(expression: ast.expr | None, number: int, length: int) -> ast.expr | None:
    """The expression of one of several things that are executed; of those that are not written out, that of all."""
    is_written_out = isinstance(expression, ast.List | ast.Tuple) and len(expression.elts) == length
    return expression.elts[number] if isinstance(expression, ast.List | ast.Tuple) and is_written_out else expression


def _execute_text(call: Call, text: str, expression: ast.expr | None) -> None:
    spelled = written_text(call, text, expression)
    for statement in read_sql(text, call.plugin.dialect):
        written = spelled.statement(statement.start, statement.end) if spelled is not None else None
        for operation in statement.ops:
            if isinstance(operation, UnknownSqlOp):
                span = written.span if written is not None and written.in_call else None
                call.note(f"not analysed: {' '.join(operation.text.split())[:80]}", span)
        _record(call, statement, written)


def _record(call: Call, statement: Statement, written: Written | None) -> None:
    assert call.recorder is not None
    call.recorder.record_all(call.interpreter, statement.ops, call.site.span, from_sql=True, written=written)


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


def _execute_unknown(call: Call, statement: Unknown, expression: ast.expr | None) -> None:
    """SQL of which a part is not known: what is known of it tells whether it is about rows alone.

    Nothing known at all is most often a query that was built from values: it is said, and changes nothing here.
    """
    known = read_sql(statement.partial, call.plugin.dialect) if statement.partial else ()
    reason = f"the SQL is not known: {statement.reason}"
    if known and all(part.kind in (StatementKind.DATA, StatementKind.OTHER) for part in known):
        spelled = written_text(call, str(statement.partial), expression)
        for part in known:
            _record(call, part, spelled.statement(part.start, part.end) if spelled is not None else None)
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
        return execute(call, call.arguments[0], sql_argument(call))
    handed = [*call.arguments, *call.keywords.values()]
    if any(isinstance(item, Handle) and item.kind in (Kind.OP, Kind.BATCH) for item in handed):
        return call.not_understood(f"{name or 'a function that is not known'}() is handed the operations")
    return NOT_MINE
