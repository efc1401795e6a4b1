"""CHECKs that nobody writes: those that come with a type (Boolean and Enum, where they are not native)."""

from __future__ import annotations

from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy import CheckConstraint
from sqlalchemy.types import TypeDecorator

from .records import CheckRecord
from .refusals import REFUSALS
from .sql_text import sql_text


def belongs_to_type(operation: MigrateOperation, check: CheckRecord, dialect: str) -> bool:
    """Whether a CHECK that an operation adds or drops comes with the type of its column, not with words of its own."""
    if isinstance(operation, ops.AlterColumnOp):
        return True
    if not isinstance(operation, ops.AddColumnOp) or not _brings_a_check(operation.column.type):
        return False
    return not any(_says(constraint, check, dialect) for constraint in operation.column.constraints)


def _brings_a_check(type_: Any) -> bool:
    if isinstance(type_, TypeDecorator):
        type_ = type_.impl_instance
    variants = getattr(type_, "_variant_mapping", {}).values()
    return any(getattr(each, "create_constraint", False) for each in (type_, *variants))


def _says(constraint: object, check: CheckRecord, dialect: str) -> bool:
    if not isinstance(constraint, CheckConstraint) or constraint._type_bound:
        return False
    try:
        return sql_text(constraint.sqltext, dialect) == check.sqltext
    except REFUSALS:
        # What cannot be put into words was written all the same.
        return True
