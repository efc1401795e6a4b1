"""Server defaults: their SQL text as in DDL, and whether two of them are the same to the database.

Computed and identity columns are no defaults here: the records hold them in fields of their own.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.schema import Computed, DefaultClause, FetchedValue, Identity, Sequence
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import TypeEngine

from .default_form import normal_default
from .loading import dialect_named
from .refusals import REFUSALS


def default_text(server_default: Any, type_: TypeEngine[Any] | None, dialect: str) -> str | None:
    """The SQL text of a server default: ``now()``, ``'free'``. None where there is none, or no DDL says it.

    Takes what ``Column(server_default=…)`` takes, and what a column holds of it.
    """
    argument = server_default.arg if isinstance(server_default, DefaultClause) else server_default
    if isinstance(argument, Enum):
        argument = argument.value if isinstance(argument.value, str) else argument.name
    if argument is None or isinstance(argument, (Computed, Identity)):
        return None
    if isinstance(argument, Sequence):
        return f"nextval('{argument.name}')" if dialect == "postgresql" else None
    if isinstance(argument, FetchedValue) or not isinstance(argument, (str, ClauseElement)):
        return None
    if isinstance(argument, str):
        return "'" + str(argument).replace("'", "''") + "'"
    return _compiled(argument, type_, dialect)


def _compiled(argument: ClauseElement, type_: TypeEngine[Any] | None, dialect: str) -> str | None:
    bound = dialect_named(dialect)
    # What a default is written like does not depend on the statement that it stands in.
    compiler: Any = bound.ddl_compiler(bound, None)  # type: ignore[arg-type]  # no statement
    column: Column[Any] = Column("c", type_, server_default=argument)  # type: ignore[arg-type]  # any form
    Table("t", MetaData(), column)
    try:
        text: str | None = compiler.get_column_default_string(column)
    except REFUSALS:
        return None
    return text


def same_default(a: str | None, b: str | None, type_text: str, dialect: str) -> bool:
    """Whether two default texts of a column of that (canonical) type give the same value.

    On PostgreSQL this is what comparing the two on a server would say: ``now()`` and ``CURRENT_TIMESTAMP``
    are the same, ``gen_random_uuid()`` is the same as itself. ``DEFAULT NULL`` is no default.
    """
    a, b = _no_null(a), _no_null(b)
    if a is None or b is None or a == b:
        return a == b
    return normal_default(a, type_text) == normal_default(b, type_text)


def _no_null(text: str | None) -> str | None:
    return None if text is None or normal_default(text, "") == "null" else text
