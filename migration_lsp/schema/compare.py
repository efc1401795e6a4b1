"""What ``alembic revision --autogenerate`` would say of two schemas, by Alembic's own comparators, offline.

Only tables whose records differ are handed to Alembic. Enum values, check texts, predicates and whatever else
Alembic is blind to are not looked at here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from alembic.autogenerate import compare as alembic_compare
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from immutables import Map
from sqlalchemy import Table

from .comparators import migration_context
from .declared import DeclaredTables, declared_tables
from .describe import table_record
from .difference import Change, Difference, change_of, doubts_of, flat_tuples
from .inspector import OfflineConnection, Place
from .loading import dialect_named
from .memory import Memory
from .names import named_by_server
from .ordering import put_in_order
from .records import Catalogue, EnumRecord, TableRecord
from .refusals import REFUSALS
from .render import render_upgrade
from .same import needs_no_comparison
from .vocabulary.columns import OPEN

__all__ = ["Change", "CompareOptions", "Difference", "compare", "compare_what_can_be"]


def _ignores_nothing(_kind: str, _name: str | None, _table: str | None) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """What ``env.py`` hands to ``context.configure()``, as far as it changes the answer."""

    compare_type: bool = True
    compare_server_default: bool = False
    include_schemas: bool = False
    version_table: str = "alembic_version"
    version_table_schema: str | None = None
    naming_convention: Mapping[str, Any] | None = None
    """Of the target metadata; Alembic takes it for what it renders."""
    ignored: Callable[[str, str | None, str | None], bool] = field(default=_ignores_nothing)
    """Asked with Alembic's kind (``table``, ``column``, ``index``, ``unique_constraint``,
    ``foreign_key_constraint``), the name, and the key of the table."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What earlier comparisons came to."""

    silent: Memory[bool] = field(default_factory=Memory)
    """Whether Alembic has nothing to say of a table."""
    differences: Memory[Difference] = field(default_factory=Memory)
    """What it said of all others together."""


_ALL = ""


