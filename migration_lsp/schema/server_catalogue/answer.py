"""One query of the server's catalogue, answered by a SQLite database in memory that holds the records as its rows.

The project's text is only ever read here: nothing but a SELECT over these rows is allowed, for a bounded number of
steps, and what SQLite does not understand of PostgreSQL's language has no answer. No file is opened.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ..records import Catalogue, Origin
from .language import PARAMETER, lowered, register
from .rows import INFORMATION_SCHEMA, Numbered, tables_of

_MAX_CHARACTERS = 20_000
_MAX_STEPS = 200
"""In thousands of SQLite's instructions."""
_MAX_ROWS = 5_000
_MAX_LENGTH = 1_000_000
"""Bytes of a text, and of a row."""
_SOURCE = re.compile(r'\b(?:from|join)\s+(?:only\s+|lateral\s+)?([\w."]+)', re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: the names of its columns, and its rows in the order of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def answer(catalogue: Catalogue, query: str, parameters: Mapping[str, Any]) -> Answer | None:
    """The rows that PostgreSQL would give, or None where the records cannot tell.

    ``parameters`` are those of ``:name`` and ``%(name)s``: text, numbers, truth values, or lists of them.
    """
    if len(query) > _MAX_CHARACTERS or not _is_about_the_catalogue(query):
        return None
    if not _is_certain(catalogue, _words(query, parameters)):
        return None
    text, values = lowered(query, parameters)
    if not set(PARAMETER.findall(text)) <= set(values):
        return None
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            _fill(database, Numbered(catalogue))
            _guard(database)
            cursor = database.execute(text, values)
            rows = cursor.fetchmany(_MAX_ROWS + 1)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, TypeError):
            return None
        if len(rows) > _MAX_ROWS or cursor.description is None:
            return None
        return Answer(tuple(column[0] for column in cursor.description), tuple(rows))


def _is_about_the_catalogue(query: str) -> bool:
    sources = [source.replace('"', "").lower() for source in _SOURCE.findall(query)]
    return bool(sources) and all(source.startswith(("pg_", f"{INFORMATION_SCHEMA}.")) for source in sources)


def _words(query: str, parameters: Mapping[str, Any]) -> frozenset[str]:
    """Every word that could be the name of something."""
    texts = [query]
    for value in parameters.values():
        texts.extend(str(item) for item in (value if isinstance(value, (list, tuple, set)) else (value,)))
    return frozenset(word for text in texts for word in _WORD.findall(text))


def _is_certain(catalogue: Catalogue, words: frozenset[str]) -> bool:
    """Whether what is asked for is known: of the things that are named all, else everything there is."""
    tables = [table for table in catalogue.tables.values() if table.name in words]
    enums = [enum for enum in catalogue.enums.values() if enum.name in words]
    if not tables and not enums:
        if not catalogue.certain:
            return False
        tables, enums = list(catalogue.tables.values()), list(catalogue.enums.values())
    return all(table.certain and table.origin is not Origin.ELSEWHERE for table in tables) and all(
        enum.certain for enum in enums
    )


def _fill(database: sqlite3.Connection, numbered: Numbered) -> None:
    database.execute(f"ATTACH ':memory:' AS {INFORMATION_SCHEMA}")
    for name, columns, rows in tables_of(numbered):
        place = name if "." in name else f"main.{name}"
        database.execute(f"CREATE TABLE {place} ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        # All of these names are written in this package.
        database.executemany(f"INSERT INTO {place} VALUES ({marks})", _plain(rows))  # noqa: S608
    register(database, numbered)


def _plain(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(int(item) if isinstance(item, bool) else item for item in row)


def _guard(database: sqlite3.Connection) -> None:
    """From here on nothing but reading, not for ever, and no value that fills the memory."""
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_LENGTH)
    steps = iter(range(_MAX_STEPS))
    database.set_progress_handler(lambda: 0 if next(steps, None) is not None else 1, 1000)
    database.set_authorizer(lambda action, *_of: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
