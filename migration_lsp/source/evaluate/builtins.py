"""Python's builtins, as far as they are harmless and of use: an allow-list, each on evaluated values.

The standard library's few stand in :mod:`stdlib`.
"""

from __future__ import annotations

import builtins
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import stdlib
from migration_lsp.source.evaluate.classes import enum_of
from migration_lsp.source.evaluate.expressions import MAX_ITEMS, items, subscript, truth
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.operators import as_text
from migration_lsp.source.evaluate.plugin import Plugin, Site
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    BoundMethod,
    Class,
    External,
    Function,
    Instance,
    Native,
    Raised,
    Super,
    Unknown,
    Value,
    contains_unknown,
    is_plain,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_NAMES = frozenset(name for name in vars(builtins) if not name.startswith("_"))

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
            return run(interpreter, arguments, keywords, site) if run is not None else _exception(function)
        return stdlib.call(interpreter, name, arguments, keywords, site)

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        return stdlib.attribute(value, name)

    def truth(self, value: Value) -> Value:
        if isinstance(value, enum.Enum):
            return bool(value.value) if isinstance(value, (str, int)) else True
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
            raise Raised("builtins.KeyError", site.span)
        return enumeration[key]


def _exception(function: External) -> Value:
    return function if function.name.endswith(("Error", "Exception", "Warning", "StopIteration")) else NOT_MINE


def _safely(name: str, function: Callable[..., Value]) -> Callable[..., Value]:
    """A builtin on plain values alone: with an unknown argument its value is not known."""

    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        if contains_unknown(arguments) or contains_unknown(keywords):
            return Unknown(f"an argument of {name}() is not known", site.span)
        try:
            return function(*arguments, **keywords)
        except (ValueError, OverflowError):
            raise Raised("builtins.ValueError", site.span) from None
        except (TypeError, AttributeError):
            return Unknown(f"a call of {name}() that fails", site.span)

    return run


