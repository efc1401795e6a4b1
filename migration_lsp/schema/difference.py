"""What differs, in the words of Alembic's diff tuples."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table
from sqlalchemy.schema import Constraint

from .records import Catalogue, Origin, TableRecord

DiffTuple = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that autogenerate would report."""

    op: str
    """The first word of Alembic's diff tuple: ``add_column``, ``modify_nullable``, ``remove_fk`` …"""
    table: str
    """The key of the table: ``table`` or ``schema.table``."""
    column: str | None = None
    name: str | None = None
    """Of an index or constraint; its columns joined by commas where it has no name."""
    certain: bool = True
    beyond_alembic: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two schemas: as Alembic's operations, its diff tuples, and records of our own.

    ``operations[n]`` tells what ``tuples[n]`` does.
    """

    upgrade_ops: ops.UpgradeOps
    tuples: tuple[DiffTuple, ...] = ()
    operations: tuple[Change, ...] = ()
    renderer: Callable[[ops.UpgradeOps, bool], str] | None = field(default=None, repr=False)

    @property
    def ops(self) -> tuple[MigrateOperation, ...]:
        """Alembic's operations without the containers that it groups them in; each knows its table."""
        return tuple(_flat(self.upgrade_ops.ops))

    @property
    def parts(self) -> tuple[tuple[MigrateOperation, tuple[Change, ...]], ...]:
        """Each operation with the changes that it makes: an altered column may have several."""
        remaining = iter(self.operations)
        return tuple((operation, tuple(islice(remaining, _count(operation)))) for operation in self.ops)

    def python(self, render_as_batch: bool = False) -> str:
        """The body of ``upgrade()`` as ``alembic revision --autogenerate`` writes it."""
        return self.renderer(self.upgrade_ops, render_as_batch) if self.renderer is not None else ""


def no_difference() -> Difference:
    """What there is to say where nothing was compared."""
    return Difference(ops.UpgradeOps([]))


def _count(operation: MigrateOperation) -> int:
    """How many diff tuples an operation gives."""
    diff: Any = operation.to_diff_tuple()
    return len(diff) if isinstance(diff, list) else 1


def _flat(operations: Iterable[MigrateOperation]) -> Iterable[MigrateOperation]:
    for operation in operations:
        if isinstance(operation, ops.ModifyTableOps):
            yield from operation.ops
        else:
            yield operation


def flat_tuples(upgrade_ops: ops.UpgradeOps) -> tuple[DiffTuple, ...]:
    """The diff tuples one by one: an altered column gives a list of them."""
    result: list[DiffTuple] = []
    for each in upgrade_ops.as_diffs():
        if isinstance(each, list):
            result.extend(each)
        else:
            result.append(each)
    return tuple(result)


def change_of(diff: DiffTuple, in_doubt: Callable[[str, str | None], bool]) -> Change:
    """A diff tuple as a record. ``in_doubt`` is asked for the table, and for the column if there is one."""
    word = str(diff[0])
    if word.startswith("modify_"):
        table, column = _key(diff[1], diff[2]), str(diff[3])
        return Change(word, table, column=column, certain=not in_doubt(table, column))
    if word in ("add_column", "remove_column"):
        table, column = _key(diff[1], diff[2]), _column_name(diff[3])
        return Change(word, table, column=column, certain=not in_doubt(table, column))
    item = diff[1]
    if isinstance(item, Table):
        table = _key(item.schema, item.name)
        return Change(word, table, certain=not in_doubt(table, None))
    table = _key(item.table.schema, item.table.name)
    columns = _columns(item)
    doubtful = in_doubt(table, None) or any(in_doubt(table, column) for column in columns)
    return Change(word, table, name=_name(item, columns), certain=not doubtful)


def _key(schema: str | None, table: str) -> str:
    return f"{schema}.{table}" if schema else str(table)


def _column_name(column: Column[Any]) -> str:
    return str(column.name)


def _columns(item: Index | Constraint) -> tuple[str, ...]:
    if isinstance(item, ForeignKeyConstraint):
        return tuple(str(key) for key in item.column_keys)
    return tuple(str(getattr(column, "name", column)) for column in getattr(item, "columns", ()))


def _name(item: Index | Constraint, columns: tuple[str, ...]) -> str:
    return str(item.name) if isinstance(item.name, str) else ",".join(columns)


def doubts_of(
    declared: Mapping[str, TableRecord], catalogue: Catalogue, open_tables: Collection[str] = ()
) -> Callable[[str, str | None], bool]:
    """Answers whether what is said of a table (None) or of one of its columns may be wrong.

    Of ``open_tables`` perhaps not everything was read: a column that only the migrations know may be declared.
    """
    is_open = frozenset(open_tables)

    # Asked of the few tables that differ: nobody looks through all of them.
    def in_doubt(table: str, column: str | None) -> bool:
        known, found = declared.get(table), catalogue.tables.get(table)
        records = tuple(record for record in (known, found) if record is not None)
        if not catalogue.certain or any(not it.certain or it.origin is Origin.ELSEWHERE for it in records):
            return True
        if column is None:
            return False
        sides = [it.column(column) if it is not None else None for it in (known, found)]
        is_unread = table in is_open and sides[0] is None and sides[1] is not None
        return is_unread or any(side is not None and not side.certain for side in sides)

    return in_doubt
