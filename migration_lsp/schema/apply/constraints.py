"""Constraints: added, dropped, renamed and validated, by the name that the server knows them by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from alembic.ddl.postgresql import CreateExcludeConstraintOp
from alembic.operations import ops

from ..describe import check_record, exclusion_record, foreign_key_record, unique_record
from ..describe_constraints import final_name
from ..operations import RenameConstraintOp, ValidateConstraintOp, flags_of
from ..records import ForeignKeyRecord, IndexRecord, PrimaryKeyRecord, TableRecord, UniqueRecord
from ..refusals import REFUSALS
from ..table_index import constraint_names
from .references import is_unique, resolved, with_foreign_key_indexes
from .result import Part, ProblemKind
from .rewrite import referencing
from .work import Work, required

_Named = TypeVar("_Named")
_LONGEST_NAME = 63


def _target_table(op: ops.AddConstraintOp) -> tuple[str, str | None]:
    if isinstance(op, ops.CreateForeignKeyOp):
        return op.source_table, op.kw.get("source_schema")
    return op.table_name, op.schema  # type: ignore[attr-defined]  # every operation on a table has both


def add_constraint(work: Work, op: ops.AddConstraintOp) -> None:
    name, schema = _target_table(op)
    flags = flags_of(op)
    if flags.table_if_exists and work.find(name, schema) is None:
        return
    table = work.table(name, schema)
    if work.is_sqlite:
        message = f"SQLite adds no constraint to {table.key} outside batch mode"
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key)
    try:
        changed = _with_constraint(work, table, op)
    except REFUSALS as error:
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, str(error), table.key)
        changed = replace(table, certain=False)
    if changed is not table:
        work.put(with_foreign_key_indexes(changed) if work.is_mysql else changed)


def _with_constraint(work: Work, table: TableRecord, op: ops.AddConstraintOp) -> TableRecord:
    flags = flags_of(op)
    if isinstance(op, ops.CreatePrimaryKeyOp):
        return _with_primary_key(work, table, op)
    if isinstance(op, ops.CreateUniqueConstraintOp):
        return _with_unique(work, table, op)
    made: Any = op.to_constraint(work.context(raw=flags.raw_sql))
    if isinstance(op, ops.CreateForeignKeyOp):
        key = resolved(work, table, foreign_key_record(made, work.dialect))
        if flags.if_not_exists and any(replace(each, name=key.name) == key for each in table.foreign_keys):
            return table
        _need_columns(work, table, key.columns)
        if _is_taken(work, table, key.name, if_not_exists=flags.if_not_exists):
            return table
        key = replace(key, validated=not flags.not_valid)
        return replace(table, foreign_keys=(*table.foreign_keys, key))
    if isinstance(op, ops.CreateCheckConstraintOp):
        check = replace(check_record(made, work.dialect), validated=not flags.not_valid)
        if _is_taken(work, table, check.name, if_not_exists=flags.if_not_exists):
            return table
        return replace(table, checks=(*table.checks, check))
    if isinstance(op, CreateExcludeConstraintOp) and (exclusion := exclusion_record(made, work.dialect)):
        if _is_taken(work, table, exclusion.name, if_not_exists=flags.if_not_exists):
            return table
        return replace(table, exclusions=(*table.exclusions, exclusion))
    return table


def _need_columns(work: Work, table: TableRecord, names: tuple[str, ...]) -> None:
    for name in names:
        if table.column(name) is None and not (work.is_mysql or work.is_sqlite):
            work.unknown(Part.COLUMN, name, table)


def _is_taken(work: Work, table: TableRecord, name: str | None, *, if_not_exists: bool) -> bool:
    """Whether the table has a constraint of that name; the objection is made unless it was foreseen."""
    if name is None:
        return False
    if name not in constraint_names(table):
        return False
    if not if_not_exists:
        work.duplicate(Part.CONSTRAINT, name, table.key)
    return if_not_exists


def _index_is_taken(work: Work, table: TableRecord, name: str | None, *, if_not_exists: bool) -> bool:
    """The same for a constraint with an index, which PostgreSQL names among all relations of the schema."""
    if name is None or not work.is_postgres or not work.relation_exists(name, table.schema):
        return _is_taken(work, table, name, if_not_exists=if_not_exists)
    if not if_not_exists:
        work.duplicate(Part.CONSTRAINT, name, table.key)
    return if_not_exists


def _with_primary_key(work: Work, table: TableRecord, op: ops.CreatePrimaryKeyOp) -> TableRecord:
    flags = flags_of(op)
    if table.primary_key is not None:
        if not flags.if_not_exists:
            message = f"{table.key} has a primary key already"
            work.problem(ProblemKind.DUPLICATE_OBJECT, Part.CONSTRAINT, message, table.key)
            return table
        return table
    columns = tuple(str(column) for column in op.columns)
    name = _constraint_name(work, op)
    if flags.using_index is not None:
        table, taken = _taken_over(work, table, flags.using_index)
        if taken is not None:
            columns = tuple(column for column in taken.columns if column is not None)
            name = name or taken.name
    elif _index_is_taken(work, table, name, if_not_exists=flags.if_not_exists):
        return table
    _need_columns(work, table, columns)
    if work.is_mysql:
        name = "PRIMARY"
    return required(replace(table, primary_key=PrimaryKeyRecord(name, columns)), columns)


def _with_unique(work: Work, table: TableRecord, op: ops.CreateUniqueConstraintOp) -> TableRecord:
    flags = flags_of(op)
    if flags.using_index is not None:
        table, taken = _taken_over(work, table, flags.using_index)
        columns = tuple(column for column in taken.columns if column is not None) if taken else ()
        name = _constraint_name(work, op) or flags.using_index
        return replace(table, uniques=(*table.uniques, UniqueRecord(name, columns)))
    unique = _described_unique(work, op)
    if flags.if_not_exists and any(each.columns == unique.columns for each in table.uniques):
        return table
    _need_columns(work, table, unique.columns)
    if _index_is_taken(work, table, unique.name, if_not_exists=flags.if_not_exists):
        return table
    return replace(table, uniques=(*table.uniques, unique))


def _described_unique(work: Work, op: ops.CreateUniqueConstraintOp) -> UniqueRecord:
    raw = flags_of(op).raw_sql
    if not op.kw and (raw or not work.naming) and (op.constraint_name is None or type(op.constraint_name) is str):
        name = op.constraint_name
        if name is None or len(name) <= _LONGEST_NAME:
            # The common case, without building a table for it.
            return UniqueRecord(name, tuple(str(column) for column in op.columns))
    made: Any = op.to_constraint(work.context(raw=raw))
    return unique_record(made, work.dialect)


def _taken_over(work: Work, table: TableRecord, name: str) -> tuple[TableRecord, IndexRecord | None]:
    """An index that a constraint makes its own, and the table without it."""
    index = next((each for each in table.indexes if each.name == name), None)
    if index is None:
        work.unknown(Part.INDEX, name, table)
        return table, None
    return replace(table, indexes=tuple(each for each in table.indexes if each is not index)), index


def _constraint_name(work: Work, op: Any) -> str | None:
    """The name that reaches the server: conventions applied where they name what has a name already."""
    name = op.constraint_name
    if name is None and not work.naming:
        return None
    if flags_of(op).raw_sql or not work.naming:
        return str(name) if name is not None else None
    return final_name(op.to_constraint(work.context()), work.dialect)


# Drops.


def drop_constraint(work: Work, op: ops.DropConstraintOp) -> None:
    flags = flags_of(op)
    if flags.table_if_exists and work.find(op.table_name, op.schema) is None:
        return
    table = work.table(op.table_name, op.schema)
    if work.is_sqlite:
        message = f"SQLite drops no constraint of {table.key} outside batch mode"
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key)
    if op.constraint_type not in _TYPES and not flags.raw_sql:
        message = f"a constraint of {table.key} is dropped as a {op.constraint_type!r}, which Alembic does not know"
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key)
    name = _dropped_name(work, op)
    if name is None and work.is_mysql and op.constraint_type == "primary":
        # There is one of them, and MySQL drops it without a name.
        name = _MYSQL_KEY
    if name is None:
        message = f"a constraint of {table.key} is dropped without a name"
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key)
        return
    if work.is_mysql and op.constraint_type is None and not flags.raw_sql:
        message = f"dropping constraint {name} of {table.key} takes its type on MySQL"
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key, name)
    left = _without_constraint(work, table, name, op.constraint_type)
    if left is table:
        if not flags.if_exists:
            work.unknown(Part.CONSTRAINT, name, table)
        return
    if work.is_postgres:
        _release(work, table, left, name, cascade=flags.cascade)
        if table.key in work.catalogue.tables and flags.cascade:
            # A foreign key of the table to itself may have gone with the key that it stood on.
            current = work.catalogue.tables[table.key]
            left = replace(left, foreign_keys=tuple(k for k in left.foreign_keys if k in current.foreign_keys))
    work.put(left)


_TYPES = (None, "foreignkey", "primary", "unique", "check")
"""What ``type_`` can be."""
_MYSQL_KEY = "PRIMARY"


def _dropped_name(work: Work, op: ops.DropConstraintOp) -> str | None:
    """The name that reaches the server: a convention makes one even where none is given, though of no columns."""
    given: Any = op.constraint_name
    if not work.naming or flags_of(op).raw_sql:
        return str(given) if given is not None else None
    try:
        made = work.schema_objects().generic_constraint(given, op.table_name, op.constraint_type, schema=op.schema)
    except REFUSALS:
        return str(given) if given is not None else None
    return final_name(made, work.dialect)


def _dropped(records: tuple[_Named, ...], name: str) -> tuple[_Named, ...]:
    return tuple(record for record in records if record.name != name)  # type: ignore[attr-defined]  # all kinds have names


def _without_constraint(work: Work, table: TableRecord, name: str, kind: str | None) -> TableRecord:
    """The table without the constraint of that name, whatever its type; the same table where there is none."""
    key = table.primary_key
    if key is not None and (key.name == name or (work.is_mysql and kind == "primary")):
        return replace(table, primary_key=None)
    parts: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("foreign_keys", table.foreign_keys),
        ("uniques", table.uniques),
        ("checks", table.checks),
        ("exclusions", table.exclusions),
    )
    for part, records in parts:
        if any(record.name == name for record in records):
            changes: dict[str, Any] = {part: _dropped(records, name)}
            return replace(table, **changes)
    if work.is_mysql and kind in ("unique", None) and any(each.name == name for each in table.indexes):
        return replace(table, indexes=_dropped(table.indexes, name))
    return table


def _release(work: Work, table: TableRecord, left: TableRecord, name: str, *, cascade: bool) -> None:
    """Foreign keys that stand on a unique or primary key constraint which goes."""
    if left.primary_key is table.primary_key and left.uniques is table.uniques:
        return
    gone = table.primary_key.columns if left.primary_key is None and table.primary_key else ()
    gone = gone or next((each.columns for each in table.uniques if each.name == name), ())
    if is_unique(left, gone):
        return

    def stands_on_it(key: ForeignKeyRecord) -> bool:
        return key.target == table.key and set(key.target_columns) == set(gone)

    for child in [*referencing(work.catalogue, table.key), table]:
        hit = [key for key in child.foreign_keys if stands_on_it(key)]
        if not hit:
            continue
        if cascade:
            work.put(replace(child, foreign_keys=tuple(key for key in child.foreign_keys if key not in hit)))
        else:
            message = f"foreign key {hit[0].name} of {child.key} depends on constraint {name} of {table.key}"
            work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.CONSTRAINT, message, table.key, name)


# Other changes.


def _replaced_everywhere(table: TableRecord, name: str, change: Callable[[Any], Any]) -> TableRecord:
    def changed(records: tuple[_Named, ...]) -> tuple[_Named, ...]:
        return tuple(change(each) if each.name == name else each for each in records)  # type: ignore[attr-defined]  # as above

    key = table.primary_key
    return replace(
        table,
        primary_key=change(key) if key is not None and key.name == name else key,
        uniques=changed(table.uniques),
        foreign_keys=changed(table.foreign_keys),
        checks=changed(table.checks),
        exclusions=changed(table.exclusions),
    )


def rename_constraint(work: Work, op: RenameConstraintOp) -> None:
    table = work.table(op.table_name, op.schema)
    if op.name not in constraint_names(table):
        work.unknown(Part.CONSTRAINT, op.name, table)
        return
    if op.new_name in constraint_names(table):
        work.duplicate(Part.CONSTRAINT, op.new_name, table.key)
    work.put(_replaced_everywhere(table, op.name, lambda each: replace(each, name=op.new_name)))


def validate_constraint(work: Work, op: ValidateConstraintOp) -> None:
    table = work.table(op.table_name, op.schema)
    known = {each.name for each in table.foreign_keys} | {each.name for each in table.checks}
    if op.name not in known:
        work.unknown(Part.CONSTRAINT, op.name, table)
        return
    work.put(_replaced_everywhere(table, op.name, lambda each: replace(each, validated=True)))
