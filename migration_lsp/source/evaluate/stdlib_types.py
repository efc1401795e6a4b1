"""What the standard library makes classes and functions with: enumerations, named tuples, data classes, wrappers."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import enumerations, instances
from migration_lsp.source.evaluate.classes import bare_class
from migration_lsp.source.evaluate.instances import FieldOptions, become_dataclass
from migration_lsp.source.evaluate.managers import Suppressing
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.values import (
    Class,
    External,
    Function,
    Instance,
    Native,
    Unknown,
    Value,
    contains_unknown,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]


def _enumeration(base: str) -> Callable[..., Value]:
    """The functional form: ``Enum("Colour", "RED GREEN")``."""

    def run(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
        name = arguments[0] if arguments else keywords.get("value")
        members = _members(
            arguments[1] if len(arguments) > 1 else keywords.get("names"), base, keywords.get("start", 1)
        )
        if not isinstance(name, str):
            return Unknown("an enumeration that is not known", site.span)
        if members is None or contains_unknown(members):
            return Unknown("the members of an enumeration are not known", site.span)
        return enumerations.functional(interpreter, name, base, members, keywords.get("type"), site)

    return run


def _members(given: Value, base: str, start: Value) -> dict[str, Value] | None:
    if isinstance(given, str):
        given = given.replace(",", " ").split()
    if isinstance(given, dict):
        return given or None
    if not isinstance(given, (list, tuple)) or not given or not isinstance(start, int):
        return None
    if all(isinstance(name, str) for name in given):
        if base == "enum.Enum" and start == 1:
            return {name: index for index, name in enumerate(given, 1)}
        return {name: External("enum.auto") for name in given} if start == 1 else None
    if all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in given):
        return {pair[0]: pair[1] for pair in given}
    return None


def _namedtuple(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    name = arguments[0] if arguments else keywords.get("typename")
    fields = arguments[1] if len(arguments) > 1 else keywords.get("field_names")
    if isinstance(fields, str):
        fields = fields.replace(",", " ").split()
    if not isinstance(fields, (list, tuple)) or not isinstance(name, str):
        return Unknown("namedtuple() of what is not known", site.span)
    names = [field[0] if isinstance(field, (list, tuple)) and field else field for field in fields]
    if not all(isinstance(field, str) for field in names) or "rename" in keywords:
        return Unknown("namedtuple() of what is not known", site.span)
    cls = bare_class(interpreter, name, (External("builtins.tuple"),), site)
    if isinstance(cls, Class):
        cls.annotations = {field: ast.Constant(None) for field in names}
        cls.extra.update(fields=names, is_tuple=True)
        defaults = keywords.get("defaults") or ()
        if isinstance(defaults, (list, tuple)) and defaults:
            cls.namespace.update(zip(names[-len(defaults) :], defaults, strict=False))
    return cls


def _dataclass(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    def decorate(more: Arguments, _: Keywords) -> Value:
        if more and isinstance(more[0], Class):
            become_dataclass(more[0], keywords)
        return more[0] if more else None

    return decorate(arguments, {}) if arguments else Native("dataclasses.dataclass", decorate)


def _field(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    return FieldOptions(keywords)


def _replace(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else None
    if not isinstance(value, Instance) or value.fields is None or "**" in keywords:
        return Unknown("replace() of what is not known", site.span)
    if any("__post_init__" in cls.namespace for cls in value.cls.own_classes()):
        return Unknown("replace() of what its class makes", site.span)
    return instances.replaced(value, keywords)


def _asdict(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else None
    return instances.as_dict(value) if isinstance(value, Instance) and not keywords else Unknown("asdict()", site.span)


def _astuple(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else None
    found = instances.as_dict(value) if isinstance(value, Instance) else None
    return tuple(found.values()) if isinstance(found, dict) else Unknown("astuple()", site.span)


def _partial(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if not arguments:
        return Unknown("partial() of nothing", site.span)
    function, *given = arguments

    def run(more: Arguments, more_keywords: Keywords) -> Value:
        return interpreter.call(function, (*given, *more), {**keywords, **more_keywords}, site)

    return Native("functools.partial", run)


def _wraps(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    """The decorated function goes by the name and the docstring of the one that it wraps."""
    wrapped = arguments[0] if arguments else None

    def decorate(more: Arguments, _: Keywords) -> Value:
        inner = more[0] if more else None
        if isinstance(inner, Function):
            for name in ("__name__", "__qualname__", "__doc__", "__module__"):
                inner.attributes[name] = interpreter.attribute(wrapped, name, site)
            if isinstance(wrapped, Function):
                inner.attributes.update({key: item for key, item in wrapped.attributes.items() if key[:2] != "__"})
            inner.attributes["__wrapped__"] = wrapped
        return inner

    return Native("functools.wraps", decorate)


def _first(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    """Decorators and casts that leave what they are given as it is."""
    if arguments and isinstance(arguments[0], (Function, Class, Native)):
        return arguments[0]
    return Native("the same", lambda more, _: more[0] if more else None)


def _reduce(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    values = interpreter.items(arguments[1], site) if len(arguments) > 1 else Unknown("reduce()")
    if isinstance(values, Unknown):
        return values
    values = [*arguments[2:3], *values]
    if not values:
        return Unknown("reduce() of nothing", site.span)
    total = values[0]
    for value in values[1:]:
        total = interpreter.call(arguments[0], (total, value), {}, site)
    return total


CALLS: dict[str, Callable[..., Value]] = {
    **{f"enum.{name}": _enumeration(f"enum.{name}") for name in ("Enum", "StrEnum", "IntEnum", "Flag", "IntFlag")},
    "collections.namedtuple": _namedtuple,
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": _field,
    "dataclasses.replace": _replace,
    "dataclasses.asdict": _asdict,
    "dataclasses.astuple": _astuple,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.lru_cache": _first,
    "functools.cache": _first,
    "functools.reduce": _reduce,
    "contextlib.suppress": lambda interpreter, arguments, keywords, site: Suppressing(arguments),
    "enum.unique": _first,
    "typing.no_type_check": _first,
}

__all__ = ["CALLS"]
