"""Two catalogues of which nobody knows which one is real, as one: what differs between them is uncertain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from immutables import Map

from ..records import Catalogue, ColumnRecord, EnumRecord, TableRecord

_Record = TypeVar("_Record")
_Marked = TypeVar("_Marked", TableRecord, EnumRecord)


def join(before: Catalogue, after: Catalogue) -> Catalogue:
    """Everything that either has; where both have it and differ, that of ``after``, marked as uncertain."""
    if before is after:
        return after
    joined = after
    for key in sorted(before.differing_tables(after)):
        joined = joined.with_table(_either(before.tables.get(key), after.tables.get(key), _tables))
    return replace(
        joined,
        enums=_enums(before.enums, after.enums),
        objects=before.objects if before.objects is after.objects else before.objects.update(after.objects),
        certain=before.certain and after.certain,
    )


def _enums(before: Map[str, EnumRecord], after: Map[str, EnumRecord]) -> Map[str, EnumRecord]:
    joined = after
    for key in () if before is after else {**before, **after}:
        joined = joined.set(key, _either(before.get(key), after.get(key), _enum))
    return joined


def _either(before: _Marked | None, after: _Marked | None, both: Callable[[_Marked, _Marked], _Marked]) -> _Marked:
    """What is known of a thing that may be one or the other, or (None) not there at all."""
    if before is not None and after is not None:
        return after if before is after or before == after else both(before, after)
    known = before if after is None else after
    assert known is not None, "one of them has it"
    return replace(known, certain=False)


def _enum(_before: EnumRecord, after: EnumRecord) -> EnumRecord:
    return replace(after, certain=False)


def _tables(before: TableRecord, after: TableRecord) -> TableRecord:
    others = {column.name: column for column in before.columns}
    columns = [_column(others.pop(column.name, None), column) for column in after.columns]
    columns.extend(replace(column, certain=False) for column in others.values())
    parts_differ = replace(before, columns=after.columns) != after
    return replace(
        after,
        columns=tuple(columns),
        primary_key=after.primary_key or before.primary_key,
        indexes=_union(before.indexes, after.indexes),
        uniques=_union(before.uniques, after.uniques),
        foreign_keys=_union(before.foreign_keys, after.foreign_keys),
        checks=_union(before.checks, after.checks),
        exclusions=_union(before.exclusions, after.exclusions),
        triggers=_union(before.triggers, after.triggers),
        certain=after.certain and before.certain and not parts_differ,
    )


def _column(before: ColumnRecord | None, after: ColumnRecord) -> ColumnRecord:
    return after if before == after else replace(after, certain=False)


def _union(before: tuple[_Record, ...], after: tuple[_Record, ...]) -> tuple[_Record, ...]:
    """Those of ``after``, and those that only ``before`` has; of two with one name, the later."""
    if before == after:
        return after
    names = set(_names(after))
    return (*after, *(each for each in before if each not in after and not names & set(_names((each,)))))


def _names(records: Iterable[object]) -> Iterable[object]:
    return (name for each in records if (name := getattr(each, "name", None)) is not None)
