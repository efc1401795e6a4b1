"""Views, functions, triggers, sequences and whatever else has a name: created, dropped, renamed."""

from __future__ import annotations

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from ..operations import (
    AttachIndexOp,
    CreateObjectOp,
    DropObjectOp,
    Flags,
    ObjectKind,
    RenameIndexOp,
    RenameObjectOp,
    SetSchemaOp,
    StatementOp,
    with_flags,
)
from .cursor import Cursor, Name, NotUnderstood
from .tables import names_and_cascade

Ops = tuple[MigrateOperation, ...]

_KINDS: tuple[tuple[tuple[str, ...], ObjectKind], ...] = (
    (("MATERIALIZED", "VIEW"), ObjectKind.MATERIALIZED_VIEW),
    (("EVENT", "TRIGGER"), ObjectKind.EVENT_TRIGGER),
    (("CONSTRAINT", "TRIGGER"), ObjectKind.TRIGGER),
    (("OPERATOR", "CLASS"), ObjectKind.OPERATOR),
    (("OPERATOR", "FAMILY"), ObjectKind.OPERATOR),
    *(((kind.value.upper(),), kind) for kind in ObjectKind if " " not in kind.value),
    (("USER",), ObjectKind.ROLE),
)
_ON_TABLES = frozenset({ObjectKind.TRIGGER, ObjectKind.POLICY, ObjectKind.RULE})
_CALLED = frozenset({ObjectKind.FUNCTION, ObjectKind.PROCEDURE, ObjectKind.AGGREGATE})
_RENAMED_BY = frozenset({ObjectKind.TRIGGER, ObjectKind.POLICY, ObjectKind.RULE})


def object_kind(cursor: Cursor) -> ObjectKind | None:
    """The kind of object that is named here, stepped over."""
    for words, kind in _KINDS:
        if cursor.take(*words):
            return kind
    return None


def create_object(cursor: Cursor, kind: ObjectKind, *, or_replace: bool) -> Ops:
    """What follows the kind of object. The definition is kept as text."""
    whole = cursor.source(0, cursor.end)
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    if kind is ObjectKind.SCHEMA and cursor.take("AUTHORIZATION"):
        return (CreateObjectOp(kind, cursor.identifier(), None, whole, if_not_exists=if_not_exists),)
    if kind in (ObjectKind.OPERATOR, ObjectKind.CAST):
        return (CreateObjectOp(kind, cursor.rest(), None, whole),)
    name = cursor.name()
    table = _table_after(cursor, "TO" if kind is ObjectKind.RULE else "ON") if kind in _ON_TABLES else None
    return (
        CreateObjectOp(
            kind,
            name.name,
            name.schema,
            whole,
            *_parts(table),
            if_not_exists,
            or_replace,
        ),
    )


def _parts(table: Name | None) -> tuple[str | None, str | None]:
    return (None, None) if table is None else (table.name, table.schema)


def _table_after(cursor: Cursor, word: str) -> Name | None:
    while not cursor.done():
        # ``UPDATE OF a, b ON t``: the first ON is the one before the table.
        if cursor.take(word):
            return cursor.name()
        cursor.skip_balanced()
    return None


def drop_object(cursor: Cursor, kind: ObjectKind) -> Ops:
    """What follows ``DROP`` and the kind of object."""
    if_exists = cursor.take("IF", "EXISTS")
    if kind in (ObjectKind.OPERATOR, ObjectKind.CAST):
        return (DropObjectOp(kind, cursor.rest(), if_exists=if_exists),)
    if kind in _ON_TABLES:
        name = cursor.name()
        table = cursor.name() if cursor.take("ON") else None
        cascade = cursor.take("CASCADE")
        return (DropObjectOp(kind, name.name, None, *_parts(table), if_exists, cascade),)
    if kind in _CALLED:
        names, cascade = _signatures(cursor)
    else:
        names, cascade = names_and_cascade(cursor)
    return tuple(DropObjectOp(kind, name.name, name.schema, if_exists=if_exists, cascade=cascade) for name in names)


def _signatures(cursor: Cursor) -> tuple[list[Name], bool]:
    names: list[Name] = []
    while True:
        names.append(cursor.name())
        if (token := cursor.peek()) and token.text == "(":
            cursor.skip_balanced()
        if not cursor.punctuation(","):
            return names, cursor.take("CASCADE")


def alter_object(cursor: Cursor, kind: ObjectKind) -> Ops:
    """What follows ``ALTER`` and the kind of object: a new name or schema; the rest leaves it as it is."""
    whole = cursor.source(0, cursor.end)
    cursor.take("IF", "EXISTS")
    name = cursor.name()
    if (token := cursor.peek()) and token.text == "(":
        cursor.skip_balanced()
    table = cursor.name() if kind in _RENAMED_BY and cursor.take("ON") else None
    if cursor.take("RENAME", "TO"):
        return (RenameObjectOp(kind, name.name, cursor.name().name, name.schema, *_parts(table)),)
    if cursor.take("SET", "SCHEMA"):
        return (SetSchemaOp(name.name, cursor.identifier(), name.schema, kind),)
    if kind is ObjectKind.SEQUENCE and cursor.sees("OWNED"):
        # Whose a sequence is, its definition says: the last one that was written counts.
        return (CreateObjectOp(kind, name.name, name.schema, whole, or_replace=True),)
    if kind is ObjectKind.DOMAIN or cursor.sees("RENAME"):
        raise NotUnderstood
    return (StatementOp(f"ALTER {kind.value.upper()}", whole, *_parts(table)),)


def alter_index(cursor: Cursor) -> Ops:
    """What follows ``ALTER INDEX``."""
    whole = cursor.source(0, cursor.end)
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name()
    if cursor.take("RENAME", "TO"):
        return (RenameIndexOp(name.name, cursor.name().name, name.schema, None, if_exists),)
    if cursor.take("ATTACH", "PARTITION"):
        return (AttachIndexOp(name.name, cursor.name().name, name.schema),)
    return (StatementOp("ALTER INDEX", whole),)


def comment_on(cursor: Cursor) -> Ops:
    """What follows ``COMMENT ON``."""
    whole = cursor.source(0, cursor.end)
    raw = Flags(raw_sql=True)
    if cursor.take("TABLE"):
        table = cursor.name()
        text = _comment(cursor)
        if text is None:
            return (with_flags(ops.DropTableCommentOp(table.name, schema=table.schema), raw),)
        return (with_flags(ops.CreateTableCommentOp(table.name, text, schema=table.schema), raw),)
    if cursor.take("COLUMN"):
        parts = [cursor.identifier()]
        while cursor.punctuation("."):
            parts.append(cursor.identifier())
        if len(parts) < 2:
            raise NotUnderstood
        schema = parts[-3] if len(parts) > 2 and parts[-3] != "public" else None
        alter = ops.AlterColumnOp(parts[-2], parts[-1], schema=schema, modify_comment=_comment(cursor))
        return (with_flags(alter, raw),)
    return (StatementOp("COMMENT", whole),)


def _comment(cursor: Cursor) -> str | None:
    cursor.expect("IS")
    return None if cursor.take("NULL") else cursor.string()
