"""A renamed column breaks every running query that names it.

## Why it is risky

The rename itself takes no time and keeps the values. But the old code and the new code run side by side while a deploy
rolls out, and each needs the column under its own name: whichever the database has, the other fails.

## Unsafe

```python
op.alter_column("user", "name", new_column_name="full_name")
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ running code that names it fails once it is called full_name
```

```python
op.execute('ALTER TABLE "user" RENAME COLUMN name TO full_name')
#           ^^^ running code that names it fails
```

## Safe

Nobody has used a column that came with the same revision:

```python
op.add_column("user", sa.Column("nickname", sa.String(50)))
op.alter_column("user", "nickname", new_column_name="alias")
```

Under its old name again when the revision is through:

```python
op.alter_column("user", "name", new_column_name="full_name")
op.alter_column("user", "full_name", new_column_name="name")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import at_end
from migration_lsp.schema.effects import ColumnRenamed
from migration_lsp.strategies.rename_column import rename_column

_SAME_IN_ANY_CASE = ("mysql", "mariadb", "sqlite")


@rule(ColumnRenamed, risk=Risk.CRITICAL, cause=Cause.NAME, strategy=rename_column, is_removal=True)
def check(effect: ColumnRenamed, at: Moment) -> Iterator[Danger]:
    table, old, new = effect.table, effect.column.name, effect.new_name
    if at.column_is_new(table, old) or not _is_new_in_the_end(effect, at):
        return
    where = at.narrow("new_column_name")
    if at.dialect in _SAME_IN_ANY_CASE and old.lower() == new.lower():
        why = (
            f"only the case changes, to {new}: queries still find it, code that looks results up by the old name fails"
        )
        yield Danger(why, Risk.WARNING, where)
        return
    record = at.at_end.tables.get(table)
    taken = record is not None and record.column(old) is not None
    if taken:
        yield Danger(
            f"renamed to {new}, and another column takes its name: running code gets that one instead", span=where
        )
        return
    yield Danger(f"running code that names it fails once it is called {new}", span=where)


def _is_new_in_the_end(effect: ColumnRenamed, at: Moment) -> bool:
    """Whether the name is another one when the revision is through than it was at its beginning."""
    names = {effect.column.name}
    for act in reversed(at.earlier):
        for it in act.effects:
            if isinstance(it, ColumnRenamed) and it.table == effect.table and it.new_name in names:
                names.add(it.column.name)
    _, (final,) = at_end(at.later, effect.table, (effect.new_name,))
    return final not in names
