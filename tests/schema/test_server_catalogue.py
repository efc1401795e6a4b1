"""Queries of PostgreSQL's catalogue are answered from the records, and nothing else is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.server_catalogue import answer
from tests.one_string import project_of
from tests.schema.catalogue_queries import QUERIES, SCHEMA


def catalogue() -> Catalogue:
    return project_of(f"#- migrations/versions/001_first.py\ndef upgrade():\n{SCHEMA}").at_heads


@pytest.mark.parametrize(("query", "rows"), QUERIES)
def test_a_query_has_the_rows_that_the_server_gives(query: str, rows: list[tuple[object, ...]]) -> None:
    found = answer(catalogue(), query, {})
    assert found is not None
    assert list(found.rows) == rows


def test_parameters_of_every_form() -> None:
    query = "SELECT relname FROM pg_class WHERE relname = :a OR relname = %(b)s OR relname IN :c OR relname = ANY(:d)"
    names = {"a": "user", "b": "team", "c": ("user_pkey", "nothing"), "d": ["team_pkey"]}
    found = answer(catalogue(), query, names)
    assert found is not None
    assert {row[0] for row in found.rows} == {"user", "team", "user_pkey", "team_pkey"}
    assert answer(catalogue(), query, {"a": "user"}) is None


@pytest.mark.parametrize(
    "query",
    [
        'SELECT name FROM "user"',
        "SELECT 1",
        "SELECT relname FROM pg_class WHERE relname ~ '^u'",
        "SELECT nothing FROM pg_class",
        "DELETE FROM pg_class",
        "SELECT load_extension('x') FROM pg_class",
        "PRAGMA table_info(pg_class) -- FROM pg_class",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM pg_n) SELECT i FROM pg_class",
        "SELECT count(*) FROM " + ", ".join(f"pg_attribute a{number}" for number in range(30)),
        "SELECT '" + "x" * 30_000 + "' FROM pg_class",
    ],
)
def test_what_the_records_do_not_tell_has_no_answer(query: str) -> None:
    assert answer(catalogue(), query, {}) is None


def test_no_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for query in ("ATTACH 'x.db' AS pg_x -- FROM pg_class", "VACUUM INTO 'x.db' -- FROM pg_class"):
        assert answer(catalogue(), query, {}) is None
    assert os.listdir(tmp_path) == []


def test_doubt_of_what_is_asked_for_leaves_the_query_without_an_answer() -> None:
    schema = catalogue()
    doubted = replace(schema, tables=schema.tables.set("team", replace(schema.tables["team"], certain=False)))
    of_team = "SELECT conname FROM pg_constraint WHERE conrelid = 'team'::regclass"
    assert answer(schema, of_team, {}) is not None
    assert answer(doubted, of_team, {}) is None
    assert answer(doubted, of_team.replace("team", "user"), {}) is not None
    assert answer(doubted, "SELECT conname FROM pg_constraint", {}) is None
