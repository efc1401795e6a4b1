"""``ALTER COLUMN`` as PostgreSQL and SQLite take it: one change after the other, the name last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic.operations import ops
from sqlalchemy import CheckConstraint, Column, Computed, Identity, PrimaryKeyConstraint
from sqlalchemy import types as sqltypes

from ..defaults import default_text
from ..describe import check_record, column_record
from ..describe_constraints import final_name, is_created
from ..operations import DropIdentityOp, flags_of
from ..records import ColumnRecord, TableRecord
from ..refusals import REFUSALS
from ..types import type_text
from .mysql import change_column
from .references import check_names, check_types
from .result import Part, ProblemKind
from .rewrite import referencing, with_column_renamed, with_target_column_renamed
from .tables import drop_views
from .types import casts_by_itself, need_enum
from .work import Work


def alter_column(work: Work, op: ops.AlterColumnOp) -> None:
    if flags_of(op).table_if_exists and work.find(op.table_name, op.schema) is None:
        return
    table = work.table(op.table_name, op.schema)
    column = table.column(str(op.column_name))
    if column is None:
        work.unknown(Part.COLUMN, str(op.column_name), table)
        column = ColumnRecord(str(op.column_name), "?", certain=False)
        table = replace(table, columns=(*table.columns, column))
    if work.is_mysql:
        changed = change_column(work, table, column, op)
    else:
        _refuse_on_sqlite(work, table, op)
        table = _without_type_checks(work, table, op)
        changed = _changed(work, table, column, op)
    if changed is not column:
        columns = tuple(changed if each.name == column.name else each for each in table.columns)
        table = replace(table, columns=columns)
    if op.modify_type is not None:
        table = _with_type_checks(work, table, op)
    if op.modify_name is not None and (op.modify_name != op.column_name or work.is_postgres):
        rename_column(work, table, column.name, str(op.modify_name))
    else:
        work.put(table)


def rename_column(work: Work, table: TableRecord, old: str, new: str) -> None:
    if table.column(new) is not None:
        work.duplicate(Part.COLUMN, f"{table.key}.{new}", table.key)
    work.put(with_column_renamed(table, old, new))
    work.catalogue = with_target_column_renamed(work.catalogue, table.key, old, new)


def _refuse_on_sqlite(work: Work, table: TableRecord, op: ops.AlterColumnOp) -> None:
    changes = (
        op.modify_type is not None,
        op.modify_nullable is not None,
        op.modify_server_default is not False,
        op.modify_comment is not False,
    )
    if work.is_sqlite and any(changes):
        message = f"SQLite does not alter column {op.column_name} of {table.key} outside batch mode"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, str(op.column_name))


def _changed(work: Work, table: TableRecord, column: ColumnRecord, op: ops.AlterColumnOp) -> ColumnRecord:
    if op.modify_type is not None:
        column = _with_type(work, table, column, op)
    if op.modify_nullable is not None:
        column = _with_nullable(work, table, column, bool(op.modify_nullable))
    if op.modify_server_default is not False:
        column = _with_default(work, table, column, op)
    if op.modify_comment is not False and not work.is_sqlite:
        column = replace(column, comment=op.modify_comment or None)
    return column


def _with_type(work: Work, table: TableRecord, column: ColumnRecord, op: ops.AlterColumnOp) -> ColumnRecord:
    type_ = sqltypes.to_instance(op.modify_type)
    text = type_text(type_, work.dialect)
    if text == column.type:
        return column
    if work.is_postgres:
        _check_cast(work, table, column, text, has_using=flags_of(op).using is not None)
        drop_views(work, table, column.name, cascade=False)
    need_enum(work, type_)
    changed = replace(
        column, type=text, default=_kept_default(work, column, text), certain=column.certain and text != "?"
    )
    if column.identity is not None:
        _check_identity_type(work, table, changed)
    if work.is_postgres:
        _check_keys(work, table, changed)
    return changed


def _kept_default(work: Work, column: ColumnRecord, text: str) -> str | None:
    """The default of a column of another type: PostgreSQL goes on reading it in the enum type that it was made in."""
    default = column.default
    if default is None or not work.is_postgres:
        return default
    if default.endswith(f"::{text}"):
        return default.removesuffix(f"::{text}")
    literal = default.startswith("'") and default.endswith("'")
    return f"{default}::{column.type}" if literal and column.type in work.catalogue.enums else default


_NUMBERED = ("SMALLINT", "INTEGER", "BIGINT")


def _check_identity_type(work: Work, table: TableRecord, column: ColumnRecord) -> None:
    if column.certain and column.type not in _NUMBERED:
        message = f"identity column {column.name} of {table.key} cannot be of type {column.type}"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)


def _check_keys(work: Work, table: TableRecord, column: ColumnRecord) -> None:
    """Objects where a foreign key from or to the column would compare types that do not compare."""
    columns = tuple(column if each.name == column.name else each for each in table.columns)
    changed = replace(table, columns=columns)
    for key in table.foreign_keys:
        target = changed if key.target == table.key else work.catalogue.tables.get(key.target)
        if target is not None and (column.name in key.columns or target is changed):
            check_types(work, changed, key, target)
    for child in referencing(work.catalogue, table.key):
        for key in child.foreign_keys:
            if key.target == table.key and column.name in key.target_columns:
                check_types(work, child, key, changed)


def _check_cast(work: Work, table: TableRecord, column: ColumnRecord, text: str, *, has_using: bool) -> None:
    if not column.certain:
        return
    casts = casts_by_itself(column.type, text, frozenset(work.catalogue.enums))
    if casts is not False:
        return
    what = f"column {column.name}"
    if has_using:
        # The rows are converted by USING, the default is not.
        default = column.default
        if default is None or default.strip().upper() == "NULL" or default.endswith(f"::{text}"):
            return
        what = f"the default of column {column.name}"
    message = f"{what} of {table.key} cannot be cast automatically from {column.type} to {text}"
    work.problem(ProblemKind.CANNOT_CAST, Part.COLUMN, message, table.key, column.name)


def _with_nullable(work: Work, table: TableRecord, column: ColumnRecord, nullable: bool) -> ColumnRecord:
    key = table.primary_key
    if nullable and key is not None and column.name in key.columns and not work.is_sqlite:
        message = f"column {column.name} of {table.key} is in the primary key"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)
        return column
    if nullable and column.identity is not None and work.is_postgres:
        message = f"column {column.name} of {table.key} is an identity column"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)
        return column
    return column if column.nullable == nullable else replace(column, nullable=nullable)


def _with_default(work: Work, table: TableRecord, column: ColumnRecord, op: ops.AlterColumnOp) -> ColumnRecord:
    default: Any = op.modify_server_default
    existing = op.existing_server_default
    if isinstance(default, Computed) or isinstance(existing, Computed):
        message = f"Alembic neither adds nor removes the expression of column {column.name}"
        work.problem(ProblemKind.CANNOT_EMIT, Part.COLUMN, message, table.key, column.name)
        return column
    if isinstance(default, Identity):
        return _with_identity(work, table, column, default, is_change=isinstance(existing, Identity))
    if isinstance(existing, Identity):
        return replace(column, identity=None)
    if column.identity is not None:
        message = f"column {column.name} of {table.key} is an identity column"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)
        return column
    type_ = op.modify_type if op.modify_type is not None else op.existing_type
    text = default_text(default, None if type_ is None else sqltypes.to_instance(type_), work.dialect)
    return replace(column, default=text, autoincrement=False)


def _with_identity(
    work: Work, table: TableRecord, column: ColumnRecord, identity: Identity, *, is_change: bool
) -> ColumnRecord:
    has_value = column.identity is not None or column.default is not None or column.autoincrement
    if has_value and not is_change:
        message = f"column {column.name} of {table.key} has a default or an identity already"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)
    if not is_change and column.nullable:
        message = f"column {column.name} of {table.key} must be NOT NULL before it is an identity column"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)
    _check_identity_type(work, table, column)
    described = column_record(Column("c", sqltypes.Integer, identity._copy()), work.dialect)
    return replace(column, identity=described.identity, default=None, autoincrement=False)


def drop_identity(work: Work, op: DropIdentityOp) -> None:
    table = work.table(op.table_name, op.schema)
    column = table.column(op.column_name)
    if column is None:
        work.unknown(Part.COLUMN, op.column_name, table)
        return
    present = column.computed is not None if op.is_expression else column.identity is not None
    if not present and not op.if_exists:
        what = "a generated" if op.is_expression else "an identity"
        message = f"column {column.name} of {table.key} is not {what} column"
        work.problem(ProblemKind.REFUSED, Part.COLUMN, message, table.key, column.name)
    changed = replace(column, computed=None) if op.is_expression else replace(column, identity=None)
    columns = tuple(changed if each is column else each for each in table.columns)
    work.put(replace(table, columns=columns))


# Types that come with a CHECK of their own (Boolean and Enum where they are not native, with create_constraint).


def _brings_checks(type_: Any) -> bool:
    return isinstance(type_, sqltypes.SchemaType) or bool(getattr(type_, "_variant_mapping", None))


def _type_checks(work: Work, op: ops.AlterColumnOp, type_: Any) -> list[CheckConstraint]:
    type_ = sqltypes.to_instance(type_)
    if not _brings_checks(type_):
        return []
    try:
        raw = flags_of(op).raw_sql
        objects = work.schema_objects(raw=raw)
        made = objects.table(op.table_name, Column(op.column_name, type_.copy()), schema=op.schema)
    except REFUSALS:
        return []
    return [
        each
        for each in made.constraints
        if isinstance(each, CheckConstraint)
        and not isinstance(each, PrimaryKeyConstraint)
        and is_created(each, work.dialect)
    ]


def _without_type_checks(work: Work, table: TableRecord, op: ops.AlterColumnOp) -> TableRecord:
    """Alembic drops the CHECK of the existing type before it changes the type, if it is told the type."""
    if op.existing_type is None or op.modify_type is None:
        return table
    for constraint in _type_checks(work, op, op.existing_type):
        name = final_name(constraint, work.dialect)
        if work.is_sqlite:
            continue
        if name is None:
            message = f"the CHECK of column {op.column_name} of {table.key} has no name to drop it by"
            work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key)
        elif not any(check.name == name for check in table.checks):
            work.unknown(Part.CONSTRAINT, name, table)
        table = replace(table, checks=tuple(check for check in table.checks if check.name != name))
    return table


def _with_type_checks(work: Work, table: TableRecord, op: ops.AlterColumnOp) -> TableRecord:
    made = _type_checks(work, op, op.modify_type)
    if not made or work.is_sqlite:
        return table
    checks = (check_record(each, work.dialect) for each in made)
    result = replace(table, checks=(*table.checks, *checks))
    check_names(work, result, table)
    return result
