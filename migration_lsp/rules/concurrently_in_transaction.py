"""An index is built or dropped CONCURRENTLY inside the transaction of the migration.

## Why it is risky

PostgreSQL refuses `CREATE INDEX CONCURRENTLY` inside a transaction (25001), and Alembic runs revisions in one, so the
deploy stops there. It has to stand in an `autocommit_block()`. One transaction for each revision is no help, and an
explicit `COMMIT` is one only with psycopg2: psycopg 3 begins anew.

## Unsafe

```python
op.create_index("ix_user_email", "user", ["email"], postgresql_concurrently=True)
#^^ inside the transaction
```

```python
op.execute("DROP INDEX CONCURRENTLY ix_user_team_id")
#           ^^^ inside the transaction
```

```python
op.execute("COMMIT")
op.create_index("ix_user_email", "user", ["email"], postgresql_concurrently=True)
#^^ only psycopg2 leaves the transaction
```

## Safe

```python
with op.get_context().autocommit_block():
    op.create_index("ix_user_email", "user", ["email"], postgresql_concurrently=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Act, Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.transactions import uncommitted_before
from migration_lsp.schema.operations import StatementOp

_AUTOCOMMIT = "AUTOCOMMIT"
"""The isolation level in which every statement stands alone, as ``env.py`` or a revision asks for it."""


@rule(Act, risk=Risk.CRITICAL, cause=Cause.LOCK)
def check(act: Act, at: Moment) -> Iterator[Danger]:
    if at.dialect != "postgresql" or at.is_pending or not act.flags.concurrently or act.autocommit:
        return
    if _asks_for_autocommit(at):
        return
    if any(_commits(earlier) for earlier in uncommitted_before(at)):
        why = "an explicit COMMIT comes before CONCURRENTLY: only psycopg2 leaves the transaction by it"
        yield Danger(f"{why}, with psycopg 3 it fails", Risk.WARNING)
        return
    yield Danger("CONCURRENTLY inside the transaction of the migration fails: it needs an autocommit_block()")


def _commits(act: Act) -> bool:
    return isinstance(act.operation, StatementOp) and act.operation.verb.upper() in ("COMMIT", "END")


def _asks_for_autocommit(at: Moment) -> bool:
    """Whether the environment or the revision itself speaks of that isolation level: then who knows."""
    paths = [at.project.environment.env_py]
    if at.act.span is not None:
        paths.append(at.act.span.path)
    texts = (at.project.files.read(path) for path in paths)
    return any(isinstance(text, str) and _AUTOCOMMIT in text for text in texts)
