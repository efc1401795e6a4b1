"""Old names in SQL text, in keys and in other tables replaced by new ones, as servers do that keep references."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..records import (
    Catalogue,
    CheckRecord,
    ColumnRecord,
    ForeignKeyRecord,
    IndexRecord,
    Options,
    TableRecord,
    UniqueRecord,
)

_PIECE = re.compile(
    r"""'(?:[^']|'')*'|"(?P<quoted>(?:[^"]|"")*)"|`(?P<ticked>[^`]*)`|(?P<word>[A-Za-z_]\w*)(?P<call>\s*\()?"""
)
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def mentions(text: str, name: str) -> bool:
    """Whether SQL text speaks of a column or table of that name."""
    if name.lower() not in text.lower():
        return False
    return any(_is_named(match, name) for match in _PIECE.finditer(text))


def _is_named(match: re.Match[str], name: str) -> bool:
    if match["word"] is not None:
        return match["call"] is None and match["word"].lower() == name.lower()
    return name in (match["quoted"], match["ticked"])


def renamed_in(text: str, old: str, new: str) -> str:
    """The text with a column's or table's name replaced; strings and function calls are left alone."""
    if old.lower() not in text.lower():
        return text
    written = new if _PLAIN.match(new) else '"' + new.replace('"', '""') + '"'
    return _PIECE.sub(lambda match: written if _is_named(match, old) else match[0], text)


def renamed_columns(columns: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if column == old else column for column in columns)


def with_column_renamed(table: TableRecord, old: str, new: str) -> TableRecord:
    """A table whose column has another name, wherever the table speaks of it."""
    key = table.primary_key
    if key is not None and old in key.columns:
        key = replace(key, columns=renamed_columns(key.columns, old, new))
    return replace(
        table,
        columns=tuple(_column(column, old, new) for column in table.columns),
        primary_key=key,
        indexes=tuple(_index(index, old, new) for index in table.indexes),
        uniques=tuple(_unique(unique, old, new) for unique in table.uniques),
        foreign_keys=tuple(_target(_source(each, old, new), table.key, old, new) for each in table.foreign_keys),
        checks=tuple(_check(check, old, new) for check in table.checks),
        exclusions=tuple(replace(each, definition=renamed_in(each.definition, old, new)) for each in table.exclusions),
    )


def _column(column: ColumnRecord, old: str, new: str) -> ColumnRecord:
    if column.name == old:
        return replace(column, name=new)
    if column.computed is not None and mentions(column.computed, old):
        return replace(column, computed=renamed_in(column.computed, old, new))
    return column


def _index(index: IndexRecord, old: str, new: str) -> IndexRecord:
    if not index_uses(index, old):
        return index
    return replace(
        index,
        columns=tuple(new if column == old else column for column in index.columns),
        expressions=tuple(
            new if column == old else renamed_in(text, old, new)
            for column, text in zip(index.columns, index.expressions, strict=True)
        ),
        options=_options(index.options, old, new),
    )


def index_uses(index: IndexRecord, column: str) -> bool:
    """Whether an index has a column in it: as element, within an expression, in INCLUDE or WHERE."""
    if column in index.columns:
        return True
    if any(mentions(text, column) for text in index.expressions):
        return True
    return any(mentions(text, column) for name, text in index.options if name.endswith(("_where", "_include")))


def _options(options: Options, old: str, new: str) -> Options:
    return tuple(
        (name, renamed_in(text, old, new) if name.endswith(("_where", "_include", "_ops")) else text)
        for name, text in options
    )


def _unique(unique: UniqueRecord, old: str, new: str) -> UniqueRecord:
    if old not in unique.columns:
        return unique
    return replace(unique, columns=renamed_columns(unique.columns, old, new))


def _source(key: ForeignKeyRecord, old: str, new: str) -> ForeignKeyRecord:
    return replace(key, columns=renamed_columns(key.columns, old, new)) if old in key.columns else key


def _target(key: ForeignKeyRecord, table: str, old: str, new: str) -> ForeignKeyRecord:
    if key.target != table or old not in key.target_columns:
        return key
    return replace(key, target_columns=renamed_columns(key.target_columns, old, new))


def _check(check: CheckRecord, old: str, new: str) -> CheckRecord:
    return replace(check, sqltext=renamed_in(check.sqltext, old, new)) if mentions(check.sqltext, old) else check


def referencing(catalogue: Catalogue, key: str) -> list[TableRecord]:
    """The other tables that have a foreign key to this one."""
    return [table for table in catalogue.index.referring_to(key) if table.key != key]


def with_target_column_renamed(catalogue: Catalogue, key: str, old: str, new: str) -> Catalogue:
    """The foreign keys of other tables follow a renamed column."""
    for table in referencing(catalogue, key):
        keys = tuple(_target(each, key, old, new) for each in table.foreign_keys)
        if keys != table.foreign_keys:
            catalogue = catalogue.with_table(replace(table, foreign_keys=keys))
    return catalogue


def with_target_moved(catalogue: Catalogue, old_key: str, new_key: str) -> Catalogue:
    """The foreign keys of all tables follow a table that has another name or schema now."""
    for table in [*referencing(catalogue, old_key), *_self(catalogue, new_key)]:
        keys = tuple(replace(each, target=new_key) if each.target == old_key else each for each in table.foreign_keys)
        catalogue = catalogue.with_table(replace(table, foreign_keys=keys))
    return catalogue


def _self(catalogue: Catalogue, key: str) -> Iterable[TableRecord]:
    table = catalogue.tables.get(key)
    return () if table is None else (table,)
