"""Columns added, changed, renamed and dropped."""

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from migration_lsp.schema.apply import ProblemKind

from .replaying import Replay

BASE = (
    "CREATE TABLE a (id int PRIMARY KEY, x int, y text DEFAULT 'q', CONSTRAINT u UNIQUE (x),"
    " CHECK (x > 0 AND y <> 'x'));"
    "CREATE INDEX ix ON a (lower(y)) WHERE x > 1;"
    "CREATE TABLE b (id int PRIMARY KEY, a_x int REFERENCES a (x))"
)


def test_a_column_brings_its_constraints_and_indexes() -> None:
    replay = Replay().clean(
        BASE,
        ops.AddColumnOp("a", sa.Column("b_id", sa.Integer(), sa.ForeignKey("b.id", ondelete="CASCADE"), index=True)),
        ops.AddColumnOp("a", sa.Column("code", sa.String(3), unique=True, comment="short")),
    )
    table = replay.table("a")
    assert table.foreign_keys[0].name == "a_b_id_fkey"
    assert table.foreign_keys[0].ondelete == "CASCADE"
    assert table.indexes[-1].name == "ix_a_b_id"
    assert table.uniques[-1].name == "a_code_key"
    assert table.columns[-1].comment == "short"


def test_the_same_operation_applies_again_and_again() -> None:
    op = ops.AddColumnOp("a", sa.Column("b_id", sa.Integer(), sa.ForeignKey("b.id"), index=True))
    first = Replay().clean(BASE, op)
    second = Replay().clean(BASE, op)
    assert first.catalogue.tables["a"] == second.catalogue.tables["a"]


def test_adding_what_exists() -> None:
    replay = Replay().clean(BASE)
    assert replay(ops.AddColumnOp("a", sa.Column("x", sa.Text()))).kinds == [ProblemKind.DUPLICATE_OBJECT]
    replay = Replay().clean(BASE, "ALTER TABLE a ADD COLUMN IF NOT EXISTS y int UNIQUE")
    assert len(replay.table("a").uniques) == 1


def test_dropping_a_column_takes_what_uses_it() -> None:
    replay = Replay().clean(BASE, "ALTER TABLE a DROP COLUMN y")
    table = replay.table("a")
    assert table.indexes == ()
    assert table.checks == ()
    assert [unique.name for unique in table.uniques] == ["u"]


def test_dropping_a_column_that_others_refer_to() -> None:
    replay = Replay().clean(BASE)
    assert replay("ALTER TABLE a DROP COLUMN x").kinds == [ProblemKind.DEPENDENT_OBJECTS]
    replay = Replay().clean(BASE, "ALTER TABLE a DROP COLUMN x CASCADE")
    assert replay.table("b").foreign_keys == ()
    assert replay.table("a").uniques == ()


def test_generated_columns_and_views_depend_on_columns() -> None:
    replay = Replay().clean(
        "CREATE TABLE a (x int, y int, g int GENERATED ALWAYS AS (x + 1) STORED)", "CREATE VIEW v AS SELECT y FROM a"
    )
    assert replay("ALTER TABLE a DROP x").kinds == [ProblemKind.DEPENDENT_OBJECTS]
    assert replay("ALTER TABLE a DROP y").kinds == [ProblemKind.DEPENDENT_OBJECTS]


def test_dropping_what_is_not_there() -> None:
    replay = Replay().clean(BASE)
    assert replay(ops.DropColumnOp("a", "nope")).kinds == [ProblemKind.UNKNOWN_OBJECT]
    replay.clean("ALTER TABLE a DROP COLUMN IF EXISTS nope", "ALTER TABLE IF EXISTS nope DROP COLUMN x")


def test_a_renamed_column_is_followed_everywhere() -> None:
    replay = Replay().clean(BASE, ops.AlterColumnOp("a", "x", modify_name="Count"))
    table = replay.table("a")
    assert table.uniques[0].columns == ("Count",)
    assert table.checks[0].sqltext == "\"Count\" > 0 AND y <> 'x'"
    assert dict(table.indexes[0].options)["postgresql_where"] == '"Count" > 1'
    assert replay.table("b").foreign_keys[0].target_columns == ("Count",)


def test_altering_a_column_changes_what_it_says() -> None:
    replay = Replay().clean(
        BASE,
        ops.AlterColumnOp("a", "y", modify_nullable=False, modify_comment="c", modify_server_default=None),
        ops.AlterColumnOp("a", "x", modify_type=sa.BigInteger(), modify_server_default="1"),
    )
    y, x = replay.table("a").column("y"), replay.table("a").column("x")
    assert y is not None
    assert x is not None
    assert (y.nullable, y.comment, y.default, y.type) == (False, "c", None, "TEXT")
    assert (x.type, x.default) == ("BIGINT", "'1'")


