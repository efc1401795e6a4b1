"""A renamed table breaks every running query that names it.

## Why it is risky

The rename takes no time and keeps the rows. But the code that runs while a deploy rolls out still asks for the old
name, and every one of its queries on the table fails until it is replaced. A view under the old name carries it over;
simple views take writes as well.

## Unsafe

```python
op.rename_table("order", "purchase")
#^^ running code that still names it fails once it is called purchase
```

A view under the old name helps code that does not write to it:

```python
op.rename_table("order", "purchase")
#^^ planned: a view carries the old name on
op.execute('CREATE VIEW "order" AS SELECT * FROM purchase')
```

```python
op.execute('ALTER TABLE "order" SET SCHEMA archive')
#           ^^^ running code that still names it fails
```

## Safe

A table that came with the same revision:

```python
op.create_table("invoices", sa.Column("id", sa.Integer(), primary_key=True))
op.rename_table("invoices", "invoice")
```

SQLite has tables made anew, row by row:

```python dialect=sqlite
op.rename_table("team", "team_old")
op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(200)))
op.execute("INSERT INTO team SELECT id, name FROM team_old")
op.drop_table("team_old")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.exchanges import first_name, is_made_anew, is_temporary
from migration_lsp.judgement.replaced import at_end
from migration_lsp.schema.effects import TableRenamed
from migration_lsp.strategies.rename_table import rename_table


@rule(TableRenamed, risk=Risk.CRITICAL, cause=Cause.NAME, strategy=rename_table, is_removal=True)
def check(effect: TableRenamed, at: Moment) -> Iterator[Danger]:
    old, new = effect.table, effect.new_table
    final, _ = at_end(at.later, new, ())
    if is_temporary(old) or final in (old, first_name(old, at)) or is_made_anew(old, at):
        return
    if ("view", old) in at.at_end.objects:
        why = f"planned: a view carries the old name on while the table is called {new}"
        yield Danger(f"{why}; code that writes through it needs a view simple enough to take that", Risk.WARNING)
        return
    yield Danger(f"running code that still names it fails once it is called {new}")
