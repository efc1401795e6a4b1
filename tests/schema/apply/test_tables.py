"""Tables and what stands beside them."""

import sqlalchemy as sa
from alembic.operations import ops

from migration_lsp.schema.apply import Part, ProblemKind
from migration_lsp.schema.records import Origin

from .replaying import Replay

TEAM = "CREATE TABLE team (id serial PRIMARY KEY)"
MEMBER = "CREATE TABLE member (id serial PRIMARY KEY, team_id int REFERENCES team)"


def test_a_created_table_has_the_names_that_the_server_gives() -> None:
    replay = Replay().clean(TEAM, MEMBER, "ALTER TABLE member ADD UNIQUE (team_id), ADD CHECK (id > 0)")
    member = replay.table("member")
    assert member.primary_key is not None
    assert member.primary_key.name == "member_pkey"
    assert [key.name for key in member.foreign_keys] == ["member_team_id_fkey"]
    assert member.foreign_keys[0].target_columns == ("id",)
    assert [unique.name for unique in member.uniques] == ["member_team_id_key"]
    assert [check.name for check in member.checks] == ["member_id_check"]


def test_the_same_operation_makes_the_same_table_again_and_again() -> None:
    op = ops.CreateTableOp(
        "a",
        [
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("b_id", sa.Integer(), sa.ForeignKey("b.id", ondelete="CASCADE"), unique=True),
            sa.Column("c_id", sa.Integer(), sa.CheckConstraint("c_id > 0")),
            sa.ForeignKeyConstraint(["c_id"], ["b.id"], name="fk"),
            sa.UniqueConstraint("c_id", name="uq"),
            sa.Index("ix", "c_id"),
        ],
    )
    replays = [Replay().clean("CREATE TABLE b (id int PRIMARY KEY)", op) for _ in range(3)]
    op.to_table()
    replays.append(Replay().clean("CREATE TABLE b (id int PRIMARY KEY)", op))
    tables = [replay.table("a") for replay in replays]
    assert tables[1:] == tables[:-1]
    assert sorted(key.name or "" for key in tables[0].foreign_keys) == ["a_b_id_fkey", "fk"]
    assert len(tables[0].uniques) == 2


def test_a_table_that_alembic_itself_describes_has_its_keys_once() -> None:
    metadata = sa.MetaData()
    sa.Table("b", metadata, sa.Column("id", sa.Integer(), primary_key=True))
    table = sa.Table("a", metadata, sa.Column("b_id", sa.Integer(), sa.ForeignKey("b.id"), unique=True))
    replay = Replay().clean("CREATE TABLE b (id int PRIMARY KEY)", ops.CreateTableOp.from_table(table))
    assert len(replay.table("a").foreign_keys) == 1
    assert len(replay.table("a").uniques) == 1


def test_sqlite_leaves_constraints_without_a_name() -> None:
    replay = Replay("sqlite").clean("CREATE TABLE a (id INTEGER PRIMARY KEY, x text UNIQUE, CHECK (id > 0))")
    table = replay.table("a")
    assert [unique.name for unique in table.uniques] == [None]
    assert [check.name for check in table.checks] == [None]
    assert table.columns[0].autoincrement


def test_applying_shares_what_it_does_not_touch() -> None:
    replay = Replay().clean(TEAM, MEMBER)
    before = replay.catalogue
    replay.clean("ALTER TABLE member ADD name text")
    assert replay.catalogue.tables["team"] is before.tables["team"]
    assert replay.catalogue.enums is before.enums
    assert before.tables["member"].column("name") is None


def test_creating_what_exists() -> None:
    replay = Replay().clean(TEAM)
    assert replay(TEAM).kinds == [ProblemKind.DUPLICATE_OBJECT]
    replay.clean("CREATE TABLE IF NOT EXISTS team (other text)")
    assert replay.table("team").column("other") is None


def test_dropping_a_table_that_others_refer_to() -> None:
    replay = Replay().clean(TEAM, MEMBER)
    assert replay("DROP TABLE team").kinds == [ProblemKind.DEPENDENT_OBJECTS]
    replay = Replay().clean(TEAM, MEMBER, "DROP TABLE team CASCADE")
    assert replay.table("member").foreign_keys == ()
    assert list(replay.catalogue.tables) == ["member"]