def compare(
    declared: Iterable[Table],
    catalogue: Catalogue,
    options: CompareOptions,
    records: Mapping[str, TableRecord] | None = None,
    memory: Compared | None = None,
) -> Difference:
    """What has to be done to ``catalogue`` to have ``declared``. No table of ``declared`` is changed.

    ``records`` are those of the declared tables by their keys, where the caller has them already; ``memory`` is that
    of earlier comparisons.
    """
    known, tables = records or {}, tuple(declared)
    described = {table.key: known.get(table.key) or table_record(table, catalogue.dialect) for table in tables}
    memory = memory or Compared()
    chosen, remaining = _that_differ(tables, described, catalogue, options, memory)
    sides = _Sides(tuple(chosen), described, catalogue, remaining, options)
    causes = (sides.declared, tuple(described[it.key] for it in chosen), remaining, catalogue.enums, catalogue.objects)
    context = (catalogue.dialect, catalogue.certain, options)
    return memory.differences.answer(_ALL, (*causes, *context), lambda: _difference(sides))


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is handed to Alembic: the declared tables that it has to look at, and those found."""

    declared: tuple[Table, ...]
    described: Mapping[str, TableRecord]
    catalogue: Catalogue
    remaining: Map[str, TableRecord]
    options: CompareOptions


def _difference(sides: _Sides) -> Difference:
    chosen, catalogue, options = sides.declared, sides.catalogue, sides.options
    subject = declared_tables(chosen, options.naming_convention)
    with warnings.catch_warnings():
        # Alembic warns of what it cannot render or compare; here those are ordinary answers.
        warnings.simplefilter("ignore")
        default_schema = dialect_named(catalogue.dialect).default_schema_name
        places = [_place(table, default_schema) for table in chosen]
        connection = OfflineConnection(replace(catalogue, tables=sides.remaining), places)
        context = migration_context(connection, _configuration(options, subject))
        upgrade_ops = ops.UpgradeOps([])
        alembic_compare._produce_net_changes(AutogenContext(context, metadata=cast("Any", subject)), upgrade_ops)
        put_in_order(upgrade_ops)
        tuples = flat_tuples(upgrade_ops)
    in_doubt = doubts_of(sides.described, catalogue, [table.key for table in chosen if table.info.get(OPEN)])
    return Difference(
        upgrade_ops,
        tuples,
        tuple(change_of(each, in_doubt) for each in tuples),
        lambda found, as_batch: render_upgrade(found, context, as_batch),
    )


def compare_what_can_be(
    declared: Iterable[Table],
    catalogue: Catalogue,
    options: CompareOptions,
    records: Mapping[str, TableRecord],
    memory: Compared | None = None,
) -> tuple[Difference, dict[str, str]]:
    """The same, without the tables at which a comparator of Alembic fails: those, by key, and the error's kind.

    Real autogenerate would give no answer at all then; the other tables are worth one.
    """
    tables = tuple(declared)
    try:
        return compare(tables, catalogue, options, records, memory), {}
    except REFUSALS:
        failures = dict(_failures(tables, catalogue, options, records))
        if not failures:
            raise
    remaining = catalogue.tables
    for key in failures:
        remaining = remaining.delete(key) if key in remaining else remaining
    comparable = [table for table in tables if table.key not in failures]
    return compare(comparable, replace(catalogue, tables=remaining), options, records, memory), failures


def _failures(
    tables: Iterable[Table], catalogue: Catalogue, options: CompareOptions, records: Mapping[str, TableRecord]
) -> Iterator[tuple[str, str]]:
    """The tables that cannot be compared, each tried alone."""
    for table in tables:
        found = catalogue.tables.get(table.key)
        alone = Map({table.key: found}) if found is not None else Map()
        try:
            compare([table], replace(catalogue, tables=alone), options, records)
        except REFUSALS as error:
            yield table.key, type(error).__name__


def _that_differ(
    tables: tuple[Table, ...],
    described: Mapping[str, TableRecord],
    catalogue: Catalogue,
    options: CompareOptions,
    memory: Compared,
) -> tuple[list[Table], Map[str, TableRecord]]:
    """The declared tables, and those found, that Alembic has to look at."""
    default_schema = dialect_named(catalogue.dialect).default_schema_name
    by_name = {_place(record, default_schema): record for record in catalogue.tables.values()}
    chosen, remaining = [], catalogue.tables
    for table in tables:
        place = _place(table, default_schema)
        found = by_name.get(place)
        if found is None or (place[0] is not None and not options.include_schemas):
            chosen.append(table)
            continue
        declared = described[table.key]
        causes = (table, declared, found, catalogue.dialect, catalogue.enums, options.compare_server_default)
        if memory.silent.answer(table.key, causes, lambda: _is_silent(*causes)):  # noqa: B023 - asked at once
            remaining = remaining.delete(found.key)
        else:
            chosen.append(table)
    return chosen, remaining


def _is_silent(
    table: Table,
    declared: TableRecord,
    found: TableRecord,
    dialect: str,
    enums: Map[str, EnumRecord],
    compares_defaults: bool,
) -> bool:
    """Whether Alembic has nothing to say of a table."""
    named = named_by_server(declared, dialect), named_by_server(found, dialect)
    return needs_no_comparison(table, *named, Catalogue(dialect, enums=enums), compares_defaults)


def _place(table: TableRecord | Table, default_schema: str | None) -> Place:
    return (None if table.schema == default_schema else table.schema, str(table.name))


def _configuration(options: CompareOptions, subject: DeclaredTables) -> dict[str, Any]:
    def include_object(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        table = item if kind == "table" else getattr(item, "table", None)
        return not options.ignored(kind, name, None if table is None else str(table.key))

    return {
        "target_metadata": subject,
        "compare_type": options.compare_type,
        "compare_server_default": options.compare_server_default,
        "include_schemas": options.include_schemas,
        "version_table": options.version_table,
        "version_table_schema": options.version_table_schema,
        "include_object": include_object,
    }
