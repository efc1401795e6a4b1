"""Python's builtins, as far as they are harmless and of use: an allow-list, each on evaluated values.

Here are conversions and arithmetic. What iterates stands in :mod:`builtin_iteration`, what asks a value about
itself in :mod:`builtin_reflection`, the standard library's few in :mod:`stdlib`.
"""

from __future__ import annotations

import builtins
import enum
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import builtin_iteration, builtin_reflection, regular, stdlib, texts
from migration_lsp.source.evaluate.enumerations import enum_of
from migration_lsp.source.evaluate.iteration import MAX_ITEMS, truth
from migration_lsp.source.evaluate.plugin import Plugin, Site
from migration_lsp.source.evaluate.raising import is_exception, refused
from migration_lsp.source.evaluate.values import (
    MAX_WEIGHT,
    MISSING,
    NOT_MINE,
    Class,
    External,
    Failure,
    Instance,
    Raised,
    Unknown,
    Value,
    is_hashable,
    is_plain,
    weight,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_NAMES = frozenset(name for name in vars(builtins) if not name.startswith("_")) | {"__import__"}
_DIGITS = 1_000

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]


class Builtins(Plugin):
    """The last plugin asked: what Python itself brings."""

    def resolve(self, name: str) -> Value:
        if name in ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"):
            return False
        return stdlib.CONSTANTS.get(name, MISSING)

    def exports(self, module: str) -> frozenset[str] | None:
        return stdlib.EXPORTS.get(module)

    @staticmethod
    def has(name: str) -> bool:
        return name in _NAMES

    def call(
        self, interpreter: Interpreter, function: Value, arguments: Arguments, keywords: Keywords, site: Site
    ) -> Value:
        if not isinstance(function, External):
            return NOT_MINE
        name = function.name
        if name.startswith("builtins."):
            run = _BUILTINS.get(name.removeprefix("builtins."))
            if run is not None:
                return run(interpreter, arguments, keywords, site)
            if name.count(".") == 2:
                return _method_of_type(interpreter, name, arguments, keywords, site)
            return Failure(name, arguments) if is_exception(name) else NOT_MINE
        return stdlib.call(interpreter, name, arguments, keywords, site)

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        return regular.attribute(interpreter, value, name, site)

    def truth(self, value: Value) -> Value:
        if isinstance(value, (regular.Pattern, re.Match)):
            return True
        if isinstance(value, enum.Enum):
            counts = isinstance(value, (str, int)) or issubclass(type(value), enum.Flag)
            return bool(value.value) if counts else True
        return NOT_MINE

    def iterate(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        enumeration = enum_of(value)
        if enumeration is not None:
            return list(enumeration)
        if isinstance(value, Class) and "members" in value.extra:
            return value.extra["members"]
        return NOT_MINE

    def subscript(self, interpreter: Interpreter, value: Value, key: Value, site: Site) -> Value:
        enumeration = enum_of(value)
        if enumeration is None or not isinstance(key, str):
            return NOT_MINE
        if key not in enumeration.__members__:
            raise Raised("builtins.KeyError", site.span, value=Failure("builtins.KeyError", (key,)))
        return enumeration[key]


def _method_of_type(interpreter: Interpreter, name: str, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    """``str.lower(text)``: a method that is called through its type."""
    _, kind, method = name.split(".")
    if name == "builtins.dict.fromkeys" and arguments:
        keys = interpreter.items(arguments[0], site)
        if isinstance(keys, Unknown) or not all(map(is_hashable, keys)):
            return Unknown("a dict of what is not known", site.span)
        return dict.fromkeys(keys, arguments[1] if len(arguments) > 1 else None)
    real = _TYPES.get(kind)
    if real is None or not arguments or type(arguments[0]) is not real:
        return NOT_MINE
    found = interpreter.find_attribute(arguments[0], method, site)
    return NOT_MINE if found is MISSING else interpreter.call(found, arguments[1:], keywords, site)


_TYPES: dict[str, type] = {kind.__name__: kind for kind in (str, list, dict, set, frozenset, tuple, int, float, bytes)}


def _safely(name: str, function: Callable[..., Value], failure: str = "ValueError") -> Callable[..., Value]:
    """A builtin on plain values alone: with an unknown argument its value is not known."""

    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        given = [*arguments, *keywords.values()]
        if interpreter.is_undecided(given) or weight(given) > MAX_WEIGHT:
            return Unknown(f"an argument of {name}() is not known", site.span)
        plain = [item.value if isinstance(item, enum.Enum) and isinstance(item, (str, int)) else item for item in given]
        if not is_plain(plain):
            return Unknown(f"an argument of {name}() is no plain value", site.span)
        try:
            return function(*plain[: len(arguments)], **keywords)
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            kind = f"builtins.{type(error).__name__}"
            raise Raised(kind, site.span, value=Failure(kind, (str(error),))) from None
        except (TypeError, AttributeError):
            return refused(interpreter, "TypeError", f"a call of {name}() that fails", site)

    return run


def _str(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if not arguments:
        return ""
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    text = texts.text_of(interpreter, arguments[0])
    return Unknown("a string that is not known", site.span) if text is None or len(arguments) > 1 else text


def _repr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    text = texts.repr_of(interpreter, arguments[0]) if arguments else None
    return Unknown("a string that is not known", site.span) if text is None else text


def _format(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if not arguments:
        return Unknown("format() of nothing", site.span)
    return texts.formatted(interpreter, arguments[0], "", arguments[1] if len(arguments) > 1 else "", site)


def _bool(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    decided = truth(interpreter, arguments[0]) if arguments else False
    return Unknown("a condition is not decided", site.span) if decided is None else decided


def _int(value: Value = 0, base: Value = 10) -> Value:
    if isinstance(value, str):
        if len(value) > _DIGITS:
            raise TypeError
        return int(value, base)
    return int(value)


def _float(value: Value = 0.0) -> Value:
    if isinstance(value, str) and len(value) > _DIGITS:
        raise TypeError
    return float(value)


def _bytes(value: Value = b"", *rest: Value) -> Value:
    if isinstance(value, (bytes, list, tuple)):
        return bytes(value)
    if isinstance(value, str) and rest:
        return value.encode(*rest)
    raise TypeError


def _range(*bounds: Value) -> Value:
    found = range(*bounds)
    if max(abs(found.start), abs(found.stop)) > 2**60 or len(found) > MAX_ITEMS:
        return Unknown("a range too large to count")
    return found


def _round(value: Value, digits: Value = None) -> Value:
    if isinstance(digits, int) and abs(digits) > _DIGITS:
        raise TypeError
    return round(value, digits)


def _power(base: Value, exponent: Value, *modulus: Value) -> Value:
    if modulus or abs(exponent) > 64 or (isinstance(base, int) and base.bit_length() > 64):
        return Unknown("a value too large to calculate")
    return pow(base, exponent)


def _nothing(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    return None


def _import(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 1 and isinstance(arguments[0], str) and not keywords:
        top = arguments[0].partition(".")[0]
        module = interpreter.module(top)
        return module if module is not None else interpreter.external(top)
    return Unknown("an import of what is not known", site.span)


def _object(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    module = interpreter.modules.at(site.span.path)
    if module is None:
        return Unknown("a bare object", site.span)
    # One of its own kind, equal to nothing else: what ``object()`` is made for.
    return Instance(Class("object", None, module, (), {}, {}))


_BUILTINS: dict[str, Callable[..., Value]] = {
    **builtin_iteration.CALLS,
    **builtin_reflection.CALLS,
    "str": _str,
    "repr": _repr,
    "format": _format,
    "bool": _bool,
    "int": _safely("int", _int),
    "float": _safely("float", _float),
    "complex": _safely("complex", complex),
    "bytes": _safely("bytes", _bytes),
    "ascii": _safely("ascii", ascii),
    "abs": _safely("abs", abs),
    "round": _safely("round", _round),
    "pow": _safely("pow", _power),
    "ord": _safely("ord", ord),
    "chr": _safely("chr", chr),
    "bin": _safely("bin", bin),
    "hex": _safely("hex", hex),
    "oct": _safely("oct", oct),
    "divmod": _safely("divmod", divmod),
    "range": _safely("range", _range),
    "slice": _safely("slice", slice),
    "print": _nothing,
    "object": _object,
    "__import__": _import,
}

__all__ = ["Builtins"]
