"""Where declared tables and columns are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from migration_lsp.models.values import Mapping
from migration_lsp.schema.declare import Table
from migration_lsp.schema.vocabulary.columns import SITE
from migration_lsp.source.evaluate import Site
from migration_lsp.source.spans import Span


class Places:
    """Answers by the key of a table and the name of a column in the database, each table looked through when asked."""

    def __init__(self, tables: Iterable[Table], mappings: Iterable[Mapping]) -> None:
        self._declared = {str(table.key): table for table in tables}
        self._mapped: dict[str, list[Mapping]] = {}
        for mapping in mappings:
            self._mapped.setdefault(str(mapping.table.key), []).append(mapping)
        self._known: dict[str, _Of] = {}

    def _of(self, key: str) -> _Of:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _places_of(self._mapped.get(key, ()), self._declared.get(key))
        return known

    @cached_property
    def _all(self) -> tuple[tuple[str, _Of], ...]:
        return tuple((key, self._of(key)) for key in dict.fromkeys((*self._mapped, *self._declared)))

    def table(self, key: str) -> Span | None:
        """Where a table is declared: its class, or its ``Table(…)``."""
        return self._of(key).table

    def column(self, key: str, column: str) -> Span | None:
        """Where a column is declared, else its table."""
        return self._of(key).columns.get(column) or self._of(key).table

    def at(self, path: str, line: int) -> tuple[str, str] | None:
        """The table and the column that are declared at a line; the narrowest where several are."""
        found = [
            (span.end_line - span.line, (key, column))
            for key, known in self._all
            for column, span in known.columns.items()
            if span.path == path and span.line <= line <= span.end_line
        ]
        return min(found)[1] if found else None

    def table_at(self, path: str, line: int) -> str | None:
        """The table whose class or ``Table(…)`` begins at a line."""
        spans = ((key, known.table) for key, known in self._all)
        return next((key for key, span in spans if span is not None and (span.path, span.line) == (path, line)), None)


@dataclass(slots=True)
class _Of:
    """The places of one table and of its columns."""

    table: Span | None = None
    columns: dict[str, Span] = field(default_factory=dict)


def _places_of(mappings: Iterable[Mapping], table: Table | None) -> _Of:
    found = _Of()
    for mapping in mappings:
        found.table = found.table or mapping.span
        for attribute, column in mapping.attributes.items():
            span = mapping.spans.get(attribute)
            if span is not None and column.table is mapping.table:
                found.columns.setdefault(str(column.name), span)
    site = table.info.get(SITE) if table is not None else None
    if isinstance(site, Site):
        found.table = found.table or site.span
    for column in table.columns if table is not None else ():
        site = column.info.get(SITE)
        if isinstance(site, Site) and site.span.path:
            found.columns.setdefault(str(column.name), site.span)
    return found
