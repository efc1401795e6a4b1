"""What a difference between models and migrations means for data: the risk of each change, and why.

This is the first table, by kind of change and what it carries. It does not know the size of a table, the version
of a server, nor who else is in the transaction: rules that look closer refine what is said here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from migration_lsp.judgement.risk import Risk
from migration_lsp.schema.difference import Change, Difference, DiffTuple
from migration_lsp.schema.types import compiled_type


@dataclass(frozen=True, slots=True)
class Judgement:
    """A change in words: what it is, how risky, and the sentence that says why."""

    change: Change
    risk: Risk
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class _Around:
    """What else the same difference does, for changes that mean something else in its company."""

    dialect: str
    new_tables: frozenset[str]
    gone_tables: frozenset[str]
    new_columns: frozenset[tuple[str, str]]
    gone_columns: frozenset[tuple[str, str]]
    new_foreign_keys: frozenset[tuple[str, str]]


_Said = tuple[Risk, str, str]


def judge(difference: Difference, dialect: str) -> tuple[Judgement, ...]:
    """A judgement for every operation of a difference, in its order."""
    around = _around(difference, dialect)
    pairs = zip(difference.operations, difference.tuples, strict=True)
    return tuple(_judged(change, diff, around) for change, diff in pairs)


def _judged(change: Change, diff: DiffTuple, around: _Around) -> Judgement:
    say = _TABLE.get(change.op)
    if say is None:
        return Judgement(change, Risk.WARNING, change.op.replace("_", " "), "this kind of change is not judged yet")
    risk, what, why = say(change, diff, around)
    if not change.certain:
        return Judgement(change, Risk.NOTE, what, f"not certain, for something there could not be read; else: {why}")
    return Judgement(change, risk, what, why)


def _around(difference: Difference, dialect: str) -> _Around:
    def tables(word: str) -> frozenset[str]:
        return frozenset(change.table for change in difference.operations if change.op == word)

    def columns(word: str) -> frozenset[tuple[str, str]]:
        return frozenset(
            (change.table, change.column)
            for change in difference.operations
            if change.op == word and change.column is not None
        )

    pairs = zip(difference.operations, difference.tuples, strict=True)
    keys = frozenset((change.table, _columns(diff)) for change, diff in pairs if change.op == "add_fk")
    return _Around(
        dialect,
        tables("add_table"),
        tables("remove_table"),
        columns("add_column"),
        columns("remove_column"),
        keys,
    )


# ------------------------------------------------------------------ tables and columns


def _add_table(_change: Change, _diff: DiffTuple, _around: _Around) -> _Said:
    return Risk.SAFE, "new table", "nobody uses it yet"


def _remove_table(_change: Change, _diff: DiffTuple, _around: _Around) -> _Said:
    return Risk.CRITICAL, "table dropped", "its rows are lost, and running code that still reads it breaks"


_REWRITING = re.compile(r"random|uuid_generate|clock_timestamp|nextval|timeofday|\buuid\(\)|newid", re.IGNORECASE)
"""Server defaults that differ from row to row, for which a server has to write every row."""


def _add_column(_change: Change, diff: DiffTuple, _around: _Around) -> _Said:
    column = diff[3]
    if column.computed is not None or column.identity is not None:
        kind = "computed" if column.computed is not None else "identity"
        return Risk.WARNING, f"new {kind} column", "the server writes every existing row while the table is locked"
    default = _default_text(column.server_default)
    if default is not None and _REWRITING.search(default):
        why = f"every existing row gets its own {default}, so the server writes them all while the table is locked"
        return Risk.WARNING, "new column, default differs by row", why
    if default is not None:
        return Risk.SAFE, f"new column with server default {default}", "existing rows get the default"
    if column.nullable:
        return Risk.SAFE, "new nullable column", "existing rows get NULL"
    why = "existing rows have no value for it, so the statement fails on a table that has rows"
    if _around.dialect in {"mysql", "mariadb"}:
        why = "existing rows have no value for it, and the server silently fills in 0 or an empty text"
    return Risk.CRITICAL, "new NOT NULL column without server default", why


def _remove_column(_change: Change, _diff: DiffTuple, _around: _Around) -> _Said:
    return Risk.CRITICAL, "column dropped", "its values are lost, and running code that still reads it breaks"


def _modify_nullable(_change: Change, diff: DiffTuple, _around: _Around) -> _Said:
    if diff[6]:
        return Risk.SAFE, "NULL allowed", "nothing changes for existing rows; going back fails once there are NULLs"
    return Risk.CRITICAL, "NOT NULL set", "fails if an existing row has NULL there"


def _modify_default(_change: Change, diff: DiffTuple, _around: _Around) -> _Said:
    before, after = _default_text(diff[5]), _default_text(diff[6])
    if after is None:
        return Risk.WARNING, f"server default {before} removed", "code that leaves the column out fails or writes NULL"
    what = f"server default {before} becomes {after}" if before is not None else f"server default {after} set"
    return Risk.WARNING, what, "new rows get the new default, existing rows keep what they have"


def _modify_comment(_change: Change, _diff: DiffTuple, _around: _Around) -> _Said:
    return Risk.SAFE, "comment changed", "no data and no running code depends on it"


# ------------------------------------------------------------------ types

_SIZED = re.compile(r"^(?P<name>[A-Z ]+?)\s*(?:\((?P<sizes>[\d, ]+)\))?$")
_TEXTS = frozenset({"VARCHAR", "CHARACTER VARYING", "CHAR", "CHARACTER", "NVARCHAR", "TEXT"})


def _modify_type(_change: Change, diff: DiffTuple, around: _Around) -> _Said:
    before, after = (compiled_type(type_, around.dialect) or "?" for type_ in (diff[5], diff[6]))
    what = f"type {before} becomes {after}"
    old, new = _SIZED.match(before.upper()), _SIZED.match(after.upper())
    if old and new and _is_narrowed(old, new):
        return Risk.WARNING, what, "fails, or cuts values short, where an existing value does not fit"
    if old and new and around.dialect == "postgresql" and _is_only_longer(old, new):
        return Risk.SAFE, what, "every existing value fits and no row is rewritten"
    return Risk.CRITICAL, what, "every existing value has to be converted, and the table may be locked meanwhile"


def _is_narrowed(old: re.Match[str], new: re.Match[str]) -> bool:
    if old["name"] == new["name"]:
        before, after = _sizes(old), _sizes(new)
        if old["name"] in {"NUMERIC", "DECIMAL"} and before and after:
            return after[0] - after[1] < before[0] - before[1] or after[1] < before[1]
        return after is not None and (before is None or after[0] < before[0])
    return old["name"] == "TEXT" and new["name"] in _TEXTS and bool(new["sizes"])


def _is_only_longer(old: re.Match[str], new: re.Match[str]) -> bool:
    if old["name"] == new["name"]:
        # A CHAR is padded, so that its values change with its length.
        return old["name"] not in {"CHAR", "CHARACTER"} and old["name"] in {"VARCHAR", "NUMERIC"}
    return old["name"] == "VARCHAR" and new["name"] == "TEXT"


def _sizes(match: re.Match[str]) -> tuple[int, int] | None:
    if not match["sizes"]:
        return None
    numbers = [int(part) for part in match["sizes"].split(",")]
    return numbers[0], numbers[1] if len(numbers) > 1 else 0


# ------------------------------------------------------------------ indexes and constraints


def _add_index(change: Change, diff: DiffTuple, around: _Around) -> _Said:
    if diff[1].unique and change.table not in around.new_tables:
        return Risk.WARNING, "new unique index", "fails if existing rows have the same values"
    return Risk.SAFE, "new index", "no data depends on it; build it concurrently where the table is large"


def _remove_index(_change: Change, diff: DiffTuple, _around: _Around) -> _Said:
    if diff[1].unique:
        return Risk.WARNING, "unique index dropped", "from then on rows may have the same values"
    return Risk.WARNING, "index dropped", "queries that use it become slow, and the table is locked for a moment"


def _add_constraint(change: Change, diff: DiffTuple, around: _Around) -> _Said:
    unique = type(diff[1]).__name__ == "UniqueConstraint"
    what = "new unique constraint" if unique else "new check constraint"
    if change.table in around.new_tables:
        return Risk.SAFE, what, "its table is new as well"
    if unique:
        return Risk.WARNING, what, "fails if existing rows have the same values, and builds its index under a lock"
    return Risk.WARNING, what, "fails if an existing row breaks it, and reads the whole table under a lock"


def _remove_constraint(_change: Change, _diff: DiffTuple, _around: _Around) -> _Said:
    return Risk.WARNING, "constraint dropped", "from then on rows may break what it promised"


def _add_fk(change: Change, diff: DiffTuple, around: _Around) -> _Said:
    if change.table in around.new_tables:
        return Risk.SAFE, "new foreign key", "its table is new as well"
    if all((change.table, column) in around.new_columns for column in _columns(diff).split(",")):
        return Risk.WARNING, "new foreign key on a new column", "locks both tables while it is added"
    why = "fails if an existing row refers to nothing, and locks both tables while all rows are checked"
    return Risk.WARNING, "new foreign key on an existing column", why


def _remove_fk(change: Change, diff: DiffTuple, around: _Around) -> _Said:
    columns = _columns(diff)
    if (change.table, columns) in around.new_foreign_keys:
        return Risk.WARNING, "foreign key replaced", "what a delete or an update does to its rows changes"
    goes_along = change.table in around.gone_tables or any(
        (change.table, column) in around.gone_columns for column in columns.split(",")
    )
    if goes_along:
        return Risk.WARNING, "foreign key dropped", "it goes with its column"
    return Risk.CRITICAL, "foreign key dropped", "nothing keeps its rows from referring to what is gone"


def _columns(diff: DiffTuple) -> str:
    """The columns of a foreign key, joined by commas."""
    return ",".join(str(key) for key in diff[1].column_keys)


def _default_text(default: Any) -> str | None:
    """A server default as SQL, whatever Alembic holds it in."""
    if default is None or default is False:
        return None
    argument = getattr(default, "arg", default)
    return f"'{argument}'" if isinstance(argument, str) else str(argument)


_TABLE: Mapping[str, Callable[[Change, DiffTuple, _Around], _Said]] = {
    "add_table": _add_table,
    "remove_table": _remove_table,
    "add_column": _add_column,
    "remove_column": _remove_column,
    "modify_nullable": _modify_nullable,
    "modify_type": _modify_type,
    "modify_default": _modify_default,
    "modify_comment": _modify_comment,
    "add_table_comment": _modify_comment,
    "remove_table_comment": _modify_comment,
    "add_index": _add_index,
    "remove_index": _remove_index,
    "add_constraint": _add_constraint,
    "remove_constraint": _remove_constraint,
    "add_fk": _add_fk,
    "remove_fk": _remove_fk,
}
