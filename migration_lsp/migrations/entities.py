"""alembic-utils: views, functions, triggers … as objects, created, dropped and replaced by operations of ``op``.

What such an object is, its ``CREATE`` statement tells; that is read like any other SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from migration_lsp.migrations.call import Call
from migration_lsp.schema.operations import CreateObjectOp, DropObjectOp, MigrateOperation, StatementOp, UnknownSqlOp
from migration_lsp.schema.sql import read_sql
from migration_lsp.source.evaluate.values import NOT_MINE, Value

_PACKAGE = "alembic_utils."
_KINDS = {
    "PGFunction": "FUNCTION",
    "PGView": "VIEW",
    "PGMaterializedView": "MATERIALIZED VIEW",
    "PGTrigger": "TRIGGER",
    "PGExtension": "EXTENSION",
    "PGPolicy": "POLICY",
    "PGGrantTable": "GRANT",
}
OPERATIONS = frozenset({"create_entity", "drop_entity", "replace_entity", "revert_entity"})


@dataclass(frozen=True, slots=True)
class Entity:
    """An object of alembic-utils, by the statement that creates it."""

    sql: str


def made(call: Call) -> Value:
    """``PGView(schema=…, signature=…, definition=…)`` or ``PGView.from_sql(…)``; ``NOT_MINE`` for any other call."""
    if not call.name.startswith(_PACKAGE):
        return NOT_MINE
    *_, owner, last = call.name.split(".")
    if last == "from_sql" and owner in _KINDS:
        text = call.argument(0, "sql")
        return Entity(text) if isinstance(text, str) else NOT_MINE
    if last not in _KINDS:
        return NOT_MINE
    sql = _create(call, _KINDS[last])
    return NOT_MINE if sql is None else Entity(sql)


def _create(call: Call, kind: str) -> str | None:
    if kind == "GRANT":
        return "GRANT"
    schema, signature = call.argument(0, "schema"), call.argument(1, "signature")
    definition = call.argument(2, "definition", default="")
    if not isinstance(schema, str) or not isinstance(signature, str):
        return None
    # What stands in it matters less than that it is there.
    body = definition.strip().rstrip(";") if isinstance(definition, str) else ""
    if kind == "EXTENSION":
        return f'CREATE EXTENSION "{signature.strip()}"'
    if kind in ("TRIGGER", "POLICY"):
        return _on_table(call, kind, signature, body)
    name, bracket, arguments = signature.strip().partition("(")
    written = f"{_quoted(schema)}.{_quoted(name)}{bracket}{arguments}"
    return f"CREATE {kind} {written} {'' if kind == 'FUNCTION' else 'AS '}{body}"


def _on_table(call: Call, kind: str, signature: str, body: str) -> str | None:
    table = call.argument(3, "on_entity")
    if not isinstance(table, str):
        return None
    events = f"ON {table} {body}" if kind == "POLICY" else body or f"AFTER INSERT ON {table}"
    return f"CREATE {kind} {_quoted(signature)} {events}"


def _quoted(name: str) -> str:
    plain = name.strip().strip('"')
    return f'"{plain}"'


def call(call: Call) -> Value:
    """``op.create_entity(entity)`` and its like."""
    entity = call.argument(0, "target")
    if not isinstance(entity, Entity) or call.recorder is None:
        return call.not_understood(f"op.{call.name}() of what is not known")
    made_by = tuple(operation for part in read_sql(entity.sql, call.plugin.dialect) for operation in part.ops)
    cascade = call.argument(1, "cascade", default=False) is True
    operations = [changed for each in made_by if (changed := _for_call(call.name, each, cascade=cascade)) is not None]
    call.recorder.record_all(call.interpreter, operations, call.site.span)
    return None


def _for_call(name: str, operation: MigrateOperation, *, cascade: bool) -> MigrateOperation | None:
    if isinstance(operation, UnknownSqlOp) or not isinstance(operation, CreateObjectOp):
        return operation if isinstance(operation, (UnknownSqlOp, StatementOp)) else None
    if name == "create_entity":
        return operation
    if name != "drop_entity":
        return replace(operation, or_replace=True)
    at = operation
    return DropObjectOp(at.kind, at.name, at.schema, at.table_name, at.table_schema, cascade=cascade)
