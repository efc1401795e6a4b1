"""Operations that extensions of Alembic and projects bring: known ones by what they do, others as not understood."""

from __future__ import annotations

from migration_lsp.migrations import entities
from migration_lsp.migrations.call import Call
from migration_lsp.schema.operations import ReplaceEnumOp
from migration_lsp.source.evaluate.values import Class, Instance, Native, Value

_IMPLEMENTATION = "implementation"


def call(call: Call) -> Value:
    """``op.name(…)`` for a name that Alembic does not bring."""
    if call.name == "sync_enum_values":
        return _sync_enum_values(call)
    if call.name in entities.OPERATIONS and call.name not in call.plugin.registered:
        return entities.call(call)
    if call.name in call.plugin.registered:
        cls, method = call.plugin.registered[call.name]
        function = call.interpreter.attribute(cls, method, call.site)
        receiver = call.plugin.op if call.batch is None else call.batch
        return call.interpreter.call(function, (receiver, *call.arguments), call.keywords, call.site)
    return call.not_understood(f"op.{call.name}() is no operation of Alembic", call.table)


def _sync_enum_values(call: Call) -> Value:
    """alembic-postgresql-enum: the type is made anew with other values, and the columns are moved to it."""
    schema, name = call.argument(0, "enum_schema"), call.argument(1, "enum_name")
    values, affected = call.argument(2, "new_values"), call.argument(3, "affected_columns", default=())
    if not isinstance(name, str) or not isinstance(values, (list, tuple)) or call.recorder is None:
        return call.not_understood("op.sync_enum_values() with what is not known")
    if call.plugin.dialect not in ("postgresql", "cockroachdb"):
        return None
    operation = ReplaceEnumOp(
        name,
        tuple(str(value) for value in values),
        None if schema in (None, "public") else str(schema),
        tuple(column for item in affected if (column := _affected(item)))
        if isinstance(affected, (list, tuple))
        else (),
    )
    call.recorder.record(call.interpreter, operation, call.site.span)
    return None


def _affected(item: Value) -> tuple[str, str] | None:
    """``TableReference(table_schema=…, table_name=…, column_name=…)`` or a plain pair."""
    if isinstance(item, (tuple, list)) and len(item) == 2 and all(isinstance(part, str) for part in item):
        return item[0], item[1]
    fields = item.attributes if isinstance(item, Instance) else item if isinstance(item, dict) else {}
    table, column = fields.get("table_name"), fields.get("column_name")
    return (table, column) if isinstance(table, str) and isinstance(column, str) else None


def register(call: Call) -> Native:
    """``@Operations.register_operation("name", "method")``: a class of the project becomes an operation."""
    name = call.argument(0, "name")
    method = call.argument(1, "sourcename", default=name)

    def decorate(classes: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        cls = classes[0] if classes else None
        if isinstance(cls, Class) and isinstance(name, str) and isinstance(method, str):
            call.plugin.registered[name] = (cls, method)
        return cls

    return Native("Operations.register_operation", decorate)


def implement(call: Call) -> Native:
    """``@Operations.implementation_for(Class)``: what runs when such an operation is invoked."""
    cls = call.argument(0, "op_cls")

    def decorate(functions: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        if functions and isinstance(cls, Class):
            cls.extra[_IMPLEMENTATION] = functions[0]
        return functions[0] if functions else None

    return Native("Operations.implementation_for", decorate)


def invoke(call: Call) -> Value:
    """``operations.invoke(operation)`` for an operation of the project's own class."""
    operation = call.argument(0, "operation")
    for cls in operation.cls.own_classes() if isinstance(operation, Instance) else ():
        if _IMPLEMENTATION in cls.extra:
            implementation = cls.extra[_IMPLEMENTATION]
            return call.interpreter.call(implementation, (call.plugin.op, operation), {}, call.site)
    return call.not_understood("an operation is invoked that is not known")
