"""``use_alter``: CREATE TABLE leaves a foreign key to an ALTER that nobody may write."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from tests.migrations.runs import run

from .replaying import Replay


def table() -> ops.CreateTableOp:
    key = sa.ForeignKeyConstraint(["b_id"], ["b.id"], name="fk", use_alter=True)
    return ops.CreateTableOp(
        "a", [sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b_id", sa.Integer()), key]
    )


@pytest.mark.parametrize(("dialect", "keys"), [("postgresql", []), ("mysql", []), ("sqlite", ["fk"])])
def test_only_sqlite_makes_it_with_the_table(dialect: str, keys: list[str]) -> None:
    replay = Replay(dialect)(table())
    assert [key.name for key in replay.table("a").foreign_keys] == keys


def test_the_operation_that_adds_it_is_no_second_one() -> None:
    replay = Replay().clean(
        table(), "CREATE TABLE b (id int PRIMARY KEY)", ops.CreateForeignKeyOp("fk", "a", "b", ["b_id"], ["id"])
    )
    assert len(replay.table("a").foreign_keys) == 1


def test_creating_a_whole_metadata_adds_it() -> None:
    result = run(
        """
        meta = sa.MetaData()
        sa.Table("a", meta, sa.Column("b_id", sa.ForeignKey("b.id", name="fk", use_alter=True)))
        sa.Table("b", meta, sa.Column("id", sa.Integer, primary_key=True))
        def upgrade():
            meta.create_all(op.get_bind())
        """
    )
    assert not any(recorded.problems for recorded in result.operations)
    assert [key.name for key in result.after.tables["a"].foreign_keys] == ["fk"]
