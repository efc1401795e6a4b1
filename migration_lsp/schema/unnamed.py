"""Drops that Alembic cannot write as SQL because it is not said what is dropped, and what could have been meant.

Knows one operation and the objections to it, and no revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from .apply import Part, Problem, ProblemKind
from .records import Catalogue, TableRecord

_FAILS_FOR_ITS_NAME = (ProblemKind.CANNOT_EMIT, ProblemKind.UNKNOWN_OBJECT)
"""Nothing can be sent, or a name that a convention makes of nothing: ``uq_user_``."""


@dataclass(frozen=True, slots=True)
class UnnamedDrop:
    """What is wrong with a drop. ``takes_name`` is False where it has its name and lacks something else."""

    reason: str
    takes_name: bool = False
    table: str | None = None
    kind: str | None = None
    """As ``type_`` has it, or ``index``; None where it is not said."""


def unnamed_drop(operation: MigrateOperation, problems: tuple[Problem, ...], dialect: str) -> UnnamedDrop | None:
    """What is wrong with an operation, if it is a drop that cannot be written as SQL for that reason.

    The objections to a batch of SQLite are those to all of it.
    """
    failed = [it for it in problems if it.kind in _FAILS_FOR_ITS_NAME and not _is_about_the_table(it)]
    if not failed:
        return None
    if isinstance(operation, ops.DropConstraintOp | ops.DropIndexOp) and _name(operation) is None:
        return _without_name(operation)
    unsaid = next((it for it in failed if it.kind is ProblemKind.CANNOT_EMIT and it.part is Part.CONSTRAINT), None)
    if unsaid is None or dialect == "sqlite":
        # There it is the batch that is missing, or something else in it that is wrong.
        return None
    # Another type takes the CHECK of the type before it away.
    is_drop = isinstance(operation, ops.DropConstraintOp | ops.AlterColumnOp)
    return UnnamedDrop(unsaid.message) if is_drop else None


def _is_about_the_table(problem: Problem) -> bool:
    return problem.part is Part.TABLE


def _name(operation: ops.DropConstraintOp | ops.DropIndexOp) -> Any:
    return operation.constraint_name if isinstance(operation, ops.DropConstraintOp) else operation.index_name


def _without_name(operation: ops.DropConstraintOp | ops.DropIndexOp) -> UnnamedDrop:
    table = operation.table_name
    key = f"{operation.schema}.{table}" if operation.schema and table else table
    is_index = isinstance(operation, ops.DropIndexOp)
    kind = "index" if isinstance(operation, ops.DropIndexOp) else operation.constraint_type
    what = "an index" if is_index else _WORDS.get(kind, "a constraint")
    return UnnamedDrop(f"{what}{f' of {key}' if key else ''} is dropped without a name", True, key, kind)


_WORDS: dict[str | None, str] = {
    "foreignkey": "a foreign key",
    "primary": "the primary key",
    "unique": "a unique constraint",
    "check": "a CHECK",
}


def names_that_fit(drop: UnnamedDrop, catalogue: Catalogue) -> tuple[str, ...]:
    """The names of what could be meant by a drop without one, in the order in which it was made."""
    table = catalogue.tables.get(drop.table) if drop.table is not None else None
    return tuple(record.name for record in _fitting(table, drop.kind) if record.name) if table is not None else ()


def _fitting(table: TableRecord, kind: str | None) -> tuple[Any, ...]:
    key = (table.primary_key,) if table.primary_key is not None else ()
    parts: dict[str | None, tuple[Any, ...]] = {
        "foreignkey": table.foreign_keys,
        "primary": key,
        "unique": table.uniques,
        "check": table.checks,
        "index": table.indexes,
        None: (*key, *table.uniques, *table.foreign_keys, *table.checks, *table.exclusions),
    }
    return parts.get(kind, ())
