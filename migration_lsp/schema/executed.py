"""What executing a construct, or creating an object on a connection, comes to: the same operations as op calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy import schema as sa_schema
from sqlalchemy.sql import ddl, dml, visitors
from sqlalchemy.sql.elements import Case, ClauseElement, ColumnClause, TextClause
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import Enum, TypeEngine

from migration_lsp.schema.loading import dialect_named
from migration_lsp.schema.operations import (
    Assignment,
    CreateEnumOp,
    CreateObjectOp,
    DataOp,
    DataVerb,
    DropEnumOp,
    DropObjectOp,
    ObjectKind,
    UnknownSqlOp,
    adding_flags,
)
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.sql import read_sql

Operations = tuple[MigrateOperation, ...]

_DATA_VERBS = {dml.Insert: DataVerb.INSERT, dml.Update: DataVerb.UPDATE, dml.Delete: DataVerb.DELETE}


def sql_text(value: object) -> str | None:
    """The text of a string or ``text()`` construct; None for any other value."""
    if isinstance(value, str):
        return value
    return value.text if isinstance(value, TextClause) else None


def bound_values(value: object) -> dict[str, Any]:
    """The parameters that ``text().bindparams(name=…)`` holds."""
    parameters = value._bindparams if isinstance(value, TextClause) else {}
    return {name: parameter.value for name, parameter in parameters.items() if not parameter.required}


def executed(construct: object, dialect: str) -> Operations:
    """The operations that executing a construct that is no text comes to."""
    for kind, verb in _DATA_VERBS.items():
        if isinstance(construct, kind):
            return (_data(construct, verb),)
    if isinstance(construct, sa_schema.DDL):
        return _from_text(str(construct.statement), dialect)
    if isinstance(construct, ddl.CreateTable):
        return created_table(construct.element, only=True)
    if isinstance(construct, ddl.DropTable):
        return (ops.DropTableOp.from_table(construct.element),)
    if isinstance(construct, ddl.CreateIndex):
        return (ops.CreateIndexOp.from_index(construct.element),)
    if isinstance(construct, ddl.DropIndex):
        return (ops.DropIndexOp.from_index(construct.element),)
    if isinstance(construct, ddl.AddConstraint):
        return (ops.AddConstraintOp.from_constraint(construct.element),)
    if isinstance(construct, ddl.DropConstraint):
        return (ops.DropConstraintOp.from_constraint(construct.element),)
    if isinstance(construct, ddl.ExecutableDDLElement):
        return _from_text(_compiled(construct, dialect), dialect)
    if isinstance(construct, ClauseElement):
        return (DataOp(DataVerb.SELECT),)
    return (UnknownSqlOp(repr(construct)),)


def _data(construct: Any, verb: DataVerb) -> DataOp:
    table = construct.table
    name, schema = getattr(table, "name", None), getattr(table, "schema", None)
    where = getattr(construct, "_where_criteria", ())
    sets = _assigned(construct) if verb is DataVerb.UPDATE else None
    named = str(name) if name is not None else None
    return DataOp(verb, named, schema, has_where=bool(where), sets=sets, where=_condition(construct))


def _condition(construct: Any) -> str | None:
    try:
        clause = construct.whereclause
        return None if clause is None else str(clause)
    except REFUSALS:
        return None


def _assigned(construct: Any) -> tuple[Assignment, ...] | None:
    """What ``update(…).values(…)`` sets; None where the values come with the execution."""
    values = getattr(construct, "_values", None) or dict(getattr(construct, "_ordered_values", None) or ())
    if not values:
        return None
    return tuple(Assignment(str(getattr(key, "name", key)), _names_in(value)) for key, value in values.items())


def _names_in(value: object) -> frozenset[str]:
    """The names of the columns in an expression."""
    if not isinstance(value, ClauseElement):
        return frozenset()
    parts = list(visitors.iterate(value))
    # The words of SQL text count as names too: they tell a copy from a choice.
    words = {type(part).__name__.lower() for part in parts if isinstance(part, (Case, Select))}
    return frozenset(words | {str(part.name) for part in parts if isinstance(part, ColumnClause)})


def _from_text(text: str, dialect: str) -> Operations:
    return tuple(operation for statement in read_sql(text, dialect) for operation in statement.ops)


def _compiled(construct: Any, dialect: str) -> str:
    try:
        return str(construct.compile(dialect=dialect_named(dialect)))
    except REFUSALS:
        return repr(construct)


def created_table(table: sa.Table, *, only: bool = False, if_not_exists: bool = False) -> Operations:
    """What ``table.create(connection)`` emits: the table, and (unless ``only``) the indexes made beside it."""
    operation = ops.CreateTableOp.from_table(table)
    if if_not_exists:
        operation = adding_flags(operation, if_not_exists=True)
    if only:
        return (operation,)
    with_columns = {index.name for index in operation.to_table().indexes}
    beside = sorted(
        (index for index in table.indexes if index.name not in with_columns),
        key=lambda index: str(index.name),
    )
    return (operation, *(ops.CreateIndexOp.from_index(index) for index in beside))


def dropped_table(table: sa.Table) -> Operations:
    return (ops.DropTableOp.from_table(table),)


def created_all(tables: Iterable[sa.Table], catalogue: Catalogue) -> Operations:
    """``metadata.create_all(connection)``: what is not there yet, parents before children."""
    missing = [table for table in _parents_first(tables) if table.key not in catalogue.tables]
    made = [operation for table in missing for operation in created_table(table)]
    if catalogue.dialect == "sqlite":
        return tuple(made)
    keys = sorted((key for table in missing for key in table.foreign_key_constraints if key.use_alter), key=_place)
    return (*made, *(ops.AddConstraintOp.from_constraint(key) for key in keys))


def _place(key: sa.ForeignKeyConstraint) -> tuple[str, str]:
    return (str(key.table.key), str(key.name))


def dropped_all(tables: Iterable[sa.Table], catalogue: Catalogue) -> Operations:
    """``metadata.drop_all(connection)``: what is there, children before parents."""
    present = [table for table in _parents_first(tables) if table.key in catalogue.tables]
    drops = [operation for table in reversed(present) for operation in dropped_table(table)]
    return (*drops, *_dropped_enums(present, catalogue))


def _parents_first(tables: Iterable[sa.Table]) -> list[sa.Table]:
    chosen = list(tables)
    try:
        return list(ddl.sort_tables(chosen))
    except sa.exc.SQLAlchemyError:
        return chosen


def _dropped_enums(tables: list[sa.Table], catalogue: Catalogue) -> Operations:
    """The enum types of the columns: what creates a whole metadata's tables with their types drops both."""
    types = [_native_enum(column.type, catalogue.dialect) for table in tables for column in table.columns]
    named = {(str(enum.name), enum.schema): None for enum in types if enum is not None}
    return tuple(DropEnumOp(name, schema, if_exists=True) for name, schema in named)


