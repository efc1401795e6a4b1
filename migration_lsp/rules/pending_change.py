"""The models say something that no migration does yet.

## Why it is risky

Until a migration brings the database there, code that relies on the change fails against it. What is usually
straightforward is told once for all changes of its kind: a nullable column, a column with a constant server default, a
new table, an index, fields for soft deletes. A change of any other kind that no rule speaks of is not judged yet, and
deserves a look.

## Unsafe

```python
#- app/models.py
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
#   ^^^^ index ix_team_name dropped: queries that use it become slow

#- migrations/versions/001_team.py
def upgrade():
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
    )
    op.create_index("ix_team_name", "team", ["name"])
```

## Safe

What is straightforward is told all the same, as what it is:

```python
#- app/models.py
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str | None] = mapped_column(String(100))
#   ^^^^ new nullable column, in no migration yet

class Member(Base):
#     ^^ new table, in no migration yet
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)

#- migrations/versions/001_team.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
```

A revision that does it is no pending change:

```python
op.add_column("user", sa.Column("plan", sa.String(), nullable=True))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement import Cause, Danger, Moment, Risk, rule
from migration_lsp.judgement.renames import rename_of
from migration_lsp.judgement.replaced import goes, of_run
from migration_lsp.schema.default_form import normal_default
from migration_lsp.schema.effects import (
    CheckAdded,
    CheckDropped,
    ColumnAdded,
    ColumnDropped,
    CommentChanged,
    DefaultChanged,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    IndexAdded,
    IndexDropped,
    TableCommentChanged,
    TableCreated,
    UniqueAdded,
    UniqueDropped,
)
from migration_lsp.schema.records import ColumnRecord

_SOFT_DELETE = frozenset({"deleted_at", "is_deleted", "deleted", "is_active", "archived_at", "deleted_on"})


@rule(Effect, risk=Risk.WARNING, cause=Cause.PENDING, on_new_tables=True)
def check(effect: Effect, at: Moment) -> Iterator[Danger]:
    if not at.is_pending or _goes_along(effect, at) or _is_told_elsewhere(effect, at):
        return
    kind = safe_kind(effect) or _harmless_kind(effect, at)
    if kind is not None:
        yield Danger(f"{kind}, in no migration yet", Risk.SAFE, group=kind)
    elif isinstance(effect, IndexDropped):
        if _is_covered(effect, at):
            return
        yield Danger(f"index {effect.index.name} dropped: queries that use it become slow; in no migration yet")
    else:
        yield Danger(f"{_words(effect)}, in no migration yet; this kind of change is not judged yet")


def _is_covered(effect: IndexDropped, at: Moment) -> bool:
    """Whether the same edit asks for an index that begins with the same columns: nothing becomes slow."""
    width = len(effect.columns)
    come = (it for _, it in at.effects_of_run() if isinstance(it, IndexAdded | UniqueAdded))
    return width > 0 and any(it.table == effect.table and it.columns[:width] == effect.columns for it in come)


def safe_kind(effect: Effect) -> str | None:
    """The kind of change, if it is one that is usually straightforward."""
    if isinstance(effect, TableCreated):
        return "new table"
    if isinstance(effect, IndexAdded):
        return "new index"
    if isinstance(effect, CommentChanged | TableCommentChanged):
        return "changed comment"
    return _safe_column(effect.column) if isinstance(effect, ColumnAdded) else None


def _safe_column(column: ColumnRecord) -> str | None:
    if column.computed is not None or column.identity is not None:
        return None
    is_plain = column.nullable and column.default is None
    if not is_plain and not has_constant_default(column):
        return None
    if column.name in _SOFT_DELETE:
        return "new soft-delete column"
    return "new nullable column" if is_plain else "new column with a server default"


_CALL = re.compile(r"\b(\w+)\s*\(")
_ONE_VALUE = frozenset({"now", "timezone", "date_trunc", "coalesce", "lower", "upper", "concat", "date", "datetime"})
"""Functions that give the same in one statement for every row."""
_SEQUENCE = re.compile(r"\bnextval\b|\bnext\s+value\b", re.IGNORECASE)


def has_constant_default(column: ColumnRecord) -> bool:
    """Whether the server default is one value for all rows that exist."""
    if column.default is None or _SEQUENCE.search(column.default):
        return False
    form = normal_default(column.default, column.type)
    if form.startswith("'") and form.endswith("'"):
        return True
    # Outside of strings: what stands in quotes calls nothing.
    return all(name.lower() in _ONE_VALUE for name in _CALL.findall(re.sub(r"'(?:[^']|'')*'", "", form)))


def _goes_along(effect: Effect, at: Moment) -> bool:
    """Whether an effect is only a part of a larger one that is spoken of itself: of a new table, of a column."""
    is_made_here = any(created.table == effect.table for _, created in of_run(at, TableCreated))
    if is_made_here and not isinstance(effect, TableCreated):
        return True
    if isinstance(effect, ColumnDropped):
        return rename_of(effect, at) is not None
    if isinstance(effect, IndexDropped) and _is_indexed_again(effect, at):
        return True
    if isinstance(effect, ForeignKeyDropped | IndexDropped | UniqueDropped | CheckDropped):
        return goes(at, effect.table, effect.columns)
    return False


def _is_indexed_again(effect: IndexDropped, at: Moment) -> bool:
    """Whether the same edit brings an index that begins with the same columns."""
    added = (
        it for _, it in at.effects_of_run() if isinstance(it, IndexAdded | UniqueAdded) and it.table == effect.table
    )
    return bool(effect.columns) and any(it.columns[: len(effect.columns)] == effect.columns for it in added)


def _is_told_elsewhere(effect: Effect, at: Moment) -> bool:
    """Whether a rule of its own has the last word, also where it is silent: nothing changes then."""
    if isinstance(effect, ForeignKeyDropped | UniqueDropped | CheckDropped):
        return True
    return isinstance(effect, DefaultChanged) and not at.column_is_new(effect.table, effect.column.name)


def _harmless_kind(effect: Effect, at: Moment) -> str | None:
    """What is changed of something that no revision that may have run knows, or that no row can break."""
    if isinstance(effect, ForeignKeyAdded | UniqueAdded | CheckAdded) and not at.is_new(effect.table):
        # Their own rules speak wherever a row can.
        return "constraint that existing rows keep already"
    is_unused = bool(effect.columns) and all(at.column_is_new(effect.table, name) for name in effect.columns)
    return "change of what nobody uses yet" if is_unused or at.is_new(effect.table) else None


def _words(effect: Effect) -> str:
    """``NullabilityChanged`` as ``nullability changed``."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(effect).__name__)
    return words.lower()
