"""The history of a generated project, made from its end: which revision changes what.

The tables at the head are given. Walking back from there, each revision is drawn among the changes that could have led
to the state after it, so that a history of any length ends with the same tables. Writes no text.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from tests.benchmarks.generator.shape import Column, Extra, Table, drawn_column, forms_for

MOST_COLUMNS = 12
FEWEST_COLUMNS = 4
BETWEEN_MERGES = 30


class Slot(Enum):
    """What a revision is in its history."""

    CREATE = "creates tables"
    CHANGE = "changes a table"
    BESIDE = "changes another table, and stands on the same revision as the one before"
    MERGE = "merges the two before"


@dataclass(frozen=True, slots=True)
class CreateTables:
    """New tables with all that belongs to them."""

    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that comes (``before`` is None), goes (``after`` is None), or is another afterwards."""

    table: str
    before: Column | None
    after: Column | None

    def reversed(self) -> ColumnChange:
        return ColumnChange(self.table, self.after, self.before)


@dataclass(frozen=True, slots=True)
class ExtraChange:
    """An index or constraint that comes or goes."""

    table: str
    extra: Extra
    is_added: bool

    def reversed(self) -> ExtraChange:
        return ExtraChange(self.table, self.extra, not self.is_added)


Change = ColumnChange | ExtraChange


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision: what it does, and the ones that it stands on."""

    identifier: str
    down: tuple[str, ...]
    does: CreateTables | Change | None
    """None for a merge."""
    style: float
    """Chooses among the ways to write the same, from 0 to 1."""


def history(at_head: tuple[Table, ...], revisions: int, seed: int) -> tuple[Revision, ...]:
    """The revisions, each after those that it stands on; there is one head."""
    drawn = random.Random(f"history {seed} {revisions}")
    slots = _slots(len(at_head), revisions)
    does = _walked_back(at_head, slots, drawn)
    identifiers = _identifiers(revisions, drawn)
    found: list[Revision] = []
    for n, (slot, done) in enumerate(zip(slots, does, strict=True)):
        down: tuple[str, ...] = (identifiers[n - 1],) if n else ()
        if slot is Slot.BESIDE:
            down = (identifiers[n - 2],)
        elif slot is Slot.MERGE:
            down = (identifiers[n - 2], identifiers[n - 1])
        found.append(Revision(identifiers[n], down, done, drawn.random()))
    return tuple(found)


def _identifiers(count: int, drawn: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"{drawn.getrandbits(48):012x}"] = None
    return list(found)


def _slots(tables: int, revisions: int) -> list[Slot]:
    """Creations come evenly over the history, and merges in between. The newest revision changes a table."""
    creations = _creations(tables, revisions)
    slots: list[Slot] = []
    made = merged_at = 0
    while len(slots) < revisions:
        at = len(slots)
        is_last = at == revisions - 1
        if not is_last and made * revisions < creations * (at + 1) * 1.1 and made < creations:
            made += 1
            slots.append(Slot.CREATE)
        elif made > 1 and at - merged_at >= BETWEEN_MERGES and at + 4 < revisions:
            slots += (Slot.CHANGE, Slot.BESIDE, Slot.MERGE)
            merged_at = len(slots)
        else:
            slots.append(Slot.CHANGE)
    return slots


def _creations(tables: int, revisions: int) -> int:
    return max(1, min(tables, revisions * 2 // 5))


def _walked_back(
    at_head: tuple[Table, ...], slots: list[Slot], drawn: random.Random
) -> list[CreateTables | Change | None]:
    """What each revision does, drawn from the last to the first."""
    state = {table.name: table for table in at_head}
    names = [table.name for table in at_head]
    creations = slots.count(Slot.CREATE)
    does: list[CreateTables | Change | None] = []
    beside: str | None = None
    for slot in reversed(slots):
        if slot is Slot.MERGE:
            does.append(None)
        elif slot is Slot.CREATE:
            creations -= 1
            first = creations * len(at_head) // slots.count(Slot.CREATE)
            does.append(CreateTables(tuple(state[name] for name in names[first:])))
            del names[first:]
        else:
            name = drawn.choice([name for name in names if name != beside] if beside else names)
            change, state[name] = _taken_back(state[name], drawn)
            does.append(change)
            beside = name if slot is Slot.BESIDE else None
    return does[::-1]


def _taken_back(table: Table, drawn: random.Random) -> tuple[Change, Table]:
    """A change that leads to a table, and the table before it."""
    while True:
        way = drawn.choice(_WAYS)
        found = way(table, drawn)
        if found is not None:
            return found


_Found = tuple[Change, Table] | None


def _column_came(table: Table, drawn: random.Random) -> _Found:
    able = [column for column in table.columns if column.references or table.is_free(column)]
    if not able or len(table.columns) <= FEWEST_COLUMNS:
        return None
    column = drawn.choice(able)
    rest = tuple(one for one in table.columns if one != column)
    return ColumnChange(table.name, None, column), replace(table, columns=rest)


def _column_went(table: Table, drawn: random.Random) -> _Found:
    if len(table.columns) >= MOST_COLUMNS:
        return None
    column = drawn_column({one.name for one in table.columns}, drawn)
    return ColumnChange(table.name, column, None), replace(table, columns=(*table.columns, column))


def _another(column: Column, table: Table, before: Column) -> _Found:
    columns = tuple(before if one == column else one for one in table.columns)
    return ColumnChange(table.name, before, column), replace(table, columns=columns)


def _type_changed(table: Table, drawn: random.Random) -> _Found:
    column = drawn.choice(table.columns)
    narrower = column.kind.narrower
    return _another(column, table, replace(column, kind=narrower)) if narrower else None


def _nullable_changed(table: Table, drawn: random.Random) -> _Found:
    column = drawn.choice(table.columns)
    return _another(column, table, replace(column, nullable=not column.nullable))


def _renamed(table: Table, drawn: random.Random) -> _Found:
    column = drawn.choice(table.columns)
    if not table.is_free(column):
        return None
    name = drawn_column({one.name for one in table.columns}, drawn).name
    return _another(column, table, replace(column, name=name))


def _extra_came(table: Table, drawn: random.Random) -> _Found:
    if not table.extras:
        return None
    extra = drawn.choice(table.extras)
    rest = tuple(one for one in table.extras if one != extra)
    return ExtraChange(table.name, extra, True), replace(table, extras=rest)


def _extra_went(table: Table, drawn: random.Random) -> _Found:
    column = drawn.choice(table.columns)
    if not table.is_free(column) or not forms_for(column):
        return None
    extra = Extra(table.name, column.name, drawn.choice(forms_for(column)))
    return ExtraChange(table.name, extra, False), replace(table, extras=(*table.extras, extra))


_WAYS: tuple[Callable[[Table, random.Random], _Found], ...] = (
    *[_column_came] * 6,
    *[_column_went] * 3,
    *[_type_changed] * 3,
    *[_nullable_changed] * 3,
    _renamed,
    *[_extra_came] * 3,
    *[_extra_went] * 2,
)
