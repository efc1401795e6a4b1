"""Enum types, and everything that is no table."""

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.dialects import postgresql

from migration_lsp.schema.apply import Part, ProblemKind, apply, join
from migration_lsp.schema.operations import BatchOp, DataOp, DataVerb
from migration_lsp.schema.records import Catalogue

from .replaying import Replay

MOOD = "CREATE TYPE mood AS ENUM ('a', 'b')"


def table(name: str, type_: sa.types.TypeEngine[str]) -> ops.CreateTableOp:
    return ops.CreateTableOp(name, [sa.Column("x", type_)])


def mood() -> sa.Enum:
    return sa.Enum("a", "b", name="mood")


def test_creating_a_table_creates_its_enum_once_per_command() -> None:
    replay = Replay().clean(table("t", mood()), table("u", mood()))
    assert replay.catalogue.enums["mood"].values == ("a", "b")
    assert replay.memo == {"mood"}
    # Another command has another memo.
    replay.memo = frozenset()
    assert replay(table("v", mood())).kinds == [ProblemKind.DUPLICATE_OBJECT]


def test_an_enum_that_is_not_to_be_created_has_to_be_there() -> None:
    type_ = postgresql.ENUM("a", name="mood", create_type=False)
    (problem,) = Replay()(table("t", type_)).problems
    assert (problem.kind, problem.part, problem.name) == (ProblemKind.UNKNOWN_OBJECT, Part.TYPE, "mood")
    Replay().clean(MOOD, table("t", type_))


def test_adding_or_changing_a_column_creates_no_type() -> None:
    replay = Replay().clean("CREATE TABLE t (y text)")
    assert replay(ops.AddColumnOp("t", sa.Column("x", mood()))).kinds == [ProblemKind.UNKNOWN_OBJECT]
    replay = Replay().clean("CREATE TABLE t (y text)", MOOD)
    replay.clean(
        ops.AddColumnOp("t", sa.Column("x", postgresql.ARRAY(mood()))),
        ops.AlterColumnOp("t", "y", modify_type=mood(), postgresql_using="y::mood"),
    )
    assert [column.type for column in replay.table("t").columns] == ["mood", "mood[]"]


def test_dropping_a_table_leaves_its_enum() -> None:
    replay = Replay().clean(table("t", mood()), ops.DropTableOp("t"))
    assert "mood" in replay.catalogue.enums


def test_dropping_a_type_in_use() -> None:
    replay = Replay().clean(table("t", mood()))
    assert replay("DROP TYPE mood").kinds == [ProblemKind.DEPENDENT_OBJECTS]
    replay = Replay().clean(table("t", mood()), "DROP TYPE mood CASCADE")
    assert replay.table("t").columns == ()
    assert replay("DROP TYPE mood").kinds == [ProblemKind.UNKNOWN_OBJECT]
    replay.clean("DROP TYPE IF EXISTS mood")


def test_values_are_added_where_they_are_wanted_and_renamed() -> None:
    replay = Replay().clean(
        MOOD,
        "ALTER TYPE mood ADD VALUE 'd'",
        "ALTER TYPE mood ADD VALUE 'c' BEFORE 'd'",
        "ALTER TYPE mood ADD VALUE 'aa' AFTER 'a'",
        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'a'",
        "ALTER TYPE mood RENAME VALUE 'b' TO 'B'",
    )
    assert replay.catalogue.enums["mood"].values == ("a", "aa", "B", "c", "d")
    assert replay("ALTER TYPE mood ADD VALUE 'a'").kinds == [ProblemKind.DUPLICATE_OBJECT]
    assert replay("ALTER TYPE mood RENAME VALUE 'nope' TO 'x'").kinds == [ProblemKind.UNKNOWN_OBJECT]
    assert replay("ALTER TYPE nope ADD VALUE 'a'").problems[0].known_elsewhere


def test_columns_follow_a_renamed_type() -> None:
    replay = Replay().clean(
        MOOD,
        "CREATE TABLE t (x mood, y mood[])",
        "ALTER TYPE mood RENAME TO old",
        "CREATE SCHEMA s",
        "ALTER TYPE old SET SCHEMA s",
    )
    assert list(replay.catalogue.enums) == ["s.old"]
    assert [column.type for column in replay.table("t").columns] == ["s.old", "s.old[]"]


def test_other_databases_have_no_enum_types() -> None:
    replay = Replay("sqlite").clean(table("t", mood()), MOOD)
    assert not replay.catalogue.enums
    assert Replay("mysql").clean(table("t", mood())).table("t").columns[0].type == "ENUM('a','b')"


def test_a_block_that_asks_first_creates_once() -> None:
    block = f"DO $$ BEGIN {MOOD}; EXCEPTION WHEN duplicate_object THEN null; END $$"
    assert len(Replay().clean(block, block).catalogue.enums) == 1


