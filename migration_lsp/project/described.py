"""The records of declared tables, kept for as long as they hold: an edit describes the tables that it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from immutables import Map

from migration_lsp.schema.declare import Table
from migration_lsp.schema.describe import enum_records, table_record
from migration_lsp.schema.records import Catalogue, EnumRecord, TableRecord
from migration_lsp.schema.taken_back import links_of


@dataclass(frozen=True, slots=True)
class _Described:
    """A table's records, and what they follow from apart from the table itself."""

    record: TableRecord
    enums: tuple[EnumRecord, ...]
    links: tuple[object, ...]
    naming: Any

    def holds(self, table: Table) -> bool:
        naming = table.metadata.naming_convention
        return self.links == links_of(table) and (self.naming is naming or self.naming == naming)


class DescribedTables:
    """Describes tables of one dialect. What is not asked for the next time is forgotten."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._known: dict[Table, _Described] = {}

    def catalogue(self, tables: Iterable[Table]) -> Catalogue:
        """The database that creating these tables in an empty one would give, with names as declared."""
        before, self._known = self._known, {}
        found: dict[str, TableRecord] = {}
        enums: dict[str, EnumRecord] = {}
        for table in tables:
            described = before.get(table)
            if described is None or not described.holds(table):
                described = self._described(table)
            self._known[table] = described
            found[described.record.key] = described.record
            enums.update((enum.key, enum) for enum in described.enums)
        return Catalogue(self._dialect, Map(found), Map(enums))

    def _described(self, table: Table) -> _Described:
        record, enums = table_record(table, self._dialect), enum_records(table, self._dialect)
        return _Described(record, enums, links_of(table), table.metadata.naming_convention)
