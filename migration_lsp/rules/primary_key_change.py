"""Another primary key: what identifies a row changes, for every table and every line of code that holds a key.

## Why it is risky

Foreign keys stand on the old one, and so does every key that running code has in its hands. The new one is built under
a lock that keeps everybody out, and fails where two rows have the same values or a row has NULL. Without any key rows
cannot be told apart, and logical replication refuses updates.

## Unsafe

```python
op.drop_constraint("pk_order", "order", type_="primary")
#^^ primary key (id) removed: rows can be duplicated from then on
```

```python
op.drop_constraint("pk_order", "order", type_="primary")
#^^ primary key becomes (id, user_id)
op.create_primary_key("pk_order", "order", ["id", "user_id"])
```

## Safe

The same key under another name:

```python
op.drop_constraint("pk_order", "order", type_="primary")
op.create_primary_key("order_pkey", "order", ["id"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import at_end, goes, of_run
from migration_lsp.schema.effects import PrimaryKeyChanged
from migration_lsp.schema.records import Catalogue, PrimaryKeyRecord
from migration_lsp.strategies.primary_key import change_primary_key


@rule(PrimaryKeyChanged, risk=Risk.CRITICAL, cause=Cause.PRIMARY_KEY, strategy=change_primary_key)
def check(effect: PrimaryKeyChanged, at: Moment) -> Iterator[Danger]:
    if goes(at, effect.table, ()) or _is_told_before(effect, at):
        return
    old, new = _first(effect, at), _key(at.at_end, at_end(at.later, effect.table, ())[0])
    if old is None and new is not None:
        why = f"primary key ({_listed(new)}) added: fails if rows share a value or have NULL there"
        yield Danger(f"{why}, and its index is built under a lock", Risk.WARNING)
    elif old is not None and new is None:
        yield Danger(
            f"primary key ({_listed(old)}) removed: rows can be duplicated from then on{_referring(effect, at)}"
        )
    elif old is not None and new is not None and set(old.columns) != set(new.columns):
        what = f"primary key becomes ({_listed(new)}) instead of ({_listed(old)})"
        yield Danger(f"{what}: {_why(old, new)}{_referring(effect, at)}")
    elif old is not None and new is not None and old.columns != new.columns:
        why = f"primary key becomes ({_listed(new)}) instead of ({_listed(old)})"
        yield Danger(f"{why}: its index is built anew under a lock, and serves other queries", Risk.WARNING)


def _why(old: PrimaryKeyRecord, new: PrimaryKeyRecord) -> str:
    if set(old.columns) < set(new.columns):
        return f"from then on rows may agree in ({_listed(old)}), and code that finds a row by it may find another"
    return "fails if rows share a value or have NULL there, and code that holds the old key finds no row"


def _is_told_before(effect: PrimaryKeyChanged, at: Moment) -> bool:
    """The first of several steps speaks for all."""
    return any(number < at.number and it.table == effect.table for number, it in of_run(at, PrimaryKeyChanged))


def _first(effect: PrimaryKeyChanged, at: Moment) -> PrimaryKeyRecord | None:
    """The key before, its columns under the names that they have in the end."""
    if effect.old is None:
        return None
    _, columns = at_end(at.acts[at.number :], effect.table, effect.old.columns)
    return PrimaryKeyRecord(effect.old.name, columns)


def _key(catalogue: Catalogue, table: str) -> PrimaryKeyRecord | None:
    record = catalogue.tables.get(table)
    return record.primary_key if record is not None else None


def _listed(key: PrimaryKeyRecord) -> str:
    return ", ".join(key.columns)


def _referring(effect: PrimaryKeyChanged, at: Moment) -> str:
    """Who stands on the old key."""
    tables = at.before.tables.items()
    children = sorted(key for key, table in tables if any(it.target == effect.table for it in table.foreign_keys))
    return f"; {', '.join(children[:3])}{' …' if len(children) > 3 else ''} refer to this table" if children else ""
