"""What SQLite does outside a batch: the rule says what a real SQLite says, operation by operation."""

from __future__ import annotations

import sqlite3
import textwrap
import warnings
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.config import Config, DialectChoice, EnvironmentConfig
from migration_lsp.project import Project
from migration_lsp.source.files import TextFiles
from tests.one_string import files_of
from tests.rules.told import risks, told

RULE = "needs-batch"

_TABLES = """\
op.create_table("p", sa.Column("id", sa.Integer(), primary_key=True))
op.create_table(
    "t",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("a", sa.Integer(), nullable=True),
    sa.Column("b", sa.String(20), nullable=True),
    sa.Column("c", sa.Integer(), sa.ForeignKey("p.id", name="fk_c"), nullable=True),
    sa.Column("d", sa.Integer(), nullable=True),
    sa.UniqueConstraint("d", name="uq_d"),
    sa.CheckConstraint("a > 0", name="ck_a"),
)
op.create_index("ix_b", "t", ["b"])
"""

_OPERATIONS = [
    'op.add_column("t", sa.Column("x", sa.Integer()))',
    'op.add_column("t", sa.Column("x", sa.Integer(), server_default="1"))',
    'op.add_column("t", sa.Column("x", sa.Integer(), nullable=False, server_default="1"))',
    'op.add_column("t", sa.Column("x", sa.Integer(), server_default=sa.text("-1")))',
    'op.add_column("t", sa.Column("x", sa.Boolean(), server_default=sa.false()))',
    'op.add_column("t", sa.Column("x", sa.DateTime(), server_default=sa.func.now()))',
    'op.add_column("t", sa.Column("x", sa.Integer(), server_default=sa.text("(1 + 1)")))',
    'op.add_column("t", sa.Column("x", sa.Integer(), unique=True))',
    'op.add_column("t", sa.Column("x", sa.Integer(), sa.ForeignKey("p.id")))',
    'op.add_column("t", sa.Column("x", sa.Integer(), sa.CheckConstraint("x > 0")))',
    'op.add_column("t", sa.Column("x", sa.Integer(), sa.Computed("a + 1", persisted=True)))',
    'op.add_column("t", sa.Column("x", sa.Integer(), sa.Computed("a + 1", persisted=False)))',
    'op.add_column("t", sa.Column("x", sa.Enum("m", "n", name="e"), nullable=True))',
    'op.alter_column("t", "b", type_=sa.Text())',
    'op.alter_column("t", "b", nullable=False)',
    'op.alter_column("t", "b", server_default="x")',
    'op.alter_column("t", "b", new_column_name="z")',
    'op.alter_column("t", "b", existing_type=sa.String(20))',
    'op.drop_column("t", "a")',
    'op.drop_column("t", "b")',
    'op.drop_column("t", "c")',
    'op.drop_column("t", "d")',
    'op.drop_column("t", "id")',
    'op.drop_constraint("uq_d", "t", type_="unique")',
    'op.drop_constraint("fk_c", "t", type_="foreignkey")',
    'op.create_unique_constraint("uq", "t", ["a"])',
    'op.create_check_constraint("ck", "t", "a > 1")',
    'op.create_foreign_key("fk", "t", "p", ["a"], ["id"])',
    'op.create_primary_key("pk", "t", ["a"])',
    'op.create_index("ix", "t", ["a"], unique=True)',
    'op.drop_index("ix_b", "t")',
    'op.rename_table("t", "u")',
    'op.drop_table("t")',
    'op.execute("ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 1)")',
    'op.execute("ALTER TABLE t ALTER COLUMN b SET NOT NULL")',
    'op.execute("ALTER TABLE t RENAME COLUMN a TO z")',
    'op.execute("ALTER TABLE t DROP COLUMN a")',
]


