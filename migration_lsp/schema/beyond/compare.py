"""What differs between models and migrations beyond what Alembic reports, by the comparators that were chosen.

Only what both sides are certain of is compared, and nothing that Alembic said already is said again. Comments are
not among it: Alembic compares them wherever a database has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sqlalchemy import Table

from ..compare import CompareOptions
from ..difference import Change, doubts_of
from ..loading import dialect_named
from ..memory import Memory
from ..records import Catalogue
from ..vocabulary.columns import OPEN
from .checks import check_text
from .defaults import computed, identity, leftover_default, server_default
from .enum_values import enum_values
from .indexes import index_method, index_predicate
from .keys import collation, primary_key
from .pair import Beyond, Pair
from .renames import renamed_tables

COMPARATORS: Mapping[str, Callable[[Pair], Iterator[Beyond]]] = {
    "enum-values": enum_values,
    "check-text": check_text,
    "server-default": server_default,
    "leftover-default": leftover_default,
    "index-predicate": index_predicate,
    "index-method": index_method,
    "computed": computed,
    "identity": identity,
    "primary-key": primary_key,
    "collation": collation,
}
RENAME = "rename"
"""The comparator that looks at the whole and not at one table."""


def beyond_alembic(
    tables: Iterable[Table],
    declared: Catalogue,
    found: Catalogue,
    said: tuple[Change, ...],
    options: CompareOptions,
    chosen: frozenset[str],
    memory: Memory[tuple[Beyond, ...]] | None = None,
) -> tuple[Beyond, ...]:
    """What the chosen comparators say, table by table. ``said`` is what Alembic reports."""
    memory = memory or Memory()
    if not chosen or not found.certain:
        return ()
    every = tuple(tables)
    in_doubt = doubts_of(declared.tables, found, [table.key for table in every if table.info.get(OPEN)])
    result = [
        item
        for pair in _pairs(every, declared, found, said, options)
        if not in_doubt(pair.key, None)
        for item in memory.answer(str(pair.table.key), (pair, chosen), lambda: _of_pair(pair, chosen))  # noqa: B023 - asked at once
        if not _is_ignored(item.change, options) and not in_doubt(pair.key, item.change.column)
    ]
    if RENAME in chosen:
        result.extend(renamed_tables(said, declared.tables, found.tables))
    return tuple(result)


def _of_pair(pair: Pair, chosen: frozenset[str]) -> tuple[Beyond, ...]:
    named = pair.named()
    return tuple(item for name, comparator in COMPARATORS.items() if name in chosen for item in comparator(named))


def _pairs(
    tables: tuple[Table, ...],
    declared: Catalogue,
    found: Catalogue,
    said: tuple[Change, ...],
    options: CompareOptions,
) -> Iterator[Pair]:
    default_schema = dialect_named(found.dialect).default_schema_name
    by_place = {(_schema(it.schema, default_schema), it.name): it for it in found.tables.values()}
    reports: dict[str, set[tuple[str, str | None]]] = {}
    for change in said:
        reports.setdefault(change.table, set()).add((change.op, change.column or change.name))
    for table in sorted(tables, key=lambda table: str(table.key)):
        schema = _schema(table.schema, default_schema)
        there, record = by_place.get((schema, str(table.name))), declared.tables.get(table.key)
        if (
            there is None
            or record is None
            or not record.certain
            or (schema is not None and not options.include_schemas)
        ):
            continue
        if options.ignored("table", str(table.name), table.key):
            continue
        yield Pair(
            table,
            record,
            there,
            found.dialect,
            declared.enums,
            found.enums,
            frozenset(reports.get(table.key, set()) | reports.get(there.key, set())),
            options.compare_server_default,
            bool(table.info.get(OPEN)),
        )


def _schema(schema: str | None, default: str | None) -> str | None:
    return None if schema == default else schema


def _is_ignored(change: Change, options: CompareOptions) -> bool:
    """Whether ``env.py`` leaves the column or the index out; of CHECKs Alembic asks nobody."""
    if change.column is not None and options.ignored("column", change.column, change.table):
        return True
    return change.op == "modify_index" and options.ignored("index", change.name, change.table)
