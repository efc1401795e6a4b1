"""A CHECK or exclusion constraint on a table that has rows fails on the first row that breaks it.

## Why it is risky

Nothing has kept such rows out so far. The server reads the whole table while nobody else uses it, and where one row
breaks the constraint the statement fails, and the deploy with it. Code that writes has to expect the refusal from now
on.

On PostgreSQL a CHECK can be added `NOT VALID`, which reads no row, and validated in another transaction, which blocks
nobody. An exclusion constraint cannot.

## Unsafe

```python
op.create_check_constraint("ck_user_age", "user", "age >= 18")
#^^ fails if an existing row breaks it
```

```python
op.add_column("user", sa.Column("phone", sa.Text()))
op.create_check_constraint("ck_user_phone", "user", "phone IS NOT NULL")
#^^ fails if an existing row breaks it
```

## Safe

```python
op.create_check_constraint("ck_user_age", "user", "age >= 18", postgresql_not_valid=True)
```

It reads only columns in which every row has NULL, and NULL breaks nothing:

```python
op.add_column("user", sa.Column("height", sa.Integer()))
op.create_check_constraint("ck_user_height", "user", "height > 0")
```

The same promise by another name, or a wider one:

```python
op.drop_constraint("ck_order_total", "order", type_="check")
op.create_check_constraint("ck_order_total_not_negative", "order", "total >= 0")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.backfills import is_emptied
from migration_lsp.judgement.new_rows import holds_only_nulls
from migration_lsp.judgement.replaced import at_end, of_run
from migration_lsp.schema.apply.rewrite import mentions
from migration_lsp.schema.check_texts import implies, plain_text
from migration_lsp.schema.effects import CheckAdded, CheckDropped
from migration_lsp.schema.records import CheckRecord, ExclusionRecord, TableRecord
from migration_lsp.schema.type_checks import belongs_to_type
from migration_lsp.strategies.check_constraint import check_constraint

_HOW = {
    "postgresql": ", and nobody else uses the table while every row is read",
    "sqlite": ", while the table is copied",
}
_SPEAKS_OF_NULL = re.compile(r"\b(?:is|coalesce|nullif|ifnull|isnull|distinct)\b|\bnum_n", re.IGNORECASE)
"""Where one of these stands, a row with NULL may break the constraint."""


@rule(CheckAdded, risk=Risk.WARNING, cause=Cause.CHECK, strategy=check_constraint)
def check(effect: CheckAdded, at: Moment) -> Iterator[Danger]:
    made = effect.check
    if isinstance(made, CheckRecord) and (not made.validated or belongs_to_type(at.act.operation, made, at.dialect)):
        return
    if _is_kept_already(effect, at) or _reads_only_nulls(plain_text(made), effect.table, at):
        return
    if is_emptied(at, effect.table):
        return
    what = "CHECK" if isinstance(made, CheckRecord) else "exclusion constraint"
    name = f" {made.name}" if made.name else ""
    yield Danger(f"new {what}{name} on existing data: fails if an existing row breaks it{_HOW.get(at.dialect, '')}")


def _is_kept_already(effect: CheckAdded, at: Moment) -> bool:
    """Whether existing rows keep it already, by what was there before or goes in the same revision."""
    names = (effect.table, at_end(at.later, effect.table, ())[0])
    gone = [dropped.check for _, dropped in of_run(at, CheckDropped) if dropped.table in names]
    return any(implies(check, effect.check) for check in (*gone, *_proven(at.table(effect.table))))


def _proven(table: TableRecord | None) -> Iterator[CheckRecord | ExclusionRecord]:
    if table is not None:
        yield from (check for check in table.checks if check.validated)
        yield from table.exclusions


def _reads_only_nulls(text: str, table: str, at: Moment) -> bool:
    record = at.after.tables.get(table)
    if record is None or _SPEAKS_OF_NULL.search(text):
        return False
    names = [column.name for column in record.columns if mentions(text, column.name)]
    return bool(names) and all(holds_only_nulls(at, table, name) for name in names)
