"""What an operation comes to: the kinds of changes of a table.

Whoever wrote the change (an op call, a batch, a helper, raw SQL) and in whatever form (a constraint inline in its
column or apart), the effect is the same value. So a rule is written once, for the effect.
"""

from __future__ import annotations

from dataclasses import dataclass

from .records import (
    CheckRecord,
    ColumnRecord,
    ExclusionRecord,
    ForeignKeyRecord,
    IndexRecord,
    PrimaryKeyRecord,
    TableRecord,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """One change of one table. ``table`` is its key: ``table`` or ``schema.table``."""

    table: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is about."""
        return ()

    @property
    def label(self) -> str:
        """What it is about, as a user names it: ``table.column``, ``table (a, b)`` or ``table``."""
        if len(self.columns) == 1:
            return f"{self.table}.{self.columns[0]}"
        return f"{self.table} ({', '.join(self.columns)})" if self.columns else self.table


@dataclass(frozen=True, slots=True)
class TableCreated(Effect):
    record: TableRecord


@dataclass(frozen=True, slots=True)
class TableDropped(Effect):
    record: TableRecord


@dataclass(frozen=True, slots=True)
class TableRenamed(Effect):
    """``table`` is the old key."""

    new_table: str


@dataclass(frozen=True, slots=True)
class TableCommentChanged(Effect):
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ColumnEffect(Effect):
    """A change of one column; ``column`` is its record, after the change where there is one."""

    column: ColumnRecord

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column.name,)


@dataclass(frozen=True, slots=True)
class ColumnAdded(ColumnEffect):
    pass


@dataclass(frozen=True, slots=True)
class ColumnDropped(ColumnEffect):
    pass


@dataclass(frozen=True, slots=True)
class ColumnRenamed(ColumnEffect):
    """``column`` is the record before it, under the old name."""

    new_name: str


@dataclass(frozen=True, slots=True)
class TypeChanged(ColumnEffect):
    old: ColumnRecord
    using: str | None = None
    """The expression that PostgreSQL converts the rows with, if one was given."""


@dataclass(frozen=True, slots=True)
class NullabilityChanged(ColumnEffect):
    """``column.nullable`` is how it is from now on."""


@dataclass(frozen=True, slots=True)
class DefaultChanged(ColumnEffect):
    """The server default, the computed expression or the identity is another one, is new, or is gone."""

    old: ColumnRecord


@dataclass(frozen=True, slots=True)
class CommentChanged(ColumnEffect):
    old: ColumnRecord


@dataclass(frozen=True, slots=True)
class KeyEffect(Effect):
    key: ForeignKeyRecord

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key.columns


@dataclass(frozen=True, slots=True)
class ForeignKeyAdded(KeyEffect):
    """A foreign key on a table that exists, or of a table that is created."""


@dataclass(frozen=True, slots=True)
class ForeignKeyDropped(KeyEffect):
    pass


@dataclass(frozen=True, slots=True)
class ForeignKeyValidated(KeyEffect):
    pass


@dataclass(frozen=True, slots=True)
class UniqueAdded(Effect):
    """A unique constraint, or a unique index: ``index`` is None for a constraint."""

    name: str | None
    over: tuple[str | None, ...]
    """The columns; None stands for an expression."""
    index: IndexRecord | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, self.over))


@dataclass(frozen=True, slots=True)
class UniqueDropped(Effect):
    name: str | None
    over: tuple[str | None, ...]
    index: IndexRecord | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, self.over))


@dataclass(frozen=True, slots=True)
class IndexEffect(Effect):
    """An index that is not unique."""

    index: IndexRecord

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, self.index.columns))


@dataclass(frozen=True, slots=True)
class IndexAdded(IndexEffect):
    pass


@dataclass(frozen=True, slots=True)
class IndexDropped(IndexEffect):
    pass


@dataclass(frozen=True, slots=True)
class CheckAdded(Effect):
    check: CheckRecord | ExclusionRecord


@dataclass(frozen=True, slots=True)
class CheckDropped(Effect):
    check: CheckRecord | ExclusionRecord


@dataclass(frozen=True, slots=True)
class CheckValidated(Effect):
    check: CheckRecord


@dataclass(frozen=True, slots=True)
class PrimaryKeyChanged(Effect):
    old: PrimaryKeyRecord | None
    new: PrimaryKeyRecord | None

    @property
    def columns(self) -> tuple[str, ...]:
        key = self.new or self.old
        return key.columns if key is not None else ()


REMOVALS = (
    TableDropped,
    TableRenamed,
    ColumnDropped,
    ColumnRenamed,
    ForeignKeyDropped,
    UniqueDropped,
    IndexDropped,
    CheckDropped,
)
"""Effects after which something is not there any more under its name."""
