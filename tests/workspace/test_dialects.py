"""For which database a project is judged, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_lsp.config import DialectChoice
from migration_lsp.workspace.discovery import discover
from tests.workspace.project import environment, revision, write

_PG_REVISION = revision("b1", "a1") + "from sqlalchemy.dialects import postgresql\n"
_MYSQL_MODEL = "from sqlalchemy.dialects.mysql import LONGTEXT\nclass A(db.Model): ...\n"


def _choice(root: Path, files: dict[str, str | bytes], dialect: str | None = None) -> DialectChoice:
    write(root, {**environment(), **files})
    (found,) = discover(root, dialect=dialect).config.environments
    return found.dialect


@pytest.mark.parametrize(
    ("path", "text", "dialect"),
    [
        ("pyproject.toml", "[project]\ndependencies = ['Psycopg2_Binary>=2.9']\n", "postgresql"),
        ("pyproject.toml", "[project]\ndependencies = ['sqlalchemy[asyncio,postgresql-asyncpg]']\n", "postgresql"),
        ("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3.11'\npymysql = '^1'\n", "mysql"),
        ("pyproject.toml", "[tool.poetry.group.db.dependencies]\naiosqlite = {version = '*'}\n", "sqlite"),
        ("pyproject.toml", "[dependency-groups]\ndev = ['oracledb', {include-group = 'x'}]\n", "oracle"),
        ("pyproject.toml", "[project.optional-dependencies]\nms = ['pyodbc']\n", "mssql"),
        ("requirements.txt", "# drivers\n-r base.txt\nmariadb==1.1\n", "mariadb"),
        ("requirements/prod.txt", "asyncpg\n", "postgresql"),
        ("Pipfile", "[packages]\nmysqlclient = '*'\n", "mysql"),
        ("setup.cfg", "[options]\ninstall_requires =\n    flask\n    pg8000 >= 1\n", "postgresql"),
        ("setup.py", "setup(install_requires=['flask', 'sqlalchemy-cockroachdb>=2'])\n", "cockroachdb"),
        ("x-1.0.dist-info/METADATA", "Requires-Dist: psycopg[binary]>=3\n\nRequires-Dist: pymysql\n", "postgresql"),
    ],
)
def test_a_driver_among_the_dependencies(tmp_path: Path, path: str, text: str, dialect: str) -> None:
    if path.startswith("requirements/"):
        # Only files that are called so are known to be lists of requirements.
        path = path.replace("requirements/prod", "requirements-prod")
    choice = _choice(tmp_path, {path: text})
    assert choice.name == dialect
    assert path in choice.reason
    assert not choice.assumed


def test_a_setting_goes_before_everything(tmp_path: Path) -> None:
    choice = _choice(tmp_path, {"requirements.txt": "pymysql\n"}, dialect="sqlite")
    assert (choice.name, choice.reason) == ("sqlite", "a setting says so")


def test_a_needed_driver_goes_before_an_optional_one(tmp_path: Path) -> None:
    toml = "[project]\ndependencies = ['asyncpg']\n[project.optional-dependencies]\nmysql = ['pymysql']\n"
    assert _choice(tmp_path, {"pyproject.toml": toml}).name == "postgresql"


def test_sqlite_for_the_tests_does_not_win_over_a_server(tmp_path: Path) -> None:
    choice = _choice(tmp_path, {"requirements.txt": "aiosqlite\nasyncpg\n"})
    assert (choice.name, choice.others) == ("postgresql", ("sqlite",))


def test_of_several_drivers_the_one_that_the_revisions_use(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "requirements.txt": "pymysql\npsycopg\n",
        "migrations/versions/b1.py": _PG_REVISION,
    }
    choice = _choice(tmp_path, files)
    assert (choice.name, choice.others) == ("postgresql", ("mysql",))


def test_dialect_imports_where_no_driver_is_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "migrations/versions/b1.py": _PG_REVISION,
        "migrations/versions/c1.py": revision("c1", "b1") + "from sqlalchemy.dialects import (postgresql, mysql)\n",
        "app/models.py": "import x\n",
    }
    choice = _choice(tmp_path, files)
    assert (choice.name, choice.others) == ("postgresql", ("mysql",))
    assert choice.reason.startswith("2 files import sqlalchemy.dialects.postgresql")


def test_a_dialect_import_in_a_model(tmp_path: Path) -> None:
    choice = _choice(tmp_path, {"app/models.py": _MYSQL_MODEL})
    assert (choice.name, choice.reason) == ("mysql", "app/models.py imports sqlalchemy.dialects.mysql")


def test_the_url_of_the_ini_file(tmp_path: Path) -> None:
    ini = "[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///shop.db\n"
    choice = _choice(tmp_path, {"alembic.ini": ini})
    assert (choice.name, choice.reason) == ("sqlite", "sqlalchemy.url in alembic.ini names it")


@pytest.mark.parametrize(
    "line",
    [
        "engine = create_engine('mysql+pymysql://root:hunter2@h/d')",
        "SQLALCHEMY_DATABASE_URI = 'mysql://root:hunter2@h/d'",
        "app.config['SQLALCHEMY_DATABASE_URI'] = f'mysql://root:{password}@h/d'",
        "config.set_main_option('sqlalchemy.url', 'mysql://h/d')",
    ],
)
def test_a_url_literal_in_code(tmp_path: Path, line: str) -> None:
    choice = _choice(tmp_path, {"app/db.py": line})
    assert choice.name == "mysql"
    assert "hunter2" not in choice.reason


@pytest.mark.parametrize(
    "line",
    [
        "URI = os.environ.get('DATABASE_URL', 'mysql://h/d')",
        "SQLALCHEMY_DATABASE_URI = os.getenv('DATABASE_URL') or 'mysql://h/d'",
        "sqlalchemy_url = 'driver://user:pass@localhost/dbname'",
        "DATABASE_URL = 'https://example.org'",
    ],
)
def test_what_is_no_sign_leaves_postgresql_assumed(tmp_path: Path, line: str) -> None:
    choice = _choice(tmp_path, {"app/db.py": line})
    assert (choice.name, choice.assumed) == ("postgresql", True)


def test_dependencies_of_another_part_of_the_repository_do_not_count(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "one/requirements.txt": "pymysql\n",
        "two/requirements.txt": "asyncpg\n",
        **environment("one/migrations"),
        **environment("two/migrations"),
    }
    found = discover(write(tmp_path, files)).config.environments
    assert [environment.dialect.name for environment in found] == ["mysql", "postgresql"]


@pytest.mark.parametrize("path", ["pyproject.toml", "Pipfile", "setup.cfg"])
def test_a_broken_list_of_dependencies_names_nothing(tmp_path: Path, path: str) -> None:
    assert _choice(tmp_path, {path: "[[[ = psycopg2"}).assumed
