"""Values for rows that are there already: which, and in pieces that lock few rows for a short time.

Every statement leaves fewer rows for the next one, so that the loop ends; each commits for itself.
"""

from __future__ import annotations

import re

from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import sql_string
from migration_lsp.strategies.code import execute, of_sql, outside_transaction
from migration_lsp.strategies.ground import Ground

ROWS = 1000
"""How many rows one statement of a backfill changes."""


def in_pieces(ground: Ground, assignments: str, where: str) -> str:
    """``UPDATE … SET … WHERE …``, some rows at a time. The condition must not hold for a row that was updated."""
    return _repeated(ground, f"UPDATE {ground.sql} SET {assignments}", where)


def _repeated(ground: Ground, statement: str, where: str) -> str:
    if ground.in_batches:
        # SQLite has one writer at a time anyway, and no LIMIT there.
        return execute(f"{statement}\nWHERE {where}" if len(statement + where) > 70 else f"{statement} WHERE {where}")
    return outside_transaction(
        "connection = op.get_bind()",
        f"batch = {of_sql('sa.text', _some_rows(ground, statement, where))}",
        "while connection.execute(batch).rowcount:",
        "    pass",
    )


def _some_rows(ground: Ground, statement: str, where: str) -> str:
    if ground.is_mysql:
        return f"{statement}\nWHERE {where}\nLIMIT {ROWS}"
    keys = ground.quoted_all(ground.key_columns)
    if not keys:
        return (
            f"{statement}\nWHERE ctid = ANY (ARRAY(\n    SELECT ctid FROM {ground.sql} WHERE {where} LIMIT {ROWS}\n))"
        )
    chosen = f"SELECT {keys} FROM {ground.sql} WHERE {where} LIMIT {ROWS}"
    row = keys if len(ground.key_columns) == 1 else f"({keys})"
    return f"{statement}\nWHERE {row} IN (\n    {chosen}\n)"


_TEXT = re.compile(r"(?:VAR)?CHAR\b|CHARACTER|TEXT|STRING|CITEXT|CLOB", re.IGNORECASE)
_NUMBER = re.compile(r"(?:BIG|SMALL|MEDIUM|TINY)?INT|NUMERIC|DECIMAL|REAL|FLOAT|DOUBLE|MONEY", re.IGNORECASE)
_KINDS: tuple[tuple[str, str], ...] = (
    (r"BOOL", "false"),
    (r"TIMESTAMP|DATETIME", "CURRENT_TIMESTAMP"),
    (r"DATE", "CURRENT_DATE"),
    (r"TIME", "CURRENT_TIME"),
    (r"INTERVAL", "'0'"),
    (r"JSONB?", "'{}'"),
    (r"BYTEA|(?:VAR)?BINARY|(?:TINY|MEDIUM|LONG)?BLOB", "''"),
)


def neutral_value(column: ColumnRecord, ground: Ground, *, unique: bool, values: tuple[str, ...] = ()) -> str | None:
    """A value of the column's type that says nothing yet, in SQL: somebody has to choose the right one.

    A unique column gets a value for each row, made of its key. ``values`` are those of an enum type that is not there
    yet. None where there is no such value.
    """
    if unique:
        return _of_the_row(column, ground)
    enum = ground.catalogue.enums.get(column.type)
    values = enum.values if enum is not None else values
    if values:
        return sql_string(values[0])
    if column.type.endswith("[]"):
        return "'{}'"
    if _TEXT.match(column.type):
        return "''"
    if column.type.upper() == "TINYINT(1)" or _NUMBER.match(column.type):
        return "0"
    if column.type.upper() == "UUID":
        return "gen_random_uuid()" if ground.is_postgres else None
    found = next((value for pattern, value in _KINDS if re.match(pattern, column.type, re.IGNORECASE)), None)
    return "0" if found == "false" and not ground.is_postgres else found


def _of_the_row(column: ColumnRecord, ground: Ground) -> str | None:
    if column.type.upper() == "UUID" and ground.is_postgres:
        return "gen_random_uuid()"
    if len(ground.key_columns) != 1:
        return None
    key = ground.quote(ground.key_columns[0])
    if _TEXT.match(column.type):
        return f"CAST({key} AS {'CHAR' if ground.is_mysql else 'TEXT'})"
    return key if re.match(r"(?:BIG)?INT", column.type, re.IGNORECASE) else None
