"""``ALTER TABLE … ALTER COLUMN`` in all its forms, and MySQL's ``MODIFY`` and ``CHANGE``."""

from __future__ import annotations

from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from ..operations import DropIdentityOp, Flags, StatementOp, with_flags
from .cursor import Cursor, Name, NotUnderstood
from .definitions import default_source, identity, read_column
from .expressions import column_type, expression

Ops = tuple[MigrateOperation, ...]
_RAW = Flags(raw_sql=True)


def alter_column(action: Cursor, table: Name) -> Ops:
    """What follows ``ALTER [COLUMN]``."""
    column = action.identifier()
    if action.take("TYPE") or action.take("SET", "DATA", "TYPE"):
        return (_type(action, table, column),)
    if action.take("SET", "NOT", "NULL"):
        return (_alter(table, column, modify_nullable=False),)
    if action.take("DROP", "NOT", "NULL"):
        return (_alter(table, column, modify_nullable=True),)
    if action.take("SET", "DEFAULT"):
        return (_alter(table, column, modify_server_default=expression(default_source(action))),)
    if action.take("DROP", "DEFAULT"):
        return (_alter(table, column, modify_server_default=None),)
    return _rare(action, table, column)


def _rare(action: Cursor, table: Name, column: str) -> Ops:
    for words, always in (
        (("ADD", "GENERATED", "ALWAYS"), True),
        (("ADD", "GENERATED", "BY", "DEFAULT"), False),
    ):
        if action.take(*words):
            action.expect("AS", "IDENTITY")
            return (_alter(table, column, modify_server_default=identity(action, always=always)),)
    if action.sees("DROP", "IDENTITY") or action.sees("DROP", "EXPRESSION"):
        is_expression = action.sees("DROP", "EXPRESSION")
        action.at += 2
        if_exists = action.take("IF", "EXISTS")
        return (DropIdentityOp(table.name, column, table.schema, is_expression, if_exists),)
    if action.sees("SET", "GENERATED") or action.sees("SET", "EXPRESSION"):
        raise NotUnderstood
    if action.word() in ("SET", "RESET", "RESTART"):
        # Statistics, storage, compression, the next number of a sequence.
        verb = f"ALTER COLUMN {action.word()} {action.word(1)}".rstrip()
        return (StatementOp(verb, action.rest(), table.name, table.schema),)
    raise NotUnderstood


def _alter(table: Name, column: str, **changes: Any) -> MigrateOperation:
    return with_flags(ops.AlterColumnOp(table.name, column, schema=table.schema, **changes), _RAW)


_AFTER_TYPE = frozenset({"USING"})


def _type(action: Cursor, table: Name, column: str) -> MigrateOperation:
    written = action.source_until(_AFTER_TYPE)
    if not written:
        raise NotUnderstood
    type_, is_serial = column_type(written, action.dialect)
    if is_serial:
        raise NotUnderstood
    using = action.rest() if action.take("USING") else None
    options = {} if using is None else {"postgresql_using": using}
    return _alter(table, column, modify_type=type_, **options)


def change_column(action: Cursor, table: Name, old_name: str | None) -> Ops:
    """MySQL's ``MODIFY`` and ``CHANGE``: the column is what is written here, and nothing of what it was."""
    column, constraints = read_column(action)
    if constraints:
        raise NotUnderstood
    name = str(column.name)
    alter = _alter(
        table,
        name if old_name is None else old_name,
        modify_type=column.type,
        modify_nullable=bool(column.nullable),
        modify_server_default=getattr(column.server_default, "arg", column.server_default),
        modify_comment=column.comment,
        autoincrement=column.autoincrement is True,
        modify_name=name if old_name not in (None, name) else None,
    )
    return (alter,)
