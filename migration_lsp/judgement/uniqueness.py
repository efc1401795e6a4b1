"""What keeps rows apart: unique constraints, unique indexes and primary keys, and which of them follows from which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_lsp.judgement.moment import Moment
from migration_lsp.judgement.replaced import at_end, of_run
from migration_lsp.schema.effects import PrimaryKeyChanged, UniqueAdded, UniqueDropped
from migration_lsp.schema.records import IndexRecord, Options, TableRecord

NULLS_NOT_DISTINCT = "postgresql_nulls_not_distinct"


@dataclass(frozen=True, slots=True)
class Promise:
    """That no two rows are the same in these elements, or no two of the rows that ``where`` chooses."""

    elements: frozenset[str]
    where: str | None = None
    nulls_are_the_same: bool = False

    def implies(self, other: Promise) -> bool:
        """Whether rows that keep this keep the other one as well: fewer elements, and at least its rows."""
        is_as_strict = self.nulls_are_the_same or not other.nulls_are_the_same
        return is_as_strict and self.elements <= other.elements and self.where in (None, other.where)


def promise_of(effect: UniqueAdded | UniqueDropped) -> Promise:
    """What comes or goes."""
    return _of_index(effect.index) if effect.index is not None else Promise(frozenset(effect.columns))


def promises_of(table: TableRecord) -> Iterator[Promise]:
    """What a table promises."""
    if table.primary_key is not None and table.primary_key.columns:
        yield Promise(frozenset(table.primary_key.columns))
    for unique in table.uniques:
        yield Promise(frozenset(unique.columns), None, _same_nulls(unique.options))
    yield from (_of_index(index) for index in table.indexes if index.unique and index.valid)


def is_kept_already(effect: UniqueAdded, at: Moment) -> bool:
    """Whether existing rows keep it already, by what was there before or goes in the same revision."""
    wanted, table = promise_of(effect), at.table(effect.table)
    if table is not None and any(promise.implies(wanted) for promise in promises_of(table)):
        return True
    names = (effect.table, at_end(at.later, effect.table, ())[0])
    if any(gone.table in names and promise_of(gone).implies(wanted) for _, gone in of_run(at, UniqueDropped)):
        return True
    keys = (changed.old for _, changed in of_run(at, PrimaryKeyChanged) if changed.table in names)
    return any(key is not None and frozenset(key.columns) <= wanted.elements for key in keys)


def is_still_kept(effect: UniqueDropped, at: Moment) -> bool:
    """Whether the table promises as much when the revision is through."""
    name, columns = at_end(at.later, effect.table, effect.columns)
    table = at.at_end.tables.get(name)
    if table is None:
        return True
    promise = promise_of(effect)
    if effect.index is None or None not in effect.over:
        promise = Promise(frozenset(columns), promise.where, promise.nulls_are_the_same)
    return any(kept.implies(promise) for kept in promises_of(table))


def _of_index(index: IndexRecord) -> Promise:
    where = next((text for name, text in index.options if name.endswith("_where")), None)
    return Promise(frozenset(index.expressions), where, _same_nulls(index.options))


def _same_nulls(options: Options) -> bool:
    return any(name == NULLS_NOT_DISTINCT for name, _ in options)
