"""Which operations share a transaction."""

from __future__ import annotations

import pytest

from migration_lsp.judgement import Moment, View
from migration_lsp.judgement.transactions import Transactions, held_before, transactions_of, uncommitted_before
from tests.one_string import project_of

_ENV = """
#- migrations/env.py
from alembic import context
def run_migrations_online():
    context.configure(connection=None, target_metadata=None{options})
run_migrations_online()
"""

_HISTORY = """
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer()))
#- migrations/versions/002_b.py
def upgrade():
    op.add_column("a", sa.Column("b", sa.Integer()))
#- migrations/versions/003_c.py
def upgrade():
    op.execute("UPDATE a SET b = 1")
    op.add_column("a", sa.Column("c", sa.Integer()))
    {block}
    op.add_column("a", sa.Column("e", sa.Integer()))
"""

_BLOCK = 'with op.get_context().autocommit_block(): op.execute("CREATE INDEX CONCURRENTLY ix ON a (b)")'
_PLAIN = 'op.add_column("a", sa.Column("d", sa.Integer()))'


def _last(dialect: str, *, options: str = "", block: str = _PLAIN, merged: frozenset[str] | None = None) -> Moment:
    project = project_of(_ENV.replace("{options}", options) + _HISTORY.replace("{block}", block), dialect)
    view = View(project, merged)
    acts = view.acts("003")
    return Moment(view, "003", acts, len(acts) - 1)


def _columns(at: Moment, *, held: bool = False) -> list[str]:
    acts = held_before(at) if held else uncommitted_before(at)
    return [effect.label for act in acts for effect in act.effects]


@pytest.mark.parametrize(
    ("dialect", "options", "transactions"),
    [
        ("postgresql", "", Transactions.ONE_FOR_ALL),
        ("postgresql", ", transaction_per_migration=True", Transactions.ONE_PER_REVISION),
        ("postgresql", ", transactional_ddl=False", Transactions.ONE_PER_REVISION),
        ("sqlite", "", Transactions.ONE_PER_REVISION),
        ("sqlite", ", transactional_ddl=True", Transactions.ONE_FOR_ALL),
        ("mysql", "", Transactions.ONE_PER_STATEMENT),
        ("mariadb", ", transaction_per_migration=True", Transactions.ONE_PER_STATEMENT),
    ],
)
def test_env_py_and_the_database_divide_a_command(dialect: str, options: str, transactions: Transactions) -> None:
    assert transactions_of(_last(dialect, options=options).project) is transactions


def test_one_transaction_for_all_revisions() -> None:
    assert _columns(_last("postgresql")) == ["a", "a.b", "a.c", "a.d"]


def test_one_transaction_for_each_revision() -> None:
    assert _columns(_last("postgresql", options=", transaction_per_migration=True")) == ["a.c", "a.d"]
    assert _columns(_last("sqlite")) == ["a.c", "a.d"]


def test_an_autocommit_block_commits_what_came_before() -> None:
    at = _last("postgresql", block=_BLOCK)
    assert _columns(at) == []
    inside = Moment(at.view, "003", at.acts, 2)
    assert inside.act.autocommit
    assert uncommitted_before(inside) == ()


def test_mysql_commits_with_every_ddl() -> None:
    at = _last("mysql")
    assert uncommitted_before(at) == ()
    second = Moment(at.view, "003", at.acts, 1)
    assert [type(act.operation).__name__ for act in uncommitted_before(second)] == ["DataOp"]


def test_what_blocks_is_held_over_what_nobody_has_run() -> None:
    assert _columns(_last("postgresql"), held=True) == ["a.c", "a.d"]
    assert _columns(_last("postgresql", merged=frozenset({"001"})), held=True) == ["a.b", "a.c", "a.d"]
