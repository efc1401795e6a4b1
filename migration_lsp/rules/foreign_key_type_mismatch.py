"""A foreign key whose column has another type than the column it refers to.

## Why it is risky

PostgreSQL takes an `INTEGER` that refers to a `BIGINT`, until the parent's numbers outgrow it: then no row can refer to
the new ones. Joins have to convert on every row, and a later change of one of the two types has to change both, while
both tables are locked. MySQL and MariaDB refuse such a key at once.

The length of a text does not count, nor does SQLite, which keeps any value in any column.

## Unsafe

```python
op.create_table("invoice", sa.Column("id", sa.BigInteger(), primary_key=True))
op.add_column("order", sa.Column("invoice_id", sa.Integer(), nullable=True))
op.create_foreign_key("fk_order_invoice_id", "order", "invoice", ["invoice_id"], ["id"])
#^^ INTEGER refers to invoice.id, which is BIGINT
```

## Safe

```python
op.create_table("invoice", sa.Column("id", sa.BigInteger(), primary_key=True))
op.add_column("order", sa.Column("invoice_id", sa.BigInteger(), nullable=True))
op.create_foreign_key("fk_order_invoice_id", "order", "invoice", ["invoice_id"], ["id"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.replaced import at_end, replaced_key
from migration_lsp.schema.effects import ForeignKeyAdded
from migration_lsp.schema.records import UNKNOWN_TYPE, ColumnRecord, TableRecord

_TEXTS = frozenset({"VARCHAR", "TEXT", "CHAR", "CHARACTER VARYING", "CHARACTER", "NVARCHAR"})
_KEEPS_ANY_VALUE = ("sqlite",)


@rule(ForeignKeyAdded, risk=Risk.WARNING, cause=Cause.TYPE, on_new_tables=True)
def check(effect: ForeignKeyAdded, at: Moment) -> Iterator[Danger]:
    if at.dialect in _KEEPS_ANY_VALUE or replaced_key(effect, at) is not None:
        return
    own, names = _at_end(at, effect.table, effect.key.columns)
    target, target_names = _at_end(at, effect.key.target, effect.key.target_columns)
    if own is None or target is None:
        return
    for name, target_name in zip(names, target_names, strict=False):
        column, other = own.column(name), target.column(target_name)
        if column is not None and other is not None and _differ(column, other):
            yield Danger(f"{column.type} refers to {target.key}.{other.name}, which is {other.type}")
            return


def _at_end(at: Moment, table: str, columns: tuple[str, ...]) -> tuple[TableRecord | None, tuple[str, ...]]:
    """The table when the revision is through: what it does not match yet may match by then."""
    name, columns = at_end(at.later, table, columns)
    return at.at_end.tables.get(name), columns


def _differ(column: ColumnRecord, other: ColumnRecord) -> bool:
    if not (column.certain and other.certain) or UNKNOWN_TYPE in (column.type, other.type):
        return False
    return _kind(column.type) != _kind(other.type)


def _kind(type_: str) -> str:
    """A type without its size; all texts are one kind."""
    kind = type_.partition("(")[0].strip()
    return "TEXT" if kind.upper() in _TEXTS else kind
