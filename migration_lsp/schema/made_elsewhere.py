"""What an operation tells of things that no migration made: the column as it was, the column or table that goes.

The catalogue learns of such things by the first operation on them. Their records hold what the operation says, and
:data:`UNKNOWN_TYPE` where it says nothing.
"""

from __future__ import annotations

from dataclasses import replace

from alembic.operations import ops
from sqlalchemy import types as sqltypes

from .flags import flags_of
from .records import UNKNOWN_TYPE, Catalogue, ColumnRecord, Origin, TableRecord
from .types import type_text


def key_of(operation: ops.AlterTableOp | ops.DropTableOp) -> str:
    """The key of the table that an operation names."""
    return f"{operation.schema}.{operation.table_name}" if operation.schema else str(operation.table_name)


def as_it_was(operation: ops.AlterColumnOp, column: ColumnRecord, dialect: str) -> ColumnRecord:
    """A column before it was altered, of which nothing was known until then."""
    old = column
    if operation.modify_nullable is not None:
        existing = operation.existing_nullable
        old = replace(old, nullable=not operation.modify_nullable if existing is None else bool(existing))
    if operation.modify_type is not None:
        type_ = operation.existing_type
        text = UNKNOWN_TYPE if type_ is None else type_text(sqltypes.to_instance(type_), dialect)
        old = replace(old, type=text)
    if operation.modify_server_default is not False:
        old = replace(old, default=None)
    return old


def dropped_column(operation: ops.DropColumnOp, before: Catalogue) -> ColumnRecord | None:
    """The column that goes, where it may be there though nothing is known of it."""
    table = before.tables.get(key_of(operation))
    if flags_of(operation).if_exists:
        return None
    if table is not None and table.origin is Origin.MIGRATIONS and table.certain:
        return None
    if table is not None and table.column(str(operation.column_name)) is not None:
        return None
    return ColumnRecord(str(operation.column_name), UNKNOWN_TYPE, certain=False)


def dropped_table(operation: ops.DropTableOp, before: Catalogue) -> TableRecord | None:
    """The table that goes, where no migration made it."""
    name = str(operation.table_name)
    is_temporary = ("temporary table", name) in before.objects
    if flags_of(operation).if_exists or is_temporary or key_of(operation) in before.tables:
        return None
    return TableRecord(name, operation.schema, origin=Origin.ELSEWHERE, certain=False)
