"""The enum types that a declaration brings with it, where the dialect has such types."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy import types as sqltypes
from sqlalchemy.types import TypeEngine

from .loading import dialect_named
from .records import EnumRecord


def enum_records(of: Table | TypeEngine[Any], dialect: str) -> tuple[EnumRecord, ...]:
    """The native enum types of a table's columns, or of a type; each once, in order of appearance."""
    if dialect not in ("postgresql", "cockroachdb"):
        return ()
    found: dict[str, EnumRecord] = {}
    if isinstance(of, Table):
        for column in of.columns:
            record = _record(column.type, dialect, certain=not column.info.get("uncertain"))
            if record is not None:
                found.setdefault(record.key, record)
    elif (record := _record(of, dialect, certain=True)) is not None:
        found[record.key] = record
    return tuple(found.values())


def _record(type_: TypeEngine[Any], dialect: str, certain: bool) -> EnumRecord | None:
    enum = native_enum(type_, dialect)
    if enum is None or not enum.name:
        return None
    schema = None if enum.schema in (None, "public") else str(enum.schema)
    return EnumRecord(str(enum.name), schema, tuple(str(value) for value in enum.enums), certain)


def native_enum(type_: TypeEngine[Any], dialect: str) -> sqltypes.Enum | None:
    """The enum that a type comes to in this dialect, through decorators, variants and arrays."""
    for _ in range(8):
        variants = getattr(type_, "_variant_mapping", {})
        if dialect in variants:
            type_ = variants[dialect]
        elif isinstance(type_, sqltypes.TypeDecorator):
            try:
                type_ = type_.type_engine(dialect_named(dialect))
            except (NotImplementedError, AttributeError, TypeError, ValueError):
                return None
        elif isinstance(type_, sqltypes.ARRAY):
            type_ = type_.item_type
        else:
            break
    return type_ if isinstance(type_, sqltypes.Enum) and type_.native_enum else None
