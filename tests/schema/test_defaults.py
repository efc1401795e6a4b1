"""Server defaults: what DDL says of them, and when two are the same."""

import enum
from typing import Any

import pytest
import sqlalchemy as sa

from migration_lsp.schema.defaults import default_text, same_default


class Plan(enum.Enum):
    FREE = "free"


class Level(enum.StrEnum):
    LOW = "low"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        ("free", "'free'"),
        ("it's 5%", "'it''s 5%'"),
        (Plan.FREE, "'free'"),
        (Level.LOW, "'low'"),
        (sa.func.now(), "now()"),
        (sa.text("now() at time zone 'utc'"), "now() at time zone 'utc'"),
        (sa.false(), "false"),
        (sa.literal(5), "5"),
        (sa.null(), "NULL"),
        (sa.DefaultClause("x"), "'x'"),
        (sa.Sequence("numbers"), "nextval('numbers')"),
        (sa.FetchedValue(), None),
        (sa.Computed("a + b"), None),
        (sa.Identity(), None),
        (object(), None),
    ],
)
def test_texts(given: Any, expected: str | None) -> None:
    assert default_text(given, sa.String(), "postgresql") == expected


def test_texts_follow_the_dialect() -> None:
    assert default_text(sa.func.now(), sa.DateTime(), "sqlite") == "CURRENT_TIMESTAMP"
    assert default_text(sa.false(), sa.Boolean(), "sqlite") == "0"


SAME = [
    ("now()", "CURRENT_TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE"),
    ("(now() AT TIME ZONE 'utc'::text)", "timezone('utc', now())", "TIMESTAMP WITHOUT TIME ZONE"),
    ("'free'::character varying", "'free'", "VARCHAR"),
    ("'A'::app.\"Mood\"", "'A'", "app.Mood"),
    ("false", "'f'", "BOOLEAN"),
    ("true", "'1'", "BOOLEAN"),
    ("'0'::bigint", "0", "BIGINT"),
    ("0.0", "0", "DOUBLE PRECISION"),
    ("'-1'::integer", "-1", "INTEGER"),
    ("1.50", "'1.5'", "NUMERIC(10, 2)"),
    ("""'{"a":1,"b":2}'::jsonb""", """'{"b": 2, "a": 1}'""", "JSONB"),
    ("'00:00:00'::interval", "'0 days'", "INTERVAL"),
    ("interval '1 day'", "'24 hours'", "INTERVAL"),
    ("'-01:30:00'::interval", "'-90 minutes'", "INTERVAL"),
    ("gen_random_uuid ()", "gen_random_uuid()", "UUID"),
    ("ARRAY[]::integer[]", "'{}'", "INTEGER[]"),
    ("ARRAY[1, 2]", "'{1,2}'", "INTEGER[]"),
    ("nextval('s'::regclass)", "nextval('s')", "INTEGER"),
    ("(1 + 2)", "1+2", "INTEGER"),
    ("CAST('x' AS VARCHAR)", "'x'", "VARCHAR"),
    ("lower('X'::text)", "LOWER('X')", "TEXT"),
    ("'ab   '", "'ab'", "CHAR(5)"),
    ("'2020-01-01T00:00:00'", "'2020-01-01 00:00:00'", "TIMESTAMP WITHOUT TIME ZONE"),
    ("NULL::character varying", None, "VARCHAR"),
    (None, None, "TEXT"),
]
DIFFERENT = [
    ("'x'", "'X'", "VARCHAR"),
    ("'1'", "'1.0'", "VARCHAR"),
    ("'01'", "'1'", "TEXT"),
    ("now()", "clock_timestamp()", "TIMESTAMP WITHOUT TIME ZONE"),
    ("lower('X')", "lower('x')", "TEXT"),
    ("'a b'", "'a  b'", "TEXT"),
    ("1", None, "INTEGER"),
    ("'{1}'", "'{2}'", "INTEGER[]"),
    ("'1 day'", "'1 hour'", "INTERVAL"),
    ("'maybe'", "true", "BOOLEAN"),
    ("(1 + 2) * (3)", "1 + 2 * 3", "INTEGER"),
]


@pytest.mark.parametrize(("a", "b", "type_"), SAME)
def test_the_same(a: str | None, b: str | None, type_: str) -> None:
    assert same_default(a, b, type_, "postgresql")
    assert same_default(b, a, type_, "postgresql")


@pytest.mark.parametrize(("a", "b", "type_"), DIFFERENT)
def test_not_the_same(a: str | None, b: str | None, type_: str) -> None:
    assert not same_default(a, b, type_, "postgresql")
    assert not same_default(b, a, type_, "postgresql")
