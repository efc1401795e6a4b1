"""Enum types as columns bring them along, and which types PostgreSQL turns into which by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import types as sqltypes
from sqlalchemy.types import TypeEngine

from ..describe_enums import enum_records, native_enum
from ..records import EnumRecord
from .result import Part, ProblemKind
from .work import Work


def create_enum(work: Work, type_: TypeEngine[Any]) -> None:
    """What creating a table does for the enum type of one of its columns: SQLAlchemy creates it, once."""
    for record in enum_records(type_, work.dialect):
        enum = native_enum(type_, work.dialect)
        creates = bool(getattr(enum, "create_type", True))
        if not creates or record.key in work.enums_created:
            _need(work, record)
            continue
        work.enums_created |= {record.key}
        if record.key in work.catalogue.enums:
            work.duplicate(Part.TYPE, record.key)
        work.catalogue = work.catalogue.with_enum(record)


def need_enum(work: Work, type_: TypeEngine[Any]) -> None:
    """Adding or changing a column creates no type: it has to be there."""
    if isinstance(type_, (sqltypes.Enum, sqltypes.ARRAY, sqltypes.TypeDecorator)) or type_._variant_mapping:
        for record in enum_records(type_, work.dialect):
            _need(work, record)


def _need(work: Work, record: EnumRecord) -> None:
    if record.key in work.catalogue.enums:
        return
    work.problem(
        ProblemKind.UNKNOWN_OBJECT,
        Part.TYPE,
        f"type {record.key} does not exist",
        None,
        record.key,
        known_elsewhere=True,
    )
    work.catalogue = work.catalogue.with_enum(record)


_TEXT = "text"
_FAMILIES = {
    "SMALLINT": "number", "INTEGER": "number", "BIGINT": "number", "NUMERIC": "number", "REAL": "number",
    "DOUBLE": "number", "FLOAT": "number", "MONEY": "money",
    "VARCHAR": _TEXT, "CHAR": _TEXT, "TEXT": _TEXT, "CITEXT": _TEXT, "NAME": _TEXT,
    "DATE": "date", "TIMESTAMP": "moment", "TIME": "time", "INTERVAL": "interval",
    "BOOLEAN": "boolean", "UUID": "uuid", "JSON": "json", "JSONB": "json", "BYTEA": "bytes", "BIT": "bits",
    "INET": "network", "CIDR": "network", "MACADDR": "mac", "HSTORE": "hstore", "XML": "xml", "TSVECTOR": "tsvector",
}  # fmt: skip
_ASSIGNED = {
    ("date", "moment"), ("moment", "date"), ("moment", "time"), ("time", "interval"), ("interval", "time"),
    ("number", "money"),
}  # fmt: skip


def casts_by_itself(old: str, new: str, enums: frozenset[str]) -> bool | None:
    """Whether PostgreSQL changes a column from one type to the other without USING. None where it is not known."""
    if old == new:
        return True
    if old.endswith("[]") or new.endswith("[]"):
        if old.endswith("[]") and new.endswith("[]"):
            return casts_by_itself(old[:-2], new[:-2], enums)
        return casts_to_text(new) if old.endswith("[]") else False
    before, after = _family(old, enums), _family(new, enums)
    if before is None or after is None:
        return None
    if after == _TEXT:
        return True
    if before == after:
        return before != "enum"
    return (before, after) in _ASSIGNED


def casts_to_text(type_text: str) -> bool:
    """Every type turns into text by itself."""
    return _FAMILIES.get(_base(type_text)) == _TEXT


_NUMBERS = {"SMALLINT": 0, "INTEGER": 0, "BIGINT": 0, "NUMERIC": 1, "REAL": 2, "DOUBLE": 2}
"""Which numbers turn into which by themselves: those with a lower figure into those with a higher."""


def comparable(one: str, other: str, enums: frozenset[str]) -> bool | None:
    """Whether PostgreSQL lets a column of one type refer to one of the other. None where it is not known."""
    if one == other:
        return True
    if one.endswith("[]") or other.endswith("[]"):
        return False if one.endswith("[]") != other.endswith("[]") else None
    families = {_family(one, enums), _family(other, enums)}
    if None in families:
        return None
    if families == {"number"}:
        # Integers compare with each other; beyond them the column must turn into the type that it refers to.
        return _NUMBERS.get(_base(one), 0) <= _NUMBERS.get(_base(other), 0)
    return (len(families) == 1 and families != {"enum"}) or families <= {"date", "moment"}


def _family(type_text: str, enums: frozenset[str]) -> str | None:
    return "enum" if type_text in enums else _FAMILIES.get(_base(type_text))


def _base(type_text: str) -> str:
    return type_text.partition("(")[0].split(" ")[0]
