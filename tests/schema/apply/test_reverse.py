"""What Alembic calls the reverse of an operation gives the catalogue back, on every dialect."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops
from hypothesis import given
from hypothesis import strategies as st

from migration_lsp.schema.apply import apply
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.sql import read_sql

BASE = "CREATE TABLE a (id int PRIMARY KEY, x int, y varchar(10) NOT NULL)"
TYPES: list[Callable[[], Any]] = [sa.Integer, sa.Text, lambda: sa.String(7), sa.DateTime, lambda: sa.Numeric(5, 2)]


def base(dialect: str) -> Catalogue:
    catalogue = Catalogue(dialect)
    for statement in read_sql(BASE, dialect):
        for op in statement.ops:
            catalogue = apply(catalogue, op).catalogue
    return catalogue


@st.composite
def columns(draw: st.DrawFn) -> sa.Column[Any]:
    keys = [sa.ForeignKey("a.id", ondelete=draw(st.sampled_from([None, "CASCADE"])))] if draw(st.booleans()) else []
    type_ = sa.Integer() if keys else draw(st.sampled_from(TYPES))()
    return sa.Column(
        draw(st.sampled_from(["new", "Other"])),
        type_,
        *keys,
        nullable=draw(st.booleans()),
        unique=draw(st.sampled_from([None, True])),
        index=draw(st.sampled_from([None, True])),
        server_default=draw(st.sampled_from([None, "1"])),
    )


@st.composite
def operations(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(["table", "column", "index", "unique", "check", "foreign"]))
    name = draw(st.sampled_from(["n", "Longer name"]))
    names = draw(st.lists(st.sampled_from(["x", "y"]), min_size=1, unique=True))
    if kind == "table":
        return ops.CreateTableOp("b", [sa.Column("id", sa.Integer(), primary_key=True), draw(columns())])
    if kind == "column":
        return ops.AddColumnOp("a", draw(columns()))
    if kind == "index":
        return ops.CreateIndexOp(name, "a", names, unique=draw(st.booleans()))
    if kind == "unique":
        return ops.CreateUniqueConstraintOp(name, "a", names)
    if kind == "check":
        return ops.CreateCheckConstraintOp(name, "a", sa.text("x > 0"))
    return ops.CreateForeignKeyOp(name, "a", "a", ["x"], ["id"])


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql"])
@given(op=operations())
def test_the_reverse_gives_the_catalogue_back(dialect: str, op: Any) -> None:
    before = base(dialect)
    after = apply(before, op).catalogue
    back = apply(after, op.reverse()).catalogue
    assert after != before
    if dialect == "mysql" and isinstance(op, ops.CreateForeignKeyOp):
        # InnoDB leaves the index that it made for the key.
        assert back.tables["a"].foreign_keys == ()
        return
    assert back == before


@given(op=operations())
def test_replaying_is_repeatable(op: Any) -> None:
    assert apply(base("postgresql"), op) == apply(base("postgresql"), op)


@given(op=operations())
def test_an_uncertain_operation_loses_nothing(op: Any) -> None:
    before = base("postgresql")
    uncertain = apply(before, op, certain=False).catalogue
    assert {*before.tables["a"].columns} <= {*uncertain.tables["a"].columns}
    assert {*before.tables} <= {*uncertain.tables}
