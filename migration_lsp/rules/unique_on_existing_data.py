"""Uniqueness over rows that are there fails on the first two that are the same.

## Why it is risky

Nothing has kept duplicates out so far, and the server finds them while the deploy runs: the statement fails there, and
the revision stops. Code that inserts has to expect the refusal from now on. And while a plain unique constraint is
built, nobody else reads or writes the table.

Look for duplicates first, build the unique index concurrently, then let the constraint take it over (`USING INDEX`).
These steps are not spoken of.

## Unsafe

```python
op.create_unique_constraint("uq_team_slug", "team", ["slug"])
#^^ fails if two existing rows have the same slug
```

```python
op.create_index("ix_team_slug", "team", ["slug"], unique=True)
#^^ fails if two existing rows have the same slug
```

One default for all rows:

```python
op.add_column("team", sa.Column("code", sa.String(8), nullable=False, server_default="none"))
op.create_unique_constraint("uq_team_code", "team", ["code"])
#^^ every existing row has the same default
```

## Safe

All rows have NULL in a new column, and NULLs are not the same:

```python
op.add_column("team", sa.Column("code", sa.String(8), nullable=True))
op.create_unique_constraint("uq_team_code", "team", ["code"])
```

A narrower promise was there before:

```python
op.drop_constraint("uq_user_email", "user", type_="unique")
op.create_unique_constraint("uq_user_email_team", "user", ["email", "team_id"])
```

The steps of the safe way:

```python
with op.get_context().autocommit_block():
    op.create_index("uq_team_slug", "team", ["slug"], unique=True, postgresql_concurrently=True)
op.execute("ALTER TABLE team ADD CONSTRAINT uq_team_slug UNIQUE USING INDEX uq_team_slug")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.backfills import is_emptied
from migration_lsp.judgement.new_rows import differs_by_row, holds_one_value, holds_only_nulls
from migration_lsp.judgement.uniqueness import is_kept_already, promise_of
from migration_lsp.schema.effects import UniqueAdded
from migration_lsp.strategies.unique import unique

_NULLS_ARE_THE_SAME = ("mssql",)
"""Servers on which two rows without a value break a unique constraint."""


@rule(UniqueAdded, risk=Risk.WARNING, cause=Cause.UNIQUE, strategy=unique)
def check(effect: UniqueAdded, at: Moment) -> Iterator[Danger]:
    if _is_step_of_the_safe_way(at) or is_kept_already(effect, at) or _new_column_keeps_rows_apart(effect, at):
        return
    if is_emptied(at, effect.table):
        return
    what = "unique index" if effect.index is not None else "unique constraint"
    if effect.columns and all(holds_one_value(at, effect.table, name) for name in _all_columns(effect)):
        why = "every existing row has the same default, so it fails as soon as there are two"
        yield Danger(f"new {what}: {why}", Risk.CRITICAL)
        return
    names = ", ".join(name for name in effect.over if name is not None) or "value"
    names = f"{names} and expression" if effect.columns and None in effect.over else names
    lock = ", and nobody else uses the table while it is built" if _is_constraint_on_postgresql(effect, at) else ""
    yield Danger(f"new {what} on existing data: fails if two existing rows have the same {names}{lock}")


def _is_constraint_on_postgresql(effect: UniqueAdded, at: Moment) -> bool:
    return effect.index is None and at.dialect == "postgresql"


def _is_step_of_the_safe_way(at: Moment) -> bool:
    """An index built concurrently where that works, or taken over: duplicates were looked for before."""
    return at.flags.using_index is not None or (at.flags.concurrently and at.act.autocommit)


def _all_columns(effect: UniqueAdded) -> tuple[str, ...]:
    """The columns; a name that is none where the promise is over an expression as well."""
    return tuple(name or "" for name in effect.over)


def _new_column_keeps_rows_apart(effect: UniqueAdded, at: Moment) -> bool:
    if any(differs_by_row(at, effect.table, name) for name in effect.columns):
        return True
    if at.dialect in _NULLS_ARE_THE_SAME or promise_of(effect).nulls_are_the_same:
        return False
    return any(holds_only_nulls(at, effect.table, name) for name in effect.columns)
