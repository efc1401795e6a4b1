"""Types as text: one canonical spelling per dialect for what models, operations and raw SQL say of a column.

The canonical text is what SQLAlchemy writes for the type *as the database would reflect it*, so that two
columns of equal type are equal records. A named enum type's text is its key in the catalogue (``mood``,
``app.Mood``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import types as sqltypes
from sqlalchemy.types import TypeEngine

from .loading import dialect_named
from .records import UNKNOWN_TYPE, EnumRecord
from .refusals import REFUSALS
from .type_reflection import OpaqueType, reflect
from .type_spelling import postgres_spelling

__all__ = ["OpaqueType", "UnknownType", "canonical_type", "reflected_type", "type_text"]

_POSTGRES = ("postgresql", "cockroachdb")


class UnknownType(sqltypes.UserDefinedType[Any]):
    """Stands in a declared column whose type could not be read from the text of the models."""

    cache_ok = True

    def __init__(self, reason: str = "") -> None:
        self.reason = reason

    def get_col_spec(self, **_kw: Any) -> str:
        return UNKNOWN_TYPE

    @property
    def _type_affinity(self) -> type[TypeEngine[Any]]:
        # Alembic asks this before it compares types, and leaves alone what has none.
        return sqltypes.NullType


def type_text(type_: TypeEngine[Any], dialect: str) -> str:
    """The canonical text of a type object, or :data:`UNKNOWN_TYPE` where it has none."""
    written = compiled_type(type_, dialect)
    return UNKNOWN_TYPE if written is None else canonical_type(written, dialect)


def compiled_type(type_: TypeEngine[Any], dialect: str) -> str | None:
    """The DDL text that SQLAlchemy writes for a type; None where it refuses."""
    if isinstance(type_, sqltypes.NullType):
        return None
    try:
        # A decorator's own code may run here: those of the project are never built, those of libraries may
        # raise.
        return str(dialect_named(dialect).type_compiler_instance.process(type_))
    except REFUSALS:
        return None


@lru_cache(maxsize=4096)
def canonical_type(text: str, dialect: str) -> str:
    """The canonical text of a type as somebody writes it in DDL: ``int8`` is ``BIGINT``."""
    if not text.strip() or UNKNOWN_TYPE in text:
        return UNKNOWN_TYPE
    try:
        if dialect in _POSTGRES:
            spelling = postgres_spelling(text)
            if spelling.is_named:
                return spelling.name + ("[]" if spelling.is_array else "")
        return compiled_type(reflect(text, dialect, {}), dialect) or UNKNOWN_TYPE
    except (ValueError, TypeError):
        # Arguments that no database would take, such as ``varchar(n)``.
        return text


def reflected_type(text: str, dialect: str, enums: Mapping[str, EnumRecord]) -> TypeEngine[Any]:
    """A type object for canonical text, as reflection of that dialect gives it. Do not change it: it is
    shared.
    """
    enum = enums.get(text.removesuffix("[]"))
    return _reflected(text, dialect, enum)


@lru_cache(maxsize=4096)
def _reflected(text: str, dialect: str, enum: EnumRecord | None) -> TypeEngine[Any]:
    try:
        return reflect(text, dialect, {} if enum is None else {text.removesuffix("[]"): enum})
    except (ValueError, TypeError):
        return OpaqueType(text)
