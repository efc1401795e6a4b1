"""Methods of plain values: an allow-list per type. None of them reads or changes anything outside the value."""

from __future__ import annotations

import ast
import datetime
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.operators import MAX_LENGTH
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.texts import format_text, has_large_number, joined
from migration_lsp.source.evaluate.values import (
    HOLE,
    MAX_WEIGHT,
    MISSING,
    Failure,
    Native,
    Raised,
    Unknown,
    Value,
    has_own_equality,
    is_hashable,
    is_plain,
    weight,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_TEXT = frozenset(
    [
        "capitalize",
        "casefold",
        "count",
        "encode",
        "endswith",
        "find",
        "index",
        "isalnum",
        "isalpha",
        "isdecimal",
        "isdigit",
        "isidentifier",
        "islower",
        "isnumeric",
        "isspace",
        "istitle",
        "isupper",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rindex",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
    ]
)
_READ_LIST = frozenset(["copy", "count", "index"])
_CHANGE_LIST = frozenset(["append", "extend", "insert", "remove", "pop", "clear", "reverse", "sort"])
_READ_DICT = frozenset(["copy", "get", "items", "keys", "values"])
_CHANGE_DICT = frozenset(["update", "pop", "setdefault", "clear", "popitem"])
_READ_SET = frozenset(
    [
        "copy",
        "difference",
        "intersection",
        "issubset",
        "issuperset",
        "isdisjoint",
        "symmetric_difference",
        "union",
    ]
)
_CHANGE_SET = frozenset(
    ["add", "discard", "remove", "update", "pop", "clear", "difference_update", "intersection_update"]
)
_NUMBER = frozenset(["bit_length", "is_integer"])
_DATE = frozenset(["isoformat", "date", "strftime", "replace", "timestamp", "total_seconds"])


def method(interpreter: Interpreter, value: Value, name: str) -> Value:
    """The method ``name`` of a plain value, or ``MISSING``."""
    if isinstance(value, str):
        return _of_text(interpreter, value, name)
    allowed = next((names for kind, names in _CONTAINERS.items() if isinstance(value, kind)), None)
    if allowed is not None:
        return _of_container(interpreter, value, name, *allowed)
    if isinstance(value, tuple) and name in ("count", "index"):
        return _guarded(interpreter, value, name)
    if isinstance(value, bytes) and name == "decode":
        return _guarded(interpreter, value, name)
    if isinstance(value, (int, float)) and name in _NUMBER and hasattr(value, name):
        return _guarded(interpreter, value, name)
    if isinstance(value, (datetime.date, datetime.timedelta)) and name in _DATE and hasattr(value, name):
        return _guarded(interpreter, value, name)
    return MISSING


def _of_text(interpreter: Interpreter, value: str, name: str) -> Value:
    if name == "format":
        return Native(
            "str.format", lambda arguments, keywords: format_text(interpreter, str(value), arguments, keywords)
        )
    if name == "format_map":
        return Native("str.format_map", lambda arguments, keywords: _format_map(interpreter, value, arguments))
    if name == "join":
        return Native("str.join", lambda arguments, keywords: _join(interpreter, value, arguments))
    if name in ("ljust", "rjust", "center", "zfill"):
        return Native(name, lambda arguments, keywords: _padded(interpreter, value, name, arguments))
    return _guarded(interpreter, value, name) if name in _TEXT else MISSING


def _format_map(interpreter: Interpreter, template: str, arguments: tuple[Value, ...]) -> Value:
    if len(arguments) != 1 or type(arguments[0]) is not dict:
        return Unknown("a part of the string is not known")
    return format_text(interpreter, template, (), arguments[0])


def _join(interpreter: Interpreter, value: str, arguments: tuple[Value, ...]) -> Value:
    values = interpreter.items(arguments[0], Site(ast.Pass())) if arguments else Unknown("join() of nothing")
    if isinstance(values, Unknown):
        return Unknown(values.reason, values.span, partial=HOLE)
    if sum(len(part) for part in values if isinstance(part, str)) + len(value) * len(values) > MAX_LENGTH:
        return Unknown("a string too large to build")
    if not all(isinstance(part, (str, Unknown)) for part in values):
        known = all(map(is_plain, values))
        return (
            refused(interpreter, "TypeError", "join() of what is no text", None)
            if known
            else Unknown("join() of what is not known")
        )
    parts = [str(part.value) if isinstance(part, enum.Enum) else part for part in values]
    return joined([piece for part in parts for piece in (value, part)][1:], None)


def _padded(interpreter: Interpreter, value: str, name: str, arguments: tuple[Value, ...]) -> Value:
    if not arguments or not isinstance(arguments[0], int) or arguments[0] > MAX_LENGTH:
        return Unknown("a width that is not known")
    return _run(interpreter, getattr(value, name), arguments, {})


def _of_container(
    interpreter: Interpreter, value: Value, name: str, reads: frozenset[str], changes: frozenset[str]
) -> Value:
    if name in reads:
        return Native(
            f"{type(value).__name__}.{name}", lambda arguments, keywords: _read(interpreter, value, name, arguments)
        )
    if name not in changes or isinstance(value, frozenset):
        return MISSING
    return Native(
        f"{type(value).__name__}.{name}",
        lambda arguments, keywords: _change(interpreter, value, name, arguments, keywords),
    )


def _read(interpreter: Interpreter, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    if name in ("copy", "items", "keys", "values"):
        result = value.copy() if name == "copy" else list(getattr(value, name)())
        interpreter.journal.born(result)
        if interpreter.is_tainted(value):
            interpreter.taint(result)
        return result
    if name == "get" and arguments:
        return _get(interpreter, value, arguments)
    if name in ("count", "index"):
        return _place(interpreter, value, name, arguments)
    return _guarded_call(interpreter, value, name, arguments, {})


def _get(interpreter: Interpreter, value: dict[Value, Value], arguments: tuple[Value, ...]) -> Value:
    key = arguments[0]
    if isinstance(key, Unknown):
        return Unknown(key.reason, key.span, key.rows)
    if not is_hashable(key):
        return refused(interpreter, "TypeError", "a key that cannot be hashed", None)
    if key in value:
        return value[key]
    if interpreter.is_tainted(value) or has_own_equality(key):
        return Unknown("whether it has the key is not known")
    return arguments[1] if len(arguments) > 1 else None


def _place(interpreter: Interpreter, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    if len(arguments) == 1 and not all(map(is_plain, value)) and not interpreter.is_undecided([value, *arguments]):
        site = Site(ast.Pass())
        answers = [interpreter.truth(interpreter.equal(item, arguments[0], site)) for item in value]
        if None in answers:
            return Unknown("what is in it is not known")
        if name == "count":
            return answers.count(True)
        if True in answers:
            return answers.index(True)
        raise Raised("builtins.ValueError")
    return _guarded_call(interpreter, value, name, arguments, {})


def _change(
    interpreter: Interpreter, value: Value, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    interpreter.journal.changing(value)
    if name == "sort":
        return _sort(interpreter, value, keywords)
    if name == "append":
        value.extend(arguments[:1])
        return None
    if name in ("extend", "update", "union_update"):
        return _take_over(interpreter, value, arguments, keywords)
    undecided = interpreter.is_tainted(value) or any(isinstance(item, Unknown) for item in arguments[:1])
    if undecided and name not in ("clear", "insert", "reverse"):
        interpreter.taint(value)
        return None if name in ("add", "discard", "remove") else Unknown("what is in it is not known")
    if name == "pop" and isinstance(value, set) and len(value) > 1:
        interpreter.taint(value)
        return Unknown("which item a set gives is not known")
    if arguments and isinstance(value, (dict, set)) and has_own_equality(arguments[0]):
        interpreter.taint(value)
        return Unknown("whether it has the key is not known")
    if name == "remove" and isinstance(value, list):
        place = _place(interpreter, value, "index", arguments)
        if isinstance(place, Unknown):
            interpreter.taint(value)
        else:
            del value[place]
        return None
    return _run(interpreter, getattr(value, name), arguments, keywords)


def _sort(interpreter: Interpreter, value: list[Value], keywords: dict[str, Value]) -> Value:
    ordered = interpreter.sorted(value, keywords.get("key"), keywords.get("reverse"))
    if isinstance(ordered, Unknown):
        interpreter.taint(value)
    else:
        value[:] = ordered
    return None


def _take_over(
    interpreter: Interpreter, value: Value, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """``extend`` and ``update``: the items of others, if these are known."""
    for other in arguments:
        if isinstance(value, dict) and isinstance(other, dict):
            value.update(other)
            continue
        values = interpreter.items(other, Site(ast.Pass()))
        if isinstance(values, Unknown) or len(value) + len(values) > MAX_LENGTH:
            interpreter.taint(value)
            continue
        if isinstance(value, list):
            value.extend(values)
        elif isinstance(value, set) and all(map(is_hashable, values)):
            value.update(values)
        elif isinstance(value, dict) and all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in values):
            value.update({pair[0]: pair[1] for pair in values if is_hashable(pair[0])})
        else:
            interpreter.taint(value)
    if keywords and isinstance(value, dict):
        value.update({key: item for key, item in keywords.items() if key != "**"})
        if "**" in keywords:
            interpreter.taint(value)
    if isinstance(value, (dict, set)) and any(isinstance(key, Unknown) or has_own_equality(key) for key in value):
        interpreter.taint(value)
    return None


def _guarded(interpreter: Interpreter, value: Value, name: str) -> Native:
    return Native(
        f"{type(value).__name__}.{name}",
        lambda arguments, keywords: _guarded_call(interpreter, value, name, arguments, keywords),
    )


def _guarded_call(
    interpreter: Interpreter, value: Value, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """A method that changes nothing, on values that are known."""
    if interpreter.is_undecided([value, *arguments, *keywords.values()]):
        return Unknown(f"an argument of {name}() is not known")
    arguments = tuple(argument.value if isinstance(argument, enum.Enum) else argument for argument in arguments)
    if name == "replace" and isinstance(value, str) and not _fits(value, arguments):
        return Unknown("a string too large to build")
    if name == "strftime" and any(has_large_number(item) for item in arguments if isinstance(item, str)):
        return Unknown("a string too large to build")
    if weight(list(arguments)) > MAX_WEIGHT:
        return Unknown("a call that takes too much work")
    return _run(interpreter, getattr(value, name), arguments, keywords)


def _fits(value: str, arguments: tuple[Value, ...]) -> bool:
    """Whether ``str.replace`` gives a text that is not too large."""
    if len(arguments) < 2 or not all(isinstance(item, str) for item in arguments[:2]):
        return True
    return (len(value) + 1) * max(len(arguments[1]), 1) <= MAX_LENGTH * 10


def _run(
    interpreter: Interpreter, function: Callable[..., Value], arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    try:
        result = function(*arguments, **keywords)
    except KeyError:
        key = arguments[0] if arguments else None
        raise Raised("builtins.KeyError", value=Failure("builtins.KeyError", (key,))) from None
    except IndexError:
        raise Raised("builtins.IndexError") from None
    except ValueError as error:
        raise Raised("builtins.ValueError", value=Failure("builtins.ValueError", (str(error),))) from None
    except (TypeError, AttributeError, OverflowError):
        return refused(interpreter, "TypeError", "a call that fails", None)
    if isinstance(result, (list, dict, set)):
        interpreter.journal.born(result)
    return result


_CONTAINERS: dict[type, tuple[frozenset[str], frozenset[str]]] = {
    list: (_READ_LIST, _CHANGE_LIST),
    dict: (_READ_DICT, _CHANGE_DICT),
    set: (_READ_SET, _CHANGE_SET),
    frozenset: (_READ_SET, _CHANGE_SET),
}

__all__ = ["method"]
