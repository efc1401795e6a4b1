"""A type with less room: a value that does not fit fails the change, or is rounded or cut without a word.

## Why it is risky

Existing values may be longer, larger or finer than the new type allows. Text that is too long and numbers that are too
large fail the statement on PostgreSQL, and in MySQL's strict mode; decimals and fractions of a second are rounded
silently everywhere. Running code goes on writing what fitted until now. The table is written anew under a lock.

## Unsafe

```python
op.alter_column("user", "email", existing_type=sa.String(255), type_=sa.String(100))
#                                                              ^^^^^ fails where a value is longer than 100
```

```python
op.alter_column("user", "bio", type_=sa.String(500))
#                              ^^^^^^^^^^^^^^^^^^^^ TEXT becomes VARCHAR(500): fails where a value is longer
```

```python
op.alter_column("order", "total", type_=sa.Numeric(10, 1))
#                                 ^^^^^^^^^^^^^^^^^^^^^^^ rounds existing values to 1 decimal
```

## Safe

```python
op.alter_column("user", "name", type_=sa.String(60))
op.alter_column("user", "balance", type_=sa.Numeric(12, 2))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.type_changes import blocking_view, conversion_of
from migration_lsp.schema.effects import TypeChanged
from migration_lsp.schema.type_changes import Conversion, Shape, digits, shape_of
from migration_lsp.strategies.change_type import change_type


@rule(TypeChanged, risk=Risk.WARNING, cause=Cause.TYPE, strategy=change_type)
def check(effect: TypeChanged, at: Moment) -> Iterator[Danger]:
    if at.column_is_new(effect.table, effect.column.name) or conversion_of(effect, at) is not Conversion.NARROWED:
        return
    if blocking_view(effect, at) is not None:
        return
    old, new = shape_of(effect.old.type), shape_of(effect.column.type)
    if old is None or new is None:
        return
    what = f"{effect.old.type} becomes {effect.column.type}"
    yield Danger(
        f"{what}: {_why(old, new, effect.using, at.dialect)}{_LOCK.get(at.dialect, '')}", span=at.narrow("type_")
    )


_LOCK = {
    "postgresql": ", and every row is written anew while nobody can use the table",
    "mysql": ", and the table is copied while writes to it wait",
    "mariadb": ", and the table is copied while writes to it wait",
}


def _why(old: Shape, new: Shape, using: str | None, dialect: str) -> str:
    if new.name == "NUMERIC":
        return _of_numbers(old, new)
    if new.name.startswith(("TIME", "DATETIME", "INTERVAL")):
        return "rounds the fractions of a second of existing values"
    if new.length is None:
        return f"fails where a value is out of the range of {new.name}"
    if dialect == "sqlite":
        return f"SQLite enforces no length, so that values of more than {new.length} characters stay as they are"
    if using is not None and any(word in using.lower() for word in ("substr", "left(", "::", "cast(")):
        return f"cuts values of more than {new.length} characters short"
    return f"fails where a value is longer than {new.length} characters"


def _of_numbers(old: Shape, new: Shape) -> str:
    whole, decimals = digits(new)
    if old.sizes and whole >= digits(old)[0]:
        return f"rounds existing values to {decimals} decimal{'' if decimals == 1 else 's'}"
    return f"fails where a value has more than {whole} digits before the point"
