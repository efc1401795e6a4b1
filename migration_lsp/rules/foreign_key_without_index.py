"""Every delete in the parent reads the whole table of a foreign key that no index begins with.

## Why it is risky

PostgreSQL and SQLite make no index for a foreign key. Whenever a row of the parent is deleted, or its key changes, the
server looks for the rows that refer to it: without an index it reads the whole table, once for each deleted row, and
holds its locks as long. Joins and `relationship()` loads read it all as well. What is fine on an empty table is an
outage on a large one. MySQL and MariaDB make the index themselves.

The primary key and unique constraints count, if they begin with the columns of the key.

## Unsafe

```python
op.create_table(
    "invoice",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id")),
#                                      ^^^^^^^^^^^^^^^^^^^^^^^^ no index begins with it
)
```

The second column of a primary key does not begin it:

```python
op.create_table(
    "membership",
    sa.Column("user_id", sa.Integer(), nullable=False),
    sa.Column("team_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
    sa.ForeignKeyConstraint(["team_id"], ["team.id"]),
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ membership.team_id: no index begins with it
    sa.PrimaryKeyConstraint("user_id", "team_id"),
)
```

## Safe

```python
op.create_table(
    "invoice",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id")),
)
op.create_index("ix_invoice_user_id", "invoice", ["user_id"])
```

```python dialect=mysql
op.create_table(
    "invoice",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id")),
)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import at_end, replaced_key
from migration_lsp.schema.effects import ForeignKeyAdded
from migration_lsp.schema.records import IndexRecord, Origin, TableRecord
from migration_lsp.source.calls import foreign_key_span
from migration_lsp.source.spans import Span
from migration_lsp.strategies.index import index

_MAKE_ONE = ("mysql", "mariadb")
_SORTED = re.compile(r'"?(\w+)"?\s+(?:asc|desc)(?:\s+nulls\s+\w+)?', re.IGNORECASE)
_NOT_NULL = re.compile(r'\(*\s*"?(\w+)"?\s+is\s+not\s+null\s*\)*', re.IGNORECASE)


@rule(ForeignKeyAdded, risk=Risk.WARNING, cause=Cause.FOREIGN_KEY_INDEX, strategy=index, on_new_tables=True)
def check(effect: ForeignKeyAdded, at: Moment) -> Iterator[Danger]:
    if at.dialect in _MAKE_ONE or replaced_key(effect, at) is not None:
        return
    name, columns = at_end(at.later, effect.table, effect.key.columns)
    table = at.at_end.tables.get(name)
    if table is None or _may_have_more(table) or begins_an_index(table, columns):
        return
    if not at.is_pending and not _still_lacks_it(at.project.at_heads.tables.get(name), columns):
        return
    why = f"no index begins with it, so every delete in {effect.key.target} reads the whole table"
    yield Danger(why, span=_place(effect, at))


def begins_an_index(table: TableRecord, columns: tuple[str, ...]) -> bool:
    """Whether the server finds rows by these columns in an index, a key's or a constraint's included."""
    wanted = frozenset(columns)
    keys = [unique.columns for unique in table.uniques]
    if table.primary_key is not None:
        keys.append(table.primary_key.columns)
    if any(frozenset(key[: len(wanted)]) == wanted for key in keys):
        return True
    return any(_finds(found, wanted) for found in table.indexes)


def _finds(found: IndexRecord, wanted: frozenset[str]) -> bool:
    options = dict(found.options)
    method = options.get("postgresql_using", "btree").strip("'\"").lower()
    if not found.valid or method not in ("btree", "hash"):
        return False
    where = options.get("postgresql_where") or options.get("sqlite_where")
    leaves_out = _NOT_NULL.fullmatch(where) if where is not None else None
    if where is not None and (leaves_out is None or leaves_out[1] not in wanted):
        # Looking for a value never meets the rows without one; any other part of the table may hold it.
        return False
    return frozenset(_columns(found)[: len(wanted)]) == wanted


def _columns(found: IndexRecord) -> tuple[str | None, ...]:
    """The columns, those with an order included."""
    pairs = zip(found.columns, found.expressions, strict=False)
    return tuple(name or ((order := _SORTED.fullmatch(text)) and order[1]) for name, text in pairs)


def _may_have_more(table: TableRecord) -> bool:
    """Whether the table may have an index that nobody could read."""
    return table.origin is Origin.ELSEWHERE or not table.certain


def _still_lacks_it(table: TableRecord | None, columns: tuple[str, ...]) -> bool:
    """Whether the table at the heads has the key and no index: what a later revision put right is no news."""
    if table is None or not any(frozenset(key.columns) == frozenset(columns) for key in table.foreign_keys):
        return False
    return not _may_have_more(table) and not begins_an_index(table, columns)


def _place(effect: ForeignKeyAdded, at: Moment) -> Span | None:
    """The key itself, where the operation has others beside it and the revision writes it out."""
    span = at.act.span
    module = at.project.module(span.path) if span is not None else None
    if span is None or module is None:
        return None
    return foreign_key_span(module.tree, module.lines, span, effect.key.columns)
