"""Which names of SQLAlchemy project text may use, and which attributes of the objects they make.

A name that is not listed stays a name: nothing of SQLAlchemy is reached by walking from object to object. No
listed object can open a connection, a file or a process by itself.
"""

from __future__ import annotations

import types
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm, sql
from sqlalchemy import schema as sa_schema
from sqlalchemy import types as sa_types
from sqlalchemy.sql import elements, expression, functions, naming, sqltypes
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from ..loading import dialect_module

_CONSTRUCTS = [
    "Column",
    "Table",
    "MetaData",
    "ForeignKey",
    "ForeignKeyConstraint",
    "PrimaryKeyConstraint",
    "UniqueConstraint",
    "CheckConstraint",
    "Index",
    "Computed",
    "Identity",
    "Sequence",
    "FetchedValue",
    "DefaultClause",
    "DDL",
    "BLANK_SCHEMA",
    "RETAIN_SCHEMA",
    "text",
    "func",
    "literal",
    "literal_column",
    "column",
    "table",
    "select",
    "insert",
    "update",
    "delete",
    "and_",
    "or_",
    "not_",
    "null",
    "true",
    "false",
    "cast",
    "case",
    "desc",
    "asc",
    "nullslast",
    "nullsfirst",
    "nulls_last",
    "nulls_first",
    "exists",
    "bindparam",
    "distinct",
    "extract",
    "type_coerce",
    "collate",
    "values",
    "union",
    "union_all",
    "tuple_",
    "quoted_name",
    "between",
    "within_group",
    "lateral",
    "any_",
    "all_",
    "over",
    "outerjoin",
    "join",
    "alias",
    "try_cast",
    "insert_sentinel",
]

_NAMESPACES = (
    "sqlalchemy",
    "sqlalchemy.types",
    "sqlalchemy.schema",
    "sqlalchemy.sql",
    "sqlalchemy.sql.base",
    "sqlalchemy.sql.elements",
    "sqlalchemy.sql.expression",
    "sqlalchemy.sql.functions",
    "sqlalchemy.sql.naming",
    "sqlmodel",
    "sqlmodel.sql.sqltypes",
    "sqlmodel.sql.sqltypes.types",
    "sqlalchemy.sql.schema",
    "sqlalchemy.sql.selectable",
    "sqlalchemy.sql.sqltypes",
    "sqlalchemy.sql.type_api",
    "sqlalchemy.sql.ddl",
    "sqlalchemy.ext.mutable",
)

_DIALECT_CONSTRUCTS = frozenset(
    {
        "ExcludeConstraint",
        "array",
        "aggregate_order_by",
        "insert",
        "hstore",
        "dialect",
        "CreateEnumType",
        "DropEnumType",
    }
)


def _is_type_class(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, TypeEngine)


def _constructs() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _CONSTRUCTS:
        for module in (sa, sa_schema, sql, expression, elements):
            if hasattr(module, name):
                found[name] = getattr(module, name)
                break
    for module in (sqltypes, sa_types):
        found.update({name: value for name, value in vars(module).items() if _is_type_class(value)})
    found["conv"] = naming.conv
    for name in ("FunctionElement", "ColumnElement", "Executable", "ClauseElement"):
        found[name] = getattr(functions if name == "FunctionElement" else expression, name)
    # ``sqlalchemy.types`` has the names that users know; a private twin must not shadow them.
    found.update({name: value for name, value in vars(sa).items() if _is_type_class(value)})
    return {name: value for name, value in found.items() if not name.startswith("_")}


_BY_NAME = _constructs()


def allowed(name: str) -> Any | None:
    """The object that a dotted name of SQLAlchemy stands for, or None where it is not on the list."""
    namespace, _, last = name.rpartition(".")
    if namespace in _NAMESPACES:
        return _BY_NAME.get(last)
    if namespace.startswith("sqlalchemy.dialects."):
        value = getattr(dialect_module(namespace.split(".")[2]), last, None)
        if _is_type_class(value) or last in _DIALECT_CONSTRUCTS:
            return value
    return None


_STARRED = {
    module.__name__: frozenset(name for name in vars(module) if not name.startswith("_"))
    for module in (sa, orm, sa_types, sa_schema, sql)
}


def exported(module: str) -> frozenset[str] | None:
    """The names that ``from module import *`` brings; None for a module that is not SQLAlchemy's."""
    package, _, dialect = module.rpartition(".")
    found = dialect_module(dialect) if package == "sqlalchemy.dialects" else None
    if found is not None:
        return frozenset(name for name in vars(found) if not name.startswith("_"))
    return _STARRED.get(module)


QUERY_FUNCTIONS = frozenset(
    _BY_NAME[name]
    for name in ("select", "insert", "update", "delete", "and_", "or_", "not_", "case", "cast", "exists", "literal")
)
"""Functions whose arguments are about rows: what is not known in them does not touch the schema."""

_HOLDERS = (
    elements.ClauseElement,
    SchemaItem,
    TypeEngine,
    sa.MetaData,
    functions._FunctionGenerator,
    ReadOnlyColumnCollection,
    elements.quoted_name,
)
"""Objects whose public attributes may be read."""

_REFUSED = frozenset(
    {
        "dispatch",
        "dispatcher",
        "bind",
        "create",
        "drop",
        "create_all",
        "drop_all",
        "reflect",
        "execute",
        "scalar",
    }
)
"""Attributes that need a connection; whoever simulates one answers for them first."""


def is_ours(value: object) -> bool:
    """Whether a value is a real object that came from the list."""
    return isinstance(value, _HOLDERS) or _is_type_class(value) or value in (sa.func,)


def readable(value: Any, name: str) -> bool:
    """Whether project text may read this attribute of a real object."""
    return not name.startswith("_") and name not in _REFUSED and (isinstance(value, _HOLDERS) or value is sa.func)


def harmless(value: Any) -> bool:
    """Whether what an attribute or a call gave may be handed to project text."""
    return not isinstance(value, (types.ModuleType, types.FunctionType, types.FrameType, types.CodeType))