def _str(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if not arguments:
        return ""
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    text = as_text(interpreter, arguments[0])
    return Unknown("a string that is not known", site.span) if text is None else text


def _bool(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    decided = truth(interpreter, arguments[0]) if arguments else False
    return Unknown("a condition is not decided", site.span) if decided is None else decided


def _int(value: Value = 0, base: Value = 10) -> Value:
    if isinstance(value, str) and len(value) > 1000:
        raise TypeError
    return int(value, base) if isinstance(value, str) else int(value)


def _range(*bounds: Value) -> Value:
    found = range(*bounds)
    if len(found) > MAX_ITEMS:
        raise TypeError
    return found


def _collected(kind: Callable[[list[Value]], Value]) -> Callable[..., Value]:
    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        values = items(interpreter, arguments[0], site) if arguments else []
        if isinstance(values, Unknown):
            return values
        try:
            result = kind(values)
        except TypeError:
            return Unknown("a collection that cannot be made", site.span)
        if arguments and id(arguments[0]) in interpreter.tainted:
            interpreter.tainted[id(result)] = result
        return result

    return run


def _dict(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    found: dict[Value, Value] = {}
    if arguments:
        source = arguments[0]
        if isinstance(source, dict):
            found.update(source)
        else:
            pairs = items(interpreter, source, site)
            if isinstance(pairs, Unknown):
                return pairs
            for pair in pairs:
                if not isinstance(pair, (tuple, list)) or len(pair) != 2 or isinstance(pair[0], (list, dict, set)):
                    return Unknown("a dict of what is not known", site.span)
                found[pair[0]] = pair[1]
    if isinstance(keywords.get("**"), Unknown):
        return keywords["**"]
    found.update(keywords)
    return found


def _sorted(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else []
    if isinstance(values, Unknown):
        return values
    return interpreter.sorted(values, keywords.get("key"), bool(keywords.get("reverse")))


def _enumerate(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else []
    start = keywords.get("start", arguments[1] if len(arguments) > 1 else 0)
    if isinstance(values, Unknown) or not isinstance(start, int):
        return values if isinstance(values, Unknown) else Unknown("enumerate() from what is not known")
    return list(enumerate(values, start))


def _zip(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    columns = [items(interpreter, argument, site) for argument in arguments]
    unknown = next((column for column in columns if isinstance(column, Unknown)), None)
    if unknown is not None:
        return unknown
    return list(zip(*columns, strict=False))


def _map(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[1], site) if len(arguments) == 2 else Unknown("map() of several")
    if isinstance(values, Unknown):
        return values
    return [interpreter.call(arguments[0], (value,), {}, site) for value in values]


def _filter(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[1], site) if len(arguments) == 2 else Unknown("filter()")
    if isinstance(values, Unknown):
        return values
    kept: list[Value] = []
    for value in values:
        passes = truth(
            interpreter, value if arguments[0] is None else interpreter.call(arguments[0], (value,), {}, site)
        )
        if passes is None:
            return Unknown("a condition is not decided", site.span)
        if passes:
            kept.append(value)
    return kept


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
    if id(value) in interpreter.tainted:
        return Unknown("its length depends on an undecided condition", site.span)
    values = items(interpreter, value, site)
    return values if isinstance(values, Unknown) else len(values)


def _next(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = items(interpreter, arguments[0], site) if arguments else []
    if isinstance(values, Unknown):
        return values
    if values:
        return values[0]
    if len(arguments) > 1:
        return arguments[1]
    raise Raised("builtins.StopIteration", site.span)


def _getattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[1], str):
        return Unknown("getattr() with what is not known", site.span)
    found = interpreter.find_attribute(arguments[0], arguments[1], site)
    if found is not MISSING:
        return found
    if len(arguments) > 2:
        return arguments[2]
    return Unknown(f"the attribute {arguments[1]} is not known", site.span)


def _hasattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[1], str):
        return Unknown("hasattr() with what is not known", site.span)
    found = interpreter.find_attribute(arguments[0], arguments[1], site)
    if isinstance(found, (Unknown, External)):
        return Unknown(f"whether it has {arguments[1]} is not known", site.span)
    return found is not MISSING


def _setattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 3 and isinstance(arguments[1], str):
        owner, name, value = arguments
        if interpreter.ask("set_attribute", interpreter, owner, name, value, site) is not NOT_MINE:
            return None
        if isinstance(owner, Class):
            owner.namespace[name] = value
        elif isinstance(owner, Instance):
            owner.attributes[name] = value
        elif isinstance(owner, Module):
            owner.namespace[name] = value
    return None


def _type(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 3:
        return interpreter.make_class_from(arguments, keywords, site)
    value = arguments[0] if arguments else None
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, enum.Enum):
        return interpreter.enumerations.get(type(value), type(value))
    if is_plain(value):
        return External(f"builtins.{type(value).__name__}")
    return Unknown("a type that is not known", site.span)


def _isinstance(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) != 2:
        return Unknown("isinstance()", site.span)
    value, wanted = arguments
    if isinstance(value, Unknown):
        return value
    answers = [_is_a(interpreter, value, kind) for kind in (wanted if isinstance(wanted, tuple) else (wanted,))]
    if True in answers:
        return True
    return Unknown("isinstance() of what is not known", site.span) if None in answers else False


def _is_a(interpreter: Interpreter, value: Value, kind: Value) -> bool | None:
    if isinstance(kind, Unknown):
        return None
    if isinstance(value, enum.Enum):
        cls = interpreter.enumerations.get(type(value))
        if isinstance(kind, Class):
            return cls is not None and kind in cls.mro
        return isinstance(kind, External) and kind.name in ("enum.Enum", "builtins.object")
    if isinstance(value, Instance):
        if kind in value.cls.mro:
            return True
        return None if any(isinstance(base, (External, Unknown)) for base in value.cls.mro) else False
    if isinstance(kind, External) and kind.name.startswith("builtins."):
        real = getattr(builtins, kind.last, None)
        if is_plain(value, 0) or isinstance(value, (list, tuple, dict, set, frozenset, range)):
            return isinstance(value, real) if isinstance(real, type) else None
        if kind.last == "type":
            return isinstance(value, (Class, type))
        return False
    if is_plain(value, 0) or isinstance(value, (list, tuple, dict, set, frozenset)):
        return False
    if isinstance(kind, type):
        return isinstance(value, kind)
    return False if isinstance(value, (Function, Class)) and isinstance(kind, Class) else None


def _issubclass(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[0], Class):
        return Unknown("issubclass() of what is not known", site.span)
    cls, wanted = arguments
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    if any(kind in cls.mro for kind in kinds):
        return True
    return Unknown("issubclass()", site.span) if any(isinstance(base, Unknown) for base in cls.mro) else False


def _callable(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else None
    if isinstance(value, Unknown):
        return value
    return isinstance(value, (Function, BoundMethod, Native, Class)) or callable(value)


def _super(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 2 and isinstance(arguments[0], Class):
        return Super(arguments[0], arguments[1])
    return Unknown("super() of what is not known", site.span)


def _globals(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    module = interpreter.modules.at(site.span.path)
    return module.namespace if module is not None else Unknown("globals()", site.span)


def _vars(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if arguments and isinstance(arguments[0], (Class, Module)):
        return arguments[0].namespace
    if arguments and isinstance(arguments[0], Instance):
        return arguments[0].attributes
    return Unknown("vars()", site.span)


def _nothing(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    return None


def _import(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if arguments and isinstance(arguments[0], str):
        module = interpreter.module(arguments[0])
        return module if module is not None else interpreter.external(arguments[0])
    return Unknown("an import of what is not known", site.span)


def _object(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    return Unknown("a bare object", site.span)


_BUILTINS: dict[str, Callable[..., Value]] = {
    "str": _str,
    "int": _safely("int", _int),
    "float": _safely("float", lambda value=0.0: float(value)),
    "bool": _bool,
    "bytes": _safely("bytes", lambda value=b"", *rest: value if isinstance(value, bytes) else str(value).encode()),
    "repr": _safely("repr", lambda value: repr(value) if is_plain(value) else None),
    "abs": _safely("abs", abs),
    "round": _safely("round", round),
    "min": _safely("min", min),
    "max": _safely("max", max),
    "sum": _safely("sum", sum),
    "ord": _safely("ord", ord),
    "chr": _safely("chr", chr),
    "divmod": _safely("divmod", divmod),
    "hash": _safely("hash", lambda value: Unknown("hash()")),
    "range": _safely("range", _range),
    "slice": _safely("slice", slice),
    "list": _collected(list),
    "tuple": _collected(tuple),
    "set": _collected(set),
    "frozenset": _collected(frozenset),
    "iter": _collected(list),
    "reversed": _collected(lambda values: values[::-1]),
    "dict": _dict,
    "sorted": _sorted,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "any": _any_or_all(True),
    "all": _any_or_all(False),
    "len": _len,
    "next": _next,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
    "type": _type,
    "isinstance": _isinstance,
    "issubclass": _issubclass,
    "callable": _callable,
    "super": _super,
    "globals": _globals,
    "vars": _vars,
    "print": _nothing,
    "object": _object,
    "__import__": _import,
}

__all__ = ["Builtins", "subscript"]
