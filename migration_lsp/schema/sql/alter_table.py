"""``ALTER TABLE``: each of its actions as one operation, or as several."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic.ddl.postgresql import CreateExcludeConstraintOp
from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.schema import Constraint

from ..operations import (
    AttachPartitionOp,
    DetachPartitionOp,
    Flags,
    RenameConstraintOp,
    RenameIndexOp,
    SetSchemaOp,
    StatementOp,
    UnknownSqlOp,
    ValidateConstraintOp,
    adding_flags,
    with_flags,
)
from .alter_column import alter_column, change_column
from .constraints import NOT_VALID, read_constraint, read_key, starts_constraint, starts_key
from .cursor import Cursor, Name, NotUnderstood
from .definitions import read_column

Ops = tuple[MigrateOperation, ...]

_HARMLESS = frozenset(
    {"OWNER", "SET", "RESET", "CLUSTER", "ENABLE", "DISABLE", "FORCE", "NO", "REPLICA", "ENGINE", "CONVERT"}
    | {
        "DEFAULT",
        "CHARACTER",
        "COLLATE",
        "ALGORITHM",
        "LOCK",
        "AUTO_INCREMENT",
        "ROW_FORMAT",
        "WITH",
        "ORDER",
    }
)
"""How actions begin that the catalogue does not hold: owner, storage, security, triggers on and off."""


def alter_table(cursor: Cursor) -> Ops:
    """What follows ``ALTER TABLE``. An action that is not understood becomes an operation that says so."""
    if_exists = cursor.take("IF", "EXISTS")
    only = cursor.take("ONLY")
    table = cursor.name()
    cursor.punctuation("*")
    found: list[MigrateOperation] = []
    flags = Flags(raw_sql=True, only=only)
    for action in cursor.elements():
        written = action.source(action.at, action.end)
        try:
            made = _action(action, table, flags)
            action.finish()
        except NotUnderstood:
            made = (UnknownSqlOp(f"ALTER TABLE {table.name} {written}", table.name, table.schema),)
        found.extend(made)
    if if_exists:
        found = [adding_flags(operation, table_if_exists=True) for operation in found]
    return tuple(found)


def _action(action: Cursor, table: Name, flags: Flags) -> Ops:
    if action.take("ADD"):
        return _add(action, table, flags)
    if action.take("DROP"):
        return _drop(action, table, flags)
    if action.sees("ALTER", "CONSTRAINT"):
        raise NotUnderstood
    if action.take("ALTER", "INDEX"):
        return (StatementOp("ALTER INDEX", action.rest(), table.name, table.schema),)
    if action.take("ALTER"):
        action.take("COLUMN")
        return alter_column(action, table)
    if action.take("MODIFY"):
        action.take("COLUMN")
        return change_column(action, table, None)
    if action.take("CHANGE"):
        action.take("COLUMN")
        return change_column(action, table, action.identifier())
    if action.take("RENAME"):
        return _rename(action, table, flags)
    return _rare_action(action, table, flags)


def _rare_action(action: Cursor, table: Name, flags: Flags) -> Ops:
    if action.take("VALIDATE", "CONSTRAINT"):
        return (ValidateConstraintOp(table.name, action.identifier(), table.schema),)
    if action.take("SET", "SCHEMA"):
        return (SetSchemaOp(table.name, action.identifier(), table.schema),)
    if action.take("ATTACH", "PARTITION"):
        partition = action.name()
        return (AttachPartitionOp(table.name, partition.name, table.schema, partition.schema, action.rest()),)
    if action.take("DETACH", "PARTITION"):
        partition = action.name()
        concurrently = action.take("CONCURRENTLY")
        action.rest()
        return (DetachPartitionOp(table.name, partition.name, table.schema, partition.schema, concurrently),)
    if action.take("COMMENT"):
        action.punctuation("=")
        comment = ops.CreateTableCommentOp(table.name, action.string(), schema=table.schema)
        return (with_flags(comment, flags),)
    if action.word() in _HARMLESS:
        verb = f"ALTER TABLE {action.word()} {action.word(1)}".rstrip()
        return (StatementOp(verb, action.rest(), table.name, table.schema),)
    raise NotUnderstood


def _add(action: Cursor, table: Name, flags: Flags) -> Ops:
    if starts_constraint(action):
        constraint, using_index = read_constraint(action)
        return (add_constraint(table, constraint, using_index, flags),)
    if starts_key(action):
        index = read_key(action)
        columns = [str(getattr(element, "name", element)) for element in index.expressions]
        name = None if index.name is None else str(index.name)
        action.rest()
        return (with_flags(ops.CreateIndexOp(name, table.name, columns, schema=table.schema), flags),)
    action.take("COLUMN")
    if_not_exists = action.take("IF", "NOT", "EXISTS")
    if not action.done() and (token := action.peek()) and token.text == "(":
        inner = action.bracketed()
        return tuple(each for element in inner.elements() for each in _add(element, table, flags))
    column, constraints = read_column(action)
    add = ops.AddColumnOp(table.name, column, schema=table.schema, if_not_exists=if_not_exists or None)
    beside = tuple(add_constraint(table, constraint, None, flags) for constraint in constraints)
    if if_not_exists:
        # The constraints beside the column come, and stay away, together with it.
        return (with_flags(add, replace(flags, beside=beside)),)
    return (with_flags(add, flags), *beside)


def add_constraint(table: Name, constraint: Constraint, using_index: str | None, flags: Flags) -> ops.AddConstraintOp:
    """A constraint of its own as the operation that adds it."""
    options: dict[str, Any] = dict(constraint.dialect_kwargs)
    for key in ("deferrable", "initially"):
        if (value := getattr(constraint, key)) is not None:
            options[key] = value
    not_valid = bool(options.get(NOT_VALID))
    flags = Flags(
        raw_sql=True,
        only=flags.only,
        using_index=using_index,
        not_valid=not_valid,
    )
    return with_flags(_constraint_op(table, constraint, options), flags)


def _constraint_op(table: Name, constraint: Constraint, options: dict[str, Any]) -> ops.AddConstraintOp:
    name = None if constraint.name is None else str(constraint.name)
    if isinstance(constraint, CheckConstraint):
        return ops.CreateCheckConstraintOp(name, table.name, constraint.sqltext, schema=table.schema, **options)
    if isinstance(constraint, ForeignKeyConstraint):
        target, _, _ = constraint.elements[0].target_fullname.rpartition(".")
        schema, _, referent = target.rpartition(".")
        remote = [element.target_fullname.rpartition(".")[2] for element in constraint.elements]
        for key in ("ondelete", "onupdate", "match"):
            if (value := getattr(constraint, key)) is not None:
                options[key] = value
        return ops.CreateForeignKeyOp(
            name,
            table.name,
            referent,
            list(constraint.column_keys),
            remote,
            source_schema=table.schema,
            referent_schema=schema or None,
            **options,
        )
    if isinstance(constraint, ExcludeConstraint):
        elements: Any = [(element, operator) for element, _, operator in constraint._render_exprs]
        where: Any = constraint.where
        return CreateExcludeConstraintOp(
            name, table.name, elements, where=where, schema=table.schema, using=constraint.using
        )
    columns = [str(getattr(column, "name", column)) for column in constraint._pending_colargs]  # type: ignore[attr-defined]  # private, and the only place of columns without a table
    kind = ops.CreatePrimaryKeyOp if isinstance(constraint, PrimaryKeyConstraint) else ops.CreateUniqueConstraintOp
    return kind(name, table.name, columns, schema=table.schema, **options)


_MYSQL_DROPS = {"FOREIGN": "foreignkey", "PRIMARY": "primary", "CHECK": "check"}


def _drop(action: Cursor, table: Name, flags: Flags) -> Ops:
    if action.take("CONSTRAINT"):
        return (_drop_constraint(action, table, None, flags),)
    if action.sees("PRIMARY", "KEY"):
        return (with_flags(ops.DropConstraintOp("PRIMARY", table.name, "primary", schema=table.schema), flags),)
    if action.take("FOREIGN", "KEY"):
        return (_drop_constraint(action, table, "foreignkey", flags),)
    if not action.is_postgres and action.take("CHECK"):
        return (_drop_constraint(action, table, "check", flags),)
    if not action.is_postgres and action.take_any("INDEX", "KEY"):
        return (with_flags(ops.DropIndexOp(action.identifier(), table.name, schema=table.schema), flags),)
    action.take("COLUMN")
    if_exists = action.take("IF", "EXISTS")
    name = action.identifier()
    drop = ops.DropColumnOp(table.name, name, schema=table.schema, if_exists=if_exists or None)
    return (with_flags(drop, _with_cascade(action, flags)),)


def _drop_constraint(action: Cursor, table: Name, kind: str | None, flags: Flags) -> MigrateOperation:
    if_exists = action.take("IF", "EXISTS")
    name = action.identifier()
    drop = ops.DropConstraintOp(name, table.name, kind, schema=table.schema, if_exists=if_exists or None)
    return with_flags(drop, _with_cascade(action, flags))


def _with_cascade(action: Cursor, flags: Flags) -> Flags:
    cascade = action.take("CASCADE")
    action.take_any("RESTRICT")
    return Flags(raw_sql=True, only=flags.only, cascade=cascade)


def _rename(action: Cursor, table: Name, flags: Flags) -> Ops:
    if action.take_any("TO", "AS"):
        new = action.name()
        return (with_flags(ops.RenameTableOp(table.name, new.name, schema=table.schema), flags),)
    kind = action.take_any("CONSTRAINT", "INDEX", "KEY", "COLUMN")
    old = action.identifier()
    action.expect("TO")
    new_name = action.identifier()
    if kind == "CONSTRAINT":
        return (RenameConstraintOp(table.name, old, new_name, table.schema),)
    if kind in ("INDEX", "KEY"):
        return (RenameIndexOp(old, new_name, table.schema, table.name),)
    alter = ops.AlterColumnOp(table.name, old, schema=table.schema, modify_name=new_name)
    return (with_flags(alter, flags),)
