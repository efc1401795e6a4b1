"""The builtins that go through the items of a value, or collect them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import operators
from migration_lsp.source.evaluate.iteration import in_order, items, truth
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.streams import Stream, next_of, over
from migration_lsp.source.evaluate.values import (
    MISSING,
    Instance,
    Raised,
    Unknown,
    Value,
    has_own_equality,
    is_hashable,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]
_SIZED = (list, tuple, dict, set, frozenset, str, bytes, range)


def _collected(kind: Callable[[list[Value]], Value]) -> Callable[..., Value]:
    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        values = _left_tainted(interpreter, arguments[0], site) if arguments else []
        if isinstance(values, Unknown):
            return values
        is_set = kind in (set, frozenset)
        if is_set and not all(map(is_hashable, values)):
            return refused(interpreter, "TypeError", "a collection that cannot be made", site)
        result = kind(values)
        interpreter.journal.born(result)
        is_unsure = is_set and any(isinstance(value, Unknown) or has_own_equality(value) for value in values)
        if is_unsure or (arguments and interpreter.is_tainted(arguments[0])):
            interpreter.taint(result)
        return result

    return run


def _left_tainted(interpreter: Interpreter, value: Value, site: Site) -> list[Value] | Unknown:
    """The items of a value that may be tainted, where the result is marked as its source is."""
    if interpreter.is_tainted(value) and isinstance(value, _SIZED):
        return in_order(value) if isinstance(value, (set, frozenset)) else list(value)
    return items(interpreter, value, site)


def _dict(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    found: dict[Value, Value] = {}
    interpreter.journal.born(found)
    if arguments:
        source = arguments[0]
        if isinstance(source, dict):
            found.update(source)
            if interpreter.is_tainted(source):
                interpreter.taint(found)
        else:
            pairs = items(interpreter, source, site)
            if isinstance(pairs, Unknown):
                return pairs
            for pair in pairs:
                if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not is_hashable(pair[0]):
                    return Unknown("a dict of what is not known", site.span)
                found[pair[0]] = pair[1]
                if isinstance(pair[0], Unknown) or has_own_equality(pair[0]):
                    interpreter.taint(found)
    found.update({key: value for key, value in keywords.items() if key != "**"})
    if "**" in keywords:
        interpreter.taint(found)
    return found


def _sorted(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else []
    if isinstance(values, Unknown):
        return values
    found = interpreter.sorted(values, keywords.get("key"), keywords.get("reverse"))
    interpreter.journal.born(found)
    return found


def _extreme(is_last: bool) -> Callable[..., Value]:
    """``min`` and ``max``: the first of the smallest, the first of the largest."""

    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        values = items(interpreter, arguments[0], site) if len(arguments) == 1 else list(arguments)
        if isinstance(values, Unknown):
            return values
        if not values:
            if "default" in keywords:
                return keywords["default"]
            raise Raised("builtins.ValueError", site.span)
        ordered = interpreter.sorted(values, keywords.get("key"), is_last)
        return ordered if isinstance(ordered, Unknown) else ordered[0]

    return run


def _sum(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else []
    if isinstance(values, Unknown):
        return values
    total = keywords.get("start", arguments[1] if len(arguments) > 1 else 0)
    for value in values:
        total = operators.binary(interpreter, ast.Add(), total, value, site)
    return total


def _enumerate(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else []
    start = keywords.get("start", arguments[1] if len(arguments) > 1 else 0)
    if isinstance(values, Unknown) or not isinstance(start, int):
        return values if isinstance(values, Unknown) else Unknown("enumerate() from what is not known")
    return over(list(enumerate(values, start)), "enumerate")


def _zip(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len({id(argument) for argument in arguments if isinstance(argument, Stream)}) < sum(
        isinstance(argument, Stream) for argument in arguments
    ):
        return Unknown("the same iterator twice", site.span)
    columns: list[list[Value]] = []
    for argument in arguments:
        column = items(interpreter, argument, site)
        if isinstance(column, Unknown):
            return column
        columns.append(column)
    is_strict = interpreter.truth(keywords.get("strict", False)) is not False
    if is_strict and len({len(column) for column in columns}) > 1:
        return refused(interpreter, "ValueError", "zip() of different lengths", site)
    return over(list(zip(*columns, strict=False)), "zip")


def _map(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    columns: list[list[Value]] = []
    for argument in arguments[1:]:
        values = items(interpreter, argument, site)
        if isinstance(values, Unknown):
            return values
        columns.append(values)
    if not columns:
        return Unknown("map() of nothing", site.span)
    rows = zip(*columns, strict=False)
    return over([interpreter.call(arguments[0], row, {}, site) for row in rows], "map")


def _filter(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[1], site) if len(arguments) == 2 else Unknown("filter()")
    if isinstance(values, Unknown):
        return values
    kept: list[Value] = []
    for value in values:
        tested = value if arguments[0] is None else interpreter.call(arguments[0], (value,), {}, site)
        passes = truth(interpreter, tested)
        if passes is None:
            return Unknown("a condition is not decided", site.span)
        if passes:
            kept.append(value)
    return over(kept, "filter")


def _any_or_all(stops: bool) -> Callable[..., Value]:
    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        values = items(interpreter, arguments[0], site) if arguments else []
        if isinstance(values, Unknown):
            return values
        answers = [truth(interpreter, value) for value in values]
        if stops in answers:
            return stops
        return Unknown("a condition is not decided", site.span) if None in answers else not stops

    return run


def _len(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else Unknown("len()")
    if interpreter.is_tainted(value):
        return Unknown("its length depends on an undecided condition", site.span)
    if isinstance(value, _SIZED):
        return len(value)
    if isinstance(value, Stream):
        return refused(interpreter, "TypeError", "an iterator has no length", site)
    if isinstance(value, Instance):
        found = interpreter.special(value, "__len__", (), site)
        if found is not MISSING:
            return found
    values = items(interpreter, value, site)
    return values if isinstance(values, Unknown) else len(values)


def _iter(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if len(arguments) == 1 else Unknown("iter() of a function")
    if isinstance(value, Stream):
        return value
    if isinstance(value, Instance):
        made = interpreter.special(value, "__iter__", (), site)
        if made is not MISSING:
            return made
    values = items(interpreter, value, site)
    return values if isinstance(values, Unknown) else over(values, "iterator")


def _reversed(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else Unknown("reversed()")
    return values if isinstance(values, Unknown) else over(values[::-1], "reversed")


def _next(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else None
    try:
        if isinstance(value, Stream):
            found = next_of(interpreter, value)
        else:
            found = interpreter.special(value, "__next__", (), site)
            if found is MISSING:
                return Unknown("what it yields next is not known", site.span)
    except Raised as raised:
        if raised.kind != "builtins.StopIteration" or len(arguments) < 2:
            raise
        found = MISSING
    if found is not MISSING:
        return found
    if len(arguments) > 1:
        return arguments[1]
    raise Raised("builtins.StopIteration", site.span)


CALLS: dict[str, Callable[..., Value]] = {
    "list": _collected(list),
    "tuple": _collected(tuple),
    "set": _collected(set),
    "frozenset": _collected(frozenset),
    "iter": _iter,
    "reversed": _reversed,
    "dict": _dict,
    "sorted": _sorted,
    "min": _extreme(is_last=False),
    "max": _extreme(is_last=True),
    "sum": _sum,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "any": _any_or_all(True),
    "all": _any_or_all(False),
    "len": _len,
    "next": _next,
}

__all__ = ["CALLS"]
