"""SQL constructs that a project makes itself with ``@compiles``: their text is what its function returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.sql.elements import ClauseElement

from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import NOT_MINE, Class, Function, Instance, Native, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

_KEY = "compiles"


def compiles(interpreter: Interpreter, arguments: tuple[Value, ...]) -> Native:
    """``@compiles(Class, "postgresql")``: remember the function on the class, by dialect (none is the default)."""

    def decorate(functions: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        cls = arguments[0] if arguments else None
        if isinstance(cls, Class) and functions:
            for dialect in arguments[1:] or ("",):
                cls.extra.setdefault(_KEY, {})[dialect] = functions[0]
        return functions[0] if functions else None

    return Native("compiles()", decorate)


def compiled(interpreter: Interpreter, value: Value, dialect: str, site: Site) -> Value:
    """The construct for an instance of a project's own construct class; ``NOT_MINE`` for any other value."""
    if not isinstance(value, Instance) or not _is_construct(value.cls):
        return NOT_MINE
    functions: dict[str, Value] = next((cls.extra[_KEY] for cls in value.cls.own_classes() if _KEY in cls.extra), {})
    function = functions.get(dialect, functions.get(""))
    if not isinstance(function, Function):
        return Unknown(f"how {value.cls.name} is written in SQL", site.span)
    try:
        text = interpreter.call(function, (value, Unknown("the compiler")), {}, site)
    except Raised:
        text = None
    return sa.text(text) if isinstance(text, str) else Unknown(f"how {value.cls.name} is written in SQL", site.span)


def _is_construct(cls: Class) -> bool:
    return any(isinstance(entry, type) and issubclass(entry, ClauseElement) for entry in cls.mro)
