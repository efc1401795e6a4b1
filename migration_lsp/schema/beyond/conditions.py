"""The normal form of conditions and expressions: when two texts say the same to the database.

A server rewrites what it is given (``IN`` as ``= ANY (ARRAY[…])``, ``BETWEEN`` as two comparisons, casts added), and
authors write one condition in several ways. Both come to one form here. Nothing is evaluated, and of a text that is
not wholly understood nothing is said: neither that it is the same nor that it is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .expression_reader import Node, read_expression

_ROW_NAMES = {"character_length": "length", "char_length": "length", "trim": "btrim", "transaction_timestamp": "now"}
_POSTGRES = ("postgresql", "cockroachdb")
_LONGEST = 40
"""Digits of a number that is written out."""


@lru_cache(maxsize=2048)
def condition_form(text: str, dialect: str) -> Node | None:
    """The normal form of what is true or false of a row: a CHECK, a predicate. None where it is not understood."""
    node = read_expression(text, dialect)
    return None if node is None else _as_held(_truth(node, dialect), dialect)


@lru_cache(maxsize=2048)
def expression_form(text: str, dialect: str) -> Node | None:
    """The normal form of what gives a value. None where it is not understood."""
    node = read_expression(text, dialect)
    return None if node is None else _as_held(_value(node, dialect), dialect)


def differ(one: Node | None, other: Node | None) -> bool:
    """Whether two forms are known to be different."""
    return one is not None and other is not None and one != other


# ------------------------------------------------------------------ what is true or false


def _truth(node: Node, dialect: str) -> Node:
    kind, *parts = node
    if kind in ("and", "or"):
        return _joined(kind, (_truth(part, dialect) for part in parts))
    if kind == "not":
        return _negated(_truth(parts[0], dialect))
    if kind in ("is true", "is false"):
        return _one_of(_value(parts[0], dialect), [_boolean(kind == "is true")])
    if kind in ("is null", "is distinct", "like", "ilike", "glob", "regexp"):
        return (kind, *(_value(part, dialect) for part in parts))
    if kind == "in":
        return _one_of(_value(parts[0], dialect), (_value(part, dialect) for part in parts[1:]))
    if kind in ("=", "<>", "<", ">", "<=", ">="):
        return _comparison(kind, _value(parts[0], dialect), _value(parts[1], dialect))
    if kind == "constant" and parts[0] != "null":
        return ("value", _boolean(parts[0] == "true")[1])
    if kind in ("column", "call"):
        # A boolean that stands alone.
        return _one_of(_value(node, dialect), [_boolean(True)])
    return _value(node, dialect)


def _boolean(truth: bool) -> Node:
    return ("value", "true" if truth else "false")


def _as_held(node: Node, dialect: str) -> Node:
    """Booleans as numbers, where the database has no others. Negations are through by then."""
    if dialect in _POSTGRES:
        return node
    if node in (("value", "true"), ("value", "false")):
        return ("value", "1" if node[1] == "true" else "0")
    parts = tuple(_as_held(part, dialect) if isinstance(part, tuple) else part for part in node[1:])
    if node[0] == "in":
        return _one_of(parts[0], parts[1:])
    return (node[0], *(_sorted(parts) if node[0] in ("and", "or", "=", "<>") else parts))


def _comparison(sign: str, left: Node, right: Node) -> Node:
    if sign in (">", ">="):
        return ("<" if sign == ">" else "<=", right, left)
    if sign in ("<", "<="):
        return (sign, left, right)
    if left[0] == "value" and right[0] != "value":
        left, right = right, left
    if right[0] == "value" and left[0] != "value":
        equal = _one_of(left, [right])
        return equal if sign == "=" else _negated(equal)
    return (sign, *_sorted((left, right)))


def _one_of(subject: Node, values: Iterable[Node]) -> Node:
    return ("in", subject, *_sorted(values))


def _negated(node: Node) -> Node:
    kind, *parts = node
    if kind == "not":
        return parts[0]  # type: ignore[no-any-return]  # a node
    if kind in ("and", "or"):
        return _joined("or" if kind == "and" else "and", (_negated(part) for part in parts))
    if kind == "in" and parts[1:] in ([("value", "true")], [("value", "false")]):
        return ("in", parts[0], ("value", "false" if parts[1][1] == "true" else "true"))
    if kind == "<":
        return ("<=", parts[1], parts[0])
    if kind == "<=":
        return ("<", parts[1], parts[0])
    if kind in ("=", "<>"):
        return ("<>" if kind == "=" else "=", *parts)
    return ("not", node)


def _joined(kind: str, parts: Iterable[Node]) -> Node:
    """Operands of one ``AND`` or ``OR``, without order; equalities of one subject as one list."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part[1:] if part[0] == kind else [part])
    lists: dict[Node, list[Node]] = {}
    others: list[Node] = []
    for part in flat:
        listed = part if kind == "or" else part[1] if part[0] == "not" else ("",)
        if listed[0] == "in":
            lists.setdefault(listed[1], []).extend(listed[2:])
        else:
            others.append(part)
    for subject, values in lists.items():
        merged = _one_of(subject, values)
        others.append(merged if kind == "or" else ("not", merged))
    operands = _sorted(others)
    return operands[0] if len(operands) == 1 else (kind, *operands)


def _sorted(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(set(nodes), key=repr))


# ------------------------------------------------------------------ what gives a value


def _value(node: Node, dialect: str) -> Node:
    kind, *parts = node
    if kind == "value":
        return ("value", _number(parts[0]))
    if kind == "column":
        # PostgreSQL alone tells names apart by their case, and has folded the bare ones.
        return ("column", parts[0] if dialect in _POSTGRES else parts[0].lower())
    if kind == "constant":
        return node if parts[0] == "null" else _boolean(parts[0] == "true")
    if kind == "call":
        name = _ROW_NAMES.get(parts[0], parts[0])
        return ("call", name, *(_value(part, dialect) for part in parts[1:]))
    if kind == "operation":
        return ("operation", parts[0], *(_value(part, dialect) for part in parts[1:]))
    if kind == "collate":
        return ("collate", _value(parts[0], dialect), parts[1])
    if kind in ("array", "item"):
        return (kind, *(_value(part, dialect) for part in parts))
    if kind == "case":
        is_simple = parts[0][0] == "of"
        return ("case", *(_part_of_case(part, is_simple, dialect) for part in parts))
    return _truth(node, dialect)


def _part_of_case(part: Node, is_simple: bool, dialect: str) -> Node:
    if part[0] != "when":
        return (part[0], _value(part[1], dialect))
    when = _value(part[1], dialect) if is_simple else _truth(part[1], dialect)
    return ("when", when, _value(part[2], dialect))


def _number(text: str) -> str:
    """A number as it counts; everything else as it stands."""
    if not text or not (text[0].isdigit() or text[0] in "-+."):
        return text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        return text
    return format(value.normalize(), "f") if value else "0"