def test_dropping_what_no_migration_made() -> None:
    replay = Replay()
    (problem,) = replay("DROP TABLE a").problems
    assert (problem.kind, problem.known_elsewhere) == (ProblemKind.UNKNOWN_OBJECT, True)
    replay.clean("DROP TABLE IF EXISTS a")


def test_a_table_made_elsewhere_is_a_partial_one() -> None:
    replay = Replay()
    (problem,) = replay("ALTER TABLE a ADD COLUMN x int").problems
    assert (problem.kind, problem.part, problem.known_elsewhere) == (
        ProblemKind.UNKNOWN_OBJECT,
        Part.TABLE,
        True,
    )
    assert replay.table("a").origin is Origin.ELSEWHERE
    assert [column.name for column in replay.table("a").columns] == ["x"]
    (problem,) = replay(ops.DropColumnOp("a", "y")).problems
    assert problem.known_elsewhere
    (problem,) = Replay().clean(TEAM)(ops.DropColumnOp("team", "y")).problems
    assert not problem.known_elsewhere


def test_a_renamed_table_keeps_names_and_is_followed() -> None:
    replay = Replay().clean(TEAM, MEMBER, "CREATE VIEW v AS SELECT id FROM team", ops.RenameTableOp("team", "club"))
    club = replay.table("club")
    assert club.primary_key is not None
    assert club.primary_key.name == "team_pkey"
    assert replay.table("member").foreign_keys[0].target == "club"
    assert replay.catalogue.objects["view", "v"] == "CREATE VIEW v AS SELECT id FROM club"
    assert replay("ALTER TABLE club RENAME TO member").kinds == [ProblemKind.DUPLICATE_OBJECT]


def test_a_table_that_refers_to_itself_follows_its_own_name() -> None:
    replay = Replay().clean(
        "CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node)", "ALTER TABLE node RENAME TO tree"
    )
    assert replay.table("tree").foreign_keys[0].target == "tree"


def test_a_table_moves_to_another_schema() -> None:
    replay = Replay().clean(TEAM, MEMBER, "CREATE SCHEMA app", "ALTER TABLE team SET SCHEMA app")
    assert sorted(replay.catalogue.tables) == ["app.team", "member"]
    assert replay.table("member").foreign_keys[0].target == "app.team"


def test_public_is_the_schema_that_nobody_writes() -> None:
    replay = Replay().clean(ops.CreateTableOp("a", [sa.Column("x", sa.Integer())], schema="public"))
    replay.clean("ALTER TABLE a ADD y int", "ALTER TABLE public.a ADD z int")
    assert [column.name for column in replay.table("a").columns] == ["x", "y", "z"]


def test_naming_conventions_name_what_operations_leave_unnamed_but_not_raw_sql() -> None:
    replay = Replay(naming={"uq": "uq_%(table_name)s_%(column_0_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s"})
    replay.clean(
        ops.CreateTableOp("a", [sa.Column("x", sa.Integer(), unique=True)]),
        ops.CreateCheckConstraintOp("positive", "a", "x > 0"),
        "ALTER TABLE a ADD y int UNIQUE",
    )
    assert [unique.name for unique in replay.table("a").uniques] == ["uq_a_x", "a_y_key"]
    assert [check.name for check in replay.table("a").checks] == ["ck_a_positive"]
    replay.clean(ops.DropConstraintOp("positive", "a", "check"))
    assert replay.table("a").checks == ()


def test_tables_like_others_and_partitions() -> None:
    replay = Replay().clean(
        "CREATE TABLE p (id int NOT NULL, at date DEFAULT now(), PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE q (LIKE p)",
    )
    assert replay.table("p1").primary_key is not None
    assert replay.table("q").primary_key is None
    assert replay.table("q").columns[1].default is None
    assert not replay.table("q").columns[0].nullable


def test_tables_made_from_a_query_are_uncertain() -> None:
    replay = Replay().clean(TEAM, "CREATE TABLE copy AS SELECT * FROM team")
    assert not replay.table("copy").certain


def test_temporary_tables_are_no_part_of_the_schema() -> None:
    replay = Replay().clean("CREATE TEMP TABLE t (a int)", "DROP TABLE t")
    assert not replay.catalogue.tables


def test_comments_on_tables() -> None:
    replay = Replay().clean(TEAM, ops.CreateTableCommentOp("team", "who"))
    assert replay.table("team").comment == "who"
    assert replay.clean(ops.DropTableCommentOp("team")).table("team").comment is None
