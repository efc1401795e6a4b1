"""An operation of a revision that no rule has anything against: what it does, on which table, and why it is safe."""

from __future__ import annotations

from migration_lsp.analysis.markdown import code, prose
from migration_lsp.analysis.words import effect_words
from migration_lsp.judgement import Act, Moment
from migration_lsp.judgement.new_rows import holds_only_nulls
from migration_lsp.schema.effects import (
    CheckValidated,
    ColumnAdded,
    ColumnEffect,
    CommentChanged,
    Effect,
    ForeignKeyValidated,
    IndexAdded,
    NullabilityChanged,
    TableCommentChanged,
    TableCreated,
)
from migration_lsp.schema.operations import DataOp, StatementOp, UnknownSqlOp

_EFFECTS = 6
"""How many effects are told one by one."""


def operation_markdown(at: Moment) -> str:
    """The operation of a moment, one that has no finding."""
    act = at.act
    what = what_it_does(act)
    if isinstance(act.operation, UnknownSqlOp):
        return f"**NOTE** {what}\n\nNot analysed: it may change anything."
    return f"**SAFE** {what}\n\n{prose(_why(at))}"


def what_it_does(act: Act) -> str:
    """The effects of an operation in a line, or what it is where it has none."""
    table = f" on {code(act.table)}" if act.table is not None else ""
    if not act.effects:
        return f"{_kind(act)}{table}"
    words = list(dict.fromkeys(prose(effect_words(effect)) for effect in act.effects))
    more = f" and {len(words) - _EFFECTS} more" if len(words) > _EFFECTS else ""
    tables = list(dict.fromkeys(effect.table for effect in act.effects))
    return f"{', '.join(map(code, tables))}: {'; '.join(words[:_EFFECTS])}{more}"


def _kind(act: Act) -> str:
    operation = act.operation
    if isinstance(operation, DataOp):
        return f"{operation.verb.value.upper()}, which changes rows and not the schema"
    if isinstance(operation, StatementOp):
        return f"{prose(operation.verb)}, which changes no table"
    if isinstance(operation, UnknownSqlOp):
        return "a statement that was not understood"
    return "changes nothing in a table"


def _why(at: Moment) -> str:
    act = at.act
    if act.is_conditional:
        return "No rule has anything against it; whether it runs could not be decided."
    if not act.effects:
        return "No rule has anything against it."
    if all(isinstance(effect, TableCreated) or at.is_new(effect.table) for effect in act.effects):
        created = any(isinstance(effect, TableCreated) for effect in act.effects)
        return (
            "A new table: nobody uses it yet." if created else f"`{act.effects[0].table}` is new: it has no rows yet."
        )
    fresh = next((name for effect in act.effects for name in effect.columns if _is_fresh(effect, name, at)), None)
    if fresh is not None:
        return f"`{fresh}` is new, and no row has a value there yet."
    return next((why for effect in act.effects if (why := _because(effect, at))), "No rule has anything against it.")


def _is_fresh(effect: Effect, column: str, at: Moment) -> bool:
    """Whether something is put on a column that no row has a value in."""
    return not isinstance(effect, ColumnEffect) and holds_only_nulls(at, effect.table, column)


def _because(effect: Effect, at: Moment) -> str | None:
    match effect:
        case ColumnAdded() if effect.column.default is not None:
            return f"Existing rows get the default, `{effect.column.default}`."
        case ColumnAdded() if effect.column.nullable:
            return "Existing rows get NULL there; nothing is rewritten."
        case IndexAdded() if at.flags.concurrently:
            return "Built CONCURRENTLY: nobody waits for it."
        case ForeignKeyValidated() | CheckValidated():
            return "Reads every row, while everybody works."
        case NullabilityChanged() if effect.column.nullable:
            return "Nothing changes for existing rows."
        case CommentChanged() | TableCommentChanged():
            return "No data and no code depends on it."
    return None
