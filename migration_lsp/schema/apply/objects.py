"""Views, functions, triggers, sequences, extensions …: held by kind and name, with their definition's text."""

from __future__ import annotations

from dataclasses import replace

from ..operations import (
    CreateObjectOp,
    DropObjectOp,
    MigrateOperation,
    ObjectKind,
    RenameObjectOp,
    SetSchemaOp,
    UnknownSqlOp,
    flags_of,
)
from .enums import move_enum
from .result import Part, ProblemKind
from .rewrite import mentions
from .sequences import drop_sequence, is_of_a_column
from .tables import move_table
from .work import Work

_Key = tuple[str, str]
_ON_TABLES = (ObjectKind.POLICY, ObjectKind.RULE)
_REPLACED_SILENTLY = (ObjectKind.OPERATOR, ObjectKind.CAST, ObjectKind.ROLE, ObjectKind.DATABASE)


def _key(
    work: Work, kind: ObjectKind, name: str, schema: str | None, table: str | None, table_schema: str | None
) -> _Key:
    if kind in _ON_TABLES and table is not None:
        return kind.value, f"{work.key(table, table_schema)}.{name}"
    return kind.value, work.key(name, schema)


def _store(work: Work, key: _Key, definition: str | None) -> None:
    objects = work.catalogue.objects
    changed = objects.delete(key) if definition is None else objects.set(key, definition)
    work.catalogue = replace(work.catalogue, objects=changed)


def create_object(work: Work, op: CreateObjectOp) -> None:
    if op.kind is ObjectKind.TRIGGER and op.table_name is not None:
        _create_trigger(work, op)
        return
    key = _key(work, op.kind, op.name, op.schema, op.table_name, op.table_schema)
    flags = flags_of(op)
    if key in work.catalogue.objects and not op.or_replace:
        if flags.if_not_exists:
            return
        # Functions of one name may differ in their arguments, which the catalogue does not tell apart.
        if op.kind not in (*_REPLACED_SILENTLY, ObjectKind.FUNCTION, ObjectKind.PROCEDURE, ObjectKind.AGGREGATE):
            work.duplicate(Part.OBJECT, key[1])
    _store(work, key, op.definition)


def _create_trigger(work: Work, op: CreateObjectOp) -> None:
    if (("view", work.key(op.table_name or "", op.table_schema))) in work.catalogue.objects:
        _store(work, (op.kind.value, f"{work.key(op.table_name or '', op.table_schema)}.{op.name}"), op.definition)
        return
    table = work.table(op.table_name or "", op.table_schema)
    if op.name in table.triggers:
        if not op.or_replace and not flags_of(op).if_not_exists:
            work.duplicate(Part.OBJECT, op.name, table.key)
        return
    work.put(replace(table, triggers=(*table.triggers, op.name)))


def drop_object(work: Work, op: DropObjectOp) -> None:
    if op.kind is ObjectKind.TRIGGER and _drop_trigger(work, op):
        return
    key = _key(work, op.kind, op.name, op.schema, op.table_name, op.table_schema)
    of_a_column = op.kind is ObjectKind.SEQUENCE and work.is_postgres and drop_sequence(work, op)
    if key in work.catalogue.objects:
        _store(work, key, None)
        if op.kind is ObjectKind.MATERIALIZED_VIEW:
            _drop_indexes(work, op.name)
        if op.kind is ObjectKind.SCHEMA:
            _drop_schema(work, op)
    elif not of_a_column and not flags_of(op).if_exists and op.kind not in _REPLACED_SILENTLY:
        work.problem(
            ProblemKind.UNKNOWN_OBJECT,
            Part.OBJECT,
            f"{op.kind.value} {key[1]} does not exist",
            op.table_name,
            op.name,
            known_elsewhere=True,
        )


def _drop_indexes(work: Work, view: str) -> None:
    for key, definition in list(work.catalogue.objects.items()):
        if key[0] == "index" and mentions(definition, view):
            _store(work, key, None)


