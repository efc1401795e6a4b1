"""Types that a project makes itself: a ``TypeDecorator`` or ``UserDefinedType`` whose code is read, never run.

What such a type is in the database is decided by its ``impl``, or by what its ``load_dialect_impl`` returns for a
dialect: the caller evaluates that and hands the answer in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Index, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.base import SchemaEventTarget
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

PerDialect = Callable[[Dialect], TypeEngine[Any] | None]


class DecoratedType(TypeDecorator[Any]):
    """Stands for a project's ``TypeDecorator`` subclass with its underlying type."""

    impl = TypeEngine
    cache_ok = True

    def __init__(self, name: str, underlying: TypeEngine[Any], per_dialect: PerDialect | None = None) -> None:
        self.impl = underlying  # type: ignore[assignment]  # declared as a class, used as an instance
        self.project_name = name
        self._per_dialect = per_dialect

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        found = self._per_dialect(dialect) if self._per_dialect is not None else None
        return found if found is not None else self.impl_instance

    def copy(self, **_: Any) -> DecoratedType:
        return DecoratedType(self.project_name, self.impl_instance, self._per_dialect)

    def __repr__(self) -> str:
        return f"{self.project_name}()"


class SpelledType(UserDefinedType[Any]):
    """Stands for a type that names its own DDL text (``get_col_spec``)."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **_: Any) -> str:
        return self.text


class IndexedType(SchemaEventTarget, SpelledType):
    """A spelled type that brings an index of its own to each table that has a column of it."""

    def __init__(self, text: str, prefix: str, using: str, operators: str | None = None) -> None:
        super().__init__(text)
        self._prefix = prefix
        self._using = using
        self._operators = operators

    def copy(self, **_: Any) -> IndexedType:
        return IndexedType(self.text, self._prefix, self._using, self._operators)

    def _set_parent(self, parent: SchemaEventTarget, **_: Any) -> None:
        if isinstance(parent, Column):
            parent._on_table_attach(self._add_index)

    def _add_index(self, column: Column[Any], table: Table) -> None:
        Index(
            f"{self._prefix}_{table.name}_{column.name}",
            column,
            postgresql_using=self._using,
            postgresql_ops={str(column.name): self._operators} if self._operators else {},
            _column_flag=True,
        )
