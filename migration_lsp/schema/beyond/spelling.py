"""Whether the text of a declared expression is what the project's program would write.

A value of a type that the project makes itself is written by that type's own code, which is never run: an enum may
go by its names or by its values. Of such a text nothing can be said.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import Enum as EnumType

from ..vocabulary.project_types import DecoratedType


def is_known(expression: object) -> bool:
    """Whether no code of the project has a say in the text."""
    if not isinstance(expression, ClauseElement):
        return True
    binds = (it for it in visitors.iterate(expression) if isinstance(it, BindParameter))
    return not any(_is_spelled_elsewhere(bind) for bind in binds)


def _is_spelled_elsewhere(bind: BindParameter[object]) -> bool:
    if isinstance(bind.type, DecoratedType):
        return True
    values = bind.value if isinstance(bind.value, list | tuple) else (bind.value,)
    return not isinstance(bind.type, EnumType) and any(isinstance(value, Enum) for value in values)
