"""An existing column that becomes NOT NULL fails on the first row that has nothing there.

## Why it is risky

The server reads the whole table under a lock and refuses at the first NULL, and the deploy stops there. Code that is
running and leaves the column out fails on every insert from then on. Filling the rows in the same revision helps
the statement, not the code, and keeps the lock longer.

On PostgreSQL 12 and newer a validated `CHECK (column IS NOT NULL)` is proof enough: nothing is read.

## Unsafe

```python
op.alter_column("user", "bio", nullable=False)
#                              ^^^^^^^^^^^^^^ fails if a row has NULL there
```

```python
op.execute("UPDATE \\"user\\" SET bio = '' WHERE bio IS NULL")
op.alter_column("user", "bio", nullable=False)
#                              ^^^^^^^^^^^^^^ set NOT NULL in the revision that fills it
```

```python
op.add_column("user", sa.Column("plan", sa.String(20)))
op.alter_column("user", "plan", nullable=False)
#                               ^^^^^^^^^^^^^^ fails if a row has NULL there
```

Filled before, it is read all the same:

```python given
op.execute("UPDATE \\"user\\" SET bio = '' WHERE bio IS NULL")
```

```python
op.alter_column("user", "bio", nullable=False)
#                              ^^^^^^^^^^^^^^ fails if a row got NULL since an earlier revision filled it
```

## Safe

The rows are proven:

```python given
op.execute('ALTER TABLE "user" ADD CONSTRAINT ck_bio CHECK (bio IS NOT NULL) NOT VALID')
```

```python
op.execute('ALTER TABLE "user" VALIDATE CONSTRAINT ck_bio')
op.alter_column("user", "bio", nullable=False)
op.drop_constraint("ck_bio", "user")
```

Where nothing can prove it, an earlier revision that fills the rows is as good as it gets:

```python given
op.execute("UPDATE `user` SET bio = '' WHERE bio IS NULL")
```

```python dialect=mysql
op.alter_column("user", "bio", existing_type=sa.Text(), nullable=False)
```

Every row has the default:

```python
op.add_column("user", sa.Column("plan", sa.String(20), server_default="free"))
op.alter_column("user", "plan", nullable=False)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.backfills import is_backfilled_here, names_so_far, was_backfilled, was_filled
from migration_lsp.rules.required_column_without_default import has_server_value
from migration_lsp.schema.effects import ColumnAdded, NullabilityChanged
from migration_lsp.schema.records import CheckRecord, TableRecord
from migration_lsp.strategies.not_null_column import not_null_column


@rule(NullabilityChanged, risk=Risk.CRITICAL, cause=Cause.ROWS, strategy=not_null_column)
def check(effect: NullabilityChanged, at: Moment) -> Iterator[Danger]:
    table, name = effect.table, effect.column.name
    if effect.column.nullable or _is_in_key(effect, at) or _came_with_value(effect, at):
        return
    is_postgres = at.dialect == "postgresql"
    if is_postgres and _is_proven(effect, at):
        return
    if not is_postgres and was_filled(at, table, name):
        return
    where = at.narrow("nullable")
    if is_backfilled_here(at, table, name):
        why = "set NOT NULL in the revision that fills it: running code that leaves it out fails on every insert"
        lock = ", and the whole table is read under a lock" if is_postgres else ""
        yield Danger(f"{why}{lock}", Risk.WARNING, where)
    elif was_backfilled(at, table, name):
        yield Danger("fails if a row got NULL since an earlier revision filled it", Risk.WARNING, where)
    elif not _is_known(effect, at):
        yield Danger("fails if a row has NULL there, where it was not NOT NULL before", Risk.WARNING, where)
    else:
        yield Danger("fails if a row has NULL there, and running code that leaves it out fails on insert", span=where)


def _is_known(effect: NullabilityChanged, at: Moment) -> bool:
    """Whether it is known that the column may be NULL until now, and not only that it may not from now on."""
    table = at.table(effect.table)
    if table is not None and any(name in _names(table) for name in names_so_far(at, effect.table, effect.column.name)):
        return True
    return getattr(at.act.operation, "existing_nullable", None) is not None


def _names(table: TableRecord) -> frozenset[str]:
    return frozenset(column.name for column in table.columns)


def _is_in_key(effect: NullabilityChanged, at: Moment) -> bool:
    """Whether the primary key has made it NOT NULL before."""
    table = at.table(effect.table)
    key = table.primary_key if table is not None else None
    return key is not None and effect.column.name in key.columns


def _came_with_value(effect: NullabilityChanged, at: Moment) -> bool:
    """Whether the column is so new that all its rows have the value that it came with."""
    table, name = effect.table, effect.column.name
    if not at.column_is_new(table, name):
        return False
    added = (it for act in _recent(at) for it in act.effects if isinstance(it, ColumnAdded))
    names = names_so_far(at, table, name)
    return any(it.table == table and it.column.name in names and has_server_value(it.column) for it in added)


def _recent(at: Moment) -> Iterator[Act]:
    """The acts of what nobody has run yet, before this one."""
    for revision in at.view.unmerged_before(at.revision):
        yield from at.view.acts(revision)
    yield from at.earlier


_CLAUSE = re.compile(r"\bAND\b", re.IGNORECASE)


def _is_proven(effect: NullabilityChanged, at: Moment) -> bool:
    """Whether a validated check of the table says that the column has a value in every row."""
    table = at.table(effect.table)
    if table is None:
        return False
    return any(isinstance(it, CheckRecord) and it.validated and _says(it, effect.column.name) for it in table.checks)


def _says(check: CheckRecord, column: str) -> bool:
    """Whether ``column IS NOT NULL`` is the whole condition, or one of several that all have to hold."""
    text = check.sqltext
    if re.search(r"\b(?:OR|NOT|CASE)\b(?!\s+NULL)", text, re.IGNORECASE):
        return False
    says = re.compile(rf"\(*\s*[\"`]?{re.escape(column)}[\"`]?\s+IS\s+NOT\s+NULL\s*\)*\s*", re.IGNORECASE)
    return any(says.fullmatch(clause.strip()) for clause in _CLAUSE.split(text))
