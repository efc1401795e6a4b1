"""Declared tables as records."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migration_lsp.schema.describe import (
    catalogue_of,
    check_record,
    column_record,
    enum_records,
    foreign_key_record,
    index_record,
    table_record,
    unique_record,
)
from migration_lsp.schema.records import (
    CheckRecord,
    ColumnRecord,
    EnumRecord,
    ExclusionRecord,
    ForeignKeyRecord,
    IndexRecord,
    PrimaryKeyRecord,
    UniqueRecord,
)
from migration_lsp.schema.types import UnknownType

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def user(*items: Any, metadata: sa.MetaData | None = None, **options: Any) -> sa.Table:
    key = sa.Column("id", sa.Integer, primary_key=True)
    return sa.Table("user", sa.MetaData() if metadata is None else metadata, key, *items, **options)


def test_a_column_without_a_table() -> None:
    column = sa.Column("plan", sa.String(10), nullable=False, server_default="free", comment="Paid?")
    assert column_record(column, "postgresql") == ColumnRecord(
        "plan", "VARCHAR(10)", nullable=False, default="'free'", comment="Paid?"
    )


def test_comments_only_where_the_database_has_them() -> None:
    table = user(sa.Column("a", sa.Integer, comment="A"), comment="Users")
    assert [table_record(table, dialect).comment for dialect in ("postgresql", "mysql", "sqlite")] == [
        "Users",
        "Users",
        None,
    ]
    assert table_record(table, "sqlite").columns[1].comment is None


@pytest.mark.parametrize(
    ("column", "numbered"),
    [
        (sa.Column("id", sa.Integer, primary_key=True), True),
        (sa.Column("id", sa.BigInteger, primary_key=True), True),
        (sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), False),
        (sa.Column("id", sa.Integer, sa.Sequence("numbers"), primary_key=True), False),
        (sa.Column("id", sa.Integer, primary_key=True, default=7), False),
        (sa.Column("id", sa.Integer, primary_key=True, server_default="7"), False),
        (sa.Column("id", sa.String(5), primary_key=True), False),
        (sa.Column("id", sa.Integer, sa.ForeignKey("other.id"), primary_key=True), False),
        (sa.Column("id", sa.Integer, sa.Identity(), primary_key=True), False),
    ],
)
def test_serial_columns(column: sa.Column[Any], numbered: bool) -> None:
    record = table_record(sa.Table("t", sa.MetaData(), column), "postgresql").columns[0]
    assert record.autoincrement is numbered
    assert not record.nullable


def test_identity_becomes_the_numbering_of_a_dialect_without_it() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, sa.Identity(start=3), primary_key=True))
    assert table_record(table, "postgresql").columns[0].identity == (("always", "false"), ("start", "3"))
    lite = table_record(table, "sqlite").columns[0]
    assert (lite.identity, lite.autoincrement) == (None, True)


def test_computed_columns_have_no_default() -> None:
    record = column_record(sa.Column("c", sa.Integer, sa.Computed("a + b", persisted=True)), "postgresql")
    assert (record.default, record.computed, record.computed_persisted) == (None, "a + b", True)


def test_a_foreign_key_column_takes_the_type_of_its_target_through_others() -> None:
    metadata = sa.MetaData()
    sa.Table("one", metadata, sa.Column("id", sa.Uuid, primary_key=True))
    sa.Table("two", metadata, sa.Column("id", sa.ForeignKey("one.id"), primary_key=True))
    three = sa.Table("three", metadata, sa.Column("two_id", sa.ForeignKey("two.id")))
    assert table_record(three, "postgresql").columns[0].type == "UUID"


def test_a_foreign_key_into_nothing_and_into_itself_is_no_crash() -> None:
    table = user(
        sa.Column("x", sa.ForeignKey("app.gone.id", ondelete="cascade", onupdate="NO ACTION")),
        sa.Column("self", sa.ForeignKey("user.self")),
    )
    record = table_record(table, "postgresql")
    assert record.foreign_keys[0] == ForeignKeyRecord(None, ("x",), "app.gone", ("id",), ondelete="CASCADE")
    assert [(column.type, column.certain) for column in record.columns[1:]] == [("?", False), ("?", False)]


def test_the_schema_of_the_metadata_is_that_of_the_target() -> None:
    table = user(sa.Column("x", sa.Integer, sa.ForeignKey("gone.id")), metadata=sa.MetaData(schema="app"))
    record = table_record(table, "postgresql")
    assert (record.key, record.foreign_keys[0].target) == ("app.user", "app.gone")


def test_the_naming_convention_names() -> None:
    metadata = sa.MetaData(naming_convention=CONVENTION)
    sa.Table("team", metadata, sa.Column("id", sa.Integer, primary_key=True))
    table = user(
        sa.Column("team_id", sa.ForeignKey("team.id"), index=True),
        sa.Column("mail", sa.Text, unique=True),
        sa.CheckConstraint("id > 0", name="positive"),
        sa.UniqueConstraint("mail", "team_id", name="own_name"),
        metadata=metadata,
    )
    record = table_record(table, "postgresql")
    assert record.primary_key == PrimaryKeyRecord("pk_user", ("id",))
    assert [each.name for each in record.foreign_keys] == ["fk_user_team_id_team"]
    assert sorted(str(each.name) for each in record.uniques) == ["own_name", "uq_user_mail"]
    assert record.checks == (CheckRecord("ck_user_positive", "id > 0"),)
    assert [each.name for each in record.indexes] == ["ix_user_team_id"]


def test_without_a_convention_nothing_is_named() -> None:
    record = table_record(user(sa.Column("a", sa.Integer, unique=True), sa.CheckConstraint("a > 0")), "postgresql")
    assert record.primary_key == PrimaryKeyRecord(None, ("id",))
    assert record.uniques == (UniqueRecord(None, ("a",)),)
    assert record.checks == (CheckRecord(None, "a > 0"),)


def test_checks_of_types_as_the_dialect_writes_them() -> None:
    table = user(
        sa.Column("soft", sa.Enum("a", "b", name="soft", native_enum=False, create_constraint=True)),
        sa.Column("native", sa.Enum("a", "b", name="native", create_constraint=True)),
        sa.Column("yes", sa.Boolean(create_constraint=True, name="yes_check")),
    )
    assert table_record(table, "postgresql").checks == (CheckRecord("soft", "soft IN ('a', 'b')"),)
    names = [check.name for check in table_record(table, "sqlite").checks]
    assert names == ["soft", "native", "yes_check"]


def test_index_elements() -> None:
    table = user(sa.Column("name", sa.Text), sa.Column("at", sa.DateTime))
    index = sa.Index(
        "ix",
        table.c.name,
        table.c.at.asc(),
        table.c.at.desc().nulls_first(),
        sa.func.lower(table.c.name),
        sa.text("name"),
        postgresql_where=table.c.name == "x",
        postgresql_using="gin",
        postgresql_include=["at"],
        postgresql_ops={"name": "text_pattern_ops"},
        postgresql_with={"fillfactor": 70},
        postgresql_concurrently=True,
        mysql_length=5,
    )
    assert index_record(index, "postgresql") == IndexRecord(
        "ix",
        ("name", "at", None, None, "name"),
        ("name", "at", "at DESC", "lower(name)", "name"),
        options=(
            ("postgresql_include", "at"),
            ("postgresql_ops", "name text_pattern_ops"),
            ("postgresql_using", "gin"),
            ("postgresql_where", "name = 'x'"),
            ("postgresql_with", "fillfactor 70"),
        ),
    )
    assert index_record(index, "sqlite").columns == ("name", "at", "at", None, "name")
    assert index_record(index, "mariadb").options == (("mysql_length", "5"),)


def test_btree_is_no_option() -> None:
    table = user()
    assert index_record(sa.Index("ix", table.c.id, postgresql_using="btree"), "postgresql").options == ()


def test_constraints_on_their_own() -> None:
    unique = sa.UniqueConstraint("a", "b", name="u", deferrable=True, initially="deferred")
    assert unique_record(unique, "postgresql") == UniqueRecord(
        "u", ("a", "b"), (("deferrable", "true"), ("initially", "DEFERRED"))
    )
    key = sa.ForeignKeyConstraint(["a"], ["t.id"], name="f", ondelete="set null", match="full")
    assert foreign_key_record(key, "postgresql") == ForeignKeyRecord(
        "f", ("a",), "t", ("id",), ondelete="SET NULL", options=(("match", "FULL"),)
    )
    assert check_record(sa.CheckConstraint("a > 1", name="c"), "postgresql") == CheckRecord("c", "a > 1")


def test_exclusion_constraints_are_postgresql_only() -> None:
    table = user(sa.Column("room", sa.Integer), postgresql.ExcludeConstraint(("room", "="), name="one"))
    assert table_record(table, "postgresql").exclusions == (ExclusionRecord("one", "EXCLUDE USING gist (room WITH =)"),)
    assert table_record(table, "sqlite").exclusions == ()


def test_enum_types_through_arrays_decorators_and_variants() -> None:
    class Own(sa.types.TypeDecorator[Any]):
        impl = sa.Enum("d", name="decorated")
        cache_ok = True

    table = user(
        sa.Column("plain", sa.Enum("a", "b", name="Plain", schema="app")),
        sa.Column("array", postgresql.ARRAY(sa.Enum("c", name="inside"))),
        sa.Column("own", Own()),
        sa.Column("variant", sa.String(5).with_variant(sa.Enum("e", name="variant"), "postgresql")),
        sa.Column("again", sa.Enum("c", name="inside")),
        sa.Column("soft", sa.Enum("x", name="soft", native_enum=False)),
    )
    assert enum_records(table, "postgresql") == (
        EnumRecord("Plain", "app", ("a", "b")),
        EnumRecord("inside", None, ("c",)),
        EnumRecord("decorated", None, ("d",)),
        EnumRecord("variant", None, ("e",)),
    )
    assert enum_records(table, "sqlite") == ()
    assert enum_records(sa.Enum("a", name="public_one", schema="public"), "postgresql")[0].key == "public_one"


def test_uncertainty() -> None:
    table = user(
        sa.Column("a", sa.Integer, info={"uncertain": "a default that could not be read"}),
        sa.Column("b", UnknownType("imported from nowhere")),
        info={"uncertain": "an unresolved mixin"},
    )
    record = table_record(table, "postgresql")
    assert not record.certain
    assert [column.certain for column in record.columns] == [True, False, False]


def test_a_catalogue_has_tables_and_types() -> None:
    table = user(sa.Column("kind", sa.Enum("a", name="kind")))
    catalogue = catalogue_of([table], "postgresql")
    assert sorted(catalogue.tables) == ["user"]
    assert catalogue.enums["kind"].values == ("a",)
    assert catalogue.tables["user"].columns[1].type == "kind"
