"""Our reader of DDL against sqlglot's, on the statements that both know: tables, columns, types, what is required."""

from __future__ import annotations

import pytest
import sqlglot
from alembic.operations import ops
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import expressions

from migration_lsp.schema.sql import read_sql
from migration_lsp.schema.types import canonical_type, type_text

_SQLGLOT = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite"}
_TYPES = {
    "postgresql": [
        "integer",
        "bigint",
        "varchar(20)",
        "text",
        "numeric(10, 2)",
        "timestamptz",
        "jsonb",
        "boolean",
        "uuid",
    ],
    "mysql": ["integer", "bigint", "varchar(20)", "text", "decimal(10, 2)", "datetime", "json"],
    "sqlite": ["integer", "text", "blob", "real"],
}
_NAMES = st.from_regex(r"[a-z][a-z_]{0,9}x", fullmatch=True)

Columns = list[tuple[str, str, bool]]


def ours(text: str, dialect: str) -> tuple[str, Columns]:
    """The table, and per column its name, canonical type and whether it may be NULL, as we read a CREATE TABLE."""
    (operation,) = [operation for statement in read_sql(text, dialect) for operation in statement.ops]
    assert isinstance(operation, ops.CreateTableOp)
    columns = operation.to_table().columns
    return operation.table_name, [
        (str(it.name), type_text(it.type, dialect), bool(it.nullable and not it.primary_key)) for it in columns
    ]


def theirs(text: str, dialect: str) -> tuple[str, Columns]:
    """The same as sqlglot reads it."""
    tree = sqlglot.parse_one(text, dialect=_SQLGLOT[dialect])
    table = tree.find(expressions.Table)
    assert table is not None
    columns: Columns = []
    for column in tree.find_all(expressions.ColumnDef):
        kinds = [constraint.kind for constraint in column.constraints]
        required = any(
            isinstance(kind, expressions.PrimaryKeyColumnConstraint)
            or (isinstance(kind, expressions.NotNullColumnConstraint) and not kind.args.get("allow_null"))
            for kind in kinds
        )
        assert column.kind is not None
        written = column.kind.sql(dialect=_SQLGLOT[dialect])
        columns.append((column.name, canonical_type(written, dialect), not required))
    return table.name, columns


@st.composite
def create_table(draw: st.DrawFn, dialect: str) -> str:
    names = draw(st.lists(_NAMES, min_size=1, max_size=5, unique=True))
    lines = []
    for position, name in enumerate(names):
        parts = [name, draw(st.sampled_from(_TYPES[dialect]))]
        if position == 0 and draw(st.booleans()):
            parts.append("PRIMARY KEY")
        else:
            parts.append(draw(st.sampled_from(["", "NULL", "NOT NULL", "DEFAULT NULL"])))
        lines.append(" ".join(parts))
    exists = draw(st.sampled_from(["", "IF NOT EXISTS "]))
    gap = draw(st.sampled_from([" ", "\n  ", " /* why */ ", " -- why\n"]))
    return f"CREATE TABLE {exists}{draw(_NAMES)}{gap}({f',{gap}'.join(lines)});"


@pytest.mark.parametrize("dialect", sorted(_SQLGLOT))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_table_is_the_same_to_both(dialect: str, data: st.DataObject) -> None:
    text = data.draw(create_table(dialect))
    assert ours(text, dialect) == theirs(text, dialect)
