"""Loads SQLAlchemy and Alembic without running what a stranger installed beside them.

``import alembic`` loads every ``alembic.plugins`` entry point that it finds on ``sys.path``, and the dialect
registries of SQLAlchemy and sqlglot ask entry points for a name they do not know. Here entry points are
hidden while those libraries are imported, and dialects come from a list of our own, each without its driver.
Alembic's built-in plugins register themselves by name and are not touched.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy.engine import Dialect

_patching = RLock()


def _no_entry_points(**_parameters: Any) -> importlib.metadata.EntryPoints:
    return importlib.metadata.EntryPoints(())


@contextmanager
def without_entry_points() -> Iterator[None]:
    """Within it, nobody finds an entry point. Import alembic, sqlalchemy and sqlglot in it.

    A module that binds ``entry_points`` by name while it is imported here, as sqlglot does, keeps the empty
    answer for good.
    """
    with _patching:
        found = importlib.metadata.entry_points
        importlib.metadata.entry_points = _no_entry_points  # type: ignore[assignment]  # overloaded there, one form here
        try:
            yield
        finally:
            importlib.metadata.entry_points = found


_DIALECTS = {
    "postgresql": ("sqlalchemy.dialects.postgresql.base", "PGDialect"),
    "sqlite": ("sqlalchemy.dialects.sqlite.base", "SQLiteDialect"),
    "mysql": ("sqlalchemy.dialects.mysql.base", "MySQLDialect"),
    "mariadb": ("sqlalchemy.dialects.mysql.mariadb", "MariaDBDialect"),
    "mssql": ("sqlalchemy.dialects.mssql.base", "MSDialect"),
    "oracle": ("sqlalchemy.dialects.oracle.base", "OracleDialect"),
    # SQLAlchemy ships no dialect of its own for CockroachDB, which speaks PostgreSQL's language.
    "cockroachdb": ("sqlalchemy.dialects.postgresql.base", "PGDialect"),
}

_VOCABULARIES = {
    "postgresql": "sqlalchemy.dialects.postgresql",
    "mysql": "sqlalchemy.dialects.mysql",
    "mariadb": "sqlalchemy.dialects.mysql",
    "sqlite": "sqlalchemy.dialects.sqlite",
    "oracle": "sqlalchemy.dialects.oracle",
    "mssql": "sqlalchemy.dialects.mssql",
}


@cache
def dialect_module(name: str) -> ModuleType | None:
    """The module of SQLAlchemy whose names are a dialect's own. Imported when a project names one: all take long."""
    module = _VOCABULARIES.get(name)
    if module is None:
        return None
    with without_entry_points():
        return importlib.import_module(module)


DIALECT_NAMES = frozenset(_DIALECTS)
"""The dialects that :func:`dialect_named` knows."""

# What the compilers ask a dialect before they write a type or a default. No server is asked, so a current one
# is assumed: rules that depend on the version read the measured facts instead.
_SERVER_VERSIONS = {
    "postgresql": (16, 0),
    "cockroachdb": (13, 0),
    "mysql": (8, 0, 36),
    "mariadb": (10, 11, 6),
}

_DEFAULT_SCHEMAS = {"postgresql": "public", "cockroachdb": "public", "sqlite": "main", "mssql": "dbo"}


@cache
def dialect_named(name: str) -> Dialect:
    """SQLAlchemy's dialect of that name, without a driver. Raises ``LookupError`` for a name not on the list.

    The object is shared: treat it as read-only.
    """
    try:
        module, class_name = _DIALECTS[name]
    except KeyError:
        raise LookupError(f"no dialect named {name!r}") from None
    with without_entry_points():
        # The named style is the one that does not double percent signs in the text of DDL.
        dialect: Dialect = getattr(importlib.import_module(module), class_name)(paramstyle="named")
    if version := _SERVER_VERSIONS.get(name):
        dialect.server_version_info = version
    # Reflection answers no schema for what is in the default one. The database of a MySQL URL is not known
    # here.
    dialect.default_schema_name = _DEFAULT_SCHEMAS.get(name)
    if name == "mariadb":
        # The attribute that the compilers ask; a connection would set it from the server's version string.
        dialect.is_mariadb = True  # type: ignore[attr-defined]  # MySQL alone has it
        dialect.name = "mariadb"
    return dialect
