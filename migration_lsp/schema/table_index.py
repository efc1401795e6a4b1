"""What is asked of all tables of a catalogue at once, kept up as tables come and go, so that nobody looks at each.

Which tables bear a name, which have a foreign key to a table, and in which tables two catalogues differ. The first
two are worked out in full when they are first asked for; what is made of a catalogue from then on, and everything
that began empty, only follows what changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from immutables import Map

if TYPE_CHECKING:
    from .records import TableRecord

_Owners = Map[str, tuple[str, ...]]
"""The keys of tables, by something that they have."""


def names_of(table: TableRecord) -> Iterator[str]:
    """The names of the indexes and constraints of a table."""
    yield from constraint_names(table)
    yield from (index.name for index in table.indexes if index.name)


def constraint_names(table: TableRecord) -> Iterator[str]:
    """The names of the constraints of a table, the primary key's included."""
    if table.primary_key is not None and table.primary_key.name:
        yield table.primary_key.name
    for part in (table.uniques, table.foreign_keys, table.checks, table.exclusions):
        for record in part:
            if record.name:
                yield record.name


class _Step:
    """One table stored or removed, and what was done before: the way from the first catalogue to one made of it."""

    __slots__ = ("key", "number", "previous")

    def __init__(self, key: str | None, previous: _Step | None) -> None:
        self.key = key
        """None at the start, if that is not the empty catalogue."""
        self.previous = previous
        self.number: int = 1 if previous is None else previous.number + 1


@dataclass(frozen=True, slots=True)
class _Lookup:
    names: _Owners = Map()
    """By the table's own name, and those of its indexes and constraints."""
    targets: _Owners = Map()
    """By the keys of the tables that foreign keys refer to."""
    folded: _Owners = Map()
    """By the table's key in small letters."""

    def changed(self, key: str, old: TableRecord | None, new: TableRecord | None) -> _Lookup:
        if old is not None and new is not None and _parts(old) == _parts(new):
            return self
        return _Lookup(
            _moved(self.names, key, _names(old), _names(new)),
            _moved(self.targets, key, _targets(old), _targets(new)),
            _moved(self.folded, key, _folded(old), _folded(new)),
        )


def _parts(table: TableRecord) -> tuple[object, ...]:
    """All that the lookup has of a table."""
    return (
        table.name,
        table.schema,
        table.primary_key,
        table.indexes,
        table.uniques,
        table.foreign_keys,
        table.checks,
        table.exclusions,
    )


def _names(table: TableRecord | None) -> Set[str]:
    return frozenset() if table is None else frozenset((table.name, *names_of(table)))


def _targets(table: TableRecord | None) -> Set[str]:
    return frozenset() if table is None else frozenset(key.target for key in table.foreign_keys)


def _folded(table: TableRecord | None) -> Set[str]:
    return frozenset() if table is None else frozenset((table.key.lower(),))


def _moved(owners: _Owners, key: str, old: Set[str], new: Set[str]) -> _Owners:
    for gone in old - new:
        others = tuple(other for other in owners[gone] if other != key)
        owners = owners.set(gone, others) if others else owners.delete(gone)
    for come in new - old:
        owners = owners.set(come, (*owners.get(come, ()), key))
    return owners


class TableIndex:
    """The index of one map of tables."""

    __slots__ = ("_lookup", "_step", "tables")

    def __init__(self, tables: Map[str, TableRecord]) -> None:
        self.tables = tables
        self._lookup = None if tables else _Lookup()
        self._step = _Step(None, None) if tables else None

    def with_change(self, key: str, table: TableRecord | None) -> TableIndex:
        """The index, and the map, with one table stored, or (None) removed."""
        old = self.tables.get(key)
        if old is table is not None:
            return self
        changed = TableIndex.__new__(TableIndex)
        changed.tables = self.tables.delete(key) if table is None else self.tables.set(key, table)
        changed._lookup = self._lookup and self._lookup.changed(key, old, table)
        changed._step = _Step(key, self._step)
        return changed

    def named(self, name: str) -> Iterator[TableRecord]:
        """The tables that bear a name, or have an index or a constraint of that name."""
        return self._all(self._looked_up().names, name)

    def referring_to(self, key: str) -> Iterator[TableRecord]:
        """The tables with a foreign key to a table."""
        return self._all(self._looked_up().targets, key)

    def spelled_like(self, key: str) -> Iterator[TableRecord]:
        """The tables whose keys are the same but for capitals."""
        return self._all(self._looked_up().folded, key.lower())

    def _all(self, owners: _Owners, key: str) -> Iterator[TableRecord]:
        return (self.tables[owner] for owner in owners.get(key, ()))

    def _looked_up(self) -> _Lookup:
        if self._lookup is None:
            lookup = _Lookup()
            for key, table in self.tables.items():
                lookup = lookup.changed(key, None, table)
            self._lookup = lookup
        return self._lookup

    def differing(self, other: TableIndex) -> Set[str]:
        """The keys under which two maps do not have the very same record."""
        mine, theirs = self.tables, other.tables
        if mine is theirs:
            return frozenset()
        return {key for key in self._touched(other) if mine.get(key) is not theirs.get(key)}

    def _touched(self, other: TableIndex) -> Iterable[str]:
        """What was stored or removed since both were one; all keys where they never were, or so long ago."""
        mine, theirs = self._step, other._step
        touched: set[str] = set()
        for _ in range(len(self.tables) + len(other.tables)):
            if mine is theirs:
                return touched
            if mine is None or (theirs is not None and theirs.number > mine.number):
                mine, theirs = theirs, mine
            if mine is None or mine.key is None:
                break
            touched.add(mine.key)
            mine = mine.previous
        return {*self.tables, *other.tables}
