"""What the comparators beyond Alembic are given, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from alembic.operations.ops import MigrateOperation
from sqlalchemy import Column, Table

from ..difference import Change
from ..names import named_by_server
from ..records import Catalogue, ColumnRecord, EnumRecord, TableRecord

Columns = Iterator[tuple[ColumnRecord, ColumnRecord]]


@dataclass(frozen=True, slots=True)
class Pair:
    """One table as the models declare it and as the migrations leave it."""

    table: Table
    declared: TableRecord
    found: TableRecord
    dialect: str
    declared_enums: Mapping[str, EnumRecord]
    found_enums: Mapping[str, EnumRecord]
    said: frozenset[tuple[str, str | None]]
    """What Alembic says of the table: the word of its diff tuple, and the column or the name."""
    compares_defaults: bool = False
    """Whether Alembic was told to compare server defaults itself."""
    is_open: bool = False
    """Whether the models may declare more than was read."""

    @property
    def key(self) -> str:
        return self.found.key

    def named(self) -> Pair:
        """The pair with the names that the server would give to what has none."""
        declared, found = (named_by_server(record, self.dialect) for record in (self.declared, self.found))
        return replace(self, declared=declared, found=found)

    def columns(self) -> Columns:
        """The columns of both sides, those left out where one may be wrong: the declared one first."""
        for declared in self.declared.columns:
            found = self.found.column(declared.name)
            if found is not None and found.certain and declared.certain:
                yield declared, found

    def declaration(self, name: str) -> Column[object] | None:
        """The declared column itself."""
        return next((column for column in self.table.columns if str(column.name) == name), None)


@dataclass(frozen=True)
class BeyondOp(MigrateOperation):
    """Stands where an operation of Alembic would: which table it is about."""

    table_name: str
    schema: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Beyond:
    """One thing that Alembic does not report."""

    change: Change
    words: str
    """What differs, as a sentence without its subject."""
    put: Callable[[TableRecord], TableRecord] | None = None
    """The table once it is done; None where the records of a table do not hold the difference."""
    loses: bool = False
    """Whether something that rows may have now will not be allowed any more."""

    def after(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue once it is done."""
        table = catalogue.tables.get(self.change.table)
        if self.put is None or table is None:
            return catalogue
        return catalogue.with_table(self.put(table))

    def operation(self, catalogue: Catalogue) -> BeyondOp:
        table = catalogue.tables.get(self.change.table)
        return BeyondOp(table.name if table else self.change.table, table.schema if table else None)


def changed(op: str, table: str, *, column: str | None = None, name: str | None = None) -> Change:
    return Change(op, table, column=column, name=name, beyond_alembic=True)
