"""Raw SQL, read: each statement of a text with its place and the operations that it comes to.

No text is refused and none is lost: what is not understood is an :class:`UnknownSqlOp`, with its table where
that can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from alembic.operations.ops import MigrateOperation
from sqlalchemy.exc import SQLAlchemyError

from ..operations import DataOp, StatementOp, UnknownSqlOp
from .alter_table import alter_table
from .blocks import block_text, read_block
from .cursor import Cursor, NotUnderstood
from .data import HARMLESS, harmless, plain_data, read_data
from .named_types import alter_type, create_type, drop_type
from .objects import alter_index, alter_object, comment_on, create_object, drop_object, object_kind
from .tables import create_index, create_table, drop_index, drop_table
from .tokens import Token, statements_of, tokens_of

Ops = tuple[MigrateOperation, ...]


class StatementKind(Enum):
    """What a statement is to the schema."""

    DDL = "ddl"
    DATA = "data"
    OTHER = "other"
    """Understood, and harmless to the schema."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``text[start:end]`` is it, without its semicolon."""

    ops: Ops
    start: int
    end: int
    kind: StatementKind


def read_sql(text: str, dialect: str) -> tuple[Statement, ...]:
    """The statements of a text, in order."""
    if (data := plain_data(text, dialect)) is not None:
        body = text.rstrip().rstrip(";").rstrip()
        start = len(text) - len(text.lstrip())
        return (Statement((data,), start, max(start, len(body)), StatementKind.DATA),)
    found = []
    for tokens in statements_of(tokens_of(text, dialect)):
        ops = _read(text, tokens, dialect)
        found.append(Statement(ops, tokens[0].start, tokens[-1].end, _kind(ops)))
    return tuple(found)


def _kind(ops: Ops) -> StatementKind:
    if any(isinstance(op, UnknownSqlOp) for op in ops):
        return StatementKind.UNKNOWN
    if all(isinstance(op, DataOp) for op in ops):
        return StatementKind.DATA
    if all(isinstance(op, (DataOp, StatementOp)) for op in ops):
        return StatementKind.OTHER
    return StatementKind.DDL


def _read(text: str, tokens: list[Token], dialect: str) -> Ops:
    cursor = Cursor(text, tokens, dialect)
    try:
        found = _dispatch(cursor)
    except (NotUnderstood, SQLAlchemyError, RecursionError):
        # SQLAlchemy's constructors refuse some combinations that no server would take either.
        found = None
    return found if found is not None else (_unknown(text, tokens, dialect),)


_HEADS: dict[str, Callable[[Cursor], Ops | None]] = {}


def _dispatch(cursor: Cursor) -> Ops | None:
    head = _HEADS.get(cursor.word())
    if head is not None:
        return head(cursor)
    if (data := read_data(cursor)) is not None:
        return data
    cursor.at = 0
    return (harmless(cursor),) if cursor.word() in HARMLESS else None


_BEFORE_KIND = (
    "TEMP",
    "TEMPORARY",
    "UNLOGGED",
    "GLOBAL",
    "LOCAL",
    "RECURSIVE",
    "VIRTUAL",
    "TRUSTED",
    "DEFAULT",
    "FOREIGN",
)


def _create(cursor: Cursor) -> Ops | None:
    cursor.next()
    or_replace = cursor.take("OR", "REPLACE")
    words = set(iter(lambda: cursor.take_any(*_BEFORE_KIND), ""))
    if words & {"VIRTUAL", "FOREIGN"}:
        return None
    if cursor.take("TABLE"):
        return create_table(cursor, is_temporary=bool(words & {"TEMP", "TEMPORARY", "LOCAL"}))
    is_unique = cursor.take("UNIQUE")
    cursor.take_any("FULLTEXT", "SPATIAL")
    if cursor.take("INDEX"):
        return create_index(cursor, is_unique=is_unique)
    if cursor.take("TYPE"):
        return create_type(cursor)
    _mysql_security(cursor)
    kind = object_kind(cursor)
    return None if kind is None else create_object(cursor, kind, or_replace=or_replace)


def _mysql_security(cursor: Cursor) -> None:
    """``ALGORITHM = x DEFINER = y SQL SECURITY z`` before a view or a trigger."""
    while word := cursor.take_any("ALGORITHM", "DEFINER", "SQL"):
        if word == "SQL":
            cursor.at += 2
            continue
        cursor.expect_punctuation("=")
        cursor.next()
        if cursor.punctuation("@"):
            cursor.next()


def _alter(cursor: Cursor) -> Ops | None:
    cursor.next()
    cursor.take("FOREIGN")
    if cursor.take("TABLE"):
        return alter_table(cursor)
    if cursor.take("TYPE"):
        return alter_type(cursor)
    if cursor.take("INDEX"):
        return alter_index(cursor)
    if cursor.word() in ("SYSTEM", "DEFAULT", "LARGE", "USER"):
        return (StatementOp(f"ALTER {cursor.word()}", cursor.source(0, cursor.end)),)
    kind = object_kind(cursor)
    return None if kind is None else alter_object(cursor, kind)


def _drop(cursor: Cursor) -> Ops | None:
    cursor.next()
    cursor.take("TEMPORARY")
    cursor.take("FOREIGN")
    if cursor.take("TABLE"):
        return drop_table(cursor)
    if cursor.take("INDEX"):
        return drop_index(cursor)
    if cursor.take("TYPE"):
        return drop_type(cursor)
    if cursor.take("OWNED"):
        return None
    kind = object_kind(cursor)
    return None if kind is None else drop_object(cursor, kind)


def _comment(cursor: Cursor) -> Ops | None:
    cursor.next()
    cursor.expect("ON")
    return comment_on(cursor)


def _rename(cursor: Cursor) -> Ops | None:
    """MySQL's ``RENAME TABLE a TO b, …``."""
    from alembic.operations import ops

    cursor.next()
    cursor.expect("TABLE")
    found = []
    for element in cursor.elements():
        old = element.name()
        element.expect("TO")
        found.append(ops.RenameTableOp(old.name, element.name().name, schema=old.schema))
    return tuple(found)


def _do(cursor: Cursor) -> Ops | None:
    body = block_text(cursor.tokens, cursor.dialect)
    if body is None:
        return None

    def read(text: str) -> Ops | None:
        statements = read_sql(text, cursor.dialect)
        if any(statement.kind is StatementKind.UNKNOWN for statement in statements):
            return None
        return tuple(op for statement in statements for op in statement.ops)

    return read_block(body, read)


_HEADS.update(CREATE=_create, ALTER=_alter, DROP=_drop, COMMENT=_comment, RENAME=_rename, DO=_do)

_TABLE = re.compile(
    r"\b(?:alter|create|drop)\s+(?:\w+\s+){0,2}?table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?"
    r"""(?:["`]?(?P<schema>\w+)["`]?\.)?["`]?(?P<table>\w+)["`]?""",
    re.I,
)


def _unknown(text: str, tokens: list[Token], dialect: str) -> UnknownSqlOp:
    written = text[tokens[0].start : tokens[-1].end]
    match = _TABLE.search(written)
    if match is None:
        return UnknownSqlOp(written)
    schema = match["schema"]
    return UnknownSqlOp(written, match["table"], None if schema == "public" else schema)
