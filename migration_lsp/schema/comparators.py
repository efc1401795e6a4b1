"""Alembic's migration context without a database: the same comparators, with no statement ever sent.

Alembic's PostgreSQL implementation asks the server whether two defaults are equal, and which sequence belongs
to which column; both are answered from text here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from alembic.ddl.impl import DefaultImpl
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError

from .defaults import default_text, same_default
from .inspector import OfflineConnection
from .types import type_text


class _Tolerant:
    """Goes before every implementation class: a type that the dialect cannot write is no reason to answer nothing."""

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Whether the types differ; not, as far as anybody can tell, where one of them has no name there."""
        try:
            differs: bool = super().compare_type(inspector_column, metadata_column)  # type: ignore[misc]  # a mixin: the class behind it has the method
        except CompileError:
            return False
        return differs


class _Textual:
    """Goes before PostgreSQL's implementation class, in place of its two questions to the server."""

    dialect: Dialect

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Whether the defaults differ, with Alembic's own exceptions in Alembic's own order."""
        table = metadata_column.table
        if metadata_column.primary_key and metadata_column is table._autoincrement_column:
            return False
        if rendered_metadata_default is None or rendered_inspector_default is None:
            return rendered_metadata_default != rendered_inspector_default
        name = self.dialect.name
        declared = default_text(metadata_column.server_default, metadata_column.type, name)
        return not same_default(rendered_inspector_default, declared, type_text(inspector_column.type, name), name)

    def autogen_column_reflect(self, inspector: Any, table: Any, column_info: Any) -> None:
        """A record says of a serial column that it is one; a ``nextval`` in its default was given by hand."""


@cache
def _implementation(dialect_name: str) -> type[DefaultImpl]:
    # The class body names no dialect, or it would take the place of Alembic's own in its registry.
    own = DefaultImpl.get_by_dialect(_Named(dialect_name))  # type: ignore[arg-type]  # a stand-in
    before = (_Tolerant, _Textual) if dialect_name == "postgresql" else (_Tolerant,)
    return type(f"Offline{own.__name__}", (*before, own), {})


class _Named:
    """As much of a dialect as Alembic's registry asks."""

    def __init__(self, name: str) -> None:
        self.name = name


def migration_context(connection: OfflineConnection, options: Mapping[str, Any]) -> MigrationContext:
    """A context as ``env.py`` would configure it, over a connection that has no server behind it."""
    context = MigrationContext(connection.dialect, connection, dict(options))  # type: ignore[arg-type]  # a stand-in
    implementation = _implementation(connection.dialect.name)
    if type(context.impl) is not implementation:
        context.impl = implementation(
            connection.dialect,
            connection,  # type: ignore[arg-type]  # a stand-in
            False,
            context.impl.transactional_ddl,
            None,
            dict(options),
        )
    return context
