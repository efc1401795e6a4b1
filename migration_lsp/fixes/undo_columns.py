"""What takes changes of tables and columns back: one function for each kind of effect.

What is lost, or may fail on the rows that are there by then, is said in a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migration_lsp.fixes.constants import sensible_default
from migration_lsp.fixes.undo import Here, NoWayBackError, Undoing, known
from migration_lsp.schema.effects import (
    ColumnAdded,
    ColumnDropped,
    ColumnEffect,
    ColumnRenamed,
    CommentChanged,
    DefaultChanged,
    NullabilityChanged,
    TableCommentChanged,
    TableCreated,
    TableDropped,
    TableRenamed,
    TypeChanged,
)
from migration_lsp.schema.records import ColumnRecord, TableRecord
from migration_lsp.schema.type_changes import Conversion, conversion
from migration_lsp.schema.write import column_python, create_table_python, type_python
from migration_lsp.strategies.code import Call, on_table, written
from migration_lsp.strategies.ground import Ground


def drop_table(effect: TableCreated, _here: Here) -> Iterator[Undoing]:
    yield Undoing(effect.table, Call("drop_table"))


def create_table(effect: TableDropped, here: Here) -> Iterator[Undoing]:
    record = effect.record
    unknown = any(column_python(column, here.act.before) is None for column in record.columns)
    lost = (*record.exclusions, *record.triggers, *(it for it in record.indexes if not it.valid))
    if unknown or lost or any(column.identity is not None for column in record.columns):
        raise NoWayBackError
    ground = here.ground(effect.table)
    text = written("op.create_table", create_table_python(record, here.act.before))
    remark = f"The rows of {effect.table} do not come back."
    yield Undoing(effect.table, text=text, remark=remark)
    for index in record.indexes:
        yield Undoing(effect.table, text=on_table(ground.index_call(index), effect.table))


def rename_table(effect: TableRenamed, _here: Here) -> Iterator[Undoing]:
    schema, _, old = effect.table.rpartition(".")
    new_schema, _, new = effect.new_table.rpartition(".")
    if schema != new_schema:
        raise NoWayBackError
    options = (f"schema={schema!r}",) if schema else ()
    yield Undoing("", text=written("op.rename_table", (repr(new), repr(old), *options)))


def alter_table_comment(effect: TableCommentChanged, _here: Here) -> Iterator[Undoing]:
    existing = (f"existing_comment={effect.new!r}",) if effect.new is not None else ()
    if effect.old is None:
        yield Undoing(effect.table, Call("drop_table_comment", options=existing))
    else:
        yield Undoing(effect.table, Call("create_table_comment", (repr(effect.old),), options=existing))


# ------------------------------------------------------------------ columns


def drop_column(effect: ColumnAdded, here: Here) -> Iterator[Undoing]:
    yield Undoing(effect.table, here.ground(effect.table).drop_column_call(effect.column.name))


def add_column(effect: ColumnDropped, here: Here) -> Iterator[Undoing]:
    column, ground = effect.column, here.ground(effect.table)
    remark = f"The values of {effect.label} do not come back."
    if column.computed is not None or column.identity is not None or column.autoincrement or not column.certain:
        raise NoWayBackError
    tables = (ground.table, Ground(effect.table, here.start).table)
    if column.default is None and column.nullable and not _is_required(column, tables):
        yield Undoing(effect.table, Call("add_column", (_python(column, ground),)), remark=remark)
        return
    if (column.nullable and _is_required(column, tables)) or any(_is_in_a_key(column, table) for table in tables):
        # Any value for existing rows would be one too many, or lead nowhere; or there is to be one, and is none.
        raise NoWayBackError
    if column.default is not None:
        yield Undoing(effect.table, Call("add_column", (_python(column, ground),)), remark=remark)
        return
    default = sensible_default(column)
    if default is None or any(_is_checked(column, table) for table in tables):
        raise NoWayBackError
    remark = f"{remark[:-1]}: existing rows get {default}."
    yield Undoing(effect.table, Call("add_column", (_python(replace(column, default=default), ground),)), remark=remark)
    existing = ground.existing(replace(column, default=default))
    kept = tuple(option for option in existing if not option.startswith("existing_server_default"))
    options = (*kept, "server_default=None")
    call = Call("alter_column", (repr(column.name),), options=options)
    yield Undoing(effect.table, call, begins_batch=True)


def _is_required(column: ColumnRecord, tables: tuple[TableRecord, ...]) -> bool:
    """Whether a column has to have a value, now or at the beginning of the revision."""
    return any(found is not None and not found.nullable for found in (table.column(column.name) for table in tables))


def _is_in_a_key(column: ColumnRecord, table: TableRecord) -> bool:
    """Whether rows with one and the same value in a column may be refused."""
    unique = (*(it.columns for it in table.uniques), *(it.columns for it in table.indexes if it.unique))
    keys = (*(it.columns for it in table.foreign_keys), table.primary_key.columns if table.primary_key else ())
    return any(column.name in key for key in (*unique, *keys)) or bool(table.exclusions)


def _is_checked(column: ColumnRecord, table: TableRecord) -> bool:
    """Whether a value that somebody made up may be refused."""
    mentions = re.compile(rf"\b{re.escape(column.name)}\b")
    return any(mentions.search(check.sqltext) for check in table.checks)


def _python(column: ColumnRecord, ground: Ground) -> str:
    return known(column_python(column, ground.catalogue))


def rename_column(effect: ColumnRenamed, here: Here) -> Iterator[Undoing]:
    ground = here.ground(effect.table)
    existing = ground.existing(effect.column) if ground.is_mysql else ()
    options = (f"new_column_name={effect.column.name!r}", *existing)
    yield Undoing(effect.table, Call("alter_column", (repr(effect.new_name),), options=options), ends_batch=True)


def _altered(effect: ColumnEffect, here: Here, *options: str, remark: str = "") -> Undoing:
    stands = here.act.after.tables[effect.table].column(effect.column.name) or effect.column
    given = {option.partition("=")[0] for option in options}
    covered = {"type_": "existing_type", "nullable": "existing_nullable", "server_default": "existing_server_default"}
    without = tuple(covered[name] for name in given if name in covered)
    existing = Ground(effect.table, here.act.after).existing(stands, without=(*without, *given))
    call = Call("alter_column", (repr(effect.column.name),), options=(*existing, *options))
    return Undoing(effect.table, call, remark=remark)


def alter_type(effect: TypeChanged, here: Here) -> Iterator[Undoing]:
    new = type_python(effect.column.type, here.act.after)
    existing = (f"existing_type={new}",) if new is not None else ()
    enums = {**here.act.before.enums, **here.act.after.enums}
    back = conversion(effect.column.type, effect.old.type, here.act.before.dialect, enums)
    using = _using(effect, back, here)
    fails = f"Fails where a value of {effect.label} does not fit its earlier type."
    remark = "" if back in _EVERY_VALUE_FITS else fails
    type_ = f"type_={known(type_python(effect.old.type, here.act.before))}"
    yield _altered(effect, here, *existing, type_, *using, remark=remark)


_EVERY_VALUE_FITS = (Conversion.FREE, Conversion.REINDEXED, Conversion.REWRITTEN)


def _using(effect: TypeChanged, back: Conversion, here: Here) -> tuple[str, ...]:
    """PostgreSQL does not turn every type into every other by itself."""
    is_plain = back is not Conversion.CONVERTED and effect.using is None
    if is_plain or here.act.before.dialect != "postgresql":
        return ()
    expression = f"{here.ground(effect.table).quote(effect.column.name)}::{effect.old.type}"
    return (f"postgresql_using={expression!r}",)


def alter_nullability(effect: NullabilityChanged, here: Here) -> Iterator[Undoing]:
    remark = f"Fails where {effect.label} is NULL by then." if effect.column.nullable else ""
    yield _altered(effect, here, f"nullable={not effect.column.nullable}", remark=remark)


def alter_default(effect: DefaultChanged, here: Here) -> Iterator[Undoing]:
    old, new = effect.old, effect.column
    if any(it.computed is not None or it.identity is not None or it.autoincrement for it in (old, new)):
        raise NoWayBackError
    default = f"sa.text({old.default!r})" if old.default is not None else "None"
    yield _altered(effect, here, f"server_default={default}")


def alter_comment(effect: CommentChanged, here: Here) -> Iterator[Undoing]:
    existing = (f"existing_comment={effect.column.comment!r}",) if effect.column.comment is not None else ()
    yield _altered(effect, here, *existing, f"comment={effect.old.comment!r}")
