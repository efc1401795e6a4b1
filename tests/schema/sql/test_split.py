"""Texts cut into statements, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_lsp.schema.sql import StatementKind, read_sql
from migration_lsp.schema.sql.tokens import Kind, string_value, tokens_of


def pieces(text: str, dialect: str = "postgresql") -> list[str]:
    return [text[statement.start : statement.end] for statement in read_sql(text, dialect)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n-- nothing\n/* at all; */ ;;", []),
        ("DROP TABLE a; DROP TABLE b", ["DROP TABLE a", "DROP TABLE b"]),
        ("DROP TABLE a;", ["DROP TABLE a"]),
        ("INSERT INTO a VALUES (';'); DROP TABLE a", ["INSERT INTO a VALUES (';')", "DROP TABLE a"]),
        ("SELECT 'it''s; fine'; SELECT 2", ["SELECT 'it''s; fine'", "SELECT 2"]),
        ("SELECT E'\\'; x'; SELECT 2", ["SELECT E'\\'; x'", "SELECT 2"]),
        ('DROP TABLE "a;b"; SELECT 1', ['DROP TABLE "a;b"', "SELECT 1"]),
        ("DO $$ BEGIN x; y; END $$; SELECT 1", ["DO $$ BEGIN x; y; END $$", "SELECT 1"]),
        ("DO $a$ $$ ; $$ $a$; SELECT 1", ["DO $a$ $$ ; $$ $a$", "SELECT 1"]),
        ("/* a /* nested; */ ; */ DROP TABLE a", ["DROP TABLE a"]),
        ("DROP TABLE a -- b; c\n; DROP TABLE d", ["DROP TABLE a", "DROP TABLE d"]),
        ("SELECT '100%%'; SELECT %(a)s, :b, $1", ["SELECT '100%%'", "SELECT %(a)s, :b, $1"]),
        ("SELECT 'never closed; SELECT 2", ["SELECT 'never closed; SELECT 2"]),
    ],
)
def test_statements_end_where_the_server_ends_them(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_the_body_of_a_trigger_is_one_statement() -> None:
    text = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END; DROP TABLE a"
    assert len(pieces(text, "sqlite")) == 2


def test_a_body_with_case_inside_ends_at_its_own_end() -> None:
    text = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 1"
    assert len(pieces(text)) == 2


def test_each_dialect_quotes_in_its_own_way() -> None:
    assert pieces("DROP TABLE `a;b`; SELECT 1 # c; d", "mysql") == ["DROP TABLE `a;b`", "SELECT 1"]
    assert pieces("INSERT INTO a VALUES ('\\'; x'); SELECT 1", "mysql")[1] == "SELECT 1"
    assert pieces("DROP TABLE [a;b]; SELECT 1", "sqlite") == ["DROP TABLE [a;b]", "SELECT 1"]


def test_string_values_are_what_the_server_reads() -> None:
    def value(text: str, dialect: str = "postgresql") -> str:
        (token,) = tokens_of(text, dialect)
        assert token.kind is Kind.STRING
        return string_value(token, dialect)

    assert value("'it''s'") == "it's"
    assert value("E'a\\nb'") == "a\nb"
    assert value("$q$a'b$q$") == "a'b"
    assert value("'a\\'b'", "mysql") == "a'b"
    assert value('"a""b"', "mysql") == 'a"b'


DIALECTS = st.sampled_from(["postgresql", "sqlite", "mysql", "mariadb"])
FRAGMENTS = r"""
CREATE TABLE ALTER TYPE ADD COLUMN DROP INDEX ON t a ( ) , ; ' " ` $$ $q$ -- /* */ NOT NULL DEFAULT 'x' [ ]
CONSTRAINT PRIMARY KEY REFERENCES CHECK UNIQUE USING WHERE AS ENUM VALUE IF EXISTS BEGIN END DO TO RENAME INT
1 = . : :: %s %(a)s UPDATE SET SELECT INTO WITH COMMENT IS IDENTITY GENERATED ALWAYS BY \
"""
WORDS = st.sampled_from([*FRAGMENTS.split(), "\n"])


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)), DIALECTS)
def test_no_text_raises_and_no_text_is_lost(text: str, dialect: str) -> None:
    statements = read_sql(text, dialect)
    at = 0
    left = []
    for statement in statements:
        assert at <= statement.start <= statement.end <= len(text)
        assert statement.ops or statement.kind is not StatementKind.UNKNOWN
        left.append(text[at : statement.start])
        at = statement.end
    left.append(text[at:])
    # Between statements there is nothing but what no statement is made of; a comment there may be cut open.
    between = "".join(left).replace(";", " ")
    assert "*/" in text or "/*" in text or not tokens_of(between, dialect)
