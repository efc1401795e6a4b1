"""What a change of type does to existing values, type by type."""

from __future__ import annotations

import pytest

from migration_lsp.schema.records import EnumRecord
from migration_lsp.schema.type_changes import Conversion, conversion, lost_values

_ENUMS = {
    "app.Mood": EnumRecord("Mood", "app", ("sad", "ok")),
    "mood": EnumRecord("mood", values=("sad", "ok")),
    "mood_new": EnumRecord("mood_new", values=("ok", "sad", "happy")),
    "mood_less": EnumRecord("mood_less", values=("ok",)),
}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VARCHAR(50)", "VARCHAR(200)", "free"),
        ("VARCHAR(50)", "VARCHAR", "free"),
        ("VARCHAR(50)", "TEXT", "free"),
        ("TEXT", "VARCHAR", "free"),
        ("NUMERIC(10, 2)", "NUMERIC(12, 2)", "free"),
        ("NUMERIC(10, 2)", "NUMERIC", "free"),
        ("TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE", "free"),
        ("TIMESTAMP(0) WITH TIME ZONE", "TIMESTAMP(3) WITH TIME ZONE", "free"),
        ("CIDR", "INET", "free"),
        ("BIT VARYING(3)", "BIT VARYING(5)", "free"),
        ("VARCHAR(50)", "CITEXT", "reindexed"),
        ("VARCHAR(50)", 'VARCHAR(50) COLLATE "C"', "reindexed"),
        ("INTEGER", "BIGINT", "rewritten"),
        ("REAL", "DOUBLE PRECISION", "rewritten"),
        ("INTEGER", "NUMERIC(12, 2)", "rewritten"),
        ("NUMERIC(10, 2)", "NUMERIC(14, 4)", "rewritten"),
        ("CHAR(3)", "CHAR(5)", "rewritten"),
        ("CHAR(3)", "VARCHAR(3)", "rewritten"),
        ("VARCHAR(10)", "CHAR(10)", "rewritten"),
        ("mood", "TEXT", "rewritten"),
        ("mood", "mood_new", "rewritten"),
        ("app.Mood", "VARCHAR(20)", "rewritten"),
        ('VARCHAR(50) COLLATE "C"', "INTEGER", "converted"),
        ("VARCHAR(50)[]", "VARCHAR(80)[]", "rewritten"),
        ("VARCHAR(200)", "VARCHAR(50)", "narrowed"),
        ("VARCHAR", "VARCHAR(50)", "narrowed"),
        ("TEXT", "VARCHAR(50)", "narrowed"),
        ("TEXT", "CHAR(5)", "narrowed"),
        ("VARCHAR(80)[]", "VARCHAR(50)[]", "narrowed"),
        ("NUMERIC(10, 4)", "NUMERIC(10, 2)", "narrowed"),
        ("NUMERIC(10, 2)", "NUMERIC(10, 4)", "narrowed"),
        ("NUMERIC", "NUMERIC(10, 2)", "narrowed"),
        ("BIGINT", "INTEGER", "narrowed"),
        ("DOUBLE PRECISION", "REAL", "narrowed"),
        ("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP(0) WITHOUT TIME ZONE", "narrowed"),
        ("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP WITH TIME ZONE", "zoned"),
        ("TIMESTAMP(3) WITH TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE", "zoned"),
        ("mood", "mood_less", "converted"),
        ("VARCHAR(20)", "mood", "converted"),
        ("VARCHAR(20)", "INTEGER", "converted"),
        ("INTEGER", "NUMERIC(8, 2)", "converted"),
        ("TIMESTAMP WITHOUT TIME ZONE", "DATE", "converted"),
        ("JSON", "JSONB", "converted"),
        ("TEXT", "TEXT[]", "converted"),
        ("BIT(3)", "BIT(5)", "converted"),
        ("INTEGER", "BOOLEAN", "converted"),
        ("?", "TEXT", "unknown"),
    ],
)
def test_on_postgresql(old: str, new: str, expected: str) -> None:
    assert conversion(old, new, "postgresql", _ENUMS) is Conversion(expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VARCHAR(50)", "VARCHAR(63)", "free"),
        ("VARCHAR(100)", "VARCHAR(255)", "free"),
        ("VARCHAR(50)", "VARCHAR(200)", "rewritten"),
        ("VARCHAR(50)", "TEXT", "rewritten"),
        ("TEXT", "LONGTEXT", "rewritten"),
        ("INTEGER(11)", "INTEGER", "free"),
        ("INTEGER", "BIGINT", "rewritten"),
        ("INTEGER", "INTEGER UNSIGNED", "narrowed"),
        ("INTEGER UNSIGNED", "INTEGER", "narrowed"),
        ("INTEGER UNSIGNED", "BIGINT", "rewritten"),
        ("DATETIME(6)", "DATETIME", "narrowed"),
        ("DATETIME", "DATETIME(6)", "rewritten"),
        ("ENUM('a','b')", "ENUM('a','b','c')", "free"),
        ("ENUM('a','b')", "ENUM('a','c','b')", "rewritten"),
        ("ENUM('a','b')", "ENUM('a')", "converted"),
        ("DATETIME", "TIMESTAMP", "converted"),
    ],
)
def test_on_mysql(old: str, new: str, expected: str) -> None:
    assert conversion(old, new, "mysql", {}) is Conversion(expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VARCHAR(50)", "TEXT", "free"),
        ("VARCHAR(200)", "VARCHAR(50)", "narrowed"),
        ("INTEGER", "BIGINT", "free"),
        ("BOOLEAN", "INTEGER", "free"),
        ("DATETIME", "TIMESTAMP", "free"),
        ("NUMERIC(10, 2)", "FLOAT", "free"),
        ("VARCHAR(50)", "INTEGER", "converted"),
        ("DATETIME", "DATE", "converted"),
    ],
)
def test_on_sqlite(old: str, new: str, expected: str) -> None:
    assert conversion(old, new, "sqlite", {}) is Conversion(expected)


def test_the_values_that_another_enumeration_has_not() -> None:
    assert lost_values("mood", "mood_less", _ENUMS) == ("sad",)
    assert lost_values("ENUM('a','b')", "ENUM('b')", {}) == ("a",)
    assert lost_values("mood", "TEXT", _ENUMS) is None
