"""Alembic's own ``op`` without a database: every call builds its operation, and the operation is handed on.

Arguments are checked, defaulted and named by Alembic itself, so an operation that a migration could not build is
an error here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import sqlalchemy as sa
from alembic.operations import BatchOperations, Operations, ops
from alembic.operations.batch import BatchOperationsImpl
from alembic.operations.ops import MigrateOperation
from alembic.runtime.migration import MigrationContext

from migration_lsp.schema.loading import dialect_named
from migration_lsp.schema.operations import BatchOp

Record = Callable[[MigrateOperation], None]

_BATCH_ARGUMENTS = (
    "table_name",
    "schema",
    "recreate",
    "partial_reordering",
    "copy_from",
    "table_args",
    "table_kwargs",
    "reflect_args",
    "reflect_kwargs",
    "naming_convention",
)


class RecordingOperations(Operations):
    """``alembic.op`` whose operations are recorded instead of run."""

    def __init__(self, context: MigrationContext, record: Record) -> None:
        super().__init__(context)
        self.record = record
        self.is_answer_wanted = True
        """Whether anybody looks at what a call answers: a table is much to make for nobody."""

    def invoke(self, operation: MigrateOperation) -> Any:
        self.record(operation)
        if not self.is_answer_wanted or not isinstance(operation, ops.CreateTableOp):
            return None
        return _table_of(operation)


def _table_of(operation: ops.CreateTableOp) -> sa.Table:
    """What ``op.create_table()`` returns, for statements on its rows.

    The operation's own table is made once, by whoever applies it: columns and indexes belong to one table only.
    """
    columns = [sa.Column(item.name, item.type) for item in operation.columns if isinstance(item, sa.Column)]
    return sa.Table(operation.table_name, sa.MetaData(), *columns, schema=operation.schema)


class RecordingBatch(BatchOperations):
    """What ``batch_alter_table()`` yields. Its operations are recorded as they come; nothing is made anew."""

    def __init__(self, context: MigrationContext, impl: BatchOperationsImpl, record: Record) -> None:
        super().__init__(context, impl=impl)
        self.record = record

    def invoke(self, operation: MigrateOperation) -> Any:
        self.record(operation)

    @property
    def table_name(self) -> str:
        """The table that the batch is about."""
        assert isinstance(self.impl, BatchOperationsImpl)
        return str(self.impl.table_name)

    def as_operation(self, operations: tuple[MigrateOperation, ...]) -> BatchOp:
        """The whole block as one operation: on SQLite it is more than the sum of its parts."""
        impl = self.impl
        assert isinstance(impl, BatchOperationsImpl)
        return BatchOp(
            impl.table_name,
            operations,
            impl.schema,
            impl.recreate,
            tuple(impl.table_args or ()),
            dict(impl.table_kwargs or {}),
            tuple(impl.reflect_args or ()),
            impl.copy_from,
            impl.naming_convention,
        )


def recording_operations(
    dialect: str, record: Record, naming_convention: Mapping[str, Any] | None = None
) -> RecordingOperations:
    """An ``op`` for a dialect. ``naming_convention`` is that of the environment's target metadata."""
    metadata = sa.MetaData(naming_convention=dict(naming_convention) if naming_convention else None)
    # A connection is never asked for: every operation ends in ``record``.
    context = MigrationContext(dialect_named(dialect), None, {"target_metadata": metadata})
    return RecordingOperations(context, record)


def recording_batch(
    operations: RecordingOperations, record: Record, arguments: tuple[Any, ...], keywords: Mapping[str, Any]
) -> RecordingBatch:
    """The batch that ``op.batch_alter_table(*arguments, **keywords)`` opens. Raises ``TypeError`` as the call would."""
    given = dict(zip(_BATCH_ARGUMENTS, arguments, strict=False)) | dict(keywords)
    unknown = given.keys() - set(_BATCH_ARGUMENTS)
    if unknown or "table_name" not in given:
        raise TypeError(f"batch_alter_table() does not take {sorted(unknown)}")
    impl = cast("Any", BatchOperationsImpl)(
        operations,
        given["table_name"],
        given.get("schema"),
        given.get("recreate", "auto"),
        given.get("copy_from"),
        given.get("table_args", ()),
        given.get("table_kwargs", {}),
        given.get("reflect_args", ()),
        given.get("reflect_kwargs", {}),
        given.get("naming_convention"),
        given.get("partial_reordering"),
    )
    return RecordingBatch(operations.migration_context, impl, record)


_NO_OPERATIONS = frozenset(
    {
        "batch_alter_table",
        "context",
        "get_bind",
        "get_context",
        "impl",
        "invoke",
        "migration_context",
        "register_operation",
    }
    | {"implementation_for", "run_async", "schema_obj", "f", "inline_literal", "record"}
)

OPERATION_NAMES = frozenset(name for name in dir(Operations) if not name.startswith("_") and name not in _NO_OPERATIONS)
"""What can be called on ``op`` and makes an operation."""
