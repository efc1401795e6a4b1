"""The name that is written into a drop without one, and where nobody can know it."""

from __future__ import annotations

import pytest

from tests.fixes.actions import desk

_TABLES = """
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Integer()),
        sa.Column("b", sa.Integer()))
def downgrade():
    op.drop_table("user")
    op.drop_table("team")
#- migrations/versions/002_b.py
def upgrade():
    {up}
def downgrade():
    {down}
"""
_TITLE = "Name what is dropped"
_SAID = {"unnamed-drop", "downgrade-not-inverse"}


@pytest.mark.parametrize(
    ("up", "down", "after"),
    [
        (
            'op.create_unique_constraint(None, "user", ["a"])',
            '$0op.drop_constraint(None, "user", type_="unique")',
            'op.drop_constraint("user_a_key", "user", type_="unique")',
        ),
        (
            'op.create_foreign_key(None, "user", "team", ["a"], ["id"])',
            '$0op.drop_constraint(None, "user", type_="foreignkey")',
            'op.drop_constraint("user_a_fkey", "user", type_="foreignkey")',
        ),
        (
            'op.create_check_constraint(None, "user", "a > b")',
            '$0op.drop_constraint(constraint_name=None, table_name="user")',
            'op.drop_constraint(constraint_name="user_check", table_name="user")',
        ),
        (
            'op.create_index("ix_a", "user", ["a"])',
            '$0op.drop_index(None, table_name="user")',
            'op.drop_index("ix_a", table_name="user")',
        ),
        (
            'op.create_unique_constraint("uq_given", "user", ["a"])',
            'with op.batch_alter_table("user") as b:\n        $0b.drop_constraint(None, type_="unique")',
            'with op.batch_alter_table("user") as b:\n    b.drop_constraint("uq_given", type_="unique")',
        ),
    ],
)
def test_the_name_that_the_database_has(up: str, down: str, after: str) -> None:
    fixed = desk(_TABLES.format(up=up, down=down)).after(_TITLE)
    assert fixed.body("downgrade") == after
    assert not fixed.rules() & _SAID


def test_several_that_go_are_the_several_that_came() -> None:
    up = 'op.create_unique_constraint(None, "user", ["a"])\n    op.create_unique_constraint(None, "user", ["b"])'
    down = '$0op.drop_constraint(None, "user", type_="unique")\n    op.drop_constraint(None, "user", type_="unique")'
    first = desk(_TABLES.format(up=up, down=down)).after(f"{_TITLE}: user_b_key")
    assert first.body("downgrade").splitlines()[0] == 'op.drop_constraint("user_b_key", "user", type_="unique")'
    assert "unnamed-drop" in first.rules()
    second = desk(_TABLES.format(up=up, down=down.replace("$0", "").replace("\n    op", "\n    $0op"))).after(_TITLE)
    assert second.body("downgrade").splitlines()[1] == 'op.drop_constraint("user_a_key", "user", type_="unique")'


def test_a_convention_must_not_make_another_name_of_it() -> None:
    models = """
#- app/models.py
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(connection=None, target_metadata=Base.metadata)
"""
    up = 'op.create_check_constraint("age", "user", "a > b")'
    text = models + _TABLES.format(up=up, down='$0op.drop_constraint(None, "user", type_="check")')
    fixed = desk(text).after(_TITLE)
    assert fixed.body("downgrade") == 'op.drop_constraint(op.f("ck_user_age"), "user", type_="check")'
    assert not fixed.rules() & _SAID


def test_the_way_up_names_what_is_there() -> None:
    up = 'op.create_unique_constraint("uq_x", "user", ["a"])\n    $0op.drop_constraint(None, "user", type_="unique")'
    fixed = desk(_TABLES.format(up=up, down="pass")).after(_TITLE)
    assert 'op.drop_constraint("uq_x", "user", type_="unique")' in fixed.body("upgrade")
    assert "unnamed-drop" not in fixed.rules()


@pytest.mark.parametrize(
    ("up", "down"),
    [
        # Two are there, and one goes.
        (
            'op.create_unique_constraint(None, "user", ["a"])\n    op.create_unique_constraint(None, "user", ["b"])',
            '$0op.drop_constraint(None, "user", type_="unique")',
        ),
        # None is there.
        ("pass", '$0op.drop_constraint(None, "user", type_="unique")'),
        # What is written is no name, and there is no place for one.
        ('op.create_unique_constraint(None, "user", ["a"])', 'name = None\n    $0op.drop_constraint(name, "user")'),
        # One text stands for several drops.
        (
            'op.create_unique_constraint(None, "user", ["a"])\n    op.create_unique_constraint(None, "user", ["b"])',
            'for _ in range(2):\n        $0op.drop_constraint(None, "user", type_="unique")',
        ),
    ],
)
def test_a_name_that_nobody_knows(up: str, down: str) -> None:
    before = desk(_TABLES.format(up=up, down=down))
    assert "unnamed-drop" in before.rules()
    assert not any(_TITLE in title for title in before.titles)


def test_sqlite_gives_no_names() -> None:
    up = 'op.execute("CREATE TABLE t (a INTEGER UNIQUE)")'
    down = 'with op.batch_alter_table("t") as b:\n        $0b.drop_constraint(None, type_="unique")'
    before = desk(_TABLES.format(up=up, down=down), "sqlite")
    assert "unnamed-drop" in before.rules()
    assert not any(_TITLE in title for title in before.titles)
