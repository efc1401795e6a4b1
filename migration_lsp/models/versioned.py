"""Tables that sqlalchemy-continuum makes at run time: one of versions for each class that asks for it.

Their columns follow from the library's options and are not read here; what is known is that the tables are meant to
be there, though no class declares them.
"""

from __future__ import annotations

from collections.abc import Iterable

from migration_lsp.models.values import Mapping
from migration_lsp.schema.records import Catalogue, TableRecord

_MARK = "__versioned__"
_TRANSACTIONS = "transaction"
_ENDING = "_version"


def version_tables(mappings: Iterable[Mapping], declared: Catalogue) -> frozenset[str]:
    """The keys of the tables that hold the versions of some classes, of the links between them, and transactions."""
    known = tuple(mappings)
    keys = {str(mapping.table.key) for mapping in known if _is_versioned(mapping)}
    if not keys:
        return frozenset()
    mapped = {str(mapping.table.key) for mapping in known}
    links = {key for key, table in declared.tables.items() if key not in mapped and _links(table, keys)}
    return frozenset({_TRANSACTIONS, *(f"{key}{_ENDING}" for key in keys | links)})


def _is_versioned(mapping: Mapping) -> bool:
    return any(_MARK in entry.namespace for entry in mapping.cls.own_classes())


def _links(table: TableRecord, keys: set[str]) -> bool:
    """Whether a table without a class refers to versioned ones: the ``secondary`` of a relationship."""
    return any(key.target in keys for key in table.foreign_keys)
