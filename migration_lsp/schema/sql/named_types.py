"""``CREATE TYPE``, ``ALTER TYPE`` and ``DROP TYPE``: enum types, and other types as objects."""

from __future__ import annotations

from alembic.operations.ops import MigrateOperation

from ..operations import (
    AddEnumValueOp,
    CreateEnumOp,
    CreateObjectOp,
    DropEnumOp,
    ObjectKind,
    RenameEnumOp,
    RenameEnumValueOp,
    SetSchemaOp,
    StatementOp,
)
from .cursor import Cursor, NotUnderstood
from .tables import names_and_cascade

Ops = tuple[MigrateOperation, ...]


def create_type(cursor: Cursor) -> Ops:
    """What follows ``CREATE TYPE``."""
    name = cursor.name()
    if not cursor.take("AS", "ENUM"):
        whole = cursor.source(0, cursor.end)
        cursor.rest()
        return (CreateObjectOp(ObjectKind.TYPE, name.name, name.schema, whole),)
    values = tuple(element.string() for element in cursor.bracketed().elements())
    cursor.finish()
    return (CreateEnumOp(name.name, values, name.schema),)


def alter_type(cursor: Cursor) -> Ops:
    """What follows ``ALTER TYPE``."""
    name = cursor.name()
    if cursor.take("ADD", "VALUE"):
        return (_add_value(cursor, name.name, name.schema),)
    if cursor.take("RENAME", "VALUE"):
        old = cursor.string()
        cursor.expect("TO")
        return (RenameEnumValueOp(name.name, old, cursor.string(), name.schema),)
    if cursor.take("RENAME", "TO"):
        return (RenameEnumOp(name.name, cursor.name().name, name.schema),)
    if cursor.take("SET", "SCHEMA"):
        return (SetSchemaOp(name.name, cursor.identifier(), name.schema, ObjectKind.TYPE),)
    if cursor.take("OWNER", "TO"):
        return (StatementOp("ALTER TYPE", cursor.rest()),)
    raise NotUnderstood


def _add_value(cursor: Cursor, name: str, schema: str | None) -> AddEnumValueOp:
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    value = cursor.string()
    before = cursor.string() if cursor.take("BEFORE") else None
    after = cursor.string() if cursor.take("AFTER") else None
    return AddEnumValueOp(name, value, schema, before, after, if_not_exists)


def drop_type(cursor: Cursor) -> Ops:
    """What follows ``DROP TYPE``. Which of them are enums only the catalogue knows."""
    if_exists = cursor.take("IF", "EXISTS")
    names, cascade = names_and_cascade(cursor)
    return tuple(DropEnumOp(name.name, name.schema, if_exists, cascade) for name in names)
