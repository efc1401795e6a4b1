"""The names of a server for what has none."""

from dataclasses import replace

import pytest

from migration_lsp.schema.names import (
    check_name,
    foreign_key_name,
    index_name,
    named_by_server,
    object_name,
    primary_key_name,
    unique_name,
)
from migration_lsp.schema.records import (
    CheckRecord,
    ColumnRecord,
    ExclusionRecord,
    ForeignKeyRecord,
    IndexRecord,
    PrimaryKeyRecord,
    TableRecord,
    UniqueRecord,
)

TABLE = TableRecord(
    "t",
    columns=(ColumnRecord("a", "INTEGER"), ColumnRecord("b", "INTEGER")),
    primary_key=PrimaryKeyRecord(None, ("a",)),
    indexes=(IndexRecord(None, (None, "b"), ("lower(a)", "b")),),
    uniques=(UniqueRecord(None, ("a", "b")), UniqueRecord(None, ("a", "b"))),
    foreign_keys=(ForeignKeyRecord(None, ("b",), "u", ("id",)), ForeignKeyRecord("t_ibfk_7", ("a",), "u", ("id",))),
    checks=(CheckRecord(None, "a > 0"), CheckRecord(None, "a > b"), CheckRecord(None, "b <> 'a'")),
    exclusions=(ExclusionRecord(None, "EXCLUDE USING gist (a WITH =, b WITH &&)"),),
)


def names_of(table: TableRecord) -> list[str | None]:
    key = [table.primary_key.name] if table.primary_key else []
    parts = (table.uniques, table.checks, table.exclusions, table.foreign_keys, table.indexes)
    return [*key, *(each.name for part in parts for each in part)]


def test_postgresql() -> None:
    assert names_of(named_by_server(TABLE, "postgresql")) == [
        "t_pkey",
        "t_a_b_key",
        "t_a_b_key1",
        "t_a_check",
        "t_check",
        "t_b_check",
        "t_a_b_excl",
        "t_b_fkey",
        "t_ibfk_7",
        "t_lower_b_idx",
    ]


def test_mysql() -> None:
    named = names_of(named_by_server(replace(TABLE, exclusions=(), indexes=()), "mysql"))
    assert named == ["PRIMARY", "a", "a_2", "t_chk_1", "t_chk_2", "t_chk_3", "t_ibfk_8", "t_ibfk_7"]


def test_sqlite_names_nothing() -> None:
    assert named_by_server(TABLE, "sqlite") is TABLE


def test_taken_names_are_avoided() -> None:
    named = named_by_server(TABLE, "postgresql", {"t_pkey", "t_b_fkey"})
    assert named.primary_key is not None
    assert (named.primary_key.name, named.foreign_keys[0].name) == ("t_pkey1", "t_b_fkey1")


def test_a_table_with_all_its_names_is_the_same_object() -> None:
    named = named_by_server(TABLE, "postgresql")
    assert named_by_server(named, "postgresql") is named


def test_long_names_lose_the_end_of_the_longer_part() -> None:
    name = object_name("t" * 60, "c" * 40, "fkey")
    assert name == "t" * 29 + "_" + "c" * 28 + "_fkey"
    assert len(name) == 63
    assert object_name("short", "c" * 80, "key") == "short_" + "c" * 53 + "_key"


def test_no_letter_is_cut_in_two() -> None:
    name = object_name("ä" * 40, "", "pkey")
    assert name == "ä" * 29 + "_pkey"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (unique_name("t", ["a"], {"t_a_key", "t_a_key1"}, "postgresql"), "t_a_key2"),
        (unique_name("t", ["a"], {"a"}, "mysql"), "a_2"),
        (unique_name("t", ["a"], (), "sqlite"), None),
        (primary_key_name("t", (), "postgresql"), "t_pkey"),
        (foreign_key_name("t", ["a", "b"], (), "postgresql"), "t_a_b_fkey"),
        (foreign_key_name("t", ["a"], {"t_ibfk_1"}, "mariadb"), "t_ibfk_2"),
        (check_name("t", [], (), "postgresql"), "t_check"),
        (check_name("t", ["a", "a"], (), "postgresql"), "t_a_check"),
        (check_name("t", [], {"CONSTRAINT_1"}, "mariadb"), "CONSTRAINT_2"),
        (index_name("t", ["a", None], (), "postgresql"), "t_a_expr_idx"),
        (index_name("t", ["a"], {"a"}, "mysql"), "a_2"),
    ],
)
def test_single_names(name: str | None, expected: str | None) -> None:
    assert name == expected
