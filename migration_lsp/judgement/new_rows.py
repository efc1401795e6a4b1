"""What the rows that exist hold in a column that is new: nothing, one and the same value, or who knows what.

A column is new where :meth:`Moment.column_is_new` says so. Rows that code of a revision writes (a backfill) may hold
anything afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.moment import Moment
from migration_lsp.schema.effects import ColumnAdded
from migration_lsp.schema.operations import DataOp, DataVerb
from migration_lsp.schema.records import ColumnRecord

_WRITES = (DataVerb.UPDATE, DataVerb.MERGE, DataVerb.COPY)
_DIFFERS_BY_ROW = re.compile(r"random|uuid|nextval|clock_timestamp|timeofday|newid", re.IGNORECASE)
_STRING = re.compile(r"'(?:[^']|'')*'")
_CALL = re.compile(r"\b(\w+)\s*\(")
_ONE_VALUE = frozenset({"now", "timezone", "date_trunc", "lower", "upper", "cast", "varchar", "numeric", "timestamp"})
"""What stands before a bracket and gives every row of one statement the same."""


def holds_only_nulls(at: Moment, table: str, name: str) -> bool:
    """Whether a column is new, has no value of its own, and nothing was written to it since."""
    column = _new_column(at, table, name)
    return column is not None and not _has_value(column) and not is_backfilled(at, table, name)


def holds_one_value(at: Moment, table: str, name: str) -> bool:
    """Whether a column is new and every row that was there has the same default in it."""
    column = _new_column(at, table, name)
    if column is None or column.default is None or not _has_value(column) or _is_own_of_each_row(column):
        return False
    calls = _CALL.findall(_STRING.sub("", column.default))
    return all(call.lower() in _ONE_VALUE for call in calls) and not is_backfilled(at, table, name)


def differs_by_row(at: Moment, table: str, name: str) -> bool:
    """Whether a column is new and the server gives every row a value of its own."""
    column = _new_column(at, table, name)
    return column is not None and _is_own_of_each_row(column) and not is_backfilled(at, table, name)


def is_backfilled(at: Moment, table: str, name: str) -> bool:
    """Whether a statement may have written to the column after it came and before this act."""
    is_there = False
    for act in _before(at):
        if any(isinstance(it, ColumnAdded) and (it.table, it.column.name) == (table, name) for it in act.effects):
            is_there = True
        elif is_there and _writes(act, table, name):
            return True
    return False


def _before(at: Moment) -> Iterator[Act]:
    for revision in at.view.unmerged_before(at.revision):
        yield from at.view.acts(revision)
    yield from at.earlier


def _writes(act: Act, table: str, name: str) -> bool:
    operation = act.operation
    # A statement whose table or columns could not be seen may be about any.
    if not isinstance(operation, DataOp) or operation.verb not in _WRITES or act.table not in (table, None):
        return False
    return operation.sets is None or any(assignment.column == name for assignment in operation.sets)


def _new_column(at: Moment, table: str, name: str) -> ColumnRecord | None:
    record = at.after.tables.get(table)
    if record is None or not at.column_is_new(table, name):
        return None
    return record.column(name)


def _has_value(column: ColumnRecord) -> bool:
    default = column.default is not None and column.default.strip().lower() != "null"
    return default or column.computed is not None or _is_own_of_each_row(column)


def _is_own_of_each_row(column: ColumnRecord) -> bool:
    if column.identity is not None or column.autoincrement:
        return True
    return column.default is not None and _DIFFERS_BY_ROW.search(_STRING.sub("", column.default)) is not None
