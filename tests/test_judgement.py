"""The first table of risks: what each kind of change means for rows that are there already."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from migration_lsp.judgement.changes import Judgement, judge
from migration_lsp.judgement.risk import Risk
from migration_lsp.schema.difference import Difference, change_of, flat_tuples

Op = ops.MigrateOperation


def _judge(*operations: Op, dialect: str = "postgresql", certain: bool = True) -> list[Judgement]:
    upgrade = ops.UpgradeOps(list(operations))
    tuples = flat_tuples(upgrade)
    changes = tuple(change_of(diff, lambda _table, _column: not certain) for diff in tuples)
    return list(judge(Difference(upgrade, tuples, changes), dialect))


def _risk(*operations: Op, dialect: str = "postgresql") -> Risk:
    return _judge(*operations, dialect=dialect)[-1].risk


def _table(*columns: sa.Column[object] | sa.schema.SchemaItem, name: str = "user") -> sa.Table:
    return sa.Table(name, sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), *columns)


def _add(column: sa.Column[object]) -> Op:
    return ops.AddColumnOp("user", column)


def _retype(before: sa.types.TypeEngine[Any], after: sa.types.TypeEngine[Any]) -> Op:
    return ops.AlterColumnOp("user", "plan", existing_type=before, modify_type=after)


@pytest.mark.parametrize(
    ("column", "risk"),
    [
        (sa.Column("plan", sa.String(), nullable=False), Risk.CRITICAL),
        (sa.Column("plan", sa.String(), nullable=False, default="free"), Risk.CRITICAL),
        (sa.Column("plan", sa.String()), Risk.SAFE),
        (sa.Column("deleted_at", sa.DateTime()), Risk.SAFE),
        (sa.Column("plan", sa.String(), nullable=False, server_default="free"), Risk.SAFE),
        (sa.Column("at", sa.DateTime(), nullable=False, server_default=sa.func.now()), Risk.SAFE),
        (sa.Column("key", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")), Risk.WARNING),
        (sa.Column("number", sa.Integer(), sa.Identity(), nullable=False), Risk.WARNING),
        (sa.Column("total", sa.Integer(), sa.Computed("a + b")), Risk.WARNING),
    ],
)
def test_a_new_column(column: sa.Column[object], risk: Risk) -> None:
    assert _risk(_add(column)) is risk


def test_mysql_fills_in_what_postgresql_refuses() -> None:
    (judgement,) = _judge(_add(sa.Column("plan", sa.String(9), nullable=False)), dialect="mysql")
    assert judgement.risk is Risk.CRITICAL
    assert "silently" in judgement.why


@pytest.mark.parametrize(
    ("before", "after", "risk"),
    [
        (sa.String(50), sa.String(200), Risk.SAFE),
        (sa.String(50), sa.String(), Risk.SAFE),
        (sa.String(50), sa.Text(), Risk.SAFE),
        (sa.Numeric(10, 2), sa.Numeric(12, 2), Risk.SAFE),
        (sa.String(200), sa.String(50), Risk.WARNING),
        (sa.Text(), sa.String(50), Risk.WARNING),
        (sa.String(), sa.String(50), Risk.WARNING),
        (sa.Numeric(12, 2), sa.Numeric(12, 4), Risk.WARNING),
        (sa.Numeric(12, 4), sa.Numeric(12, 2), Risk.WARNING),
        (sa.Integer(), sa.BigInteger(), Risk.CRITICAL),
        (sa.String(), sa.Integer(), Risk.CRITICAL),
        (sa.CHAR(3), sa.CHAR(5), Risk.CRITICAL),
    ],
)
def test_a_changed_type(before: sa.types.TypeEngine[Any], after: sa.types.TypeEngine[Any], risk: Risk) -> None:
    assert _risk(_retype(before, after)) is risk


def test_only_postgresql_is_known_to_widen_without_a_rewrite() -> None:
    assert _risk(_retype(sa.String(50), sa.String(200)), dialect="mysql") is Risk.CRITICAL


@pytest.mark.parametrize(
    ("change", "risk"),
    [
        ({"existing_nullable": True, "modify_nullable": False}, Risk.CRITICAL),
        ({"existing_nullable": False, "modify_nullable": True}, Risk.SAFE),
        ({"existing_server_default": None, "modify_server_default": "free"}, Risk.WARNING),
        ({"existing_server_default": sa.text("'free'"), "modify_server_default": None}, Risk.WARNING),
        ({"existing_comment": "a", "modify_comment": "b"}, Risk.SAFE),
    ],
)
def test_an_altered_column(change: dict[str, object], risk: Risk) -> None:
    alter = ops.AlterColumnOp("user", "plan", existing_type=sa.String(), **change)  # type: ignore[arg-type]
    assert _risk(alter) is risk


def test_tables_and_columns_that_go() -> None:
    table = _table(sa.Column("plan", sa.String()))
    assert _risk(ops.DropTableOp.from_table(table)) is Risk.CRITICAL
    assert _risk(ops.DropColumnOp.from_column_and_tablename(None, "user", table.c.plan)) is Risk.CRITICAL
    assert _risk(ops.CreateTableOp.from_table(table)) is Risk.SAFE


def test_indexes() -> None:
    table = _table(sa.Column("plan", sa.String()), sa.Column("slug", sa.String()))
    plain, unique = sa.Index("ix_plan", table.c.plan), sa.Index("ix_slug", table.c.slug, unique=True)
    assert _risk(ops.CreateIndexOp.from_index(plain)) is Risk.SAFE
    assert _risk(ops.CreateIndexOp.from_index(unique)) is Risk.WARNING
    assert _risk(ops.DropIndexOp.from_index(plain)) is Risk.WARNING
    assert _risk(ops.CreateTableOp.from_table(table), ops.CreateIndexOp.from_index(unique)) is Risk.SAFE


def test_constraints() -> None:
    table = _table(sa.Column("plan", sa.String()))
    unique = sa.UniqueConstraint("plan", name="uq")
    table.append_constraint(unique)
    assert _risk(ops.AddConstraintOp.from_constraint(unique)) is Risk.WARNING
    assert _risk(ops.DropConstraintOp.from_constraint(unique)) is Risk.WARNING
    assert _risk(ops.CreateTableOp.from_table(table), ops.AddConstraintOp.from_constraint(unique)) is Risk.SAFE


def _foreign_key(ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    key = sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk", ondelete=ondelete)
    metadata = sa.MetaData()
    sa.Table("team", metadata, sa.Column("id", sa.Integer(), primary_key=True))
    sa.Table("user", metadata, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("team_id", sa.Integer()), key)
    return key


def test_foreign_keys() -> None:
    add = ops.AddConstraintOp.from_constraint(_foreign_key())
    drop = ops.DropConstraintOp.from_constraint(_foreign_key())
    assert _risk(add) is Risk.WARNING
    (judgement,) = _judge(add)
    assert "existing column" in judgement.what
    *_, judgement = _judge(_add(sa.Column("team_id", sa.Integer())), add)
    assert "new column" in judgement.what
    assert _risk(drop) is Risk.CRITICAL
    gone = ops.DropColumnOp.from_column_and_tablename(None, "user", sa.Column("team_id", sa.Integer()))
    assert _judge(drop, gone)[0].risk is Risk.WARNING
    replaced, added = _judge(drop, ops.AddConstraintOp.from_constraint(_foreign_key("CASCADE")))
    assert (replaced.risk, replaced.what, added.risk) == (Risk.WARNING, "foreign key replaced", Risk.WARNING)


def test_what_is_uncertain_is_a_note_and_never_safe() -> None:
    (judgement,) = _judge(_add(sa.Column("plan", sa.String())), certain=False)
    assert judgement.risk is Risk.NOTE
