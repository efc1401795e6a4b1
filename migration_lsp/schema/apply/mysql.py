"""``ALTER COLUMN`` as Alembic sends it to MySQL and MariaDB: the column is written anew, or only its default.

What the operation does not say of the column, existing or new, is lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic.operations import ops
from sqlalchemy import types as sqltypes

from ..defaults import default_text
from ..records import ColumnRecord, TableRecord
from ..types import type_text
from .result import Part, ProblemKind
from .work import Work


def change_column(work: Work, table: TableRecord, column: ColumnRecord, op: ops.AlterColumnOp) -> ColumnRecord:
    """The column after ``CHANGE``, ``MODIFY`` or ``ALTER … SET DEFAULT``; a new name is given by the caller."""
    given: Any = op.modify_server_default
    if not _is_written_anew(op):
        if given is False:
            return column
        text = default_text(given, op.existing_type, work.dialect)
        return replace(column, default=text, autoincrement=False)
    type_ = op.modify_type if op.modify_type is not None else op.existing_type
    if type_ is None:
        message = f"altering column {column.name} of {table.key} takes its existing type on MySQL"
        work.problem(ProblemKind.CANNOT_EMIT, Part.COLUMN, message, table.key, column.name)
        return column
    default: Any = given if given is not False else op.existing_server_default
    nullable = op.modify_nullable if op.modify_nullable is not None else op.existing_nullable
    autoincrement = op.kw.get("autoincrement")
    if autoincrement is None:
        autoincrement = op.kw.get("existing_autoincrement")
    comment = op.modify_comment if op.modify_comment is not False else op.existing_comment
    in_key = table.primary_key is not None and column.name in table.primary_key.columns
    instance = sqltypes.to_instance(type_)
    return replace(
        column,
        type=type_text(instance, work.dialect),
        nullable=not in_key and (nullable is None or bool(nullable)),
        default=None if default is False else default_text(default, instance, work.dialect),
        autoincrement=bool(autoincrement),
        comment=comment or None,
        computed=None,
        computed_persisted=None,
    )


def _is_written_anew(op: ops.AlterColumnOp) -> bool:
    changes = (op.modify_name, op.modify_nullable, op.modify_type, op.kw.get("autoincrement"))
    if any(change is not None for change in changes) or op.modify_comment is not False:
        return True
    type_ = op.existing_type
    default = op.modify_server_default
    if type_ is None or default is None or default is False:
        return False
    # A default that is a function call, on a date and time, is written with the whole column.
    return sqltypes.to_instance(type_)._type_affinity is sqltypes.DateTime
