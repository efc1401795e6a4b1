"""Real type objects from type text, as each dialect's own reflection would make them.

Knows the three families of reflection in SQLAlchemy (PostgreSQL's ``format_type``, SQLite's affinity, MySQL's
``SHOW CREATE TABLE`` parser). They are partly private: the version bounds of the package hold them.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import types as sqltypes
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SAWarning
from sqlalchemy.types import TypeEngine

from .loading import dialect_named
from .records import UNKNOWN_TYPE, EnumRecord
from .type_spelling import PostgresSpelling, mysql_spelling, postgres_spelling


class OpaqueType(sqltypes.UserDefinedType[Any]):
    """A type of an extension or a domain: nothing is known of it but its text."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **_kw: Any) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"OpaqueType({self.text!r})"


def reflect(text: str, dialect: str, enums: Mapping[str, EnumRecord]) -> TypeEngine[Any]:
    """The type that reflecting a column declared with ``text`` would give."""
    if text == UNKNOWN_TYPE:
        return sqltypes.NullType()
    with warnings.catch_warnings():
        # SQLAlchemy warns of a type that it does not know; for us that is an ordinary answer.
        warnings.simplefilter("ignore", SAWarning)
        if dialect in ("postgresql", "cockroachdb"):
            return _postgres(postgres_spelling(text), text, enums)
        if dialect == "sqlite":
            return _sqlite(text)
        if dialect in ("mysql", "mariadb"):
            return _mysql(text, dialect)
        return _by_name(text, dialect)


def _postgres(spelling: PostgresSpelling, text: str, enums: Mapping[str, EnumRecord]) -> TypeEngine[Any]:
    # The text of a record is the key of the enum as it stands, whatever its case.
    enum = enums.get(text.removesuffix("[]")) or (enums.get(spelling.name) if spelling.is_named else None)
    element: TypeEngine[Any]
    if enum is not None:
        element = postgresql.ENUM(*enum.values, name=enum.name, schema=enum.schema)
    elif spelling.is_named:
        element = OpaqueType(spelling.name)
    else:
        element = _postgres_built_in(spelling.name)
        if isinstance(element, sqltypes.NullType):
            element = OpaqueType(spelling.name)
        if spelling.collation is not None and isinstance(element, sqltypes.String):
            element = element.copy()
            element.collation = spelling.collation
    return postgresql.ARRAY(element) if spelling.is_array else element


def _postgres_built_in(format_type: str) -> TypeEngine[Any]:
    dialect = dialect_named("postgresql")
    reflect_type: Any = dialect._reflect_type  # type: ignore[attr-defined]  # private: what reflection itself calls
    if _takes_loader():
        loader = SimpleNamespace(enums={}, domains={})
        reflected: TypeEngine[Any] = reflect_type(format_type, loader, "column", None)
    else:
        reflected = reflect_type(format_type, {}, {}, "column")
    return reflected


@lru_cache(maxsize=1)
def _takes_loader() -> bool:
    """Whether this SQLAlchemy hands the named types over as one loader (2.1) or as two mappings (2.0)."""
    dialect: Any = dialect_named("postgresql")
    return "named_type_loader" in inspect.signature(dialect._reflect_type).parameters


def _sqlite(text: str) -> TypeEngine[Any]:
    dialect: Any = dialect_named("sqlite")
    # Reflection reads the declared text in upper case and drops what follows the arguments.
    reflected: TypeEngine[Any] = dialect._resolve_type_affinity(text.upper())
    return reflected


def _mysql(text: str, dialect_name: str) -> TypeEngine[Any]:
    parser, state_class = _mysql_parser(dialect_name)
    state = state_class()
    parser._parse_column(f"  `x` {mysql_spelling(text, dialect_name)} DEFAULT NULL,", state)
    if not state.columns:
        return OpaqueType(text)
    reflected: TypeEngine[Any] = state.columns[0]["type"]
    return OpaqueType(text.lower()) if isinstance(reflected, sqltypes.NullType) else reflected


@cache
def _mysql_parser(dialect_name: str) -> tuple[Any, Any]:
    from sqlalchemy.dialects.mysql import reflection

    dialect: Any = dialect_named(dialect_name)
    parser = reflection.MySQLTableDefinitionParser(dialect, dialect.identifier_preparer)
    return parser, reflection.ReflectedState


def _by_name(text: str, dialect_name: str) -> TypeEngine[Any]:
    """Dialects that only data rules are judged for: the plain name, with numeric arguments."""
    name, _, arguments = text.partition("(")
    known: Mapping[str, Any] = getattr(dialect_named(dialect_name), "ischema_names", {})
    found = known.get(name.strip().lower()) or known.get(name.strip().upper())
    if found is None:
        return OpaqueType(text.upper())
    numbers = [int(part) for part in arguments.rstrip(") ").split(",") if part.strip().isdigit()]
    try:
        reflected: TypeEngine[Any] = found(*numbers)
    except TypeError:
        reflected = found()
    return reflected
