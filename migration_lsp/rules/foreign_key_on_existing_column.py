"""A foreign key on a column that has values fails on the first one that refers to nothing.

## Why it is risky

The server reads every row and looks for the one it refers to. One orphan (a row deleted by hand, a 0 that meant
"none") and the statement fails, and the deploy with it. Meanwhile writes to both tables wait. SQLite copies the table
in a batch and checks nothing: the orphans stay.

On PostgreSQL the key can be added `NOT VALID`, which reads no row, and validated in another transaction, which blocks
no writes.

## Unsafe

```python
op.create_foreign_key("fk_order_note", "order", "team", ["note"], ["slug"])
#^^ fails if an existing row refers to nothing
```

A default is a value too:

```python
op.add_column("order", sa.Column("team_id", sa.Integer(), server_default="0"))
op.create_foreign_key("fk_order_team_id", "order", "team", ["team_id"], ["id"])
#^^ fails if an existing row refers to nothing
```

## Safe

No row has a value yet:

```python
op.add_column("order", sa.Column("team_id", sa.Integer(), nullable=True))
op.create_foreign_key("fk_order_team_id", "order", "team", ["team_id"], ["id"])
```

Existing rows are not looked at:

```python
op.create_foreign_key("fk_order_note", "order", "team", ["note"], ["slug"], postgresql_not_valid=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.backfills import is_emptied
from migration_lsp.judgement.new_rows import holds_only_nulls
from migration_lsp.judgement.replaced import replaced_key
from migration_lsp.schema.effects import ForeignKeyAdded
from migration_lsp.schema.records import ForeignKeyRecord
from migration_lsp.strategies.foreign_key import foreign_key

_FAILS = "fails if an existing row refers to nothing"
_HOW = {
    "postgresql": f"{_FAILS}, and writes to both tables wait while every row is checked",
    "cockroachdb": _FAILS,
    "sqlite": "SQLite checks no row that is there, so those that refer to nothing stay",
}
_HOW_ELSEWHERE = f"{_FAILS}, and writes to the table wait while every row is checked"


@rule(ForeignKeyAdded, risk=Risk.WARNING, cause=Cause.FOREIGN_KEY, strategy=foreign_key)
def check(effect: ForeignKeyAdded, at: Moment) -> Iterator[Danger]:
    key = effect.key
    if not key.validated or replaced_key(effect, at) is not None or _was_there(effect, at):
        return
    if is_emptied(at, effect.table):
        return
    # One NULL among the columns of a key, and the server asks no further.
    if any(holds_only_nulls(at, effect.table, name) for name in key.columns):
        return
    yield Danger(f"new foreign key to {key.target} on existing data: {_HOW.get(at.dialect, _HOW_ELSEWHERE)}")


def _was_there(effect: ForeignKeyAdded, at: Moment) -> bool:
    """Whether another key of the table has promised the same before."""
    table = at.table(effect.table)
    return table is not None and any(_promise(key) == _promise(effect.key) for key in table.foreign_keys)


def _promise(key: ForeignKeyRecord) -> tuple[str, frozenset[tuple[str, str]]]:
    return key.target, frozenset(zip(key.columns, key.target_columns, strict=False))
