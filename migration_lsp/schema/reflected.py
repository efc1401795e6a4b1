"""Records as the dictionaries that SQLAlchemy's reflection answers, dialect by dialect.

What a server would not tell is not told here either: SQLite's expression indexes, the order of its columns,
the comments of a dialect without comments. MySQL tells every unique key twice, as a constraint and as an
index.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.sql.type_api import TypeEngine
from sqlalchemy.types import SchemaType

from .options import option_values
from .records import ColumnRecord, EnumRecord, ForeignKeyRecord, IndexRecord, TableRecord, UniqueRecord
from .types import reflected_type

_POSTGRES = ("postgresql", "cockroachdb")
_MYSQL = ("mysql", "mariadb")
Row = dict[str, Any]


def column_row(column: ColumnRecord, dialect: str, enums: Mapping[str, EnumRecord]) -> Row:
    row: Row = {
        "name": column.name,
        "type": _own(reflected_type(column.type, dialect, enums)),
        "nullable": column.nullable,
        "default": _default(column, dialect),
        "comment": column.comment,
        "autoincrement": column.autoincrement or column.identity is not None,
    }
    if column.computed is not None:
        # PostgreSQL below 18 has stored computed columns only, whatever was asked for.
        persisted = True if dialect in _POSTGRES else column.computed_persisted
        row["computed"] = {"sqltext": column.computed, "persisted": persisted}
    if column.identity is not None:
        row["identity"] = _identity(dict(column.identity), column.type)
    return row


def _own(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """A type that listens to the table it is put in must not be shared between tables."""
    return type_.copy() if isinstance(type_, SchemaType) else type_


def _default(column: ColumnRecord, dialect: str) -> str | None:
    if column.default is None or column.computed is not None or column.identity is not None:
        return None
    if column.default.strip().lower() == "null":
        return None if dialect in _POSTGRES else column.default
    return _mysql_default(column.default, dialect) if dialect in _MYSQL else column.default


_NOW = frozenset({"now()", "current_timestamp", "current_timestamp()", "localtimestamp", "localtime"})
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


def _mysql_default(text: str, dialect: str) -> str:
    """As ``SHOW CREATE TABLE`` writes it: MySQL quotes every constant, MariaDB leaves numbers as they are."""
    folded = text.strip().lower()
    if folded in _NOW:
        return "CURRENT_TIMESTAMP" if dialect == "mysql" else "current_timestamp()"
    folded = {"true": "1", "false": "0"}.get(folded, folded)
    if _NUMBER.match(folded):
        return f"'{folded}'" if dialect == "mysql" else folded
    return text


_LARGEST = {"BIGINT": 2**63 - 1, "SMALLINT": 2**15 - 1}


def _identity(options: Mapping[str, str], type_text: str) -> Row:
    """The options of an identity column with what PostgreSQL fills in for those not given."""
    numbers = {name: int(text) for name, text in options.items() if re.fullmatch(r"-?\d+", text)}
    increment = numbers.get("increment", 1)
    largest = _LARGEST.get(type_text, 2**31 - 1)
    ascending = increment > 0
    smallest = numbers.get("minvalue", 1 if ascending else -largest - 1)
    greatest = numbers.get("maxvalue", largest if ascending else -1)
    return {
        "always": options.get("always") == "true",
        "start": numbers.get("start", smallest if ascending else greatest),
        "increment": increment,
        "minvalue": smallest,
        "maxvalue": greatest,
        "cycle": options.get("cycle") == "true",
        "cache": numbers.get("cache", 1),
    }


_SORTED = re.compile(
    r'^["`]?(?P<column>[^"`()]+?)["`]?(?:\s+(?P<order>desc))?(?:\s+nulls\s+(?P<nulls>first|last))?$', re.IGNORECASE
)


def index_rows(table: TableRecord, dialect: str) -> list[Row]:
    rows = [row for index in table.indexes if (row := _index_row(index, table, dialect)) is not None]
    if dialect in _MYSQL:
        rows.extend(
            {"name": unique.name, "column_names": list(unique.columns), "unique": True, "dialect_options": {}}
            for unique in table.uniques
        )
    return rows


def _index_row(index: IndexRecord, table: TableRecord, dialect: str) -> Row | None:
    names = list(index.columns)
    sorting: dict[str, tuple[str, ...]] = {}
    if dialect in (*_POSTGRES, *_MYSQL):
        for place, name in enumerate(names):
            match = _SORTED.match(index.expressions[place]) if name is None else None
            if match and table.column(match["column"]) is not None:
                names[place] = match["column"]
                if dialect in _MYSQL:
                    # Its reflection reads over the order of a column.
                    continue
                nulls = (f"nulls_{match['nulls'].lower()}",) if match["nulls"] else ()
                sorting[match["column"]] = (*(("desc",) if match["order"] else ()), *nulls)
    if any(name is not None and table.column(name) is None for name in names):
        # Only an uncertain table has an index over a column that it does not have.
        return None
    if None in names and dialect == "sqlite":
        return None
    row: Row = {
        "name": index.name,
        "column_names": names,
        "unique": index.unique,
        "dialect_options": option_values(index.options),
    }
    if None in names:
        row["expressions"] = [
            name if name is not None else text for name, text in zip(names, index.expressions, strict=True)
        ]
    if sorting:
        row["column_sorting"] = sorting
    return row


def unique_rows(table: TableRecord, dialect: str) -> list[Row]:
    uniques = [unique for unique in table.uniques if _has_columns(table, unique.columns)]
    if dialect not in _MYSQL:
        return [_unique_row(unique) for unique in uniques]
    keys = [
        UniqueRecord(index.name, tuple(filter(None, index.columns)))
        for index in table.indexes
        if index.unique and None not in index.columns
    ]
    return [{**_unique_row(unique), "duplicates_index": unique.name} for unique in (*uniques, *keys)]


def _unique_row(unique: UniqueRecord) -> Row:
    options = {key: value for key, value in option_values(unique.options).items() if "_" in key}
    return {"name": unique.name, "column_names": list(unique.columns), "dialect_options": options}


def _has_columns(table: TableRecord, columns: tuple[str, ...]) -> bool:
    return all(table.column(name) is not None for name in columns)


def foreign_key_rows(table: TableRecord, default_schema: str | None) -> list[Row]:
    return [
        _foreign_key_row(key, default_schema)
        for key in table.foreign_keys
        if _has_columns(table, key.columns) and len(key.columns) == len(key.target_columns)
    ]


def _foreign_key_row(key: ForeignKeyRecord, default_schema: str | None) -> Row:
    schema, _, name = key.target.rpartition(".")
    options: Row = {}
    if key.ondelete:
        options["ondelete"] = key.ondelete
    if key.onupdate:
        options["onupdate"] = key.onupdate
    for option, text in key.options:
        options[option] = True if option == "deferrable" else text
    return {
        "name": key.name,
        "constrained_columns": list(key.columns),
        "referred_schema": None if schema in ("", default_schema) else schema,
        "referred_table": name,
        "referred_columns": list(key.target_columns),
        "options": options,
    }
