"""A server default that rows which are there can live with, by the type of the column."""

from __future__ import annotations

import re

from migration_lsp.schema.records import ColumnRecord

_TRUE = re.compile(r"^(is_)?(active|enabled|visible)$")
_NUMBERS = ("INTEGER", "BIGINT", "SMALLINT", "NUMERIC", "DECIMAL", "DOUBLE", "REAL", "FLOAT")
_TEXTS = ("VARCHAR", "TEXT", "CHAR", "CITEXT")
_TIMES = ("TIMESTAMP", "DATETIME")


def sensible_default(column: ColumnRecord) -> str | None:
    """A constant as SQL; None where nothing sensible can be said: a key, a date, a type of the project's own."""
    type_ = column.type.upper()
    if type_.startswith(("BOOLEAN", "BOOL", "TINYINT(1)")):
        return "true" if _TRUE.match(column.name) else "false"
    if type_.startswith(_NUMBERS):
        return "0"
    if type_.startswith(_TEXTS):
        return "''"
    if type_.startswith(_TIMES):
        return "CURRENT_TIMESTAMP"
    return "'{}'" if type_ in ("JSON", "JSONB") else None


def as_python(default: str, package: str = "sa") -> str:
    """The value of ``server_default=``: a text as it is, anything else as SQL: ``sa.text('true')``."""
    if default.startswith("'") and default.endswith("'"):
        return repr(default[1:-1].replace("''", "'"))
    prefix = f"{package}." if package else ""
    quote = '"' if "'" in default else "'"
    return f"{prefix}text({quote}{default}{quote})"