def sorted_tables(metadata: sa.MetaData) -> list[sa.Table]:
    try:
        return list(metadata.sorted_tables)
    except sa.exc.SQLAlchemyError:
        return list(metadata.tables.values())


def created_object(item: object, dialect: str, *, checkfirst: bool) -> Operations | None:
    """``item.create(connection)`` for an index, a sequence or an enumeration; None where nothing is known of it."""
    if isinstance(item, sa.Index):
        return (ops.CreateIndexOp.from_index(item),)
    if isinstance(item, sa.Sequence):
        name = str(item.name)
        return (CreateObjectOp(ObjectKind.SEQUENCE, name, item.schema, if_not_exists=checkfirst),)
    if isinstance(item, TypeEngine):
        enum = _native_enum(item, dialect)
        if enum is None:
            return ()
        return (CreateEnumOp(str(enum.name), tuple(enum.enums), enum.schema, if_not_exists=checkfirst),)
    return None


def dropped_object(item: object, dialect: str, *, checkfirst: bool) -> Operations | None:
    """``item.drop(connection)`` for an index, a sequence or an enumeration; None where nothing is known of it."""
    if isinstance(item, sa.Index):
        return (ops.DropIndexOp.from_index(item),)
    if isinstance(item, sa.Sequence):
        return (DropObjectOp(ObjectKind.SEQUENCE, str(item.name), item.schema, if_exists=checkfirst),)
    if isinstance(item, TypeEngine):
        enum = _native_enum(item, dialect)
        return () if enum is None else (DropEnumOp(str(enum.name), enum.schema, if_exists=checkfirst),)
    return None


def _native_enum(type_: TypeEngine[Any], dialect: str) -> Enum | None:
    """The enumeration that is a type of its own on this dialect."""
    real = type_.dialect_impl(dialect_named(dialect))
    found = real if isinstance(real, Enum) else type_
    if dialect not in ("postgresql", "cockroachdb") or not isinstance(found, Enum):
        return None
    return found if found.native_enum and found.name else None


def is_creatable(value: object) -> bool:
    """Whether ``value.create(connection)`` and ``value.drop(connection)`` make and drop something."""
    return isinstance(value, (sa.Table, sa.Index, sa.Sequence, Enum, sa.MetaData, TypeEngine))
