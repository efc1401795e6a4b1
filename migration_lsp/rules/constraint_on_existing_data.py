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
from migration_lsp.judgement.new_rows import holds_only_nulls
from migration_lsp.judgement.replaced import at_end, of_run
from migration_lsp.schema.apply.rewrite import mentions
from migration_lsp.schema.effects import CheckAdded, CheckDropped
from migration_lsp.schema.records import CheckRecord, TableRecord
from migration_lsp.schema.type_checks import belongs_to_type
from migration_lsp.strategies.check_constraint import check_constraint

_HOW = {
    "postgresql": ", and nobody else uses the table while every row is read",
    "sqlite": ", while the table is copied",
}
_LISTED = re.compile(r"(?P<what>[\w.]+) in \((?P<values>[^()]*)\)")
_SPEAKS_OF_NULL = re.compile(r"\b(?:is|coalesce|nullif|ifnull|isnull|distinct)\b|\bnum_n", re.IGNORECASE)
"""Where one of these stands, a row with NULL may break the constraint."""


@rule(CheckAdded, risk=Risk.WARNING, cause=Cause.CHECK, strategy=check_constraint)
def check(effect: CheckAdded, at: Moment) -> Iterator[Danger]:
    made = effect.check
    text = _text(effect)
    if isinstance(made, CheckRecord) and (not made.validated or belongs_to_type(at.act.operation, made, at.dialect)):
        return
    if _follows_from_another(effect, at) or _reads_only_nulls(text, effect.table, at):
        return
    what = "CHECK" if isinstance(made, CheckRecord) else "exclusion constraint"
    name = f" {made.name}" if made.name else ""
    yield Danger(f"new {what}{name} on existing data: fails if an existing row breaks it{_HOW.get(at.dialect, '')}")


def _text(effect: CheckAdded | CheckDropped) -> str:
    made = effect.check
    return _plain(made.sqltext if isinstance(made, CheckRecord) else made.definition)


def _plain(text: str) -> str:
    """SQL text as it compares: one case outside strings, one space, no casts of strings, no outer brackets."""
    parts = re.split(r"('(?:[^']|'')*')", text)
    outside = (re.sub(r"::[\w\s]+(?:\[\])?", "", part).lower().replace('"', "") for part in parts[::2])
    joined = "".join(part + string for part, string in zip(outside, [*parts[1::2], ""], strict=True))
    joined = re.sub(r"\s+", " ", joined).strip()
    while joined.startswith("(") and joined.endswith(")") and _is_one_bracket(joined):
        joined = joined[1:-1].strip()
    return joined


def _is_one_bracket(text: str) -> bool:
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _follows_from_another(effect: CheckAdded, at: Moment) -> bool:
    """Whether existing rows keep it already, by what was there before or goes in the same revision."""
    wanted = _text(effect)
    names = (effect.table, at_end(at.later, effect.table, ())[0])
    gone = [_text(dropped) for _, dropped in of_run(at, CheckDropped) if dropped.table in names]
    return any(_implies(text, wanted) for text in (*gone, *_checks(at.table(effect.table))))


def _checks(table: TableRecord | None) -> Iterator[str]:
    if table is not None:
        yield from (_plain(each.sqltext) for each in table.checks if each.validated)
        yield from (_plain(each.definition) for each in table.exclusions)


def _implies(before: str, after: str) -> bool:
    """Whether it is the same promise, or the same list of values with more in it."""
    if before == after:
        return True
    old, new = _LISTED.fullmatch(before), _LISTED.fullmatch(after)
    return old is not None and new is not None and old["what"] == new["what"] and _values(old) <= _values(new)


def _values(match: re.Match[str]) -> frozenset[str]:
    return frozenset(value.strip() for value in re.findall(r"'(?:[^']|'')*'|[^,\s]+", match["values"]))


def _reads_only_nulls(text: str, table: str, at: Moment) -> bool:
    record = at.after.tables.get(table)
    if record is None or _SPEAKS_OF_NULL.search(text):
        return False
    names = [column.name for column in record.columns if mentions(text, column.name)]
    return bool(names) and all(holds_only_nulls(at, table, name) for name in names)
