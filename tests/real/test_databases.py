"""Several databases: the real command of Alembic on two SQLite files, beside what is read."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import alembic
import pytest
import sqlalchemy as sa

from tests.cli.command import ask
from tests.databases.samples import ALEMBIC
from tests.one_string import files_of

_TEMPLATE = Path(alembic.__file__).parent / "templates" / "multidb"
_INI = """\
[alembic]
script_location = migrations
prepend_sys_path = .
databases = orders, stock
[orders]
sqlalchemy.url = sqlite:///orders.db
[stock]
sqlalchemy.url = sqlite:///stock.db
"""


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    """A project of the template's shape, with the database files that a real upgrade made."""
    for path, text in {**files_of(ALEMBIC), "alembic.ini": _INI}.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    shutil.copy(_TEMPLATE / "script.py.mako", tmp_path / "migrations")
    _alembic(tmp_path, "upgrade", "head")
    return tmp_path


def _alembic(root: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_schema_of_each_database(upgraded: Path) -> None:
    answer = ask("schema", "--at", "head", "--format", "json", root=upgraded).json
    for name in ("orders", "stock"):
        engine = sa.create_engine(f"sqlite:///{upgraded / name}.db")
        inspector = sa.inspect(engine)
        real = {
            table: {it["name"]: (str(it["type"]), it["nullable"]) for it in inspector.get_columns(table)}
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }
        engine.dispose()
        ours = {
            key.removeprefix(f"{name}."): table for key, table in answer["tables"].items() if table["database"] == name
        }
        assert {key: _columns(table) for key, table in ours.items()} == real


def _columns(table: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {name: (column["type"], column["nullable"]) for name, column in table["columns"].items()}


def test_what_autogenerate_writes_for_each_database(upgraded: Path) -> None:
    answer = ask("diff", "--format", "json", root=upgraded).json
    _alembic(upgraded, "revision", "--autogenerate", "--rev-id", "002", "-m", "next")
    (written,) = upgraded.glob("migrations/versions/002_*.py")
    real, ours = _bodies(written.read_text()), _bodies(answer["python"])
    assert ours == {name: real[name] for name in ("upgrade_orders", "upgrade_stock")}
    # Once the revision is there, nothing is left in either.
    assert ask("diff", "--format", "json", root=upgraded).json["operations"] == []


def _bodies(text: str) -> dict[str, list[str]]:
    """The statements of each function, without docstrings."""
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return {
        function.name: [
            ast.unparse(it) for it in function.body if not isinstance(getattr(it, "value", 0), ast.Constant)
        ]
        for function in functions
    }
