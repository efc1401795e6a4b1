"""What an ORM session does to rows: queries that end in a statement, and objects that are written with the commit.

Rows are never known here; which table they are of is, where the query names it.
"""

from __future__ import annotations

from dataclasses import dataclass

from migration_lsp.migrations.call import Call
from migration_lsp.schema.declare import is_column, is_table
from migration_lsp.schema.operations import DataOp, DataVerb
from migration_lsp.source.evaluate.values import Class, Unknown, Value

_VERBS = {"delete": DataVerb.DELETE, "update": DataVerb.UPDATE}
_NARROWING = frozenset({"filter", "filter_by", "where", "join", "limit", "having", "outerjoin"})


@dataclass(frozen=True, slots=True)
class _Query:
    """The table that a query is about; None where it is not known."""

    table: str | None
    schema: str | None = None


def query(call: Call) -> Value:
    """``session.query(entity)``: rows, and a way to delete or update them."""
    entity = call.arguments[0] if call.arguments else None
    return Unknown("rows of the database", call.site.span, rows=True, trail=(_table_of(entity),))


def _table_of(entity: Value) -> _Query:
    table = getattr(entity.extra.get("mapping"), "table", None) if isinstance(entity, Class) else entity
    if is_column(table):
        table = table.table
    return _Query(str(table.name), table.schema) if is_table(table) else _Query(None)


def end_of_query(call: Call, trail: tuple[object, ...]) -> None:
    """Record the statement in which a query ends: ``….delete()``, ``….update({…})``."""
    begin, verb = trail[0], _VERBS.get(str(trail[-1]))
    if call.recorder is None or verb is None or not isinstance(begin, _Query):
        return
    has_where = any(step in _NARROWING for step in trail[1:])
    operation = DataOp(verb, begin.table, begin.schema, has_where=has_where)
    call.recorder.record(call.interpreter, operation, call.site.span)


def write_rows(call: Call) -> None:
    """A session writes the objects that were changed in it: which rows of which tables, nobody sees."""
    if call.recorder is not None:
        call.recorder.record(call.interpreter, DataOp(DataVerb.UPDATE), call.site.span)
