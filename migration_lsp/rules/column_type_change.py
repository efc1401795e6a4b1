"""A column of another type: existing values have to be converted, and mostly the whole table is written anew.

## Why it is risky

The server converts every value in one statement. One that cannot be converted fails the deploy; a table with many rows
is locked for as long as it takes to write them all and to build their indexes again. Running code still expects the old
type, and prepared statements that name the column fail once. What is binary the same on PostgreSQL (a longer `VARCHAR`,
`VARCHAR` as `TEXT`, more digits of a `NUMERIC` with the same scale) touches no row and is safe.

## Unsafe

```python
op.alter_column("order", "user_id", type_=sa.BigInteger())
#                                   ^^^^^^^^^^^^^^^^^^^^^ INTEGER becomes BIGINT: every row is written anew
```

```python
op.alter_column("user", "settings", type_=postgresql.JSONB())
#                                   ^^^^^^^^^^^^^^^^^^^^^^^^ JSON becomes JSONB: every value is converted
```

```python
op.alter_column("user", "created_at", type_=sa.DateTime(timezone=True))
#                                     ^^^^^ as times in the session's TimeZone
```

```python
op.execute("CREATE TYPE order_status AS ENUM ('new', 'paid')")
op.execute('ALTER TABLE "order" ALTER COLUMN status TYPE order_status USING status::order_status')
#           ^^^ VARCHAR(20) becomes order_status: fails where a value is none of new, paid
```

## Safe

```python
op.alter_column("user", "name", existing_type=sa.String(50), type_=sa.String(200))
op.alter_column("user", "email", existing_type=sa.String(255), type_=sa.Text())
op.alter_column("user", "balance", existing_type=sa.Numeric(10, 2), type_=sa.Numeric(14, 2))
```

The same type in other words:

```python
op.alter_column("user", "name", type_=sa.VARCHAR(length=50))
```

SQLite enforces no length and stores every value by itself:

```python dialect=sqlite
with op.batch_alter_table("order") as batch_op:
    batch_op.alter_column("user_id", type_=sa.BigInteger())
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.type_changes import all_enums, blocking_view, conversion_of, is_in_expression, lost_of
from migration_lsp.schema.effects import TypeChanged
from migration_lsp.schema.records import UNKNOWN_TYPE
from migration_lsp.schema.type_changes import Conversion
from migration_lsp.strategies.change_type import change_type

_MYSQL = ("mysql", "mariadb")


@rule(TypeChanged, risk=Risk.CRITICAL, cause=Cause.TYPE, strategy=change_type)
def check(effect: TypeChanged, at: Moment) -> Iterator[Danger]:
    kind = conversion_of(effect, at)
    if at.column_is_new(effect.table, effect.column.name) or kind is Conversion.NARROWED:
        return
    where = at.narrow("type_")
    what = f"{effect.old.type} becomes {effect.column.type}"
    view = blocking_view(effect, at)
    if view is not None:
        yield Danger(
            f"{what}: fails, for PostgreSQL changes no column that a view uses, and {view} uses it", span=where
        )
    elif kind is Conversion.FREE:
        yield from _free(effect, at, what)
    elif kind is Conversion.UNKNOWN:
        yield Danger(_unread(effect), Risk.WARNING, where)
    elif kind is Conversion.REINDEXED:
        why = "its indexes are built anew while nobody can use the table, and its values compare differently"
        yield Danger(f"{what}: {why}", Risk.WARNING, where)
    else:
        yield Danger(f"{what}: {_why(kind, effect, at)}", span=where)


def _unread(effect: TypeChanged) -> str:
    old, new = effect.old.type, effect.column.type
    if new == UNKNOWN_TYPE:
        what = "becomes another type" if old == UNKNOWN_TYPE else f"{old} becomes another type"
        return f"{what}, which could not be read: existing values may have to be converted"
    return f"becomes {new}, and what it was before is not known: existing values may have to be converted"


def _free(effect: TypeChanged, at: Moment, what: str) -> Iterator[Danger]:
    if at.dialect == "postgresql" and is_in_expression(effect, at):
        why = "an index or a check that mentions it is worked out anew while nobody can use the table"
        yield Danger(f"{what}: {why}", Risk.WARNING, at.narrow("type_"))
    elif at.is_pending:
        yield Danger(f"{what}: every existing value fits", Risk.SAFE, group="type with room for every value")


def _why(kind: Conversion, effect: TypeChanged, at: Moment) -> str:
    meanwhile = _MEANWHILE.get(at.dialect, "while nobody can use the table")
    if kind is Conversion.REWRITTEN:
        return f"every row is written anew, {meanwhile}"
    if kind is Conversion.ZONED:
        return _zoned(effect)
    if at.dialect == "sqlite":
        return "the copy casts every value, and what does not fit becomes 0 or cut short without a word"
    lost = lost_of(effect, at)
    if lost:
        return f"fails where a row still has {', '.join(lost)}, and writes every row anew {meanwhile}"
    enum = all_enums(at).get(effect.column.type)
    if lost is None and enum is not None and enum.values:
        return f"fails where a value is none of {_few(enum.values)}, and writes every row anew {meanwhile}"
    if lost is not None:
        return f"every row is written anew, {meanwhile}"
    return f"every value is converted{_loss(effect)}, {meanwhile}"


_MEANWHILE = dict.fromkeys(_MYSQL, "while writes to the table wait")
_SHOWN = 6


def _few(values: tuple[str, ...]) -> str:
    return ", ".join(values[:_SHOWN]) + (" …" if len(values) > _SHOWN else "")


def _zoned(effect: TypeChanged) -> str:
    if effect.using is not None:
        return "the USING converts every value, and every row is written anew while nobody can use the table"
    how = "are taken as" if "WITH TIME ZONE" in effect.column.type else "are kept as"
    return (
        f"existing values {how} times in the session's TimeZone, and unless that is UTC every row is written anew "
        "while nobody can use the table"
    )


def _loss(effect: TypeChanged) -> str:
    """What is lost on the way, where that is certain."""
    old, new = effect.old.type, effect.column.type
    if old.startswith(("TIMESTAMP", "DATETIME")) and new == "DATE":
        return " and loses its time of day"
    if (old, new) == ("JSON", "JSONB"):
        return " and loses the order of its keys"
    is_whole = new in ("INTEGER", "BIGINT", "SMALLINT")
    if is_whole and old.startswith(("NUMERIC", "DECIMAL", "DOUBLE", "REAL", "FLOAT")):
        return " and rounded"
    return ", which fails where one cannot be" if old.startswith(("VARCHAR", "TEXT", "CHAR")) else ""
