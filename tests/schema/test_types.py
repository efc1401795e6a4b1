"""One text per type: from objects, from DDL as people write it, and back to objects."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from migration_lsp.schema.records import UNKNOWN_TYPE, EnumRecord
from migration_lsp.schema.types import OpaqueType, UnknownType, canonical_type, reflected_type, type_text


class Money(sa.types.TypeDecorator[Any]):
    impl = sa.Numeric(12, 2)
    cache_ok = True


class Guid(sa.types.TypeDecorator[Any]):
    impl = sa.CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return dialect.type_descriptor(postgresql.UUID() if dialect.name == "postgresql" else sa.CHAR(32))


class Broken(sa.types.TypeDecorator[Any]):
    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        raise ValueError("no")


class Vector(sa.types.UserDefinedType[Any]):
    def get_col_spec(self, **_kw: Any) -> str:
        return "VECTOR(3)"


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (sa.Integer(), "INTEGER"),
        (sa.String(50), "VARCHAR(50)"),
        (sa.String(), "VARCHAR"),
        (sa.Text(), "TEXT"),
        (sa.CHAR(), "CHAR(1)"),
        (sa.DateTime(), "TIMESTAMP WITHOUT TIME ZONE"),
        (sa.DateTime(timezone=True), "TIMESTAMP WITH TIME ZONE"),
        (sa.Time(), "TIME WITHOUT TIME ZONE"),
        (sa.Float(), "DOUBLE PRECISION"),
        (sa.Float(53), "DOUBLE PRECISION"),
        (sa.Float(24), "REAL"),
        (sa.Numeric(10), "NUMERIC(10, 0)"),
        (sa.Numeric(10, 2), "NUMERIC(10, 2)"),
        (sa.Numeric(), "NUMERIC"),
        (sa.Boolean(), "BOOLEAN"),
        (sa.LargeBinary(), "BYTEA"),
        (sa.Uuid(), "UUID"),
        (sa.JSON(), "JSON"),
        (sa.Interval(), "INTERVAL"),
        (postgresql.JSONB(astext_type=sa.Text()), "JSONB"),
        (postgresql.ARRAY(sa.String(5), dimensions=2), "VARCHAR(5)[]"),
        (postgresql.INET(), "INET"),
        (postgresql.CITEXT(), "CITEXT"),
        (postgresql.BIT(), "BIT(1)"),
        (postgresql.TIMESTAMP(precision=3), "TIMESTAMP(3) WITHOUT TIME ZONE"),
        (sa.String(5, collation="C"), 'VARCHAR(5) COLLATE "C"'),
        (sa.Enum("a", name="Mood"), "Mood"),
        (sa.Enum("a", name="mood", schema="app"), "app.mood"),
        (sa.Enum("a", name="mood", schema="public"), "mood"),
        (postgresql.ARRAY(sa.Enum("a", name="Mood")), "Mood[]"),
        (sa.Enum("abc", "d", name="soft", native_enum=False), "VARCHAR(3)"),
        (sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), "JSONB"),
        (Money(), "NUMERIC(12, 2)"),
        (Guid(), "UUID"),
        (Vector(), "vector(3)"),
        (Broken(), UNKNOWN_TYPE),
        (sa.Enum("a"), UNKNOWN_TYPE),
        (sa.types.NullType(), UNKNOWN_TYPE),
        (UnknownType("why"), UNKNOWN_TYPE),
        (postgresql.ARRAY(UnknownType()), UNKNOWN_TYPE),
    ],
)
def test_postgresql_texts(type_: Any, expected: str) -> None:
    assert type_text(type_, "postgresql") == expected


@pytest.mark.parametrize(
    ("dialect", "type_", "expected"),
    [
        ("sqlite", sa.String(50), "VARCHAR(50)"),
        ("sqlite", sa.DateTime(timezone=True), "DATETIME"),
        ("sqlite", sa.Enum("ab", name="mood"), "VARCHAR(2)"),
        ("sqlite", sa.Uuid(), "CHAR(32)"),
        ("sqlite", sa.Boolean(), "BOOLEAN"),
        ("sqlite", Guid(), "CHAR(32)"),
        ("mysql", sa.Integer(), "INTEGER"),
        ("mysql", sa.Boolean(), "TINYINT(1)"),
        ("mysql", sa.Numeric(), "DECIMAL(10, 0)"),
        ("mysql", sa.Enum("a", "b", name="mood"), "ENUM('a','b')"),
        ("mysql", mysql.INTEGER(unsigned=True), "INTEGER UNSIGNED"),
        ("mysql", mysql.DATETIME(fsp=6), "DATETIME(6)"),
        ("mysql", sa.JSON(), "JSON"),
        ("mariadb", sa.JSON(), "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
        ("mysql", sa.String(), UNKNOWN_TYPE),
        ("mssql", sa.Boolean(), "BIT"),
        ("oracle", sa.Integer(), "INTEGER"),
        ("cockroachdb", sa.DateTime(), "TIMESTAMP WITHOUT TIME ZONE"),
    ],
)
def test_texts_of_other_dialects(dialect: str, type_: Any, expected: str) -> None:
    assert type_text(type_, dialect) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("varchar(50)", "VARCHAR(50)"),
        ("character varying(5)[]", "VARCHAR(5)[]"),
        ("CHARACTER   VARYING", "VARCHAR"),
        ("int8", "BIGINT"),
        ("serial", "INTEGER"),
        ("bigserial", "BIGINT"),
        ("bool", "BOOLEAN"),
        ("timestamptz", "TIMESTAMP WITH TIME ZONE"),
        ("timestamp(3) with time zone", "TIMESTAMP(3) WITH TIME ZONE"),
        ("timestamp", "TIMESTAMP WITHOUT TIME ZONE"),
        ("float(20)", "REAL"),
        ("double precision", "DOUBLE PRECISION"),
        ("decimal(5)", "NUMERIC(5, 0)"),
        ("integer array", "INTEGER[]"),
        ("int[3][4]", "INTEGER[]"),
        ("interval day to second(3)", "INTERVAL day to second (3)"),
        ("pg_catalog.int4", "INTEGER"),
        ("Mood", "mood"),
        ('"Mood"', "Mood"),
        ("public.mood", "mood"),
        ('app."Mood"[]', "app.Mood[]"),
        ("vector( 3 )", "vector(3)"),
        ("geometry(POINT, 4326)", "geometry(POINT,4326)"),
        ("varchar(n)", "VARCHAR(n)"),
        ("", UNKNOWN_TYPE),
        (UNKNOWN_TYPE, UNKNOWN_TYPE),
    ],
)
def test_written_types_of_postgresql(written: str, expected: str) -> None:
    assert canonical_type(written, "postgresql") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("int(11) unsigned", "INTEGER UNSIGNED"),
        ("bool", "TINYINT(1)"),
        ("serial", "BIGINT UNSIGNED"),
        ("text(70000)", "MEDIUMTEXT"),
        ("enum('a,b','c''d')", "ENUM('a,b','c''d')"),
        ("varchar(20) character set latin1", "VARCHAR(20) CHARACTER SET latin1"),
        ("float(53)", "DOUBLE"),
        ("point", "point"),
    ],
)
def test_written_types_of_mysql(written: str, expected: str) -> None:
    assert canonical_type(written, "mysql") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("int", "INTEGER"), ("bigint unsigned", "INTEGER"), ("foo", "NUMERIC"), ("varchar(5)", "VARCHAR(5)")],
)
def test_written_types_of_sqlite(written: str, expected: str) -> None:
    assert canonical_type(written, "sqlite") == expected


def test_reflected_enum_of_any_case_and_in_an_array() -> None:
    enums = {"Mood": EnumRecord("Mood", None, ("a", "b"))}
    array = reflected_type("Mood[]", "postgresql", enums)
    assert isinstance(array, sa.ARRAY)
    assert isinstance(array.item_type, sa.Enum)
    assert (array.item_type.name, array.item_type.enums) == ("Mood", ["a", "b"])


def test_reflected_types_follow_the_enum_they_name() -> None:
    before = reflected_type("mood", "postgresql", {"mood": EnumRecord("mood", None, ("a",))})
    after = reflected_type("mood", "postgresql", {"mood": EnumRecord("mood", None, ("a", "b"))})
    assert isinstance(before, sa.Enum)
    assert isinstance(after, sa.Enum)
    assert (before.enums, after.enums) == (["a"], ["a", "b"])


def test_a_type_that_nobody_knows_is_opaque_and_an_unknown_one_has_no_type() -> None:
    assert isinstance(reflected_type("vector(3)", "postgresql", {}), OpaqueType)
    assert isinstance(reflected_type(UNKNOWN_TYPE, "postgresql", {}), sa.types.NullType)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql", "mariadb"])
@pytest.mark.parametrize(
    "type_", [sa.Integer(), sa.String(5), sa.Numeric(8, 2), sa.DateTime(), sa.Boolean(), sa.JSON()]
)
def test_reflection_gives_the_text_back(dialect: str, type_: Any) -> None:
    text = type_text(type_, dialect)
    assert type_text(reflected_type(text, dialect, {}), dialect) == text
