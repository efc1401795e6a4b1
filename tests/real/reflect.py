"""What a real server holds and what a catalogue holds, in one form in which the two can be compared.

The form forgets what a server spells in its own way: casts, brackets, quotes and case within expressions.
"""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from migration_lsp.schema.default_form import normal_default
from migration_lsp.schema.records import Catalogue, IndexRecord, TableRecord
from migration_lsp.schema.types import type_text

Form = dict[str, Any]

_CAST = re.compile(r"::\s*[a-z_]+(?: (?:varying|precision|with(?:out)? time zone))?(?:\(\d+\))?(?:\[\])?")


def plain(text: str | None) -> str | None:
    """An expression without what PostgreSQL adds to it."""
    if text is None:
        return None
    bare = re.sub(r"[\s()\"]", "", _CAST.sub("", text.lower()))
    return re.sub(r"=anyarray\[(.*?)\]", r"in\1", bare)


def _default(text: str | None, type_: str) -> str | None:
    normal = None if text is None else normal_default(text, type_)
    return None if normal in (None, "null") else normal


def _columns(texts: list[Any]) -> tuple[Any, ...]:
    return tuple(plain(text) for text in texts)


def server_form(connection: Connection, *, without: frozenset[str] = frozenset()) -> Form:
    """The default schema of a server."""
    inspector: Any = sa.inspect(connection)
    dialect = connection.dialect.name
    names = [name for name in inspector.get_table_names() if name not in without]
    enums = inspector.get_enums() if dialect == "postgresql" else []
    return {
        "tables": {name: _server_table(inspector, name, dialect) for name in names},
        "enums": {enum["name"]: tuple(enum["labels"]) for enum in enums},
    }


def _server_table(inspector: Any, name: str, dialect: str) -> Form:
    key = inspector.get_pk_constraint(name)
    key_columns = tuple(key["constrained_columns"])
    return {
        "columns": {each["name"]: _server_column(each, key_columns, dialect) for each in inspector.get_columns(name)},
        "primary_key": (key["name"], key_columns) if key_columns else None,
        "indexes": {
            (
                each["name"],
                _columns(each.get("expressions") or each["column_names"]),
                bool(each["unique"]),
                plain(str(each.get("dialect_options", {}).get(f"{dialect}_where", "") or "")),
            )
            for each in inspector.get_indexes(name)
            if not each.get("duplicates_constraint")
        },
        "uniques": {(each["name"], tuple(each["column_names"])) for each in inspector.get_unique_constraints(name)},
        "foreign_keys": {
            (
                each["name"],
                tuple(each["constrained_columns"]),
                each["referred_table"],
                tuple(each["referred_columns"]),
                each["options"].get("ondelete"),
            )
            for each in inspector.get_foreign_keys(name)
        },
        "checks": {(each["name"], plain(each["sqltext"])) for each in inspector.get_check_constraints(name)},
        "comment": inspector.get_table_comment(name)["text"] if dialect != "sqlite" else None,
    }


def _server_column(column: Any, key: tuple[str, ...], dialect: str) -> Form:
    type_ = type_text(column["type"], dialect)
    default = column["default"]
    numbered = bool(default and "nextval(" in default)
    computed = column.get("computed")
    return {
        "type": type_,
        "nullable": column["nullable"],
        "default": None if numbered or column.get("identity") or computed else _default(default, type_),
        "numbered": numbered or (dialect == "sqlite" and key == (column["name"],) and type_ == "INTEGER"),
        "identity": "identity" in column,
        "computed": plain(computed["sqltext"]) if computed else None,
        "comment": column.get("comment"),
    }


def catalogue_form(catalogue: Catalogue) -> Form:
    """A catalogue, which must be certain of everything in it."""
    for table in catalogue.tables.values():
        assert table.certain, table
        assert all(column.certain for column in table.columns), table
    return {
        "tables": {key: _table(table, catalogue.dialect) for key, table in catalogue.tables.items()},
        "enums": {key: enum.values for key, enum in catalogue.enums.items()},
    }


def _table(table: TableRecord, dialect: str) -> Form:
    key = table.primary_key
    return {
        "columns": {
            column.name: {
                "type": column.type,
                "nullable": column.nullable,
                "default": _default(column.default, column.type),
                "numbered": column.autoincrement,
                "identity": column.identity is not None,
                "computed": plain(column.computed),
                "comment": column.comment,
            }
            for column in table.columns
        },
        "primary_key": (key.name, key.columns) if key else None,
        "indexes": {_index(index, dialect) for index in table.indexes},
        "uniques": {(each.name, each.columns) for each in table.uniques},
        "foreign_keys": {
            (each.name, each.columns, each.target, each.target_columns, each.ondelete) for each in table.foreign_keys
        },
        "checks": {(each.name, plain(each.sqltext)) for each in table.checks},
        "comment": table.comment,
    }


def _index(index: IndexRecord, dialect: str) -> tuple[Any, ...]:
    where = dict(index.options).get(f"{dialect}_where", "")
    # The server tells the order of a column apart from the column.
    expressions = (re.sub(r"(?i)\s+desc$", "", text) for text in index.expressions)
    return index.name, _columns(list(expressions)), index.unique, plain(where)
