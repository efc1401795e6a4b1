"""Which columns the statements of revisions have filled or copied, as far as the text of the statements tells.

A statement whose assignments could not be seen counts for its table where it stands in the same revision, and for
nothing where it stands in another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.moment import Moment
from migration_lsp.schema.effects import ColumnRenamed
from migration_lsp.schema.operations import Assignment, DataOp, DataVerb

_BY_SESSION = DataOp(DataVerb.UPDATE)


def is_backfilled_here(at: Moment, table: str, column: str) -> bool:
    """Whether an earlier statement of the same revision fills a column, or deletes rows that have nothing there.

    What an ORM session writes may be any row of any table.
    """
    by_session = any(isinstance(act.operation, DataOp) and act.operation == _BY_SESSION for act in at.earlier)
    names = names_so_far(at, table, column)
    return by_session or any(_may_fill(operation, name) for operation in _on_rows(at.earlier, table) for name in names)


def names_so_far(at: Moment, table: str, column: str) -> frozenset[str]:
    """What a column was called in the revision until now, this act included, and what it is called."""
    names = {column}
    for act in reversed(at.acts[: at.number + 1]):
        for effect in act.effects:
            if isinstance(effect, ColumnRenamed) and effect.table == table and effect.new_name in names:
                names.add(effect.column.name)
    return frozenset(names)


def is_emptied(at: Moment, table: str) -> bool:
    """Whether an earlier statement of the same revision leaves a table without rows."""
    return any(
        operation.verb is DataVerb.TRUNCATE or (operation.verb is DataVerb.DELETE and not operation.has_where)
        for operation in _on_rows(at.earlier, table)
    )


def was_backfilled(at: Moment, table: str, column: str) -> bool:
    """Whether a statement of an earlier revision sets a column."""
    return any(_sets(operation, column) for operation in at.view.on_rows_before(at.revision, table))


def was_filled(at: Moment, table: str, column: str) -> bool:
    """Whether a statement of an earlier revision sets a column in every row that has no value there."""
    is_null = re.compile(rf"\b{re.escape(column)}\b[\"`\]]?\s+IS\s+NULL\b", re.IGNORECASE)
    return any(
        _sets(operation, column) and (not operation.has_where or is_null.search(operation.where or "") is not None)
        for operation in at.view.on_rows_before(at.revision, table)
    )


def copied_here(at: Moment, table: str, column: str) -> tuple[str, ...]:
    """The columns of the same table that the same revision fills from one column before this act."""
    return _copies(_on_rows(at.earlier, table), column)


def copied_earlier(at: Moment, table: str, column: str) -> tuple[str, ...]:
    """The columns of the same table that an earlier revision filled from one column."""
    return _copies(at.view.on_rows_before(at.revision, table), column)


def _copies(operations: Iterable[DataOp], column: str) -> tuple[str, ...]:
    found = (it for operation in operations for it in operation.sets or ())
    return tuple(dict.fromkeys(it.column for it in found if is_copy(it, column)))


_CHOOSES = frozenset({"case", "select", "if", "iif", "exists", "count", "nullif"})


def is_copy(assignment: Assignment, column: str) -> bool:
    """Whether a value is made of a column, and not only chosen by it."""
    words = {word.lower() for word in assignment.reads}
    return column in assignment.reads and assignment.column != column and not words & _CHOOSES


def _on_rows(acts: tuple[Act, ...], table: str) -> Iterator[DataOp]:
    return (act.operation for act in acts if isinstance(act.operation, DataOp) and act.table == table)


def _sets(operation: DataOp, column: str) -> bool:
    return any(assignment.column == column for assignment in operation.sets or ())


def _may_fill(operation: DataOp, column: str) -> bool:
    if operation.verb is DataVerb.DELETE:
        return operation.has_where
    is_write = operation.verb in (DataVerb.UPDATE, DataVerb.MERGE)
    return is_write and (operation.sets is None or _sets(operation, column))
