"""What an effect does, in a few words."""

from __future__ import annotations

from migration_lsp.schema.effects import (
    CheckAdded,
    CheckDropped,
    CheckValidated,
    ColumnAdded,
    ColumnDropped,
    ColumnRenamed,
    CommentChanged,
    DefaultChanged,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    ForeignKeyValidated,
    IndexAdded,
    IndexDropped,
    NullabilityChanged,
    PrimaryKeyChanged,
    TableCommentChanged,
    TableCreated,
    TableDropped,
    TableRenamed,
    TypeChanged,
    UniqueAdded,
    UniqueDropped,
)
from migration_lsp.schema.records import ColumnRecord, ForeignKeyRecord, PrimaryKeyRecord


def facts(column: ColumnRecord) -> str:
    """The type of a column, and what else there is to it: ``VARCHAR(20), NOT NULL, default 'free'``."""
    parts = [column.type, "NULL" if column.nullable else "NOT NULL"]
    if column.computed is not None:
        parts.append(f"computed {column.computed}")
    elif column.identity is not None:
        parts.append("identity")
    elif column.default is not None:
        parts.append(f"default {column.default}")
    return ", ".join(parts)


def reference(key: ForeignKeyRecord) -> str:
    """A foreign key: ``(team_id) → team (id) ON DELETE CASCADE``."""
    actions = f" ON DELETE {key.ondelete}" if key.ondelete else ""
    actions += f" ON UPDATE {key.onupdate}" if key.onupdate else ""
    proven = "" if key.validated else " NOT VALID"
    return f"({', '.join(key.columns)}) → {key.target} ({', '.join(key.target_columns)}){actions}{proven}"


def over(columns: tuple[str | None, ...], expressions: tuple[str, ...] = ()) -> str:
    """The elements of an index: ``(a, lower(b))``."""
    texts = expressions or tuple(column or "?" for column in columns)
    return f"({', '.join(column or text for column, text in zip(columns, texts, strict=False))})"


def effect_words(effect: Effect) -> str:
    """What changes, with names in backticks."""
    return _of_table(effect) or _of_column(effect) or _of_constraint(effect) or "changes the table"


def _of_table(effect: Effect) -> str | None:
    match effect:
        case TableCreated():
            return f"creates the table with {len(effect.record.columns)} columns"
        case TableDropped():
            return "drops the table with its rows"
        case TableRenamed():
            return f"renames the table to `{effect.new_table}`"
        case TableCommentChanged():
            return "changes the comment of the table"
        case PrimaryKeyChanged():
            return f"makes the primary key {_key(effect.new)} instead of {_key(effect.old)}"
    return None


def _key(key: PrimaryKeyRecord | None) -> str:
    return f"`{over(key.columns)}`" if key is not None else "none"


def _of_column(effect: Effect) -> str | None:
    match effect:
        case ColumnAdded():
            return f"adds `{effect.column.name}`: `{facts(effect.column)}`"
        case ColumnDropped():
            return f"drops `{effect.column.name}` with its values"
        case ColumnRenamed():
            return f"renames `{effect.column.name}` to `{effect.new_name}`"
        case TypeChanged():
            return f"changes the type of `{effect.column.name}` from `{effect.old.type}` to `{effect.column.type}`"
        case NullabilityChanged():
            return f"makes `{effect.column.name}` {'nullable' if effect.column.nullable else 'NOT NULL'}"
        case DefaultChanged():
            new = f"`{effect.column.default}`" if effect.column.default is not None else "none"
            return f"makes the server default of `{effect.column.name}` {new}"
        case CommentChanged():
            return f"changes the comment of `{effect.column.name}`"
    return None


def _of_constraint(effect: Effect) -> str | None:
    match effect:
        case ForeignKeyAdded():
            return f"adds the foreign key `{reference(effect.key)}`"
        case ForeignKeyDropped():
            return f"drops the foreign key `{reference(effect.key)}`"
        case ForeignKeyValidated():
            return f"validates the foreign key `{effect.key.name}`"
        case UniqueAdded():
            return f"makes `{over(effect.over)}` unique"
        case UniqueDropped():
            return f"lets `{over(effect.over)}` repeat"
        case IndexAdded():
            return (
                f"builds the index `{effect.index.name}` over `{over(effect.index.columns, effect.index.expressions)}`"
            )
        case IndexDropped():
            return f"drops the index `{effect.index.name}`"
        case CheckAdded():
            return f"adds the check `{effect.check.name}`"
        case CheckDropped():
            return f"drops the check `{effect.check.name}`"
        case CheckValidated():
            return f"validates the check `{effect.check.name}`"
    return None
