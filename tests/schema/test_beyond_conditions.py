"""Which texts say the same to the database, which say something else, and of which nothing is known."""

import pytest

from migration_lsp.schema.beyond.conditions import condition_form, differ, expression_form

SAME = [
    ("age > 0", "(age > 0)"),
    ("age > 0", "0 < user.age"),
    ("kind IN ('a', 'b')", "(kind)::text = ANY ((ARRAY['b'::character varying, 'a'::character varying])::text[])"),
    ("kind IN ('a', 'b')", "kind = 'a' OR kind = 'b'"),
    ("kind NOT IN ('a')", "(kind)::text <> 'a'::text"),
    ("age BETWEEN 1 AND 9", "((age >= 1) AND (age <= 9))"),
    ("NOT (a > 1 AND b IS NULL)", "a <= 1 OR b IS NOT NULL"),
    ("is_active", "is_active = true"),
    ("is_active IS TRUE", "is_active"),
    ("NOT is_active", "is_active IS FALSE"),
    ("name LIKE 'a%%'", "((name)::text ~~ 'a%'::text)"),
    ("name NOT ILIKE 'a'", "name !~~* 'a'"),
    ("char_length(name) >= 3", "length(name) >= 3.0"),
    ("CURRENT_TIMESTAMP > at", "at < now()"),
    ("at AT TIME ZONE 'utc' < now()", "timezone('utc'::text, at) < now()"),
    ("CASE WHEN a > 1 THEN 1 ELSE 0 END = 1", "CASE WHEN (1 < a) THEN 1 ELSE 0 END = 1"),
    ("a <> 1 AND a <> 2", "a NOT IN (2, 1)"),
    ("price > -1", "price > '-1'::integer"),
]
OTHER = [
    ("age > 0", "age >= 0"),
    ("age > 0", "height > 0"),
    ("kind IN ('a', 'b')", "kind IN ('a', 'b', 'c')"),
    ("kind = 'A'", "kind = 'a'"),
    ("a > 1 AND b > 1", "a > 1 OR b > 1"),
    ("is_active", "NOT is_active"),
    ("deleted_at IS NULL", "deleted_at IS NOT NULL"),
    ('"Age" > 0', "age > 0"),
]
UNREAD = [
    "EXTRACT(year FROM at) > 2000",
    "id IN (SELECT 1)",
    "a > ",
    "a IN (1",
    "",
    "a ~~~> 1",
    "(" * 100 + "a" + ")" * 100,
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same(one: str, other: str) -> None:
    assert condition_form(one, "postgresql") is not None
    assert condition_form(one, "postgresql") == condition_form(other, "postgresql")


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_something_else(one: str, other: str) -> None:
    assert differ(condition_form(one, "postgresql"), condition_form(other, "postgresql"))


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_not_understood_differs_from_nothing(text: str) -> None:
    assert condition_form(text, "postgresql") is None
    assert not differ(condition_form(text, "postgresql"), condition_form("a > 1", "postgresql"))


def test_a_boolean_is_a_number_where_there_is_no_other() -> None:
    assert condition_form("flag", "sqlite") == condition_form("flag = 1", "sqlite")
    assert condition_form("NOT flag", "mysql") == condition_form("`flag` = false", "mysql")


def test_names_are_told_apart_by_case_on_postgresql_alone() -> None:
    assert condition_form('"Age" > 0', "sqlite") == condition_form("age > 0", "sqlite")


def test_expressions() -> None:
    assert expression_form("price * quantity", "postgresql") == expression_form("((price * quantity))", "postgresql")
    assert differ(expression_form("a || b", "postgresql"), expression_form("b || a", "postgresql"))
    assert expression_form("payload ->> 'a'", "postgresql") == expression_form("(payload ->> 'a'::text)", "postgresql")
