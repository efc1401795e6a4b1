"""SQL text inside SQLAlchemy's objects: expressions, and types by their name."""

from __future__ import annotations

import re

from sqlalchemy import TextClause, text
from sqlalchemy.types import TypeEngine

from ..types import reflected_type

_PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")


def expression(written: str) -> TextClause:
    """The text as it stands: ``:name`` in it is no parameter."""
    return text(_PARAMETER.sub(r"\\:\1", written))


_SERIALS = {
    "serial": "INTEGER",
    "serial4": "INTEGER",
    "bigserial": "BIGINT",
    "serial8": "BIGINT",
    "smallserial": "SMALLINT",
    "serial2": "SMALLINT",
}


def column_type(written: str, dialect: str) -> tuple[TypeEngine[object], bool]:
    """The type of a column, and whether its name makes the column a serial one."""
    lowered = written.lower()
    if dialect in ("postgresql", "cockroachdb") and lowered in _SERIALS:
        return reflected_type(_SERIALS[lowered], dialect, {}), True
    type_ = reflected_type(written, dialect, {})
    # A type that listens to its column (MySQL's ENUM) is not to be shared between columns.
    return (type_.copy() if hasattr(type_, "copy") else type_), lowered == "serial"
