"""Enum types: created, dropped, renamed, and their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..operations import (
    AddEnumValueOp,
    CreateEnumOp,
    DropEnumOp,
    RenameEnumOp,
    RenameEnumValueOp,
    ReplaceEnumOp,
    flags_of,
)
from ..records import Catalogue, ColumnRecord, EnumRecord, TableRecord
from .columns import without_column
from .result import Part, ProblemKind
from .work import Work

_OTHER_TYPES = ("type", "domain")


def _users(catalogue: Catalogue, key: str) -> Iterator[tuple[TableRecord, list[ColumnRecord]]]:
    """The tables with columns of a type, arrays of it included."""
    wanted = (key, f"{key}[]")
    for table in catalogue.tables.values():
        columns = [column for column in table.columns if column.type in wanted]
        if columns:
            yield table, columns


def create_enum(work: Work, op: CreateEnumOp) -> None:
    if not work.is_postgres:
        return
    record = EnumRecord(op.name, work.schema_of(op.schema), op.values)
    if record.key in work.catalogue.enums:
        if not flags_of(op).if_not_exists:
            work.duplicate(Part.TYPE, record.key)
        return
    work.catalogue = work.catalogue.with_enum(record)


def replace_enum(work: Work, op: ReplaceEnumOp) -> None:
    if not work.is_postgres:
        return
    record = EnumRecord(op.name, work.schema_of(op.schema), op.values)
    work.catalogue = work.catalogue.with_enum(record)
    for table_name, column_name in op.columns:
        table = work.find(table_name, op.schema)
        column = table.column(column_name) if table is not None else None
        if table is None or column is None:
            work.problem(
                ProblemKind.UNKNOWN_OBJECT, Part.COLUMN, f"column {column_name} of {table_name} does not exist"
            )
            continue
        changed = replace(column, type=f"{record.key}[]" if column.type.endswith("[]") else record.key)
        work.put(replace(table, columns=tuple(changed if it is column else it for it in table.columns)))


def drop_enum(work: Work, op: DropEnumOp) -> None:
    if not work.is_postgres:
        return
    key = work.key(op.name, op.schema)
    if _drop_other_type(work, key):
        return
    flags = flags_of(op)
    used = list(_users(work.catalogue, key))
    for table, columns in used:
        if not flags.cascade:
            message = f"column {columns[0].name} of {table.key} depends on type {key}"
            work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.TYPE, message, table.key, key)
            continue
        for column in columns:
            table = without_column(table, column.name)
        work.put(table)
    _release_defaults(work, key, cascade=flags.cascade)
    if key in work.catalogue.enums:
        work.catalogue = replace(work.catalogue, enums=work.catalogue.enums.delete(key))
    elif not flags.if_exists:
        _unknown(work, key)


def _release_defaults(work: Work, key: str, *, cascade: bool) -> None:
    """A column that has the type no longer may still have a default that is written in it."""
    cast = f"::{key}"
    for table in list(work.catalogue.tables.values()):
        written = [column for column in table.columns if column.default is not None and column.default.endswith(cast)]
        if not written:
            continue
        if not cascade:
            message = f"the default of column {written[0].name} of {table.key} depends on type {key}"
            work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.TYPE, message, table.key, key)
            continue
        columns = (replace(column, default=None) if column in written else column for column in table.columns)
        work.put(replace(table, columns=tuple(columns)))


def _drop_other_type(work: Work, key: str) -> bool:
    for kind in _OTHER_TYPES:
        if (kind, key) in work.catalogue.objects:
            work.catalogue = replace(work.catalogue, objects=work.catalogue.objects.delete((kind, key)))
            return True
    return False


def _unknown(work: Work, key: str) -> None:
    work.problem(ProblemKind.UNKNOWN_OBJECT, Part.TYPE, f"type {key} does not exist", None, key, known_elsewhere=True)


def _found(work: Work, name: str, schema: str | None) -> EnumRecord | None:
    key = work.key(name, schema)
    record = work.catalogue.enums.get(key)
    if record is None:
        _unknown(work, key)
    return record


def add_enum_value(work: Work, op: AddEnumValueOp) -> None:
    if not work.is_postgres:
        return
    record = _found(work, op.name, op.schema)
    if record is None:
        # Made elsewhere: this value is all that is known of it.
        record = EnumRecord(op.name, work.schema_of(op.schema), (), certain=False)
    if op.value in record.values:
        if not flags_of(op).if_not_exists:
            work.duplicate(Part.TYPE, f"{record.key}.{op.value}")
        return
    values = list(record.values)
    beside = op.before if op.before is not None else op.after
    if beside is None:
        values.append(op.value)
    elif beside in values:
        values.insert(values.index(beside) + (op.before is None), op.value)
    else:
        if record.certain:
            message = f"{beside} is no value of type {record.key}"
            work.problem(ProblemKind.UNKNOWN_OBJECT, Part.TYPE, message, None, record.key)
        values.append(op.value)
    work.catalogue = work.catalogue.with_enum(replace(record, values=tuple(values)))


def rename_enum_value(work: Work, op: RenameEnumValueOp) -> None:
    record = _found(work, op.name, op.schema)
    if record is None:
        return
    if op.value not in record.values:
        message = f"{op.value} is no value of type {record.key}"
        work.problem(
            ProblemKind.UNKNOWN_OBJECT, Part.TYPE, message, None, record.key, known_elsewhere=not record.certain
        )
    if op.new_value in record.values:
        work.duplicate(Part.TYPE, f"{record.key}.{op.new_value}")
    values = tuple(op.new_value if value == op.value else value for value in record.values)
    work.catalogue = work.catalogue.with_enum(replace(record, values=values))


def rename_enum(work: Work, op: RenameEnumOp) -> None:
    key = work.key(op.name, op.schema)
    objects = work.catalogue.objects
    for kind in _OTHER_TYPES:
        if (kind, key) in objects:
            new = (kind, work.key(op.new_name, op.schema))
            work.catalogue = replace(work.catalogue, objects=objects.delete((kind, key)).set(new, objects[kind, key]))
            _retype(work, key, new[1])
            return
    record = _found(work, op.name, op.schema)
    if record is not None:
        move_enum(work, record, replace(record, name=op.new_name))


def move_enum(work: Work, record: EnumRecord, moved: EnumRecord) -> None:
    """The same type under another name or schema; the columns follow."""
    if moved.key in work.catalogue.enums:
        work.duplicate(Part.TYPE, moved.key)
    enums = work.catalogue.enums.delete(record.key)
    work.catalogue = replace(work.catalogue, enums=enums.set(moved.key, moved))
    _retype(work, record.key, moved.key)


def _retype(work: Work, old: str, new: str) -> None:
    types = {old: new, f"{old}[]": f"{new}[]"}
    for table, _ in list(_users(work.catalogue, old)):
        columns = tuple(
            replace(column, type=types[column.type]) if column.type in types else column for column in table.columns
        )
        work.put(replace(table, columns=columns))
    _rewrite_defaults(work, old, new)


def _rewrite_defaults(work: Work, old: str, new: str) -> None:
    cast = f"::{old}"
    for table in list(work.catalogue.tables.values()):
        if any((column.default or "").endswith(cast) for column in table.columns):
            work.put(replace(table, columns=tuple(_with_cast(column, cast, f"::{new}") for column in table.columns)))


def _with_cast(column: ColumnRecord, old: str, new: str) -> ColumnRecord:
    if column.default is None or not column.default.endswith(old):
        return column
    return replace(column, default=column.default.removesuffix(old) + new)
