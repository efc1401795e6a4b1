"""Where declared tables and columns are written."""

from __future__ import annotations

from collections.abc import Iterable

from migration_lsp.models.values import Mapping
from migration_lsp.schema.declare import Table
from migration_lsp.schema.vocabulary.columns import SITE
from migration_lsp.source.evaluate import Site
from migration_lsp.source.spans import Span


class Places:
    """Answers by the key of a table and the name of a column in the database."""

    def __init__(self, tables: Iterable[Table], mappings: Iterable[Mapping]) -> None:
        self._tables: dict[str, Span] = {}
        self._columns: dict[tuple[str, str], Span] = {}
        for mapping in mappings:
            key = str(mapping.table.key)
            self._tables.setdefault(key, mapping.span)
            for attribute, column in mapping.attributes.items():
                span = mapping.spans.get(attribute)
                if span is not None and column.table is mapping.table:
                    self._columns.setdefault((key, str(column.name)), span)
        for table in tables:
            self._take_sites(table)

    def _take_sites(self, table: Table) -> None:
        key = str(table.key)
        site = table.info.get(SITE)
        if isinstance(site, Site):
            self._tables.setdefault(key, site.span)
        for column in table.columns:
            site = column.info.get(SITE)
            if isinstance(site, Site) and site.span.path:
                self._columns.setdefault((key, str(column.name)), site.span)

    def table(self, key: str) -> Span | None:
        """Where a table is declared: its class, or its ``Table(…)``."""
        return self._tables.get(key)

    def column(self, key: str, column: str) -> Span | None:
        """Where a column is declared, else its table."""
        return self._columns.get((key, column)) or self._tables.get(key)

    def at(self, path: str, line: int) -> tuple[str, str] | None:
        """The table and the column that are declared at a line; the narrowest where several are."""
        found = [
            (span.end_line - span.line, key)
            for key, span in self._columns.items()
            if span.path == path and span.line <= line <= span.end_line
        ]
        return min(found)[1] if found else None

    def table_at(self, path: str, line: int) -> str | None:
        """The table whose class or ``Table(…)`` begins at a line."""
        return next((key for key, span in self._tables.items() if span.path == path and span.line == line), None)
