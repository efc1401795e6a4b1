"""Another server default: rows from now on differ from those before, and code that counted on it is not asked.

## Why it is risky

Whoever leaves the column out gets the new value: running code, imports, other services. Where the default goes and
the column is NOT NULL, their inserts fail; where it may be NULL, they write NULL. Existing rows keep what they have.

## Unsafe

```python
op.alter_column("order", "status", server_default="draft")
#                                  ^^^^^^^^^^^^^^^^^^^^^^ new rows get 'draft' instead of 'new', existing rows keep
```

```python
op.alter_column("order", "status", server_default=None)
#                                  ^^^^^^^^^^^^^^^^^^^ without its default 'new', inserts that leave it out fail
```

```python
op.alter_column("user", "is_active", existing_nullable=False, nullable=True, server_default=None)
#                                                                            ^^ inserts that leave it out write NULL
```

## Safe

The same value in other words:

```python
op.alter_column("order", "status", server_default=sa.text("'new'::character varying"))
op.alter_column("user", "created_at", server_default=sa.text("CURRENT_TIMESTAMP"))
```

Nobody has counted on a default that was not there, nor on one that was only there to fill the rows:

```python
op.alter_column("user", "bio", server_default="")
op.add_column("user", sa.Column("plan", sa.String(20), nullable=False, server_default="free"))
op.alter_column("user", "plan", server_default=None)
```

Set aside for a change of type:

```python
op.alter_column("order", "status", server_default=None)
op.alter_column("order", "status", type_=sa.Text())
op.alter_column("order", "status", server_default="new")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import goes
from migration_lsp.schema.default_form import normal_default
from migration_lsp.schema.effects import DefaultChanged
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.strategies.default import change_default


@rule(DefaultChanged, risk=Risk.WARNING, cause=Cause.DEFAULT, strategy=change_default)
def check(effect: DefaultChanged, at: Moment) -> Iterator[Danger]:
    table, name = effect.table, effect.column.name
    if at.column_is_new(table, name) or goes(at, table, (name,)):
        return
    old, new = effect.old, effect.column
    if _is_same(old, new) or _is_same_in_the_end(effect, at):
        return
    where = at.narrow("server_default")
    was, now = _value(old), _value(new)
    if was is not None and now is not None:
        yield Danger(f"new rows get {now} instead of {was}, existing rows keep theirs", span=where)
    elif was is not None:
        yield Danger(f"without its {_kind(old)}{was}, inserts that leave it out {_without(new, at)}", span=where)
    elif at.is_pending:
        yield Danger(f"new rows get {now}, existing rows keep what they have", Risk.SAFE, group="new server default")


def _is_same_in_the_end(effect: DefaultChanged, at: Moment) -> bool:
    """Whether the revision only sets the default aside, for a change of type that would not take it."""
    first, last = at.acts[0].before.tables.get(effect.table), at.at_end.tables.get(effect.table)
    before = first.column(effect.column.name) if first is not None else None
    after = last.column(effect.column.name) if last is not None else None
    return before is not None and after is not None and _is_same(before, after)


def _is_same(old: ColumnRecord, new: ColumnRecord) -> bool:
    if _is_numbered(old) and _is_numbered(new):
        # A sequence and an identity column number rows alike.
        return True
    if old.computed is not None or new.computed is not None:
        return old.computed == new.computed
    return _normal(old) == _normal(new) and _is_numbered(old) == _is_numbered(new)


def _normal(column: ColumnRecord) -> str | None:
    """What the database makes of the default; ``DEFAULT NULL`` is none."""
    if column.default is None:
        return None
    form = normal_default(column.default, column.type)
    return None if form.lower() == "null" else form


def _is_numbered(column: ColumnRecord) -> bool:
    by_sequence = column.default is not None and "nextval" in column.default.lower()
    return column.identity is not None or column.autoincrement or by_sequence


def _value(column: ColumnRecord) -> str | None:
    """What a row gets that says nothing."""
    if column.computed is not None:
        return f"({column.computed})"
    if _is_numbered(column):
        return "the next number"
    return column.default if _normal(column) is not None else None


def _kind(column: ColumnRecord) -> str:
    if column.computed is not None:
        return "expression "
    return "" if _is_numbered(column) else "default "


def _without(column: ColumnRecord, at: Moment) -> str:
    if column.nullable:
        return "write NULL"
    return "fail in strict mode" if at.dialect in ("mysql", "mariadb") else "fail"
