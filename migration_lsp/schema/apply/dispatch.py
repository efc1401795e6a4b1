"""From an operation to the function that applies it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from .. import operations as own
from ..records import Catalogue
from . import alter, columns, constraints, create, enums, indexes, objects, tables
from .batch import apply_batch
from .join import join
from .result import Applied
from .work import NamingConvention, Work


def _nothing(_work: Work, _op: MigrateOperation) -> None:
    """Rows and sessions are no part of a catalogue, nor is which partition belongs to which table."""


def _each(work: Work, op: Any) -> None:
    for inner in op.ops:
        apply_to(work, inner)


_APPLIERS: dict[type[MigrateOperation], Callable[[Work, Any], None]] = {
    ops.CreateTableOp: create.create_table,
    ops.DropTableOp: tables.drop_table,
    ops.RenameTableOp: tables.rename_table,
    ops.CreateTableCommentOp: tables.comment_table,
    ops.DropTableCommentOp: tables.comment_table,
    ops.AddColumnOp: columns.add_column,
    ops.DropColumnOp: columns.drop_column,
    ops.AlterColumnOp: alter.alter_column,
    ops.AddConstraintOp: constraints.add_constraint,
    ops.DropConstraintOp: constraints.drop_constraint,
    ops.CreateIndexOp: indexes.create_index,
    ops.DropIndexOp: indexes.drop_index,
    ops.BulkInsertOp: _nothing,
    ops.OpContainer: _each,
    own.CreateTableLikeOp: create.create_table_like,
    own.CreateTableAsOp: create.create_table_as,
    own.DropIdentityOp: alter.drop_identity,
    own.RenameConstraintOp: constraints.rename_constraint,
    own.ValidateConstraintOp: constraints.validate_constraint,
    own.RenameIndexOp: indexes.rename_index,
    own.CreateEnumOp: enums.create_enum,
    own.ReplaceEnumOp: enums.replace_enum,
    own.DropEnumOp: enums.drop_enum,
    own.AddEnumValueOp: enums.add_enum_value,
    own.RenameEnumValueOp: enums.rename_enum_value,
    own.RenameEnumOp: enums.rename_enum,
    own.CreateObjectOp: objects.create_object,
    own.DropObjectOp: objects.drop_object,
    own.RenameObjectOp: objects.rename_object,
    own.SetSchemaOp: objects.set_schema,
    own.AttachPartitionOp: _nothing,
    own.DetachPartitionOp: _nothing,
    own.AttachIndexOp: _nothing,
    own.BatchOp: lambda work, op: apply_batch(work, op, apply_to),
    own.DataOp: _nothing,
    own.StatementOp: _nothing,
}


def _applier(kind: type[MigrateOperation]) -> Callable[[Work, Any], None]:
    found = _APPLIERS.get(kind)
    if found is None:
        # Alembic's kinds of constraint share one function; what nobody knows is not understood.
        known = (_APPLIERS[base] for base in kind.__mro__ if base in _APPLIERS)
        found = _APPLIERS[kind] = next(known, objects.unknown_statement)
    return found


def apply_to(work: Work, op: MigrateOperation) -> None:
    _applier(type(op))(work, op)


def apply(
    catalogue: Catalogue,
    op: MigrateOperation,
    *,
    certain: bool = True,
    enums_created: frozenset[str] = frozenset(),
    naming: NamingConvention | None = None,
) -> Applied:
    """The catalogue after an operation, as the server would have it, and what the server would object to.

    ``certain`` is False where nobody knows whether the operation runs at all: what it touches is then uncertain,
    and nothing of it is gone. ``enums_created`` is the memo of the enum types that this ``upgrade`` command has
    created so far; ``naming`` the naming convention of the target metadata. ``ExecuteSQLOp`` is not read here:
    apply the operations that its text comes to.
    """
    work = Work(catalogue, enums_created, naming)
    apply_to(work, op)
    if certain:
        return Applied(work.catalogue, tuple(work.problems), work.enums_created)
    problems = tuple(replace(problem, certain=False) for problem in work.problems)
    return Applied(join(catalogue, work.catalogue), problems, work.enums_created)
