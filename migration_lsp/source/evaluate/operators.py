"""Operators on plain values, with limits; on anything else they are the plugins' or not known."""

from __future__ import annotations

import ast
import enum
import operator
import re
from typing import TYPE_CHECKING, Any

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.values import (
    HOLE,
    NOT_MINE,
    PLAIN,
    Class,
    External,
    Generic,
    Unknown,
    Value,
    contains_unknown,
    is_plain,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_LENGTH = 1_000_000
"""Characters or items of one value."""

_BINARY: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.Pow: operator.pow,
}

_COMPARE: dict[type[ast.cmpop], Any] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def binary(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    if isinstance(kind, ast.BitOr) and (_is_type(left) or _is_type(right)):
        return _union(left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _with_unknown(kind, left, right)
    containers = (list, tuple, set, frozenset, dict)
    if isinstance(left, containers) and isinstance(right, containers):
        return _calculated(kind, left, right, site)
    if isinstance(left, str) and isinstance(kind, ast.Mod):
        return _percent(interpreter, left, right, site)
    if is_plain(left) and is_plain(right):
        return _calculated(kind, left, right, site)
    function = _BINARY.get(type(kind))
    answer = interpreter.ask("operate", interpreter, function, left, right, site) if function is not None else NOT_MINE
    return Unknown("an operator on what is not known", site.span) if answer is NOT_MINE else answer


def _with_unknown(kind: ast.operator, left: Value, right: Value) -> Unknown:
    """An operator with an unknown side; of a string that is put together the known part stays known."""
    first = left if isinstance(left, Unknown) else right
    parts = [side if isinstance(side, str) else getattr(side, "partial", None) or HOLE for side in (left, right)]
    if isinstance(kind, ast.Add) and parts != [HOLE, HOLE]:
        return Unknown(first.reason, first.span, partial="".join(parts))
    if isinstance(kind, ast.Mod) and isinstance(left, str):
        return Unknown(first.reason, first.span, partial=_holes(left))
    return Unknown(first.reason, first.span, first.rows)


def _holes(template: str) -> str:
    """A template with all its conversions taken for unknown parts."""
    return re.sub(r"%(\([^)]*\))?[-#0-9 +.]*[a-zA-Z]", HOLE, template)


def _is_type(value: Value) -> bool:
    return isinstance(value, (External, Generic, Class, type))


def _union(left: Value, right: Value) -> Value:
    parts: list[Value] = []
    for side in (left, right):
        if isinstance(side, Generic) and side.origin == External("typing.Union"):
            parts.extend(side.arguments)
        else:
            parts.append(side)
    return Generic(External("typing.Union"), tuple(parts))


def _too_large(kind: ast.operator, left: Value, right: Value) -> bool:
    if isinstance(kind, (ast.Pow, ast.LShift)):
        return not (isinstance(right, (int, float)) and abs(right) <= 64 and _magnitude(left) <= 64)
    if isinstance(kind, ast.Mult):
        for sequence, times in ((left, right), (right, left)):
            if isinstance(sequence, (str, bytes, list, tuple)) and isinstance(times, int):
                return len(sequence) * max(times, 0) > MAX_LENGTH
        return _magnitude(left) + _magnitude(right) > 4096
    if isinstance(kind, ast.Add) and isinstance(left, (str, bytes, list, tuple)) and hasattr(right, "__len__"):
        return len(left) + len(right) > MAX_LENGTH
    return False


def _magnitude(value: Value) -> int:
    return value.bit_length() if isinstance(value, int) else 64


def _calculated(kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    function = _BINARY.get(type(kind))
    if function is None or _too_large(kind, left, right):
        return Unknown("a value too large to calculate", site.span)
    try:
        return function(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return Unknown("a calculation that fails", site.span)


def _percent(interpreter: Interpreter, template: str, right: Value, site: Site) -> Value:
    parts = right if isinstance(right, (tuple, dict)) else (right,)
    if contains_unknown(parts):
        return Unknown("a part of the string is not known", site.span, partial=_holes(template))
    if isinstance(parts, dict):
        values: Any = {key: _printable(interpreter, item) for key, item in parts.items()}
    else:
        values = tuple(_printable(interpreter, item) for item in parts)
    if len(template) > MAX_LENGTH or any(digits > 4 for digits in _widths(template)):
        return Unknown("a string too large to build", site.span)
    try:
        return template % values
    except (TypeError, ValueError, KeyError):
        return Unknown("a string that cannot be formatted", site.span)


def _widths(template: str) -> list[int]:
    """How many digits stand together: a field width of five digits or more is an attack, not a migration."""
    runs, run = [], 0
    for character in template:
        if character.isdigit():
            run += 1
        else:
            runs.append(run)
            run = 0
    return [*runs, run]


def _printable(interpreter: Interpreter, value: Value) -> Value:
    if isinstance(value, (int, float, str)) and not isinstance(value, enum.Enum):
        return value
    text = as_text(interpreter, value)
    return "" if text is None else text


def as_text(interpreter: Interpreter, value: Value) -> str | None:
    """``str(value)`` where that is known."""
    if isinstance(value, str) and isinstance(value, enum.Enum):
        # A member of a str enumeration formats as its value from Python 3.12 on only for StrEnum.
        return str(value.value) if type(value).__str__ is not enum.Enum.__str__ else str(value)
    if isinstance(value, (*PLAIN, enum.Enum)) or is_plain(value):
        return str(value)
    answer = interpreter.ask("text", value)
    return answer if isinstance(answer, str) else None


def formatted(value: Value, spec: str) -> Value:
    if any(digits > 4 for digits in _widths(spec)):
        return Unknown("a string too large to build")
    try:
        return format(value, spec)
    except (TypeError, ValueError):
        return Unknown("a string that cannot be formatted")


def unary(kind: ast.unaryop, value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (int, float, complex)):
        if isinstance(kind, ast.USub):
            return -value
        if isinstance(kind, ast.UAdd):
            return value
        if isinstance(kind, ast.Invert) and isinstance(value, int):
            return ~value
    return Unknown("an operator on what is not known")


def compare(interpreter: Interpreter, kind: ast.cmpop, left: Value, right: Value, site: Site) -> Value:
    if isinstance(kind, (ast.In, ast.NotIn)):
        return _contained(interpreter, left, right, isinstance(kind, ast.NotIn), site)
    unknown = left if isinstance(left, Unknown) else right if isinstance(right, Unknown) else None
    if unknown is not None:
        return _compared_with_unknown(interpreter, kind, left, right, unknown, site)
    if isinstance(kind, (ast.Is, ast.IsNot)):
        same = left is right or (
            is_plain(left, 0) and is_plain(right, 0) and type(left) is type(right) and left == right
        )
        return same is isinstance(kind, ast.Is)
    if contains_unknown(left) or contains_unknown(right):
        return Unknown("a comparison with what is not known", site.span)
    if (is_plain(left) and is_plain(right)) or (_is_known(left) and _is_known(right)):
        try:
            return bool(_COMPARE[type(kind)](left, right))
        except TypeError:
            return Unknown("a comparison that fails", site.span)
    answer = interpreter.ask("operate", interpreter, _COMPARE[type(kind)], left, right, site)
    if answer is not NOT_MINE:
        return answer
    if isinstance(kind, (ast.Eq, ast.NotEq)) and (_is_type(left) or _is_type(right)):
        return (left == right) is isinstance(kind, ast.Eq)
    return Unknown("a comparison with what is not known", site.span)


def _compared_with_unknown(
    interpreter: Interpreter, kind: ast.cmpop, left: Value, right: Value, unknown: Unknown, site: Site
) -> Value:
    """Not known, unless the other side is an object of a plugin's that compares to an object (a column)."""
    other = right if left is unknown else left
    function = _COMPARE.get(type(kind))
    if function is None or is_plain(other) or isinstance(other, Unknown):
        return unknown
    answer = interpreter.ask("operate", interpreter, function, left, right, site)
    return unknown if answer is NOT_MINE else answer


def _is_known(value: Value) -> bool:
    return isinstance(value, (*PLAIN, enum.Enum, External, Class, list, tuple, dict, set, frozenset))


def _contained(interpreter: Interpreter, item: Value, container: Value, negated: bool, site: Site) -> Value:
    if isinstance(container, Unknown):
        return container
    if isinstance(item, Unknown):
        return item
    if isinstance(container, str):
        return (item in container) is not negated if isinstance(item, str) else Unknown("in", site.span)
    if not isinstance(container, (list, tuple, set, frozenset, dict, range)):
        answer = interpreter.ask("iterate", interpreter, container, site)
        if not isinstance(answer, list):
            return answer if isinstance(answer, Unknown) else Unknown("what is in it is not known", site.span)
        container = answer
    if id(container) in interpreter.tainted:
        return Unknown("what is in it depends on an undecided condition", site.span)
    found = any(entry is item or (_is_known(entry) and _is_known(item) and entry == item) for entry in container)
    if not found and contains_unknown(list(container), 2):
        return Unknown("what is in it is not known", site.span)
    return found is not negated
