"""``[tool.migration-lsp]``: typed, and every mistake is named with its line."""

from __future__ import annotations

import pytest

from migration_lsp.config import DIALECTS
from migration_lsp.schema.loading import DIALECT_NAMES
from migration_lsp.source.files import Unreadable
from migration_lsp.workspace.settings import Settings, read_settings


def test_all_settings() -> None:
    text = """
        [tool.migration-lsp]
        script-location = "db/migrations"
        models-path = ["app/**/models.py"]
        dialect = "mysql"
        exclude = "legacy"
        include-tests = true
    """
    assert read_settings(text) == Settings("db/migrations", ("app/**/models.py",), "mysql", ("legacy",), True)


@pytest.mark.parametrize("text", [None, "", "[project]\nname = 'x'\n", "[tool.ruff]\nline-length = 100\n"])
def test_no_settings(text: str | None) -> None:
    assert read_settings(text) == Settings()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("dialekt = 'mysql'", "dialekt is no setting of migration-lsp; there are script-location, models-path"),
        ("dialect = 'mongodb'", "dialect must be one of postgresql, sqlite"),
        ("dialect = 3", "dialect must be one of postgresql, sqlite"),
        ("models-path = [1]", "models-path must be a string or a list of strings"),
        ("script-location = []", "script-location must be a string"),
        ("include-tests = 'yes'", "include-tests must be true or false"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(line: str, message: str) -> None:
    (problem,) = read_settings(f"[project]\nname = 'x'\n\n[tool.migration-lsp]\nexclude = []\n{line}\n").problems
    assert problem.message.startswith(f"[tool.migration-lsp] {message}")
    assert (problem.span.path, problem.span.line) == ("pyproject.toml", 5)


def test_a_section_that_is_no_table() -> None:
    (problem,) = read_settings("[tool]\nmigration-lsp = 1\n").problems
    assert "must be a table" in problem.message


@pytest.mark.parametrize("text", ["[tool.migration-lsp\n", "a = \n", "x = " + "[" * 5000])
def test_broken_toml_is_one_problem(text: str) -> None:
    (problem,) = read_settings(text).problems
    assert "not valid TOML" in problem.message


def test_a_file_that_cannot_be_read() -> None:
    (problem,) = read_settings(Unreadable("the file is binary and was not read")).problems
    assert "binary" in problem.message


def test_the_databases_are_those_that_the_schema_knows() -> None:
    assert set(DIALECTS) == DIALECT_NAMES
