"""The names that a server gives to what nobody named.

PostgreSQL builds them from table, columns and a label within 63 bytes and numbers them when they are taken
(``makeObjectName``, ``ChooseRelationName`` in its sources). MySQL numbers foreign keys and checks of a table
and calls a unique key after its first column. SQLite leaves constraints unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from .records import (
    CheckRecord,
    ExclusionRecord,
    ForeignKeyRecord,
    IndexRecord,
    PrimaryKeyRecord,
    TableRecord,
    UniqueRecord,
)

_Named = PrimaryKeyRecord | UniqueRecord | CheckRecord | ExclusionRecord | ForeignKeyRecord | IndexRecord
_N = TypeVar("_N", bound=_Named)

_BYTES = 63
_POSTGRES = ("postgresql", "cockroachdb")
_MYSQL = ("mysql", "mariadb")


def object_name(table: str, columns: str, label: str) -> str:
    """``table_columns_label`` within 63 bytes: the longer of the first two parts loses its end first."""
    overhead = len(label.encode()) + 1 + (1 if columns else 0)
    table_bytes, column_bytes = len(table.encode()), len(columns.encode())
    available = _BYTES - overhead
    while table_bytes + column_bytes > available:
        if table_bytes > column_bytes:
            table_bytes -= 1
        else:
            column_bytes -= 1
    parts = [_clipped(table, table_bytes), *([_clipped(columns, column_bytes)] if columns else []), label]
    return "_".join(parts)


def _clipped(text: str, size: int) -> str:
    """At most ``size`` bytes, never half a character."""
    return text.encode()[:size].decode("utf-8", "ignore")


def _free(table: str, columns: str, label: str, taken: Collection[str]) -> str:
    name, number = object_name(table, columns, label), 0
    while name in taken:
        number += 1
        name = object_name(table, columns, f"{label}{number}")
    return name


def _joined(columns: Iterable[str | None], fallback: str = "expr") -> str:
    """The columns' part of a name. PostgreSQL stops adding columns once the part would be 64 bytes long."""
    joined, seen = "", set[str]()
    for column in columns:
        name, number = column or fallback, 0
        while name in seen:
            number += 1
            name = f"{column or fallback}{number}"
        seen.add(name)
        joined = f"{joined}_{name}" if joined else name
        if len(joined.encode()) >= _BYTES + 1:
            break
    return joined


def unique_name(table: str, columns: Sequence[str], taken: Collection[str], dialect: str) -> str | None:
    """The name of an unnamed unique constraint; ``taken`` are the names of the schema's relations."""
    if dialect in _POSTGRES:
        return _free(table, _joined(columns), "key", taken)
    if dialect in _MYSQL and columns:
        return _mysql_key(columns[0], taken)
    return None


def primary_key_name(table: str, taken: Collection[str], dialect: str) -> str | None:
    if dialect in _POSTGRES:
        return _free(table, "", "pkey", taken)
    return "PRIMARY" if dialect in _MYSQL else None


def foreign_key_name(table: str, columns: Sequence[str], taken: Collection[str], dialect: str) -> str | None:
    """The name of an unnamed foreign key; ``taken`` are those of the table (MySQL) or the schema."""
    if dialect in _POSTGRES:
        return _free(table, _joined(columns), "fkey", taken)
    return _mysql_numbered(table, "ibfk", taken) if dialect in _MYSQL else None


def check_name(table: str, columns: Sequence[str], taken: Collection[str], dialect: str) -> str | None:
    """The name of an unnamed check. PostgreSQL names the column where the check speaks of just one."""
    if dialect in _POSTGRES:
        return _free(table, columns[0] if len(set(columns)) == 1 else "", "check", taken)
    if dialect == "mariadb":
        return next(name for n in range(1, len(taken) + 2) if (name := f"CONSTRAINT_{n}") not in taken)
    return _mysql_numbered(table, "chk", taken) if dialect == "mysql" else None


def exclusion_name(table: str, columns: Sequence[str | None], taken: Collection[str], dialect: str) -> str | None:
    return _free(table, _joined(columns), "excl", taken) if dialect in _POSTGRES else None


def index_name(table: str, columns: Sequence[str | None], taken: Collection[str], dialect: str) -> str | None:
    """The name of an unnamed index, as ``CREATE INDEX ON t (c)`` gives it."""
    if dialect in _POSTGRES:
        return _free(table, _joined(columns), "idx", taken)
    return _mysql_key(columns[0] or "functional_index", taken) if dialect in _MYSQL and columns else None


def _mysql_key(column: str, taken: Collection[str]) -> str:
    """Named after the first column, then ``column_2`` and on."""
    name, number = column, 1
    while name in taken:
        number += 1
        name = f"{column}_{number}"
    return name


