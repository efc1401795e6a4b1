"""Nothing that a stranger installed runs because we import our libraries."""

import importlib.metadata
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy.engine import Dialect

from migration_lsp.schema.loading import DIALECT_NAMES, dialect_named, without_entry_points

GROUPS = ("alembic.plugins", "sqlalchemy.dialects", "sqlalchemy.plugins", "sqlglot.dialects")


def _install_hostile_package(folder: Path) -> None:
    (folder / "hostile.py").write_text("import pathlib; pathlib.Path(__file__).with_name('ran').touch()\n")
    metadata = folder / "hostile-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n")
    entries = "".join(f"[{group}]\npostgresql = hostile\nsqlite = hostile\nevil = hostile\n" for group in GROUPS)
    (metadata / "entry_points.txt").write_text(entries)


def _run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    program = f"import sys; sys.path[:0] = [{str(root)!r}, {str(folder)!r}]\n" + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False, cwd=folder
    )


def test_a_plain_import_of_alembic_would_run_it(tmp_path: Path) -> None:
    """Else the next test would prove nothing."""
    _install_hostile_package(tmp_path)
    _run(tmp_path, "import alembic.autogenerate")
    assert (tmp_path / "ran").exists()


def test_third_party_entry_points_are_not_loaded(tmp_path: Path) -> None:
    _install_hostile_package(tmp_path)
    done = _run(
        tmp_path,
        """
        import sqlalchemy as sa
        from migration_lsp.schema.compare import CompareOptions, compare
        from migration_lsp.schema.loading import DIALECT_NAMES, without_entry_points
        from migration_lsp.schema.types import type_text
        from migration_lsp.schema.records import Catalogue

        with without_entry_points():
            import sqlglot
        for name in sorted(DIALECT_NAMES):
            type_text(sa.String(5), name)
        sqlglot.parse("SELECT 1", dialect="postgres")
        table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
        found = compare([table], Catalogue("postgresql"), CompareOptions())
        print(found.operations[0].op, "hostile" in sys.modules)
        """,
    )
    assert done.stdout.split() == ["add_table", "False"], done.stderr
    assert not (tmp_path / "ran").exists()


def test_no_driver_is_imported() -> None:
    code = """
    from migration_lsp.schema.loading import DIALECT_NAMES, dialect_named
    for name in DIALECT_NAMES:
        dialect_named(name)
    drivers = {"psycopg", "psycopg2", "asyncpg", "sqlite3", "MySQLdb", "pymysql", "pyodbc", "oracledb"}
    print(sorted(drivers & set(sys.modules)))
    """
    assert _run(Path(__file__).parent, code).stdout.strip() == "[]"


def test_entry_points_are_there_again_afterwards() -> None:
    before = importlib.metadata.entry_points
    with without_entry_points():
        assert not importlib.metadata.entry_points(group="console_scripts")
    assert importlib.metadata.entry_points is before


@pytest.mark.parametrize("name", sorted(DIALECT_NAMES))
def test_every_dialect_of_the_list_is_made_once(name: str) -> None:
    dialect = dialect_named(name)
    assert isinstance(dialect, Dialect)
    assert dialect_named(name) is dialect


@pytest.mark.parametrize("name", ["", "evil", "postgres", "postgresql+psycopg"])
def test_no_other_name_is_looked_for(name: str) -> None:
    with pytest.raises(LookupError):
        dialect_named(name)
