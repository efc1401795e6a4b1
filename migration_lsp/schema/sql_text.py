"""SQL expressions as text, with values written out and columns without their table's name."""

from __future__ import annotations

from typing import Any

from .loading import dialect_named
from .refusals import REFUSALS


def sql_text(expression: Any, dialect: str) -> str:
    """The DDL text of an expression; of one that does not compile for this dialect, its plain form."""
    if isinstance(expression, str):
        return expression
    try:
        compiled = expression.compile(
            dialect=dialect_named(dialect), compile_kwargs={"literal_binds": True, "include_table": False}
        )
        return str(compiled)
    except REFUSALS:
        return plain_text(expression)


def plain_text(expression: Any) -> str:
    """What is said without asking a compiler, for expressions over types that refuse literal values."""
    try:
        return str(expression)
    except REFUSALS:
        return ""
