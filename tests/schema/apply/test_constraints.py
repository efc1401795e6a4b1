"""Constraints and indexes: one name, whatever its kind, and what stands on it."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from migration_lsp.schema.apply import ProblemKind

from .replaying import Replay

BASE = (
    "CREATE TABLE a (id int PRIMARY KEY, x int, y int, CONSTRAINT u UNIQUE (x), CONSTRAINT c CHECK (y > 0));"
    "CREATE UNIQUE INDEX ux ON a (y);"
    "CREATE TABLE b (id int PRIMARY KEY, a_x int CONSTRAINT fk REFERENCES a (x))"
)
DEPENDENT = [ProblemKind.DEPENDENT_OBJECTS]
UNKNOWN = [ProblemKind.UNKNOWN_OBJECT]
DUPLICATE = [ProblemKind.DUPLICATE_OBJECT]


@pytest.mark.parametrize("kind", [None, "unique", "check", "foreignkey", "primary"])
@pytest.mark.parametrize("name", ["c", "a_pkey"])
def test_postgres_drops_a_constraint_by_name_whatever_its_type(name: str, kind: str | None) -> None:
    replay = Replay().clean(BASE, ops.DropConstraintOp(name, "a", kind))
    assert (replay.table("a").primary_key is None) == (name == "a_pkey")
    assert (replay.table("a").checks == ()) == (name == "c")


def test_dropping_a_primary_key_leaves_its_columns_required() -> None:
    replay = Replay().clean(BASE, ops.DropConstraintOp("a_pkey", "a"))
    assert not replay.table("a").columns[0].nullable


def test_drops_that_fail() -> None:
    replay = Replay().clean(BASE)
    assert replay(ops.DropConstraintOp(None, "a")).kinds == [ProblemKind.CANNOT_EMIT]
    assert replay(ops.DropConstraintOp("nope", "a")).kinds == UNKNOWN
    assert replay(ops.DropConstraintOp("ux", "a", "unique")).kinds == UNKNOWN
    assert replay(ops.DropIndexOp("u", "a")).kinds == DEPENDENT
    assert replay(ops.DropIndexOp("nope", "a")).kinds == UNKNOWN
    assert replay("DROP INDEX a_pkey").kinds == DEPENDENT
    replay.clean("ALTER TABLE a DROP CONSTRAINT IF EXISTS nope", "DROP INDEX IF EXISTS nope")


def test_foreign_keys_stand_on_the_key_that_they_refer_to() -> None:
    assert Replay().clean(BASE)(ops.DropConstraintOp("u", "a")).kinds == DEPENDENT
    replay = Replay().clean(BASE, "ALTER TABLE a DROP CONSTRAINT u CASCADE")
    assert replay.table("b").foreign_keys == ()


def test_names_of_indexes_are_those_of_the_whole_schema() -> None:
    replay = Replay().clean(BASE)
    assert replay(ops.CreateIndexOp("ux", "b", ["id"])).kinds == DUPLICATE
    assert replay(ops.CreateUniqueConstraintOp("ux", "b", ["id"])).kinds == DUPLICATE
    replay = Replay().clean(BASE, "CREATE INDEX IF NOT EXISTS ux ON b (id)", "DROP INDEX ux")
    assert replay.table("a").indexes == ()
    replay = Replay("mysql").clean("CREATE TABLE a (x int)", "CREATE TABLE b (x int)")
    replay.clean(ops.CreateIndexOp("ix", "a", ["x"]), ops.CreateIndexOp("ix", "b", ["x"]))
    assert replay(ops.CreateIndexOp("ix", "b", ["x"])).kinds == DUPLICATE


def test_an_index_becomes_a_constraint() -> None:
    replay = Replay().clean(BASE, "ALTER TABLE a ADD CONSTRAINT uy UNIQUE USING INDEX ux")
    assert replay.table("a").indexes == ()
    assert [(each.name, each.columns) for each in replay.table("a").uniques] == [("u", ("x",)), ("uy", ("y",))]
    replay = Replay().clean("CREATE TABLE t (x int)", "CREATE UNIQUE INDEX i ON t (x)")
    replay.clean("ALTER TABLE t ADD PRIMARY KEY USING INDEX i")
    key = replay.table("t").primary_key
    assert key is not None
    assert (key.name, key.columns, replay.table("t").columns[0].nullable) == ("i", ("x",), False)


def test_constraints_not_yet_valid() -> None:
    replay = Replay().clean(BASE, "ALTER TABLE a ADD CONSTRAINT late CHECK (x > 0) NOT VALID")
    assert not replay.table("a").checks[-1].validated
    replay.clean("ALTER TABLE a VALIDATE CONSTRAINT late")
    assert replay.table("a").checks[-1].validated
    assert replay("ALTER TABLE a VALIDATE CONSTRAINT nope").kinds == UNKNOWN
    key = ops.CreateForeignKeyOp("late_fk", "b", "a", ["id"], ["id"], postgresql_not_valid=True)
    assert not replay.clean(key).table("b").foreign_keys[-1].validated


def test_renames() -> None:
    replay = Replay().clean(BASE, "ALTER TABLE a RENAME CONSTRAINT u TO v", "ALTER INDEX ux RENAME TO vx")
    assert replay.table("a").uniques[0].name == "v"
    assert replay.table("a").indexes[0].name == "vx"
    replay.clean("ALTER INDEX v RENAME TO w")
    assert replay.table("a").uniques[0].name == "w"
    assert replay("ALTER TABLE a RENAME CONSTRAINT nope TO x").kinds == UNKNOWN
    assert replay("ALTER INDEX nope RENAME TO x").kinds == UNKNOWN


def test_constraints_that_cannot_be() -> None:
    replay = Replay().clean(BASE)
    assert replay(ops.CreatePrimaryKeyOp("pk", "a", ["x"])).kinds == DUPLICATE
    assert replay(ops.CreateForeignKeyOp("f", "b", "a", ["id"], ["y"])).kinds == []
    assert replay(ops.CreateForeignKeyOp("g", "a", "b", ["x"], ["a_x"])).kinds == [ProblemKind.REFUSED]
    assert replay(ops.CreateForeignKeyOp("h", "a", "nope", ["x"], ["id"])).kinds == UNKNOWN
    assert replay(ops.CreateUniqueConstraintOp("w", "a", ["nope"])).kinds == UNKNOWN
    replay.clean("CREATE TABLE t (k uuid PRIMARY KEY)")
    assert replay(ops.CreateForeignKeyOp("i", "a", "t", ["x"], ["k"])).kinds == [ProblemKind.REFUSED]


def test_mysql_drops_by_kind() -> None:
    replay = Replay("mysql").clean("CREATE TABLE a (id int PRIMARY KEY, x int, UNIQUE KEY u (x))")
    assert replay(ops.DropConstraintOp("u", "a")).kinds == [ProblemKind.CANNOT_EMIT]
    replay = Replay("mysql").clean("CREATE TABLE a (id int PRIMARY KEY, x int, UNIQUE KEY u (x))")
    replay.clean(ops.DropConstraintOp("u", "a", "unique"), ops.DropConstraintOp("any", "a", "primary"))
    assert replay.table("a").primary_key is None
    replay.clean(ops.CreateIndexOp("ux", "a", ["x"], unique=True), ops.DropConstraintOp("ux", "a", "unique"))
    assert replay.table("a").indexes == ()


def test_indexes_on_materialized_views_are_no_surprise() -> None:
    replay = Replay().clean("CREATE MATERIALIZED VIEW m AS SELECT 1 AS x", "CREATE UNIQUE INDEX mx ON m (x)")
    assert replay.clean("DROP INDEX mx").catalogue.tables.get("m") is None


def test_an_unnamed_index_is_named_by_whoever_makes_it() -> None:
    replay = Replay().clean(BASE, "CREATE INDEX ON a (x, y DESC)", ops.CreateIndexOp(None, "a", ["x"]))
    assert [index.name for index in replay.table("a").indexes] == ["ux", "a_x_y_idx", "ix_a_x"]


def test_boolean_and_enum_checks_of_types_that_are_not_native() -> None:
    kind = sa.Enum("p", "q", name="kind", native_enum=False, create_constraint=True)
    replay = Replay().clean(BASE, ops.AddColumnOp("a", sa.Column("k", kind)))
    assert replay.table("a").checks[-1].name == "kind"
    replay.clean(ops.AlterColumnOp("a", "k", existing_type=kind, modify_type=sa.Text()))
    assert [check.name for check in replay.table("a").checks] == ["c"]


NAMES = {"uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s", "ck": "ck_%(constraint_name)s"}


def test_a_convention_names_what_is_dropped_without_a_name() -> None:
    replay = Replay(naming=NAMES).clean("CREATE TABLE a (id int, x int, CONSTRAINT pk_a PRIMARY KEY (id), UNIQUE (x))")
    replay(ops.DropConstraintOp(None, "a", "unique"))
    assert (replay.kinds, replay.problems[0].name) == (UNKNOWN, "uq_a_")
    assert replay(ops.DropConstraintOp(None, "a", "check")).kinds == [ProblemKind.CANNOT_EMIT]
    assert replay(ops.DropConstraintOp(None, "a")).kinds == [ProblemKind.CANNOT_EMIT]
    replay.clean(ops.DropConstraintOp(None, "a", "primary"))
    assert replay.table("a").primary_key is None


def test_sqlalchemy_names_an_index_that_is_dropped_without_a_name() -> None:
    replay = Replay().clean(BASE)
    without_name: Any = None
    replay(ops.DropIndexOp(without_name, "a"))
    assert (replay.kinds, replay.problems[0].name) == (UNKNOWN, "ix_a_x")
    replay.clean(ops.CreateIndexOp("ix_a_x", "a", ["y"]), ops.DropIndexOp(without_name, "a"))
    assert [index.name for index in replay.table("a").indexes] == ["ux"]


def test_a_type_of_constraint_that_does_not_exist() -> None:
    assert Replay().clean(BASE)(ops.DropConstraintOp("c", "a", "fk")).kinds == [ProblemKind.CANNOT_EMIT]


def test_mysql_drops_a_primary_key_without_a_name() -> None:
    replay = Replay("mysql").clean("CREATE TABLE a (id int PRIMARY KEY)", ops.DropConstraintOp(None, "a", "primary"))
    assert replay.table("a").primary_key is None
    assert replay(ops.DropConstraintOp(None, "a", "primary")).kinds == UNKNOWN
