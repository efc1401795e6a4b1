"""The models say something that no migration does yet.

## Why it is risky

Until a migration brings the database there, code that relies on the change fails against it. What is usually
straightforward is told once for all changes of its kind: a nullable column, a column with a constant server default, a
new table, an index, fields for soft deletes. A change of any other kind that no rule speaks of is not judged yet, and
deserves a look.

## Safe

```python
op.add_column("user", sa.Column("plan", sa.String(), nullable=True))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.schema.effects import (
    ColumnAdded,
    ColumnDropped,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    IndexAdded,
    TableCreated,
    UniqueAdded,
)
from migration_lsp.schema.records import ColumnRecord

_SOFT_DELETE = frozenset({"deleted_at", "is_deleted", "deleted", "is_active", "archived_at", "deleted_on"})
_CONSTANT = re.compile(r"'(?:[^']|'')*'(?:::[\w\s\[\]\".()]+)?|-?\d+(?:\.\d+)?|true|false|null|now\(\)|current_\w+")
"""Server defaults that are one value for all existing rows: literals, and the time of the statement."""


@rule(Effect, risk=Risk.WARNING, cause=Cause.PENDING)
def check(effect: Effect, at: Moment) -> Iterator[Danger]:
    if not at.is_pending or _goes_along(effect, at):
        return
    kind = safe_kind(effect)
    if kind is not None:
        yield Danger(f"{kind}, in no migration yet", Risk.SAFE, group=kind)
    else:
        yield Danger(f"{_words(effect)}, in no migration yet; this kind of change is not judged yet")


def safe_kind(effect: Effect) -> str | None:
    """The kind of change, if it is one that is usually straightforward."""
    if isinstance(effect, TableCreated):
        return "new table"
    if isinstance(effect, IndexAdded):
        return "new index"
    if not isinstance(effect, ColumnAdded):
        return None
    column = effect.column
    if column.name in _SOFT_DELETE and (column.nullable or column.default is not None):
        return "new soft-delete column"
    if column.default is not None:
        return "new column with a server default" if has_constant_default(column) else None
    is_plain = column.computed is None and column.identity is None
    return "new nullable column" if column.nullable and is_plain else None


def has_constant_default(column: ColumnRecord) -> bool:
    """Whether the server default is one value for all rows that exist."""
    return column.default is not None and _CONSTANT.fullmatch(column.default.strip().lower()) is not None


def _goes_along(effect: Effect, at: Moment) -> bool:
    """Whether an effect is only a part of a larger one that is spoken of itself: of a new table, of a column."""
    if isinstance(effect, ForeignKeyAdded | UniqueAdded) and at.is_new(effect.table):
        return True
    if isinstance(effect, ForeignKeyDropped):
        return any(isinstance(it, ColumnDropped) and it.column.name in effect.columns for it in at.act.effects)
    return False


def _words(effect: Effect) -> str:
    """``NullabilityChanged`` as ``nullability changed``."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(effect).__name__)
    return words.lower()
