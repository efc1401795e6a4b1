"""``batch_alter_table()``: on SQLite the table is made anew from what reflection sees of it.

Alembic's own batch code runs, over an inspector that answers from the catalogue; what it would send is collected
instead. So its errors are the real ones: unnamed constraints, constraints that are not there.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation
from sqlalchemy import inspection
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from ..describe import index_record, made_record
from ..inspector import CatalogueInspector, OfflineConnection
from ..loading import dialect_named
from ..operations import BatchOp
from ..records import Catalogue, ColumnRecord, IndexRecord, Origin, TableRecord
from ..refusals import REFUSALS
from .create import without_redundant_keys
from .result import Part, ProblemKind
from .rewrite import index_uses, mentions
from .work import Work


def apply_batch(work: Work, op: BatchOp, apply_to: Callable[[Work, MigrateOperation], None]) -> None:
    """Applies a batch; ``apply_to`` takes the operations of one that is no more than their sum."""
    table = work.table(op.table_name, op.schema)
    if not work.is_sqlite or op.recreate == "never":
        for inner in op.operations:
            apply_to(work, inner)
    elif table.origin is Origin.ELSEWHERE and op.copy_from is None:
        _without_objections(work, op, apply_to)
    else:
        _remake(work, op, table, apply_to)


def _without_objections(work: Work, op: BatchOp, apply_to: Callable[[Work, MigrateOperation], None]) -> None:
    """The batch's effect as if SQLite could alter tables."""
    before = list(work.problems)
    for inner in op.operations:
        apply_to(work, inner)
    work.problems[:] = before


def _remake(work: Work, op: BatchOp, table: TableRecord, apply_to: Callable[[Work, MigrateOperation], None]) -> None:
    try:
        sent = _run(work, op, table)
    except REFUSALS as error:
        _object(work, table, error)
        _without_objections(work, op, apply_to)
        return
    made = sent.made
    if made is None:
        for inner in op.operations:
            apply_to(work, inner)
        return
    gone = [column.name for column in table.columns if made.column(column.name) is None]
    for check in made.checks:
        # Alembic copies the text of a CHECK as it is.
        if name := next((name for name in gone if mentions(check.sqltext, name)), None):
            message = f"a CHECK of {table.key} speaks of column {name}, which is gone"
            work.problem(ProblemKind.REFUSED, Part.CONSTRAINT, message, table.key, check.name)
    indexes = tuple(_indexes(work, table, sent.constructs, gone))
    # Triggers stand on the old table and go with it.
    work.put(
        replace(
            without_redundant_keys(made, work),
            name=table.name,
            schema=table.schema,
            indexes=indexes,
            origin=table.origin,
            certain=table.certain,
        )
    )


def _indexes(work: Work, table: TableRecord, constructs: list[Any], gone: list[str]) -> Iterator[IndexRecord]:
    """The indexes of the new table, in the order in which they are made: some while the old table still stands."""
    made: set[str | None] = set()
    dropped: set[str | None] = set()
    for construct in constructs:
        if isinstance(construct, DropTable):
            dropped = set(_index_names(table))
            made -= dropped
        elif isinstance(construct, CreateIndex):
            index = index_record(construct.element, work.dialect)
            if index.name in made or (index.name not in dropped and _has_index(work.catalogue, index.name)):
                work.duplicate(Part.INDEX, str(index.name), table.key)
            made.add(index.name)
            if name := next((name for name in gone if index_uses(index, name)), None):
                # Alembic makes the index of a dropped column again.
                message = f"index {index.name} of {table.key} stands on column {name}, which is gone"
                work.problem(ProblemKind.REFUSED, Part.INDEX, message, table.key, index.name)
            yield index


def _has_index(catalogue: Catalogue, name: str | None) -> bool:
    return name is not None and any(name in _index_names(each) for each in catalogue.index.named(name))


def _index_names(table: TableRecord) -> Iterator[str | None]:
    return (index.name for index in table.indexes)


def _object(work: Work, table: TableRecord, error: Exception) -> None:
    message = str(error.args[0]) if error.args else type(error).__name__
    if isinstance(error, KeyError):
        work.unknown(Part.COLUMN, message, table)
    elif message.startswith("No such constraint"):
        work.unknown(Part.CONSTRAINT, message.partition("'")[2].partition("'")[0], table)
    elif message.startswith("No such index"):
        work.unknown(Part.INDEX, message.partition("'")[2].partition("'")[0], table)
    else:
        work.problem(ProblemKind.CANNOT_EMIT, Part.CONSTRAINT, message, table.key)


class _Collecting(SQLiteImpl):
    """Alembic's SQLite, whose statements are kept and not sent."""

    def __init__(self, connection: Any) -> None:
        super().__init__(dialect_named("sqlite"), connection, False, None, None, {})
        self.made: TableRecord | None = None
        self.constructs: list[Any] = []

    def _exec(self, construct: Any, *_arguments: Any, **_keywords: Any) -> None:
        self.constructs.append(construct)
        if isinstance(construct, CreateTable):
            # Now: making its indexes puts columns back into the new table that were dropped.
            for column in construct.element.columns:
                if column.autoincrement is True:
                    # SQLite's reflection leaves open what numbers a key; the type decides.
                    column.autoincrement = "ignore_fk"
            self.made = made_record(construct.element, "sqlite")


class _Connection(OfflineConnection):
    def in_transaction(self) -> bool:
        # Else Alembic would begin a transaction.
        return True


class _Inspector(CatalogueInspector):
    """Reflects a table as ``Table(autoload_with=…)`` asks for it."""

    @contextmanager
    def _inspection_context(self) -> Iterator[Inspector]:
        # The parent would make another inspector for the same connection.
        yield self


inspection._inspects(_Connection)(_Inspector)


def _run(work: Work, op: BatchOp, table: TableRecord) -> _Collecting:
    impl = _Collecting(_Connection(_surroundings(work, table)))
    context: Any = SimpleNamespace(
        opts=work.context().opts, impl=impl, as_sql=False, dialect=impl.dialect, bind=impl.connection
    )
    with warnings.catch_warnings():
        # Alembic warns of a CHECK that it loses; the record that comes out says so.
        warnings.simplefilter("ignore")
        batch = Operations(context).batch_alter_table(
            op.table_name,
            schema=op.schema,
            recreate=op.recreate,  # type: ignore[arg-type]  # a string here, three literals there
            copy_from=op.copy_from,
            table_args=op.table_args,
            table_kwargs=dict(op.table_kwargs),
            reflect_args=op.reflect_args,
            naming_convention=dict(op.naming_convention) if op.naming_convention else None,
        )
        with batch as operations:
            for inner in op.operations:
                operations.invoke(inner)
    return impl


def _surroundings(work: Work, table: TableRecord) -> Catalogue:
    """The table, and of the tables that it refers to no more than the columns."""
    around = Catalogue(work.dialect)
    for key in table.foreign_keys:
        target = work.catalogue.tables.get(key.target)
        if target is None:
            schema, _, name = key.target.rpartition(".")
            target = TableRecord(name, schema or None)
            message = f"table {key.target}, which a foreign key of {table.key} refers to, does not exist"
            work.problem(ProblemKind.UNKNOWN_OBJECT, Part.TABLE, message, key.target, name, known_elsewhere=True)
        missing = [each for each in key.target_columns if target.column(each) is None]
        columns = (*target.columns, *(ColumnRecord(each, "INTEGER") for each in missing))
        around = around.with_table(TableRecord(target.name, target.schema, columns))
    return around.with_table(table)
