"""A new NOT NULL column without a server default fails on a table that has rows.

## Why it is risky

Existing rows have no value for the column, so the database refuses the statement, and the deploy stops there. A
`default=` in the model does not count: Python fills that in for new rows only. MySQL and MariaDB do not even refuse;
they fill in 0 or an empty text without a word.

## Unsafe

```python
op.add_column("user", sa.Column("plan", sa.String(), nullable=False))
#                                                    ^^^^^^^^^^^^^^ existing rows have no value for it
```

A default on the Python side is no help:

```python
op.add_column("user", sa.Column("plan", sa.String(), default="free", nullable=False))
#                                                                    ^^^^^^^^^^^^^^ existing rows have no value for it
```

## Safe

```python
op.add_column("user", sa.Column("plan", sa.String(), nullable=False, server_default="free"))
```

A table without rows has none that lack a value:

```python
op.execute("TRUNCATE team")
op.add_column("team", sa.Column("plan", sa.String(), nullable=False))
```

A table that is created in the same revision has no rows:

```python
op.create_table("invoice", sa.Column("id", sa.Integer(), primary_key=True))
op.add_column("invoice", sa.Column("plan", sa.String(), nullable=False))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.backfills import is_emptied
from migration_lsp.judgement.renames import rename_of
from migration_lsp.schema.effects import ColumnAdded
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.strategies.not_null_column import not_null_column

_FILLS_IN_SILENTLY = ("mysql", "mariadb")


@rule(ColumnAdded, risk=Risk.CRITICAL, cause=Cause.ROWS, strategy=not_null_column)
def check(effect: ColumnAdded, at: Moment) -> Iterator[Danger]:
    if effect.column.nullable or has_server_value(effect.column) or is_emptied(at, effect.table):
        return
    if at.is_pending and rename_of(effect, at) is not None:
        return
    where = at.narrow("nullable")
    if at.dialect in _FILLS_IN_SILENTLY:
        why = "existing rows have no value for it, and the server silently fills in 0 or an empty text"
        yield Danger(why, span=where)
        return
    yield Danger("existing rows have no value for it, so adding it as NOT NULL fails on a table with rows", span=where)


def has_server_value(column: ColumnRecord) -> bool:
    """Whether the database itself has a value for rows that give none."""
    return any((column.default, column.computed, column.identity is not None, column.autoincrement))
