"""Statements on rows, and those that leave the schema as it is: told apart by their first words.

More than half of all raw SQL is of these, so the common case is one pattern over the text and no tokens.
"""

from __future__ import annotations

import re

from ..operations import DataOp, DataVerb, StatementOp
from .assignments import assignments
from .cursor import Cursor, NotUnderstood
from .tokens import Kind

_HARMLESS = """
    ABORT ANALYZE BEGIN CALL CHECKPOINT CLUSTER COMMIT DEALLOCATE DECLARE DISCARD END EXECUTE EXPLAIN FETCH
    FLUSH GRANT LISTEN LOAD LOCK NOTIFY OPTIMIZE PRAGMA PREPARE REASSIGN REFRESH REINDEX RELEASE RESET REVOKE
    ROLLBACK SAVEPOINT SECURITY SET SHOW START UNLISTEN UNLOCK USE VACUUM VALUES ATTACH DETACH CLOSE
    DELIMITER GO PRINT TABLE DESCRIBE"""
HARMLESS = frozenset(_HARMLESS.split())
"""First words of statements that leave the schema as it is."""

_SIMPLE = re.compile(
    r"""\s*(?:(?P<insert>insert\s+into|replace\s+into)|(?P<update>update(?:\s+only)?)|(?P<delete>delete\s+from(?:\s+only)?))
    \s+(?:(?P<schema>[a-z_]\w*)\.)?(?P<table>[a-z_]\w*)(?=[\s(;]|$)""",
    re.I | re.X,
)
_SELECT = re.compile(r"\s*select\b", re.I)
_INTO = re.compile(r"\binto\b", re.I)
_CHANGES_SCHEMA = re.compile(r"\b(?:(?:add|drop|update)geometry\w*|create_\w*table)\s*\(", re.I)
_MAY_HIDE = re.compile(r"""[('"$`#]|--|/\*""")
_WHERE = re.compile(r"\bwhere\b", re.I)


def plain_data(text: str, dialect: str) -> DataOp | None:
    """The operation of a text that is evidently one statement on rows; None where it takes a closer look."""
    if ";" in text and text.rstrip().find(";") != len(text.rstrip()) - 1:
        return None
    if _SELECT.match(text):
        # A query that calls a function known to change tables is no query.
        changes = _INTO.search(text) or _CHANGES_SCHEMA.search(text)
        return None if changes else DataOp(DataVerb.SELECT)
    match = _SIMPLE.match(text)
    if match is None:
        return None
    if match["insert"]:
        return DataOp(DataVerb.INSERT, *_named(match, dialect))
    where = _WHERE.search(text)
    if where is not None and _MAY_HIDE.search(text, 0, where.start()):
        # The WHERE may stand in a query inside, in a string or a comment, and not bound the statement.
        return None
    condition = text[where.end() :] if where is not None else None
    if match["delete"]:
        return DataOp(DataVerb.DELETE, *_named(match, dialect), has_where=where is not None, where=condition)
    sets = assignments(text[match.end() : where.start() if where is not None else None], dialect)
    named = _named(match, dialect)
    return DataOp(DataVerb.UPDATE, *named, has_where=where is not None, sets=sets, where=condition)


def _named(match: re.Match[str], dialect: str) -> tuple[str, str | None]:
    table, schema = match["table"], match["schema"]
    if dialect in ("postgresql", "cockroachdb"):
        table = table.lower()
        schema = None if schema is None or schema.lower() == "public" else schema.lower()
    return table, schema


_VERBS = {
    "INSERT": DataVerb.INSERT,
    "REPLACE": DataVerb.INSERT,
    "UPDATE": DataVerb.UPDATE,
    "DELETE": DataVerb.DELETE,
    "MERGE": DataVerb.MERGE,
}


def read_data(cursor: Cursor) -> tuple[DataOp, ...] | None:
    """A statement on rows; None where the cursor stands before something else."""
    if cursor.take("TRUNCATE"):
        return _truncate(cursor)
    if cursor.take("COPY"):
        return (DataOp(DataVerb.COPY, *_table(cursor)),)
    if cursor.sees("WITH"):
        # The statement that the common table expressions are for stands outside all brackets.
        cursor.source_until({*_VERBS, "SELECT"})
    elif (token := cursor.peek()) and token.text == "(":
        return (DataOp(DataVerb.SELECT),)
    if cursor.take("SELECT"):
        cursor.source_until({"INTO"})
        changes = _CHANGES_SCHEMA.search(cursor.source(0, cursor.end))
        return (DataOp(DataVerb.SELECT),) if cursor.done() and not changes else None
    verb = _VERBS.get(cursor.word())
    if verb is None:
        return None
    cursor.next()
    cursor.take_any("LOW_PRIORITY", "IGNORE", "DELAYED", "OR")
    cursor.take_any("REPLACE", "IGNORE", "ABORT", "ROLLBACK", "FAIL")
    cursor.take_any("INTO", "FROM")
    cursor.take("ONLY")
    table, schema = _table(cursor)
    written = cursor.source_until({"WHERE"})
    sets = assignments(written, cursor.dialect) if verb is DataVerb.UPDATE else None
    condition = None if cursor.done() else cursor.rest()
    return (DataOp(verb, table, schema, has_where=condition is not None, sets=sets, where=condition),)


def _table(cursor: Cursor) -> tuple[str | None, str | None]:
    try:
        name = cursor.name()
    except NotUnderstood:
        return None, None
    return name.name, name.schema


def _truncate(cursor: Cursor) -> tuple[DataOp, ...]:
    cursor.take("TABLE")
    cursor.take("ONLY")
    names = [_table(cursor)]
    while cursor.punctuation(","):
        names.append(_table(cursor))
    cascade = False
    while not cursor.done():
        cascade = cursor.take("CASCADE") or cascade
        if not cursor.done():
            cursor.next()
    return tuple(DataOp(DataVerb.TRUNCATE, table, schema, cascade=cascade) for table, schema in names)


_WITH_TABLE = frozenset({"TABLE", "ONLY", "CONCURRENTLY", "VIEW", "MATERIALIZED", "INDEX", "FULL", "VERBOSE", "FREEZE"})


def harmless(cursor: Cursor) -> StatementOp:
    """A statement whose first word is one of :data:`HARMLESS`."""
    text = cursor.source(0, cursor.end)
    first = cursor.next().word
    verb, table, schema = first, None, None
    if first in ("VACUUM", "REFRESH", "REINDEX", "LOCK", "ANALYZE", "CLUSTER"):
        if (token := cursor.peek()) and token.text == "(":
            cursor.skip_balanced()
        while cursor.word() in _WITH_TABLE:
            verb = f"{verb} {cursor.next().word}"
        if (token := cursor.peek()) and token.kind in (Kind.WORD, Kind.QUOTED):
            table, schema = _table(cursor)
    return StatementOp(verb, text, table, schema)
