"""Taking a declared table back out of its metadata, so that what refers to it finds the one that comes instead.

SQLAlchemy links a foreign key to its target once for all; here the target is declared again after every edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, SmallInteger, String, Table
from sqlalchemy.types import NULLTYPE, NullType

from .refusals import REFUSALS
from .vocabulary.columns import MADE, UNTYPED


def made_for(metadata: MetaData, paths: frozenset[str]) -> list[Table]:
    """The tables of a metadata that were made for the sake of some modules."""
    return [table for table in metadata.tables.values() if table.info.get(MADE, ("",))[0] in paths]


def order_of(table: Table) -> tuple[str, int]:
    """Where a table stands among all: by the module that it was made for, however often that was read."""
    path, number = table.info.get(MADE, ("", 0))
    return path, number


def take_back(metadata: MetaData, tables: Iterable[Table]) -> list[ForeignKey]:
    """Take tables out of their metadata; the foreign keys that referred to them, and now refer to nothing."""
    loose: list[ForeignKey] = []
    gone = list(tables)
    for table in gone:
        metadata.remove(table)
    for table in gone:
        for key in table.foreign_keys:
            _drop_empty_memo(metadata, key)
        for key in _referring(metadata, table):
            _unlink(metadata, key)
            loose.append(key)
    # Types that want to be created with a metadata listen to it for ever. Nothing is ever created here.
    metadata.__dict__.pop("dispatch", None)
    return loose


class Links:
    """Foreign keys that refer to nothing for the moment."""

    def __init__(self) -> None:
        self._waiting: list[ForeignKey] = []

    def loosen(self, keys: Iterable[ForeignKey]) -> None:
        self._waiting.extend(keys)

    def tie(self) -> None:
        """Let them find their targets, and their columns the types of those, as far as they are there by now."""
        waiting, self._waiting = self._waiting, []
        while waiting:
            left = [key for key in waiting if not _link(key)]
            if len(left) == len(waiting):
                return
            waiting = left


def links_of(table: Table) -> tuple[object, ...]:
    """What a table's description takes from other tables: as long as these are equal, it holds."""
    return tuple((_target_of(key), _type_of(key.parent)) for key in table.foreign_keys)


def _target_of(key: ForeignKey) -> tuple[str, str] | None:
    column: Column[Any] | None = key.__dict__.get("column")
    return None if column is None else (str(column.table.fullname), str(column.name))


_WHOLE_NUMBERS = (Integer, BigInteger, SmallInteger)


def _type_of(column: Column[Any]) -> object:
    """A plain type by what it is, for each edit of what is referred to makes another object of it; others themselves.

    One that is not there is equal to nothing: it may be found further on.
    """
    type_: Any = column.type
    if isinstance(type_, NullType):
        return object()
    if type_._variant_mapping:
        return type_
    if type(type_) in _WHOLE_NUMBERS:
        return type(type_)
    return (String, type_.length, type_.collation) if type(type_) is String else type_


def _referring(metadata: MetaData, table: Table) -> Iterator[ForeignKey]:
    names = {*(column.key for column in table.c), *(column.name for column in table.c), None}
    for name in names:
        yield from metadata._fk_memos.get((table.key, name), ())


def _drop_empty_memo(metadata: MetaData, key: ForeignKey) -> None:
    try:
        _, table_key, name = key._resolve_col_tokens()
    except REFUSALS:
        return
    if not metadata._fk_memos.get((table_key, name), True):
        del metadata._fk_memos[table_key, name]


def _unlink(metadata: MetaData, key: ForeignKey) -> None:
    key.__dict__.pop("column", None)
    column: Column[Any] = key.parent
    if UNTYPED not in column.info or isinstance(column.type, NullType):
        return
    column.type = NULLTYPE
    table: object = column.table
    if isinstance(table, Table):
        for other in metadata._fk_memos.get((table.key, column.key), ()):
            if other.parent is not column:
                _unlink(metadata, other)


def _link(key: ForeignKey) -> bool:
    table: object = key.parent.table
    if not isinstance(table, Table) or table.metadata.tables.get(table.key) is not table:
        return True
    try:
        target = key._resolve_column(raiseerr=False)
        if target is not None and not isinstance(target.type, NullType):
            key._set_target_column(target)
            return True
    except REFUSALS:
        return False
    return False
