"""Batches and downgrades as code actions write them, run for real on tables with rows: up, down and up again."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.fixes.actions import Desk, desk
from tests.fixes.ways_up import TABLES, WAYS_UP, WayUp

_ENV = """
from alembic import context
import sqlalchemy as sa
engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

_ROWS = (
    "INSERT INTO team (id, name) VALUES (1, 'red'), (2, NULL)",
    "INSERT INTO person (id, name, bio, age, team_id, code, title)"
    " VALUES (1, 'a', 'x', 5, 1, 'c1', 't'), (2, 'b', 'y', 7, 2, 'c2', 't'), (3, 'c', NULL, 9, NULL, NULL, 't')",
)


class Database:
    """An Alembic environment with the revisions of a desk, and the database that they run on."""

    def __init__(self, edited: Desk, folder: Path, url: str) -> None:
        (folder / "versions").mkdir()
        (folder / "env.py").write_text(_ENV)
        for path, text in edited.files.items():
            if "/versions/" in path:
                (folder / "versions" / Path(path).name).write_text(text)
        self._config = Config()
        self._config.set_main_option("script_location", str(folder))
        self._config.set_main_option("path_separator", "os")
        self._config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        self._engine = sa.create_engine(url, poolclass=sa.pool.NullPool)

    def up(self, revision: str) -> None:
        command.upgrade(self._config, revision)

    def down(self, revision: str) -> None:
        command.downgrade(self._config, revision)

    def fill(self) -> None:
        with self._engine.begin() as connection:
            for statement in _ROWS:
                connection.execute(sa.text(statement))

    def state(self) -> dict[str, Any]:
        with warnings.catch_warnings():
            # SQLAlchemy says that it does not see SQLite's indexes on expressions; they are compared by name.
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            return {**self._tables(), "types": self._types(), "names": self._names()}

    def _tables(self) -> dict[str, Any]:
        """Every table with its parts, sorted: a column that comes back comes back as the last one."""
        inspector = sa.inspect(self._engine)
        tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
        return {table: _parts(inspector, table) for table in tables}

    def _names(self) -> list[str]:
        """All indexes of a SQLite database."""
        if self._engine.dialect.name != "sqlite":
            return []
        with self._engine.connect() as connection:
            return sorted(connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'index'")))

    def _types(self) -> list[str]:
        if self._engine.dialect.name != "postgresql":
            return []
        with self._engine.connect() as connection:
            return sorted(connection.scalars(sa.text("SELECT typname FROM pg_type WHERE typtype = 'e'")))

    def rows(self, table: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0)


def _parts(inspector: sa.Inspector, table: str) -> dict[str, Any]:
    return {
        "columns": sorted(
            (it["name"], str(it["type"]), it["nullable"], str(it["default"]), it.get("comment"))
            for it in inspector.get_columns(table)
        ),
        "key": inspector.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": sorted(map(str, inspector.get_foreign_keys(table))),
        "indexes": sorted(map(_index, inspector.get_indexes(table))),
        "uniques": sorted(map(str, inspector.get_unique_constraints(table))),
        "checks": sorted((str(it["name"]), it["sqltext"]) for it in inspector.get_check_constraints(table)),
    }


def _index(index: Any) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def _params(dialect: str) -> list[Any]:
    return [pytest.param(way, id=way.name) for way in WAYS_UP if dialect in way.dialects]


def _walk(way: WayUp, dialect: str, folder: Path, url: str) -> None:
    database = Database(way.desk(dialect).after("downgrade()"), folder, url)
    database.up("001")
    database.fill()
    before = database.state()
    database.up("002")
    after = database.state()
    kept = [table for table in ("team", "person") if table in after]
    database.down("001")
    assert database.state() == before
    assert all(database.rows(table) > 1 for table in kept)
    database.up("002")
    assert database.state() == after


@pytest.mark.parametrize("way", _params("postgresql"))
def test_a_written_downgrade_on_postgresql(way: WayUp, tmp_path: Path, database_url: str) -> None:
    _walk(way, "postgresql", tmp_path, database_url)


@pytest.mark.parametrize("way", _params("sqlite"))
def test_a_written_downgrade_on_sqlite(way: WayUp, tmp_path: Path) -> None:
    _walk(way, "sqlite", tmp_path, f"sqlite:///{tmp_path / 'a.db'}")


_WRAPPED = (
    'op.create_unique_constraint("uq_person_name", "person", ["name"])',
    'op.create_check_constraint("ck_person_name", "person", "length(name) > 0")',
    'op.create_foreign_key("fk_boss", "person", "person", ["age"], ["id"], deferrable=True, initially="DEFERRED")',
    'op.drop_constraint("uq_person_code", "person", type_="unique")',
    'op.drop_constraint("ck_person_age", "person", type_="check")',
    'op.drop_constraint("fk_person_team", "person", type_="foreignkey")',
    'op.alter_column("person", "bio", existing_type=sa.Text(), server_default="")',
    'op.alter_column("person", "name", existing_type=sa.String(50), type_=sa.String(80), existing_nullable=False)',
    'op.drop_column("person", "team_id")',
    'op.add_column("person", sa.Column("seen_at", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP")))',
    'op.add_column("person", sa.Column("nick", sa.String(9)))\n    '
    'op.create_unique_constraint("uq_nick", "person", ["nick"])\n    '
    'op.create_index("ix_nick", table_name="person", columns=["nick", "age"])',
    'op.drop_constraint("uq_person_code", "person", type_="unique")\n    '
    'op.create_unique_constraint("uq_person_code", "person", ["code", "name"])',
    'op.drop_column("person", "team_id")\n    op.add_column("person", sa.Column("team_id", sa.String(9)))',
    'op.drop_index("ix_person_bio_name", table_name="person")\n    op.drop_column("person", "bio")',
    'op.add_column("person", sa.Column("x", sa.Integer(), server_default="3", nullable=False))\n    '
    'op.create_index("ix_x", "person", ["x"])',
)

_REVISION = """
#- migrations/versions/002_next.py
def upgrade():
    $0{}
def downgrade():
    pass
"""


@pytest.mark.parametrize("line", _WRAPPED)
def test_what_sqlite_refuses_runs_in_its_batch(line: str, tmp_path: Path) -> None:
    before = desk(TABLES + _REVISION.format(line), "sqlite")
    after = before.after("batch_alter_table")
    assert "needs-batch" not in after.rules()
    for name, edited in (("before", before), ("after", after)):
        folder = tmp_path / name
        folder.mkdir()
        database = Database(edited, folder, f"sqlite:///{folder / 'a.db'}")
        database.up("001")
        database.fill()
        first = database.state()
        if name == "before" and "needs-batch" in before.rules():
            with pytest.raises((NotImplementedError, sa.exc.OperationalError)):
                database.up("002")
            continue
        database.up("002")
        assert database.state() != first
        assert database.rows("person") == 3


@pytest.mark.parametrize("line", [line for line in _WRAPPED if 'age"], ["id' not in line])
def test_a_batch_does_the_same_on_postgresql(line: str, tmp_path: Path, database_url: str) -> None:
    before = desk(TABLES + _REVISION.format(line))
    states = []
    for name, edited in (("before", before), ("after", before.after("batch_alter_table"))):
        folder = tmp_path / name
        folder.mkdir()
        database = Database(edited, folder, database_url)
        database.up("001")
        database.up("002")
        states.append(database.state())
        database.down("001")
        _emptied(database_url)
    assert states[0] == states[1]


def _emptied(url: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
