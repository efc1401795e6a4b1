"""A dropped column takes its values with it, and breaks code that still names it.

## Why it is risky

What is in the column is gone with the statement: a downgrade brings the column back empty. A model that still maps it
names it in every query, so that running code fails on every row of the table from that moment until it is replaced. So
the code stops using it first, is deployed everywhere, and only then the column goes.

## Unsafe

```python
op.drop_column("user", "bio")
#^^ loses its values, and running code that still reads or writes it fails
```

Added again it is empty:

```python
op.drop_column("user", "bio")
#^^ dropped and added again as VARCHAR(200): every value in it is lost
op.add_column("user", sa.Column("bio", sa.String(200)))
```

A copy in the same revision leaves running code no time:

```python
op.add_column("user", sa.Column("years", sa.BigInteger()))
op.execute('UPDATE "user" SET years = age')
op.drop_column("user", "age")
#^^ copied into years and dropped in the same revision
```

The last step of the safe way is told as what it is:

```python given
op.add_column("user", sa.Column("years", sa.BigInteger()))
op.execute('UPDATE "user" SET years = age')
```

```python
op.drop_column("user", "age")
#^^ planned: an earlier revision copied its values into years
```

## Safe

Nobody has used a column that came with the same revision:

```python
op.add_column("user", sa.Column("helper", sa.Integer()))
op.drop_column("user", "helper")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Related, Risk, rule
from migration_lsp.judgement.backfills import copied_earlier, copied_here
from migration_lsp.judgement.renames import rename_of
from migration_lsp.judgement.replaced import of_run
from migration_lsp.schema.effects import ColumnAdded, ColumnDropped, ColumnRenamed, TableDropped
from migration_lsp.strategies.drop import drop_column


@rule(ColumnDropped, risk=Risk.CRITICAL, cause=Cause.REMOVAL, strategy=drop_column, is_removal=True)
def check(effect: ColumnDropped, at: Moment) -> Iterator[Danger]:
    table, name = effect.table, effect.column.name
    if at.column_is_new(table, name) or rename_of(effect, at) is not None or _goes_with_table(effect, at):
        return
    yield _exchanged(effect, at) or _added_again(effect, at) or _copied(effect, at) or Danger(_why(effect, at))


def _why(effect: ColumnDropped, at: Moment) -> str:
    if effect.column.computed is not None:
        return "dropping it breaks running code that still reads it"
    if at.is_pending:
        return "the models do not have it: dropping it loses its values, and running code that still names it fails"
    return "loses its values, and running code that still reads or writes it fails"


def _goes_with_table(effect: ColumnDropped, at: Moment) -> bool:
    return any(it.table == effect.table and number > at.number for number, it in of_run(at, TableDropped))


def _exchanged(effect: ColumnDropped, at: Moment) -> Danger | None:
    """A column that is renamed to the dropped one's name later takes its place."""
    name = effect.column.name
    for number, it in of_run(at, ColumnRenamed):
        if number <= at.number or (it.table, it.new_name) != (effect.table, name):
            continue
        other, place = it.column.name, _place(at, number)
        if other in copied_here(at, effect.table, name):
            why = f"exchanged for a copy of it, {other}: what running code writes to it after the copying is lost"
            return Danger(why, Risk.WARNING, related=place)
        return Danger(f"loses its values, and {other} takes its name", related=place)
    return None


def _added_again(effect: ColumnDropped, at: Moment) -> Danger | None:
    for number, it in of_run(at, ColumnAdded):
        if number > at.number and (it.table, it.column.name) == (effect.table, effect.column.name):
            why = f"dropped and added again as {it.column.type}: every value in it is lost"
            return Danger(why, related=_place(at, number))
    return None


def _copied(effect: ColumnDropped, at: Moment) -> Danger | None:
    table, name = effect.table, effect.column.name
    there = at.table(table)
    copies = [it for it in copied_here(at, table, name) if there is not None and there.column(it) is not None]
    if copies:
        return Danger(
            f"copied into {copies[0]} and dropped in the same revision: running code that still names it fails, and "
            "what it writes after the copying is lost"
        )
    earlier = [it for it in copied_earlier(at, table, name) if there is not None and there.column(it) is not None]
    if not earlier:
        return None
    why = f"planned: an earlier revision copied its values into {earlier[0]}; code that still names it fails"
    return Danger(why, Risk.WARNING)


def _place(at: Moment, number: int) -> tuple[Related, ...]:
    span = at.acts[number].place
    return (Related(span, "what takes its place"),) if span is not None else ()
