"""A dropped table takes its rows with it, and breaks code that still asks for them.

## Why it is risky

The rows are gone with the statement: a downgrade brings the table back empty. Code that still maps it fails on every
query. On PostgreSQL dropping a table that has foreign keys also locks the tables that they refer to, readers included.

## Unsafe

```python
op.drop_table("order")
#^^ loses its rows, and running code that still uses it fails
```

```python
op.drop_table("user")
#^^ order still refers to it
```

Created again it is empty:

```python
op.drop_table("order")
#^^ dropped and created again: every row in it is lost
op.create_table("order", sa.Column("id", sa.Integer(), primary_key=True))
```

A copy keeps only what it copies:

```python
op.create_table("order_new", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("total", sa.Numeric(10, 2)))
op.execute('INSERT INTO order_new SELECT id, total FROM "order"')
op.drop_table("order")
#^^ exchanged for a copy without user_id, status, note, placed_at: their values are lost
op.rename_table("order_new", "order")
```

## Safe

A table that came with the same revision:

```python
op.create_table("helper", sa.Column("id", sa.Integer(), primary_key=True))
op.drop_table("helper")
```

A table that SQLite has made anew, row by row:

```python dialect=sqlite
op.create_table(
    "team_new",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.String(200)),
    sa.Column("slug", sa.String(50)),
)
op.execute("INSERT INTO team_new SELECT id, name, slug FROM team")
op.drop_table("team")
op.rename_table("team_new", "team")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.exchanges import first_name, is_made_anew, is_temporary, lost_columns
from migration_lsp.judgement.replaced import of_run
from migration_lsp.schema.effects import TableCreated, TableDropped
from migration_lsp.schema.records import TableRecord
from migration_lsp.strategies.drop import drop_table

_ALIKE = 0.8
"""The share of columns from which on two tables may be one under two names."""


@rule(TableDropped, risk=Risk.CRITICAL, cause=Cause.REMOVAL, strategy=drop_table, is_removal=True)
def check(effect: TableDropped, at: Moment) -> Iterator[Danger]:
    if is_temporary(effect.table):
        return
    name = first_name(effect.table, at)
    if is_made_anew(name, at):
        yield from _exchanged(name, at)
        return
    if any(number > at.number and it.table == effect.table for number, it in of_run(at, TableCreated)):
        yield Danger("dropped and created again: every row in it is lost")
        return
    start = "the models do not have it: dropping it loses" if at.is_pending else "loses"
    yield Danger(
        f"{start} its rows, and running code that still uses it fails{_alike(effect, at)}{_children(effect, at)}"
    )


def _exchanged(name: str, at: Moment) -> Iterator[Danger]:
    lost = lost_columns(name, at)
    if lost:
        yield Danger(f"exchanged for a copy without {', '.join(lost)}: their values are lost")
    elif at.dialect != "sqlite":
        why = "exchanged for a copy: what running code writes to it after the copying is lost, and code fails meanwhile"
        yield Danger(why, Risk.WARNING)


def _children(effect: TableDropped, at: Moment) -> str:
    """Who refers to it when it goes, so that the statement fails, or drops their keys with CASCADE."""
    children = sorted(
        key
        for key, table in at.before.tables.items()
        if key != effect.table and any(it.target == effect.table for it in table.foreign_keys)
    )
    if not children or at.is_pending:
        return ""
    verb = "still refers" if len(children) == 1 else "still refer"
    return f"; {', '.join(children[:3])}{' …' if len(children) > 3 else ''} {verb} to it"


def _alike(effect: TableDropped, at: Moment) -> str:
    """A table that comes in the same edit with the same columns may be this one under a new name."""
    if not at.is_pending:
        return ""
    for _, created in of_run(at, TableCreated):
        if _shared(effect.record, created.record) >= _ALIKE:
            return f"; if {created.table} is it under a new name, rename it instead"
    return ""


def _shared(old: TableRecord, new: TableRecord) -> float:
    before, after = ({(it.name, it.type) for it in table.columns} for table in (old, new))
    return len(before & after) / len(before | after) if len(before) > 2 else 0