def _sqlite_refuses(operation: str) -> bool:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        names: dict[str, Any] = {"op": Operations(MigrationContext.configure(connection)), "sa": sa}
        exec(_TABLES, names)
        connection.execute(sa.text("INSERT INTO t (id, a, b) VALUES (1, 1, 'x')"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(operation, names)
            except (NotImplementedError, sa.exc.OperationalError, sa.exc.CompileError):
                return True
            finally:
                connection.rollback()
    engine.dispose()
    return False


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_the_rule_says_what_sqlite_says(operation: str) -> None:
    assert sqlite3.sqlite_version_info >= (3, 35), "older ones drop no column"
    assert bool(told(RULE, operation, "sqlite", before=_TABLES)) == _sqlite_refuses(operation)


def test_it_is_as_bad_as_it_gets_and_a_batch_is_the_way() -> None:
    outside = 'op.create_unique_constraint("uq", "t", ["a"])'
    inside = 'with op.batch_alter_table("t") as b:\n    b.create_unique_constraint("uq", ["a"])\n    b.drop_column("c")'
    assert risks(RULE, outside, "sqlite", before=_TABLES) == ["CRITICAL"]
    assert told(RULE, inside, "sqlite", before=_TABLES) == []


def test_a_new_table_is_a_table_that_exists_too() -> None:
    newest = 'op.create_table("n", sa.Column("id", sa.Integer()))\nop.create_unique_constraint("uq", "n", ["id"])'
    assert risks(RULE, newest, "sqlite") == ["CRITICAL"]
    empty = (
        'op.create_table("n", sa.Column("id", sa.Integer()))\n'
        'op.add_column("n", sa.Column("at", sa.DateTime(), server_default=sa.func.now()))'
    )
    assert told(RULE, empty, "sqlite") == []


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        ("except Exception:\n    pass", ["WARNING"]),
        ("except:\n    print('no')", ["WARNING"]),
        ("except ValueError:\n    pass", ["CRITICAL"]),
        ("except Exception:\n    raise", ["CRITICAL"]),
    ],
)
def test_a_failure_that_is_caught(handler: str, expected: list[str]) -> None:
    newest = f'try:\n    op.create_unique_constraint("uq", "t", ["a"])\n{handler}'
    assert risks(RULE, newest, "sqlite", before=_TABLES) == expected


# ------------------------------------------------------------------ SQLite as the second database

_BATCH = 'with op.batch_alter_table("t") as b:\n    b.drop_column("d")\n'


def _second(newest: str, before: str = _BATCH, others: tuple[str, ...] = ("sqlite",)) -> list[str]:
    bodies = (_TABLES, before, newest)
    text = "".join(
        f"#- migrations/versions/00{number}_x.py\ndef upgrade():\n{textwrap.indent(body, '    ')}\n"
        for number, body in enumerate(bodies, 1)
    )
    environment = EnvironmentConfig("migrations", dialect=DialectChoice("postgresql", others=others))
    analysis = Analysis(Project(TextFiles(files_of(text)), Config((environment,)), environment))
    found = [finding for finding in analysis.findings(["003"]) if finding.rule == RULE]
    assert analysis.failures == ()
    return [finding.risk.value for finding in found]


def test_the_second_database_is_a_warning() -> None:
    assert _second('op.create_unique_constraint("uq", "t", ["a"])') == ["WARNING"]
    assert _second('op.alter_column("t", "b", nullable=False)') == ["WARNING"]
    assert _second('op.add_column("t", sa.Column("x", sa.Integer()))\nop.create_index("ix", "t", ["x"])') == []
    assert _second('with op.batch_alter_table("t") as b:\n    b.create_unique_constraint("uq", ["a"])') == []


def test_a_driver_alone_is_no_second_database() -> None:
    operation = 'op.create_unique_constraint("uq", "t", ["a"])'
    assert _second(operation, before="pass\n") == []
    assert _second(operation, others=("mysql",)) == []


def test_a_revision_that_asks_for_the_dialect_knows_what_it_does() -> None:
    newest = 'if op.get_bind().dialect.name != "sqlite":\n    op.create_unique_constraint("uq", "t", ["a"])'
    assert _second(newest) == []
