"""Methods of plain values: an allow-list per type. None of them reads or changes anything outside the value."""

from __future__ import annotations

import datetime
import re
import string
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.operators import MAX_LENGTH
from migration_lsp.source.evaluate.values import (
    HOLE,
    MISSING,
    PLAIN,
    Native,
    Raised,
    Unknown,
    Value,
    contains_unknown,
    is_plain,
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
        "isdigit",
        "isidentifier",
        "islower",
        "isnumeric",
        "isspace",
        "istitle",
        "isupper",
        "join",
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
_FIELD = re.compile(r"\{[^{}]*\}")
_NUMBER = frozenset(["bit_length", "is_integer"])
_DATE = frozenset(["isoformat", "date", "strftime", "replace", "timestamp", "total_seconds"])


def method(interpreter: Interpreter, value: Value, name: str) -> Value:
    """The method ``name`` of a plain value, or ``MISSING``."""
    if isinstance(value, str):
        return _of_text(value, name)
    if isinstance(value, list):
        return _of_container(interpreter, value, name, _READ_LIST, _CHANGE_LIST)
    if isinstance(value, dict):
        return _of_container(interpreter, value, name, _READ_DICT, _CHANGE_DICT)
    if isinstance(value, (set, frozenset)):
        return _of_container(interpreter, value, name, _READ_SET, _CHANGE_SET)
    if isinstance(value, tuple) and name in ("count", "index"):
        return _guarded(f"tuple.{name}", getattr(value, name))
    if isinstance(value, bytes) and name == "decode":
        return _guarded("bytes.decode", value.decode)
    if isinstance(value, (int, float)) and name in _NUMBER and hasattr(value, name):
        return _guarded(name, getattr(value, name))
    if isinstance(value, (datetime.date, datetime.timedelta)) and name in _DATE and hasattr(value, name):
        return _guarded(name, getattr(value, name))
    return MISSING


def _of_text(value: str, name: str) -> Value:
    if name == "format":
        return Native("str.format", lambda arguments, keywords: _format(value, arguments, keywords))
    if name == "format_map":
        return Native("str.format_map", lambda arguments, keywords: _format(value, (), dict(arguments[0])))
    if name in ("ljust", "rjust", "center", "zfill"):
        return Native(name, lambda arguments, keywords: _padded(value, name, arguments))
    if name not in _TEXT:
        return MISSING
    return _guarded(f"str.{name}", getattr(value, name))


def _padded(value: str, name: str, arguments: tuple[Value, ...]) -> Value:
    if not arguments or not isinstance(arguments[0], int) or arguments[0] > MAX_LENGTH:
        return Unknown("a width that is not known")
    return _run(getattr(value, name), arguments, {})


def _format(template: str, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """``str.format`` without its attribute and item access, which reach further than text should."""
    if contains_unknown(arguments) or contains_unknown(keywords):
        return Unknown("a part of the string is not known", partial=_FIELD.sub(HOLE, template))
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return Unknown("a string that cannot be formatted")
    for _, field, spec, _ in fields:
        if field is not None and any(character in field for character in ".["):
            return Unknown("a string that cannot be formatted")
        if spec and (("{" in spec) or any(len(run) > 4 for run in _digit_runs(spec))):
            return Unknown("a string too large to build")
    if not all(is_plain(item) for item in (*arguments, *keywords.values())):
        return Unknown("a part of the string is not known")
    return _run(template.format, arguments, keywords)


def _digit_runs(text: str) -> list[str]:
    return "".join(character if character.isdigit() else " " for character in text).split()


def _of_container(
    interpreter: Interpreter, value: Value, name: str, reads: frozenset[str], changes: frozenset[str]
) -> Value:
    if name not in reads and name not in changes:
        return MISSING
    real: Callable[..., Value] = getattr(value, name)

    def run(arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        if name in changes and interpreter.doubts:
            interpreter.tainted[id(value)] = value
        if name == "sort":
            key = keywords.get("key")
            value[:] = interpreter.sorted(value, key, bool(keywords.get("reverse")))
            return None
        if name in ("extend", "update") and any(isinstance(item, Unknown) for item in arguments):
            interpreter.tainted[id(value)] = value
            return None
        result = _run(real, arguments, keywords)
        if id(value) in interpreter.tainted and name in reads and isinstance(result, (list, dict, set)):
            interpreter.tainted[id(result)] = result
        return list(result) if name in ("items", "keys", "values") else result

    return Native(f"{type(value).__name__}.{name}", run)


def _guarded(name: str, function: Callable[..., Value]) -> Native:
    def run(arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        if contains_unknown(arguments) or contains_unknown(keywords):
            return Unknown(f"an argument of {name}() is not known")
        if name in ("str.replace", "str.join") and _length(arguments) > MAX_LENGTH:
            return Unknown("a string too large to build")
        return _run(function, arguments, keywords)

    return Native(name, run)


def _length(arguments: tuple[Value, ...]) -> int:
    parts = [
        item for argument in arguments for item in (argument if isinstance(argument, (list, tuple)) else [argument])
    ]
    return sum(len(part) for part in parts if isinstance(part, str))


def _run(function: Callable[..., Value], arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    try:
        return function(*arguments, **keywords)
    except KeyError:
        raise Raised("builtins.KeyError") from None
    except IndexError:
        raise Raised("builtins.IndexError") from None
    except ValueError:
        raise Raised("builtins.ValueError") from None
    except (TypeError, AttributeError, UnicodeError, OverflowError):
        return Unknown("a call that fails")


__all__ = ["PLAIN", "method"]
