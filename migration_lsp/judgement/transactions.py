"""Which operations share a transaction: what an operation finds uncommitted before it, and what locks are still held.

On PostgreSQL one ``upgrade`` command is one transaction over all its revisions, unless ``env.py`` asks for one per
revision. Where the database has no transactional DDL Alembic begins one per revision; MySQL and MariaDB commit with
every DDL all the same. An ``autocommit_block()`` commits what came before it, and each statement in it by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.moment import Moment
from migration_lsp.project import Project
from migration_lsp.schema.operations import is_schema_change

_TRANSACTIONAL = ("postgresql", "cockroachdb", "mssql")
"""Databases for which Alembic's own ``transactional_ddl`` is true."""
_COMMIT_WITH_DDL = ("mysql", "mariadb", "oracle")


class Transactions(Enum):
    """How an ``upgrade`` command is divided."""

    ONE_FOR_ALL = "one for all revisions"
    ONE_PER_REVISION = "one for each revision"
    ONE_PER_STATEMENT = "one for each DDL statement"


def transactions_of(project: Project) -> Transactions:
    """What ``env.py`` and the database make of a command."""
    env = project.env
    if project.dialect in _COMMIT_WITH_DDL:
        return Transactions.ONE_PER_STATEMENT
    if not env.flag("transactional_ddl", project.dialect in _TRANSACTIONAL) or env.transaction_per_migration:
        return Transactions.ONE_PER_REVISION
    return Transactions.ONE_FOR_ALL


def uncommitted_before(at: Moment) -> tuple[Act, ...]:
    """What has run in the same transaction before an act, in a command that goes from base to its revision.

    By this is judged what *fails* in a transaction. In a plan that the models ask for it is what the plan holds.
    """
    return _open(at, at.view.ancestors(at.revision) if at.revision is not None else ())


def held_before(at: Moment) -> tuple[Act, ...]:
    """The same over the revision and those before it that nobody has run yet: by this is judged what *blocks*."""
    return _open(at, at.view.unmerged_before(at.revision))


def _open(at: Moment, revisions: Iterable[str]) -> tuple[Act, ...]:
    if at.act.autocommit:
        return ()
    transactions = transactions_of(at.project)
    held: list[Act] = []
    for revision in revisions:
        _go_on(held, at.view.acts(revision), transactions)
        if transactions is not Transactions.ONE_FOR_ALL:
            held.clear()
    _go_on(held, at.earlier, transactions)
    return tuple(held)


def _go_on(held: list[Act], acts: Iterable[Act], transactions: Transactions) -> None:
    """Add the acts of a revision, and forget what is committed on the way."""
    for act in acts:
        commits = transactions is Transactions.ONE_PER_STATEMENT and is_schema_change(act.operation)
        if act.autocommit or commits:
            held.clear()
        else:
            held.append(act)