def test_altering_nothing_changes_nothing() -> None:
    replay = Replay().clean(BASE)
    before = replay.table("a")
    replay.clean(ops.AlterColumnOp("a", "x", existing_type=sa.Integer(), modify_nullable=True))
    assert replay.table("a") == before


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ("x TYPE text", []),
        ("y TYPE int", [ProblemKind.CANNOT_CAST]),
        ("y TYPE int USING y::int", [ProblemKind.CANNOT_CAST]),
        ("y TYPE varchar(3)", []),
        ("id TYPE bigint", []),
        ("id DROP NOT NULL", [ProblemKind.REFUSED]),
        ("x ADD GENERATED ALWAYS AS IDENTITY", [ProblemKind.REFUSED]),
        ("z ADD GENERATED ALWAYS AS IDENTITY", [ProblemKind.REFUSED]),
        ("y TYPE uuid USING y::uuid", [ProblemKind.CANNOT_CAST]),
        ("id TYPE uuid USING gen_random_uuid()", []),
        ("x DROP IDENTITY", [ProblemKind.REFUSED]),
        ("nope SET NOT NULL", [ProblemKind.UNKNOWN_OBJECT]),
    ],
)
def test_what_the_server_refuses_of_a_column(change: str, kinds: list[ProblemKind]) -> None:
    replay = Replay().clean("CREATE TABLE a (id int PRIMARY KEY, x int, y text DEFAULT 'q', z text NOT NULL)")
    assert replay(f"ALTER TABLE a ALTER {change}").kinds == kinds


def test_identity_columns() -> None:
    replay = Replay().clean("CREATE TABLE a (x int NOT NULL)", "ALTER TABLE a ALTER x ADD GENERATED ALWAYS AS IDENTITY")
    assert replay.table("a").columns[0].identity == (("always", "true"),)
    replay.clean("ALTER TABLE a ALTER x DROP IDENTITY")
    assert replay.table("a").columns[0].identity is None


def test_sqlite_alters_columns_in_batches_only() -> None:
    replay = Replay("sqlite").clean("CREATE TABLE a (id INTEGER PRIMARY KEY, x int)")
    assert replay(ops.AlterColumnOp("a", "x", modify_nullable=False)).kinds == [ProblemKind.REFUSED]
    assert replay(ops.CreateUniqueConstraintOp("u", "a", ["x"])).kinds == [ProblemKind.CANNOT_EMIT]
    replay.clean(ops.AlterColumnOp("a", "x", modify_name="y"), ops.AddColumnOp("a", sa.Column("z", sa.Text())))


def mysql() -> Replay:
    return Replay("mysql").clean(
        "CREATE TABLE a (id int PRIMARY KEY AUTO_INCREMENT, x varchar(20) NOT NULL DEFAULT 'q' COMMENT 'why')"
    )


def test_mysql_forgets_what_an_operation_does_not_say() -> None:
    replay = mysql().clean(ops.AlterColumnOp("a", "x", modify_type=sa.String(30), existing_type=sa.String(20)))
    x = replay.table("a").column("x")
    assert x is not None
    assert (x.type, x.nullable, x.default, x.comment) == ("VARCHAR(30)", True, None, None)


def test_mysql_keeps_what_an_operation_says() -> None:
    replay = mysql().clean(
        ops.AlterColumnOp(
            "a",
            "x",
            modify_type=sa.String(30),
            existing_nullable=False,
            existing_server_default=sa.text("'q'"),
            existing_comment="why",
        )
    )
    x = replay.table("a").column("x")
    assert x is not None
    assert (x.nullable, x.default, x.comment) == (False, "'q'", "why")


def test_mysql_wants_the_existing_type() -> None:
    assert mysql()(ops.AlterColumnOp("a", "x", modify_nullable=True)).kinds == [ProblemKind.CANNOT_EMIT]


def test_mysql_changes_a_default_alone() -> None:
    replay = mysql().clean(ops.AlterColumnOp("a", "x", modify_server_default="z"))
    x = replay.table("a").column("x")
    assert x is not None
    assert (x.default, x.nullable, x.comment) == ("'z'", False, "why")


def test_mysql_makes_an_index_for_a_foreign_key() -> None:
    replay = mysql().clean("CREATE TABLE b (a_id int, FOREIGN KEY (a_id) REFERENCES a (id))")
    assert [key.name for key in replay.table("b").foreign_keys] == ["b_ibfk_1"]
    assert [index.columns for index in replay.table("b").indexes] == [("a_id",)]
    replay.clean("RENAME TABLE b TO c")
    assert [key.name for key in replay.table("c").foreign_keys] == ["c_ibfk_1"]


@pytest.mark.parametrize(("dialect", "kept"), [("postgresql", "true"), ("sqlite", "'1'")])
def test_a_boolean_literal_is_kept_as_the_word_that_the_server_shows(dialect: str, kept: str) -> None:
    columns = [
        sa.Column("active", sa.Boolean(), server_default="1"),
        sa.Column("count", sa.Integer(), server_default="1"),
    ]
    table = Replay(dialect).clean(ops.CreateTableOp("t", columns)).table("t")
    assert [column.default for column in table.columns] == [kept, "'1'"]


def test_a_check_within_a_column_is_a_check_of_its_table() -> None:
    column = sa.Column("age", sa.Integer(), sa.CheckConstraint("age > 0"))
    replay = Replay().clean("CREATE TABLE a (id int PRIMARY KEY)", ops.AddColumnOp("a", column))
    assert [(check.name, check.sqltext) for check in replay.table("a").checks] == [("a_age_check", "age > 0")]
    made = Replay("sqlite").clean(ops.CreateTableOp("b", [column._copy()]))
    assert [check.sqltext for check in made.table("b").checks] == ["age > 0"]


def test_sqlite_adds_a_column_with_its_check() -> None:
    column = sa.Column("age", sa.Integer(), sa.CheckConstraint("age > 0", name="adult"))
    replay = Replay("sqlite").clean("CREATE TABLE a (id INTEGER PRIMARY KEY)", ops.AddColumnOp("a", column))
    assert [check.name for check in replay.table("a").checks] == ["adult"]
