"""What an UPDATE sets, and what its values are made of."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migration_lsp.schema.executed import executed
from migration_lsp.schema.operations import Assignment, DataOp
from migration_lsp.schema.sql import read_sql


def _sets(text: str, dialect: str = "postgresql") -> dict[str, set[str]] | None:
    (operation,) = (op for statement in read_sql(text, dialect) for op in statement.ops)
    assert isinstance(operation, DataOp)
    return None if operation.sets is None else {it.column: set(it.reads) for it in operation.sets}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UPDATE t SET a = 'x, y = z' WHERE a IS NULL", {"a": set()}),
        ('UPDATE "T" SET "Full" = first || last, b = 1', {"Full": {"first", "last"}, "b": set()}),
        ("UPDATE t AS x SET A = coalesce(x.b, 1)", {"a": {"coalesce", "x", "b"}}),
        ("UPDATE t SET (a, b) = (1, c)", {"a": {"c"}, "b": {"c"}}),
        ("WITH x AS (SELECT 1) UPDATE t SET q = 2;", {"q": set()}),
    ],
)
def test_the_columns_and_names_of_a_set_clause(text: str, expected: dict[str, set[str]]) -> None:
    assert _sets(text) == expected


def test_mysql_names_the_table_of_a_column_and_quotes_with_backticks() -> None:
    assert _sets('UPDATE t SET t.`a` = "b"', "mysql") == {"a": set()}


def test_other_statements_set_nothing() -> None:
    assert _sets("DELETE FROM t WHERE a = 1") is None


def test_a_construct_says_the_same() -> None:
    t = sa.table("t", sa.column("a"), sa.column("b"))
    (operation,) = executed(t.update().values(a=sa.func.lower(t.c.b)), "postgresql")
    assert isinstance(operation, DataOp)
    assert operation.sets == (Assignment("a", frozenset({"b"})),)
    (unseen,) = executed(t.update().where(t.c.a.is_(None)), "postgresql")
    assert isinstance(unseen, DataOp)
    assert unseen.sets is None