def _drop_trigger(work: Work, op: DropObjectOp) -> bool:
    """Whether a table was found that has, or should have, the trigger."""
    if op.table_name is not None:
        table = work.find(op.table_name, op.table_schema)
    else:
        tables = work.catalogue.tables.values()
        table = next((each for each in tables if op.name in each.triggers), None)
    if table is None:
        return False
    if op.name in table.triggers:
        work.put(replace(table, triggers=tuple(each for each in table.triggers if each != op.name)))
    elif not flags_of(op).if_exists:
        work.unknown(Part.OBJECT, op.name, table)
    return True


def _drop_schema(work: Work, op: DropObjectOp) -> None:
    inside = [table for table in work.catalogue.tables.values() if table.schema == op.name]
    if inside and not flags_of(op).cascade:
        message = f"table {inside[0].key} depends on schema {op.name}"
        work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.OBJECT, message, inside[0].key, op.name)
        return
    for table in inside:
        work.remove(table.key)
    for enum in [each for each in work.catalogue.enums.values() if each.schema == op.name]:
        work.catalogue = replace(work.catalogue, enums=work.catalogue.enums.delete(enum.key))


def rename_object(work: Work, op: RenameObjectOp) -> None:
    if op.kind is ObjectKind.TRIGGER and op.table_name is not None:
        table = work.table(op.table_name, op.table_schema)
        if op.name not in table.triggers:
            work.unknown(Part.OBJECT, op.name, table)
        triggers = tuple(op.new_name if each == op.name else each for each in table.triggers)
        work.put(replace(table, triggers=triggers))
        return
    old = _key(work, op.kind, op.name, op.schema, op.table_name, op.table_schema)
    _move(work, old, _key(work, op.kind, op.new_name, op.schema, op.table_name, op.table_schema))


def _move(work: Work, old: _Key, new: _Key) -> None:
    definition = work.catalogue.objects.get(old)
    if definition is None and old[0] == "sequence" and (is_of_a_column(work, new[1]) or is_of_a_column(work, old[1])):
        # The sequence of a serial column, before or after the table has the name that goes with it.
        return
    if definition is None:
        message = f"{old[0]} {old[1]} does not exist"
        work.problem(ProblemKind.UNKNOWN_OBJECT, Part.OBJECT, message, None, old[1], known_elsewhere=True)
        return
    _store(work, old, None)
    _store(work, new, definition)


def set_schema(work: Work, op: SetSchemaOp) -> None:
    schema = work.schema_of(op.new_schema)
    if op.kind is None:
        table = work.table(op.name, op.schema)
        move_table(work, table, replace(table, schema=schema))
        return
    key = work.key(op.name, op.schema)
    if op.kind is ObjectKind.TYPE and (record := work.catalogue.enums.get(key)) is not None:
        move_enum(work, record, replace(record, schema=schema))
        return
    _move(work, (op.kind.value, key), (op.kind.value, work.key(op.name, op.new_schema)))


def unknown_statement(work: Work, op: MigrateOperation) -> None:
    """Nobody understood it: the table that it names may be anything now, or the whole catalogue."""
    name = op.table_name if isinstance(op, UnknownSqlOp) else None
    schema = op.schema if isinstance(op, UnknownSqlOp) else None
    table = work.find(name, schema) if name is not None else None
    text = op.text if isinstance(op, UnknownSqlOp) else type(op).__name__
    message = f"not understood: {' '.join(text.split())[:120]}"
    work.problem(ProblemKind.UNDECIDED, Part.STATEMENT, message, table.key if table else None)
    if table is not None:
        work.put(replace(table, certain=False))
    elif name is not None:
        # A table that nothing is known of: whatever comes later about it is no surprise.
        work.put(replace(work.table(name, schema), certain=False))
        work.problems.pop()
    else:
        work.catalogue = replace(work.catalogue, certain=False)
