"""Operators on plain values, with limits; on anything else they are the plugins' or not known."""

from __future__ import annotations

import ast
import enum
import operator
from typing import TYPE_CHECKING, Any

from migration_lsp.source.evaluate import texts
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.values import (
    HOLE,
    MAX_WEIGHT,
    MISSING,
    NOT_MINE,
    PLAIN,
    Class,
    External,
    Generic,
    Instance,
    Unknown,
    Value,
    is_hashable,
    is_plain,
    weight,
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


_IN_PLACE: dict[type[ast.operator], Any] = {
    ast.BitOr: operator.ior,
    ast.BitAnd: operator.iand,
    ast.Sub: operator.isub,
    ast.BitXor: operator.ixor,
}

_DUNDER: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.BitOr: "or",
    ast.BitAnd: "and",
    ast.BitXor: "xor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}

_UNARY_DUNDER: dict[type[ast.unaryop], str] = {ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__"}

_UNARY: dict[type[ast.unaryop], Any] = {ast.USub: operator.neg, ast.Invert: operator.invert}

_COMPARE_DUNDER: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("__eq__", "__eq__"),
    ast.NotEq: ("__ne__", "__ne__"),
    ast.Lt: ("__lt__", "__gt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"),
}


def binary(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    if isinstance(kind, ast.BitOr) and (_is_type(left) or _is_type(right)):
        return _union(left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _with_unknown(interpreter, kind, left, right, site)
    if type(left) is str and isinstance(kind, ast.Mod):
        return texts.percent(interpreter, left, right, site)
    containers = (list, tuple, set, frozenset, dict)
    if (is_plain(left, 0) or isinstance(left, containers)) and (is_plain(right, 0) or isinstance(right, containers)):
        found = _calculated(interpreter, kind, left, right, site)
        if isinstance(found, (list, dict, set)):
            interpreter.journal.born(found)
            if interpreter.is_tainted(left) or interpreter.is_tainted(right):
                interpreter.taint(found)
        return found
    if isinstance(left, Instance) or isinstance(right, Instance):
        found = _of_instances(interpreter, kind, left, right, site)
        if found is not MISSING:
            return found
    function = _BINARY.get(type(kind))
    answer = interpreter.ask("operate", interpreter, function, left, right, site) if function is not None else NOT_MINE
    if answer is NOT_MINE and isinstance(left, enum.Enum) | isinstance(right, enum.Enum):
        return _of_members(interpreter, kind, left, right, site)
    return Unknown("an operator on what is not known", site.span) if answer is NOT_MINE else answer


def _of_instances(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    name = _DUNDER.get(type(kind))
    for owner, other, method in ((left, right, f"__{name}__"), (right, left, f"__r{name}__")):
        found = interpreter.special(owner, method, (other,), site)
        if found is not MISSING and found != External("builtins.NotImplemented"):
            return found
    return MISSING


def _of_members(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    """Members of enumerations that are strings or numbers count as these; flags are combined."""
    if isinstance(left, enum.Flag) and type(left) is type(right) and isinstance(kind, (ast.BitOr, ast.BitAnd)):
        return _BINARY[type(kind)](left, right)
    sides = [
        side.value if isinstance(side, enum.Enum) and isinstance(side, (str, int)) else side for side in (left, right)
    ]
    if any(isinstance(side, enum.Enum) for side in sides):
        return Unknown("an operator on what is not known", site.span)
    return binary(interpreter, kind, sides[0], sides[1], site)


def _with_unknown(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Unknown:
    """An operator with an unknown side; of a string that is put together the known part stays known."""
    first = left if isinstance(left, Unknown) else right
    parts = [side if isinstance(side, str) else getattr(side, "partial", None) or HOLE for side in (left, right)]
    if isinstance(kind, ast.Add) and parts != [HOLE, HOLE]:
        return Unknown(first.reason, first.span, partial="".join(parts))
    if isinstance(kind, ast.Mod) and isinstance(left, str):
        whole = texts.percent(interpreter, left, right, site)
        return Unknown(first.reason, first.span, partial=getattr(whole, "partial", None))
    return Unknown(first.reason, first.span, first.rows)


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


def _calculated(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    function = _BINARY.get(type(kind))
    if function is None or _too_large(kind, left, right):
        return Unknown("a value too large to calculate", site.span)
    try:
        return function(left, right)
    except ZeroDivisionError:
        return refused(interpreter, "ZeroDivisionError", "a division by zero", site)
    except (TypeError, ValueError, ArithmeticError):
        return refused(interpreter, "TypeError", "a calculation that fails", site)


def augmented(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    """``left += right``: lists, dicts and sets are changed in place."""
    if isinstance(left, Instance):
        name = _DUNDER.get(type(kind))
        found = interpreter.special(left, f"__i{name}__", (right,), site) if name is not None else MISSING
        return binary(interpreter, kind, left, right, site) if found is MISSING else found
    if isinstance(left, list) and isinstance(kind, ast.Add):
        values = interpreter.items(right, site)
        interpreter.journal.changing(left)
        if isinstance(values, Unknown) or len(left) + len(values) > MAX_LENGTH:
            interpreter.taint(left)
        else:
            left.extend(values)
        return left
    if isinstance(left, (set, dict)) and type(kind) in _IN_PLACE:
        if isinstance(right, Unknown) or interpreter.is_tainted(right) or type(right) not in (set, frozenset, dict):
            interpreter.journal.changing(left)
            interpreter.taint(left)
            return left
        return _in_place(interpreter, kind, left, right, site)
    return binary(interpreter, kind, left, right, site)


def _in_place(interpreter: Interpreter, kind: ast.operator, left: Value, right: Value, site: Site) -> Value:
    interpreter.journal.changing(left)
    try:
        return _IN_PLACE[type(kind)](left, right)
    except TypeError:
        return refused(interpreter, "TypeError", "a calculation that fails", site)


def unary(interpreter: Interpreter, kind: ast.unaryop, value: Value, site: Site) -> Value:
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.span, value.rows)
    if isinstance(value, (int, float, complex)):
        if isinstance(kind, ast.USub):
            return -value
        if isinstance(kind, ast.UAdd):
            return +value
        if isinstance(kind, ast.Invert) and isinstance(value, int):
            return ~value
    name = _UNARY_DUNDER.get(type(kind))
    found = interpreter.special(value, name, (), site) if name is not None else MISSING
    if found is MISSING:
        function = _UNARY.get(type(kind), operator.pos)
        found = interpreter.ask("operate", interpreter, lambda own, _: function(own), value, value, site)
    return Unknown("an operator on what is not known", site.span) if found is NOT_MINE else found


def compare(interpreter: Interpreter, kind: ast.cmpop, left: Value, right: Value, site: Site) -> Value:
    if isinstance(kind, (ast.In, ast.NotIn)):
        return _contained(interpreter, left, right, isinstance(kind, ast.NotIn), site)
    unknown = left if isinstance(left, Unknown) else right if isinstance(right, Unknown) else None
    if unknown is not None:
        return _compared_with_unknown(interpreter, kind, left, right, unknown, site)
    if isinstance(kind, (ast.Is, ast.IsNot)):
        same = (
            left is right
            or (isinstance(left, External) and left == right)
            or (is_plain(left, 0) and is_plain(right, 0) and type(left) is type(right) and left == right)
        )
        return same is isinstance(kind, ast.Is)
    if weight(left) > MAX_WEIGHT and weight(right) > MAX_WEIGHT:
        return Unknown("a comparison that takes too much work", site.span)
    if interpreter.is_undecided(left) or interpreter.is_undecided(right):
        return Unknown("a comparison with what is not known", site.span)
    if is_plain(left) and is_plain(right):
        return _plain_comparison(interpreter, kind, left, right, site)
    if isinstance(left, Instance) or isinstance(right, Instance):
        found = _instances(interpreter, kind, left, right, site)
        if found is not MISSING:
            return found
    if isinstance(left, (list, tuple)) and type(left) is type(right) and isinstance(kind, (ast.Eq, ast.NotEq)):
        return _sequences(interpreter, kind, left, right, site)
    if _is_known(left) and _is_known(right):
        return _plain_comparison(interpreter, kind, left, right, site)
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
    answer: Value = NOT_MINE
    if function is not None and not is_plain(other) and not isinstance(other, Unknown):
        answer = interpreter.ask("operate", interpreter, function, left, right, site)
    return Unknown(unknown.reason, unknown.span, unknown.rows) if answer is NOT_MINE else answer


def _plain_comparison(interpreter: Interpreter, kind: ast.cmpop, left: Value, right: Value, site: Site) -> Value:
    try:
        return bool(_COMPARE[type(kind)](left, right))
    except TypeError:
        return refused(interpreter, "TypeError", "a comparison that fails", site)


def _instances(interpreter: Interpreter, kind: ast.cmpop, left: Value, right: Value, site: Site) -> Value:
    """A comparison that a class of the project decides, or ``MISSING``."""
    name, mirrored = _COMPARE_DUNDER[type(kind)]
    for owner, other, method in ((left, right, name), (right, left, mirrored)):
        found = interpreter.special(owner, method, (other,), site)
        if found is not MISSING and found != External("builtins.NotImplemented"):
            return found
    if not isinstance(kind, (ast.Eq, ast.NotEq)):
        return MISSING
    if isinstance(kind, ast.NotEq):
        equal = compare(interpreter, ast.Eq(), left, right, site)
        decided = interpreter.truth(equal)
        return equal if decided is None else not decided
    if left is right:
        return True
    values = [_as_tuple(interpreter, side, site) for side in (left, right)]
    if values[0] is not None and values[1] is not None:
        is_same_class = getattr(left, "cls", None) is getattr(right, "cls", None)
        if not is_same_class and not (_is_tuple_like(left) and _is_tuple_like(right)):
            return False
        return compare(interpreter, kind, values[0], values[1], site)
    if all(not isinstance(side, Instance) or side.cls.is_whole for side in (left, right)):
        return False if _is_known(left) or _is_known(right) or left.cls.is_whole else MISSING
    return MISSING


def _sequences(interpreter: Interpreter, kind: ast.cmpop, left: Value, right: Value, site: Site) -> Value:
    """Lists or tuples of objects that may have an equality of their own: item by item."""
    is_equal: bool | None = len(left) == len(right)
    for one, other in zip(left, right, strict=False):
        answer = True if one is other else interpreter.truth(compare(interpreter, ast.Eq(), one, other, site))
        if answer is False or is_equal is False:
            is_equal = False
            break
        is_equal = None if answer is None else is_equal
    if is_equal is None:
        return Unknown("a comparison with what is not known", site.span)
    return is_equal is isinstance(kind, ast.Eq)


def _is_tuple_like(value: Value) -> bool:
    return isinstance(value, tuple) or (isinstance(value, Instance) and value.is_tuple)


def _as_tuple(interpreter: Interpreter, value: Value, site: Site) -> tuple[Value, ...] | None:
    """The fields of a data class or named tuple, which is what they are compared by."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Instance) or value.fields is None:
        return None
    if not value.is_tuple and value.cls.extra.get("compares_fields") is not True:
        return None
    return tuple(interpreter.attribute(value, name, site) for name in value.fields)


def _is_known(value: Value, depth: int = 4) -> bool:
    if isinstance(value, (*PLAIN, enum.Enum, External, Class, range, type)):
        return True
    if isinstance(value, (list, tuple, set, frozenset)):
        return depth > 0 and all(_is_known(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return depth > 0 and all(_is_known(item, depth - 1) for pair in value.items() for item in pair)
    return False


def _contained(interpreter: Interpreter, item: Value, container: Value, negated: bool, site: Site) -> Value:
    for side in (container, item):
        if isinstance(side, Unknown):
            return Unknown(side.reason, side.span, side.rows)
    if isinstance(container, str):
        return (item in container) is not negated if isinstance(item, str) else Unknown("in", site.span)
    if isinstance(container, Instance):
        answer = interpreter.special(container, "__contains__", (item,), site)
        if answer is not MISSING:
            decided = interpreter.truth(answer)
            return answer if decided is None else decided is not negated
    if interpreter.is_tainted(container):
        return Unknown("what is in it depends on an undecided condition", site.span)
    if isinstance(container, range) and isinstance(item, int):
        return (item in container) is not negated
    if isinstance(container, (set, frozenset, dict)) and is_plain(item) and is_hashable(item) and item in container:
        return not negated
    values = interpreter.items(container, site)
    if isinstance(values, Unknown):
        return values
    return _found(interpreter, item, values, negated, site)


def _found(interpreter: Interpreter, item: Value, values: list[Value], negated: bool, site: Site) -> Value:
    undecided = False
    for entry in values:
        if entry is item:
            return not negated
        answer = interpreter.truth(compare(interpreter, ast.Eq(), entry, item, site))
        if answer:
            return not negated
        undecided = undecided or answer is None
    return Unknown("what is in it is not known", site.span) if undecided else negated
