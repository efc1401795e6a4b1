"""Without its constraint a table takes rows that running code takes for impossible.

## Why it is risky

A unique constraint is what `INSERT … ON CONFLICT` and get-or-create rely on: PostgreSQL refuses the `ON CONFLICT` at
once, and everything else makes duplicates from then on. Rows that break a dropped CHECK come in the same way. Adding
the constraint back later fails on them.

It is no loss where the constraint is made again in the same revision or something as strict stays, nor where its
column or its table goes as well, nor where a CHECK only proved that a column is NOT NULL and the column says so now.

## Unsafe

```python
op.drop_constraint("uq_user_email", "user", type_="unique")
#^^ from then on rows may have the same email
```

```python
op.drop_constraint("ck_order_total", "order", type_="check")
#^^ from then on nothing keeps rows to total >= 0
```

## Safe

```python
op.drop_constraint("uq_user_email", "user", type_="unique")
op.create_index("ix_user_email", "user", ["email"], unique=True)
```

```python
op.drop_constraint("ck_order_total", "order", type_="check")
op.create_check_constraint("ck_order_total", "order", "total > 0")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import at_end, goes, of_run
from migration_lsp.judgement.uniqueness import is_still_kept
from migration_lsp.schema.apply.rewrite import mentions
from migration_lsp.schema.check_texts import plain_text
from migration_lsp.schema.effects import CheckAdded, CheckDropped, TypeChanged, UniqueDropped
from migration_lsp.schema.records import CheckRecord, ExclusionRecord, TableRecord

_NOT_NULL = re.compile(r"\(*(\w+)\)* is not null\)*")
_LONGEST = 60


@rule(UniqueDropped, CheckDropped, risk=Risk.WARNING, cause=Cause.REMOVAL, is_removal=True)
def check(effect: UniqueDropped | CheckDropped, at: Moment) -> Iterator[Danger]:
    if isinstance(effect, UniqueDropped):
        if not goes(at, effect.table, effect.columns) and not is_still_kept(effect, at):
            yield Danger(_duplicates(effect))
        return
    table = at.table(effect.table)
    names = _columns(effect.check, table)
    if table is None or goes(at, effect.table, names) or _is_replaced(effect, names, at):
        return
    if not _is_said_by_the_column(effect.check, effect.table, at):
        yield Danger(f"{_what(effect)} is dropped: from then on nothing keeps rows to {_shortened(effect.check)}")


def _duplicates(effect: UniqueDropped) -> str:
    what = "unique index" if effect.index is not None else "unique constraint"
    name = f" {effect.name}" if effect.name else ""
    same = ", ".join(effect.columns) if effect.columns and None not in effect.over else "values"
    return f"{what}{name} is dropped: from then on rows may have the same {same}, and ON CONFLICT over it fails"


def _what(effect: CheckDropped) -> str:
    what = "CHECK" if isinstance(effect.check, CheckRecord) else "exclusion constraint"
    return f"{what} {effect.check.name}" if effect.check.name else what


def _shortened(check: CheckRecord | ExclusionRecord) -> str:
    written = check.sqltext if isinstance(check, CheckRecord) else check.definition
    text = " ".join(written.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _columns(check: CheckRecord | ExclusionRecord, table: TableRecord | None) -> tuple[str, ...]:
    if table is None:
        return ()
    text = plain_text(check)
    return tuple(column.name for column in table.columns if mentions(text, column.name))


def _is_replaced(effect: CheckDropped, names: tuple[str, ...], at: Moment) -> bool:
    """Whether another promise about one of the same columns comes, or another type, which the CHECK went with."""
    tables = (effect.table, at_end(at.later, effect.table, ())[0])
    if any(changed.table in tables and changed.column.name in names for _, changed in of_run(at, TypeChanged)):
        return True
    for _, added in of_run(at, CheckAdded):
        if added.table in tables and (not names or any(mentions(plain_text(added.check), name) for name in names)):
            return True
    return False


def _is_said_by_the_column(check: CheckRecord | ExclusionRecord, table: str, at: Moment) -> bool:
    """Whether a CHECK did no more than to prove that a column is NOT NULL, which the column is."""
    found = _NOT_NULL.fullmatch(plain_text(check))
    record = at.at_end.tables.get(table)
    column = record.column(found[1]) if found is not None and record is not None else None
    return column is not None and not column.nullable
