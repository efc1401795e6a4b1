"""The difference of two schemas: what is said, of what, how sure, and in which Python."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from migration_lsp.schema import compare as comparison
from migration_lsp.schema.compare import CompareOptions, compare
from migration_lsp.schema.declared import declared_tables
from migration_lsp.schema.describe import catalogue_of, table_record
from migration_lsp.schema.difference import Change
from migration_lsp.schema.records import Catalogue, Origin
from migration_lsp.schema.types import UnknownType

PLAIN = CompareOptions()


def key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def schema(*tables: tuple[Any, ...], **options: Any) -> sa.MetaData:
    metadata = sa.MetaData(**options)
    for name, *items in tables:
        sa.Table(name, metadata, key(), *items)
    return metadata


def words(declared: sa.MetaData, catalogue: Catalogue, options: CompareOptions = PLAIN) -> list[tuple[str, str]]:
    found = compare(declared.tables.values(), catalogue, options).operations
    return [(change.op, change.column or change.name or change.table) for change in found]


def test_nothing_differs_from_itself() -> None:
    declared = schema(("user", sa.Column("name", sa.String(20), unique=True)))
    found = compare(declared.tables.values(), catalogue_of(declared.tables.values(), "postgresql"), PLAIN)
    assert (found.ops, found.tuples, found.operations) == ((), (), ())
    assert "pass" in found.python()


def test_one_of_everything() -> None:
    before = schema(
        ("team",),
        (
            "user",
            sa.Column("old", sa.Text),
            sa.Column("name", sa.String(20), index=True),
            sa.Column("team_id", sa.Integer, sa.ForeignKey("team.id")),
        ),
        ("gone", sa.Column("a", sa.Integer, index=True)),
    )
    after = schema(
        ("team",),
        (
            "user",
            sa.Column("name", sa.String(50), nullable=False, comment="Full"),
            sa.Column("team_id", sa.Integer, sa.ForeignKey("team.id", ondelete="CASCADE")),
            sa.Column("plan", sa.String(5), unique=True),
        ),
        ("new", sa.Column("b", sa.Integer, index=True)),
    )
    found = compare(after.tables.values(), catalogue_of(before.tables.values(), "postgresql"), PLAIN)
    assert found.operations == (
        Change("add_table", "new"),
        Change("add_index", "new", name="ix_new_b"),
        Change("remove_index", "gone", name="ix_gone_a"),
        Change("remove_table", "gone"),
        Change("add_column", "user", column="plan"),
        Change("modify_type", "user", column="name"),
        Change("modify_nullable", "user", column="name"),
        Change("modify_comment", "user", column="name"),
        Change("remove_index", "user", name="ix_user_name"),
        Change("add_constraint", "user", name="plan"),
        Change("remove_fk", "user", name="user_team_id_fkey"),
        Change("add_fk", "user", name="team_id"),
        Change("remove_column", "user", column="old"),
    )
    assert len(found.tuples) == len(found.operations)
    assert [type(op) for op in found.ops][:4] == [
        ops.CreateTableOp,
        ops.CreateIndexOp,
        ops.DropIndexOp,
        ops.DropTableOp,
    ]
    assert not any(isinstance(op, ops.ModifyTableOps) for op in found.ops)


def test_the_python_is_alembics_own() -> None:
    declared = schema(("user", sa.Column("plan", sa.String(5), nullable=False, server_default="free")))
    found = compare(declared.tables.values(), catalogue_of(schema(("user",)).tables.values(), "postgresql"), PLAIN)
    line = "op.add_column('user', sa.Column('plan', sa.String(length=5), server_default='free', nullable=False))"
    assert line in found.python()
    assert "with op.batch_alter_table('user', schema=None) as batch_op:" in found.python(render_as_batch=True)
    assert found.python() == found.python()


def test_server_defaults_on_demand() -> None:
    before = catalogue_of(schema(("t", sa.Column("a", sa.Integer, server_default="1"))).tables.values(), "postgresql")
    after = schema(("t", sa.Column("a", sa.Integer, server_default="2")))
    assert words(after, before) == []
    assert words(after, before, CompareOptions(compare_server_default=True)) == [("modify_default", "a")]


def test_types_can_be_left_out() -> None:
    before = catalogue_of(schema(("t", sa.Column("a", sa.Integer))).tables.values(), "postgresql")
    after = schema(("t", sa.Column("a", sa.Text)))
    assert words(after, before) == [("modify_type", "a")]
    assert words(after, before, CompareOptions(compare_type=False)) == []


def test_a_sequence_by_hand_asks_no_server() -> None:
    metadata = schema(("t", sa.Column("a", sa.Integer, server_default=sa.text("nextval('t_a_seq'::regclass)"))))
    options = CompareOptions(compare_server_default=True)
    assert words(metadata, catalogue_of(metadata.tables.values(), "postgresql"), options) == []
    assert words(schema(("t", sa.Column("a", sa.Text))), catalogue_of(metadata.tables.values(), "postgresql")) == [
        ("modify_type", "a")
    ]


def test_schemas_on_demand() -> None:
    declared = sa.MetaData()
    sa.Table("t", declared, key(), schema="app")
    sa.Table("u", declared, key(), schema="public")
    catalogue = catalogue_of(declared.tables.values(), "postgresql")
    assert words(declared, catalogue, CompareOptions(include_schemas=True)) == []
    # Alembic looks into the default schema only, and takes its name for no name.
    assert words(declared, catalogue) == [("add_table", "app.t")]


def test_the_version_table_is_nobodys() -> None:
    catalogue = catalogue_of(schema(("alembic_version",), ("versions",)).tables.values(), "postgresql")
    assert words(sa.MetaData(), catalogue) == [("remove_table", "versions")]
    assert words(sa.MetaData(), catalogue, CompareOptions(version_table="versions")) == [
        ("remove_table", "alembic_version")
    ]


def test_what_env_py_ignores() -> None:
    catalogue = catalogue_of(schema(("kept",), ("celery_task", sa.Column("a", sa.Text))).tables.values(), "postgresql")
    declared = schema(("kept", sa.Column("b", sa.Text), sa.Column("c", sa.Text, index=True)))
    asked: set[tuple[str, str | None, str | None]] = set()

    def ignored(kind: str, name: str | None, table: str | None) -> bool:
        asked.add((kind, name, table))
        return (kind, name) in {("table", "celery_task"), ("column", "b")}

    found = words(declared, catalogue, CompareOptions(ignored=ignored))
    assert found == [("add_column", "c"), ("add_index", "ix_kept_c")]
    assert ("index", "ix_kept_c", "kept") in asked


def test_doubt_follows_the_column_and_the_table() -> None:
    before = schema(("a", sa.Column("x", sa.Integer), sa.Column("y", sa.Integer)), ("b",), ("c",), ("d",))
    catalogue = catalogue_of(before.tables.values(), "postgresql")
    catalogue = catalogue.with_table(replace(catalogue.tables["c"], origin=Origin.ELSEWHERE))
    catalogue = catalogue.with_table(replace(catalogue.tables["d"], certain=False))
    after = schema(
        ("a", sa.Column("x", sa.Text, info={"uncertain": "why"}), sa.Column("y", sa.Text)),
        ("b", sa.Column("new", UnknownType())),
        ("c", sa.Column("new", sa.Text, index=True)),
    )
    found = compare(after.tables.values(), catalogue, PLAIN).operations
    assert {(change.op, change.column or change.name or change.table, change.certain) for change in found} == {
        ("modify_type", "x", False),
        ("modify_type", "y", True),
        ("add_column", "new", False),
        ("add_index", "ix_c_new", False),
        ("remove_table", "d", False),
    }


def test_after_code_that_may_have_done_anything_all_is_in_doubt() -> None:
    found = compare(schema(("t",)).tables.values(), Catalogue("postgresql", certain=False), PLAIN)
    assert found.operations == (Change("add_table", "t", certain=False),)


def test_a_type_that_was_not_read_is_not_compared() -> None:
    catalogue = catalogue_of(schema(("t", sa.Column("a", sa.Integer))).tables.values(), "postgresql")
    assert words(schema(("t", sa.Column("a", UnknownType()), sa.Column("b", UnknownType()))), catalogue) == [
        ("add_column", "b")
    ]
    unread = catalogue_of(schema(("t", sa.Column("a", UnknownType()))).tables.values(), "postgresql")
    assert words(schema(("t", sa.Column("a", sa.Integer))), unread) == []


def test_types_of_our_own_are_never_rendered_by_name() -> None:
    declared = schema(("t", sa.Column("a", UnknownType("why"))))
    python = compare(declared.tables.values(), Catalogue("postgresql"), PLAIN).python()
    assert "sa.Column('a', sa.NullType(), nullable=True)" in python
    assert "migration_lsp" not in python


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql", "mariadb"])
def test_a_foreign_key_into_nothing(dialect: str) -> None:
    before = schema(("t", sa.Column("a", sa.Integer, sa.ForeignKey("gone.id"))))
    after = schema(("t", sa.Column("a", sa.Integer, sa.ForeignKey("gone.id")), sa.Column("b", sa.ForeignKey("lost.x"))))
    found = compare(after.tables.values(), catalogue_of(before.tables.values(), dialect), PLAIN)
    assert [change.op for change in found.operations] == ["add_column", "add_fk"]
    assert "'lost', ['b'], ['x']" in found.python()
    assert sorted(after.tables) == ["t"]


def test_the_declared_tables_stay_as_they_are() -> None:
    after = schema(("t", sa.Column("a", sa.Integer, sa.ForeignKey("gone.id"), index=True)))
    before = table_record(after.tables["t"], "postgresql")
    compare(after.tables.values(), Catalogue("postgresql"), PLAIN)
    assert table_record(after.tables["t"], "postgresql") == before


def test_only_tables_that_differ_are_handed_to_alembic(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[str] = []

    def spy(chosen: list[sa.Table], *arguments: Any) -> Any:
        handed.extend(table.key for table in chosen)
        return declared_tables(chosen, *arguments)

    monkeypatch.setattr(comparison, "declared_tables", spy)
    before = schema(*((f"t{number}", sa.Column("a", sa.Text)) for number in range(5)))
    after = schema(*((f"t{number}", sa.Column("a", sa.Text)) for number in range(5)))
    sa.Index("ix_new", after.tables["t3"].c.a)
    assert words(after, catalogue_of(before.tables.values(), "postgresql")) == [("add_index", "ix_new")]
    assert handed == ["t3"]


def test_what_alembic_says_each_time_is_said() -> None:
    declared = schema(("t", sa.Column("a", sa.Float(24))))
    catalogue = catalogue_of(declared.tables.values(), "postgresql")
    assert words(declared, catalogue) == [("modify_type", "a")]


def test_dropped_tables_go_before_those_they_refer_to() -> None:
    before = schema(
        ("a",), ("b", sa.Column("x", sa.ForeignKey("a.id"))), ("c", sa.Column("x", sa.ForeignKey("b.id"), index=True))
    )
    assert words(sa.MetaData(), catalogue_of(before.tables.values(), "postgresql")) == [
        ("remove_index", "ix_c_x"),
        ("remove_table", "c"),
        ("remove_table", "b"),
        ("remove_table", "a"),
    ]


def test_new_tables_are_in_the_order_of_their_foreign_keys() -> None:
    declared = schema(("a", sa.Column("x", sa.ForeignKey("b.id"))), ("b",))
    assert words(declared, Catalogue("postgresql")) == [("add_table", "b"), ("add_table", "a")]


def test_records_that_the_caller_has_are_taken() -> None:
    declared = schema(("t", sa.Column("a", sa.Text)))
    record = replace(table_record(declared.tables["t"], "postgresql"), certain=False)
    found = compare(declared.tables.values(), Catalogue("postgresql"), PLAIN, {"t": record})
    assert found.operations == (Change("add_table", "t", certain=False),)