def _mysql_numbered(table: str, label: str, taken: Collection[str]) -> str:
    """One more than the highest number in use: a dropped one leaves its gap only at the end."""
    pattern = re.compile(rf"^{re.escape(table)}_{label}_(\d+)$")
    numbers = [int(match[1]) for name in taken if (match := pattern.match(name))]
    return f"{table}_{label}_{max(numbers, default=0) + 1}"


class _Used(Collection[str]):
    """The names of a table, and those of others that nobody goes through: they are only not given again."""

    def __init__(self, own: Iterable[str], others: Container[str]) -> None:
        self._own, self._others = set(own), others

    def add(self, name: str) -> None:
        self._own.add(name)

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in self._others

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


def named_by_server(table: TableRecord, dialect: str, taken: Container[str] = ()) -> TableRecord:
    """The table with every name filled in that the server would have given.

    ``taken`` are names of other relations and constraints in the table's schema, which PostgreSQL avoids; MySQL
    names keys and constraints by the table alone.
    """
    if dialect not in (*_POSTGRES, *_MYSQL) or not _has_unnamed(table):
        return table
    own, used = table.name, _Used(_given(table), taken if dialect in _POSTGRES else ())

    def named(records: tuple[_N, ...], name_of: Callable[[_N], str | None]) -> tuple[_N, ...]:
        result = []
        for record in records:
            if record.name is None and (name := name_of(record)) is not None:
                used.add(name)
                record = replace(record, name=name)
            result.append(record)
        return tuple(result)

    # The order is that of the server, which decides who is numbered when two would have the same name.
    checks = named(table.checks, lambda each: check_name(own, checked_columns(each, table), used, dialect))
    key: tuple[PrimaryKeyRecord, ...] = () if table.primary_key is None else (table.primary_key,)
    key = named(key, lambda _each: primary_key_name(own, used, dialect))
    uniques = named(table.uniques, lambda each: unique_name(own, each.columns, used, dialect))
    exclusions = named(table.exclusions, lambda each: exclusion_name(own, excluded_columns(each), used, dialect))
    foreign_keys = named(table.foreign_keys, lambda each: foreign_key_name(own, each.columns, used, dialect))
    indexes = named(table.indexes, lambda each: index_name(own, indexed_columns(each), used, dialect))
    return replace(
        table,
        primary_key=key[0] if key else None,
        uniques=uniques,
        checks=checks,
        exclusions=exclusions,
        foreign_keys=foreign_keys,
        indexes=indexes,
    )


def _parts(table: TableRecord) -> Iterator[_Named]:
    if table.primary_key is not None:
        yield table.primary_key
    for part in (table.uniques, table.checks, table.exclusions, table.foreign_keys, table.indexes):
        yield from part


def _has_unnamed(table: TableRecord) -> bool:
    return any(part.name is None for part in _parts(table))


def _given(table: TableRecord) -> Iterator[str]:
    """The names that are taken from the start. MySQL counts keys and constraints apart."""
    yield from (part.name for part in _parts(table) if part.name is not None)


_WORD = re.compile(r"'(?:[^']|'')*'|\"((?:[^\"]|\"\")+)\"|`([^`]+)`|([A-Za-z_]\w*)")


def checked_columns(check: CheckRecord, table: TableRecord) -> tuple[str, ...]:
    """The columns that a check speaks of, each once, in order."""
    known = {column.name for column in table.columns}
    words = (match[1] or match[2] or match[3] for match in _WORD.finditer(check.sqltext))
    return tuple(dict.fromkeys(word for word in words if word in known))


def excluded_columns(exclusion: ExclusionRecord) -> tuple[str | None, ...]:
    """The columns of an exclusion constraint; None for an expression."""
    inner = exclusion.definition.partition("(")[2]
    elements = re.findall(r"(?:^|,)\s*(.+?)\s+WITH\s+[^\s,)]+", inner, re.IGNORECASE)
    plain = (re.match(r"^\"?(\w+)\"?(?:\s+\w+_ops)?$", element) for element in elements)
    return tuple(match[1] if match else None for match in plain)


def indexed_columns(index: IndexRecord) -> tuple[str | None, ...]:
    """What PostgreSQL calls the columns of an index: a function call is called like the function."""
    names: list[str | None] = []
    for column, expression in zip(index.columns, index.expressions, strict=False):
        found = re.match(r"^\(*\"?(\w+)\"?(?:\(|(?:\s+(?:asc|desc)\b.*)?$)", expression, re.IGNORECASE)
        names.append(column or (found[1] if found else None))
    included = dict(index.options).get("postgresql_include", "")
    return (*names, *(part.strip() for part in included.split(",") if part.strip()))