def test_objects_come_and_go() -> None:
    replay = Replay().clean(
        "CREATE VIEW v AS SELECT 1",
        "CREATE OR REPLACE VIEW v AS SELECT 2",
        "CREATE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql",
        "CREATE SEQUENCE s",
        "ALTER SEQUENCE s RENAME TO s2",
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE EXTENSION IF NOT EXISTS citext",
    )
    assert sorted(replay.catalogue.objects) == [
        ("extension", "citext"),
        ("function", "f"),
        ("sequence", "s2"),
        ("view", "v"),
    ]
    assert replay("CREATE VIEW v AS SELECT 3").kinds == [ProblemKind.DUPLICATE_OBJECT]
    replay.clean("DROP VIEW v; DROP FUNCTION f(); DROP SEQUENCE s2; DROP EXTENSION citext")
    assert not replay.catalogue.objects
    assert replay("DROP VIEW v").problems[0].known_elsewhere


def test_triggers_and_policies_stand_on_tables() -> None:
    replay = Replay().clean(
        "CREATE TABLE t (x int)",
        "CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()",
        "CREATE POLICY p ON t USING (true)",
        "ALTER TRIGGER g ON t RENAME TO h",
    )
    assert replay.table("t").triggers == ("h",)
    assert replay("DROP TRIGGER g ON t").kinds == [ProblemKind.UNKNOWN_OBJECT]
    replay.clean("DROP TRIGGER h ON t", "DROP TABLE t")
    assert not replay.catalogue.objects


def test_dropping_a_schema_with_tables_in_it() -> None:
    replay = Replay().clean("CREATE SCHEMA s", "CREATE TABLE s.t (x int)")
    assert replay("DROP SCHEMA s").kinds == [ProblemKind.DEPENDENT_OBJECTS]
    replay = Replay().clean("CREATE SCHEMA s", "CREATE TABLE s.t (x int)", "DROP SCHEMA s CASCADE")
    assert not replay.catalogue.tables


def test_what_is_not_understood_makes_its_table_uncertain_or_everything() -> None:
    replay = Replay().clean("CREATE TABLE t (x int)")
    assert replay("ALTER TABLE t FROBNICATE").kinds == [ProblemKind.UNDECIDED]
    assert not replay.table("t").certain
    assert replay.catalogue.certain
    replay("FROBNICATE")
    assert not replay.catalogue.certain


def test_rows_change_nothing() -> None:
    replay = Replay().clean("CREATE TABLE t (x int)")
    before = replay.catalogue
    replay.clean("UPDATE t SET x = 1; SET lock_timeout = '1s'", DataOp(DataVerb.DELETE, "t"))
    replay.clean(ops.BulkInsertOp(sa.table("t"), []))
    assert replay.catalogue is before


def test_an_operation_that_nobody_knows_is_undecided() -> None:
    class Strange(ops.MigrateOperation):
        pass

    assert Replay()(Strange()).kinds == [ProblemKind.UNDECIDED]


def test_containers_and_batches_are_their_operations() -> None:
    add = ops.AddColumnOp("t", sa.Column("y", sa.Integer()))
    drop = ops.DropColumnOp("t", "x")
    for whole in (ops.ModifyTableOps("t", [add, drop]), BatchOp("t", (add, drop))):
        replay = Replay().clean("CREATE TABLE t (x int)", whole)
        assert [column.name for column in replay.table("t").columns] == ["y"]


def test_an_uncertain_operation_takes_nothing_away() -> None:
    replay = Replay().clean("CREATE TABLE t (x int, y int)", "CREATE TABLE u (x int)")
    before = replay.catalogue
    replay(ops.DropColumnOp("t", "x"), ops.AddColumnOp("t", sa.Column("z", sa.Integer())), certain=False)
    replay(ops.DropTableOp("u"), ops.DropTableOp("nope"), certain=False)
    certain = {column.name: column.certain for column in replay.table("t").columns}
    assert certain == {"y": True, "z": False, "x": False}
    assert replay.table("t").certain
    assert not replay.table("u").certain
    assert not any(problem.certain for problem in replay.problems)
    assert replay.catalogue.tables["t"] != before.tables["t"]


def test_joining_equal_catalogues_changes_nothing() -> None:
    first, second = Replay().clean(MOOD, "CREATE TABLE t (x mood)"), Replay().clean(MOOD, "CREATE TABLE t (x mood)")
    assert join(first.catalogue, second.catalogue) == first.catalogue


def test_an_uncertain_constraint_makes_its_table_uncertain() -> None:
    replay = Replay().clean("CREATE TABLE t (x int)")
    replay(ops.CreateUniqueConstraintOp("u", "t", ["x"]), certain=False)
    assert [unique.name for unique in replay.table("t").uniques] == ["u"]
    assert not replay.table("t").certain


def test_what_surely_fails_is_said_in_one_word() -> None:
    catalogue = Replay().clean("CREATE TABLE t (x int)").catalogue
    assert apply(catalogue, ops.DropConstraintOp(None, "t")).fails
    assert not apply(catalogue, ops.DropTableOp("made_elsewhere")).fails
    assert not apply(Catalogue("postgresql"), ops.DropTableOp("t", if_exists=True)).fails
