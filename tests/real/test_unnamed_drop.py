"""Drops without a name run by Alembic itself: what is flagged raises, what is not flagged goes through."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fixes.actions import desk
from tests.real.test_fix_batch_and_downgrade import Database

_TABLES = """
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("user", sa.Column("id", sa.Integer()), sa.Column("a", sa.Integer()), sa.Column("b", sa.String(9)),
        sa.PrimaryKeyConstraint("id", name="pk_user"))
def downgrade():
    op.drop_table("user")
    op.drop_table("team")
#- migrations/versions/002_b.py
def upgrade():
    {up}
def downgrade():
    $0{down}
"""
_UNIQUE = 'op.create_unique_constraint(None, "user", ["a"])'
_FOREIGN = 'op.create_foreign_key(None, "user", "team", ["a"], ["id"])'
_CHECK = 'op.create_check_constraint(None, "user", "a > id")'
_INDEX = 'op.create_index("ix_a", "user", ["a"])'
_ENUM = "sa.Enum('a', native_enum=False, create_constraint=True{})"
_TYPE = 'op.alter_column("user", "b", existing_type={}, type_={})'

_RAISING = [
    (_UNIQUE, 'op.drop_constraint(None, "user")'),
    (_UNIQUE, 'op.drop_constraint(None, "user", type_="unique")'),
    (_FOREIGN, 'op.drop_constraint(None, "user", type_="foreignkey")'),
    (_CHECK, 'op.drop_constraint(None, "user", type_="check")'),
    (_UNIQUE, 'with op.batch_alter_table("user") as b:\n        b.drop_constraint(None, type_="unique")'),
    (_INDEX, 'op.drop_index(None, table_name="user")'),
    ('op.drop_constraint("pk_user", "user")', 'op.drop_constraint(None, "user", type_="primary")'),
    (_UNIQUE, 'op.drop_constraint("user_a_key", "user", type_="uq")'),
    (
        _TYPE.format("sa.String(9)", _ENUM.format("")),
        _TYPE.format(_ENUM.format(""), "sa.String(9)"),
    ),
]
_SILENT = [
    (_UNIQUE, 'op.drop_constraint("user_a_key", "user")'),
    (_FOREIGN, 'op.drop_constraint("user_a_fkey", "user", type_="foreignkey")'),
    (_INDEX, 'op.drop_index("ix_a")'),
    ('op.create_index(None, "user", ["a"])', 'op.drop_index("ix_user_a")'),
    ('op.create_index("ix_user_x", "user", ["a"])', 'op.drop_index(None, "user")'),
    (
        _TYPE.format("sa.String(9)", _ENUM.format(', name="ck_e"')),
        _TYPE.format(_ENUM.format(', name="ck_e"'), "sa.String(9)"),
    ),
]
_BATCH = "with op.batch_alter_table('user'{}) as b:\n        b.{}"
_SQLITE_UP = _BATCH.format("", 'create_unique_constraint("uq_a", ["a"])')
_SQLITE_UNNAMED_UP = (
    'op.drop_table("user")\n    op.execute("CREATE TABLE user (id INTEGER PRIMARY KEY, a INTEGER UNIQUE)")'
)
_CONVENTION = ", naming_convention={'uq': 'uq_%(table_name)s_%(column_0_name)s'}"
_SQLITE_RAISING = [
    (_SQLITE_UP, _BATCH.format("", "drop_constraint(None, type_='unique')")),
    (_SQLITE_UP, _BATCH.format(_CONVENTION, "drop_constraint(None, type_='unique')")),
    (_SQLITE_UNNAMED_UP, _BATCH.format("", "drop_constraint(None)")),
    (_SQLITE_UP, 'op.drop_constraint(None, "user", type_="unique")'),
    (_SQLITE_UP, 'op.drop_index(None, "user")'),
]
_SQLITE_SILENT = [
    (_SQLITE_UP, _BATCH.format("", "drop_constraint('uq_a', type_='unique')")),
    (_SQLITE_UNNAMED_UP, _BATCH.format(_CONVENTION, "drop_constraint('uq_user_a', type_='unique')")),
]


def _goes_through(up: str, down: str, dialect: str, folder: Path, url: str) -> bool:
    """Whether Alembic can run the way back, and whether the rule says so too."""
    edited = desk(_TABLES.format(up=up, down=down), dialect)
    database = Database(edited, folder, url)
    database.up("002")
    try:
        database.down("001")
    except (sa.exc.SQLAlchemyError, ValueError, TypeError, NotImplementedError):
        went = False
    else:
        went = True
    assert ("unnamed-drop" not in edited.rules()) is went
    return went


@pytest.mark.parametrize(("up", "down"), _RAISING)
def test_what_is_flagged_raises_on_postgresql(up: str, down: str, tmp_path: Path, database_url: str) -> None:
    assert not _goes_through(up, down, "postgresql", tmp_path, database_url)


@pytest.mark.parametrize(("up", "down"), _SILENT)
def test_what_is_not_flagged_runs_on_postgresql(up: str, down: str, tmp_path: Path, database_url: str) -> None:
    assert _goes_through(up, down, "postgresql", tmp_path, database_url)


@pytest.mark.parametrize(("up", "down"), _SQLITE_RAISING)
def test_what_is_flagged_raises_on_sqlite(up: str, down: str, tmp_path: Path) -> None:
    assert not _goes_through(up, down, "sqlite", tmp_path, f"sqlite:///{tmp_path / 'a.db'}")


@pytest.mark.parametrize(("up", "down"), _SQLITE_SILENT)
def test_what_is_not_flagged_runs_on_sqlite(up: str, down: str, tmp_path: Path) -> None:
    assert _goes_through(up, down, "sqlite", tmp_path, f"sqlite:///{tmp_path / 'a.db'}")


@pytest.mark.parametrize(("up", "down"), [_RAISING[1], _RAISING[2], _RAISING[3], _RAISING[5]])
def test_with_the_name_written_it_goes_through(up: str, down: str, tmp_path: Path, database_url: str) -> None:
    fixed = desk(_TABLES.format(up=up, down=down)).after("Name what is dropped")
    database = Database(fixed, tmp_path, database_url)
    database.up("001")
    before = database.state()
    database.up("002")
    database.down("001")
    assert database.state() == before
