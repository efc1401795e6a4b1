"""The builtins that ask a value about itself: its attributes, its class, the names around it."""

from __future__ import annotations

import builtins
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import attributes
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import exception_name, refused
from migration_lsp.source.evaluate.streams import Stream
from migration_lsp.source.evaluate.values import (
    MISSING,
    BoundMethod,
    Class,
    External,
    Failure,
    Function,
    Generic,
    Instance,
    Native,
    Raised,
    Super,
    Unknown,
    Value,
    is_plain,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]
_CONTAINERS = (list, tuple, dict, set, frozenset, range)


def _getattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[1], str):
        return Unknown("getattr() with what is not known", site.span)
    owner, name = arguments[0], arguments[1]
    if len(arguments) == 2:
        return interpreter.attribute(owner, name, site)
    try:
        found = interpreter.find_attribute(owner, name, site)
    except Raised as raised:
        if raised.kind == "builtins.AttributeError":
            return arguments[2]
        raise
    if isinstance(owner, External) and found == External(f"{owner.name}.{name}") and name.startswith("__"):
        # What a class from elsewhere says of itself (``__table__``) it nearly never says: the text expects that.
        return arguments[2]
    if found is not MISSING:
        return found
    if attributes.lacks(owner, name) is False:
        return Unknown(f"the attribute {name} is not known", site.span)
    return arguments[2]


def _hasattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[1], str):
        return Unknown("hasattr() with what is not known", site.span)
    owner, name = arguments
    try:
        found = interpreter.find_attribute(owner, name, site)
    except Raised as raised:
        if raised.kind == "builtins.AttributeError":
            return False
        raise
    if isinstance(found, (Unknown, External)):
        return Unknown(f"whether it has {name} is not known", site.span)
    if found is not MISSING:
        return True
    lacks = attributes.lacks(owner, name)
    if lacks is None and name not in attributes.OF_EVERY_OBJECT:
        return False
    return Unknown(f"whether it has {name} is not known", site.span) if lacks is None else not lacks


def _setattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 3 and isinstance(arguments[1], str):
        interpreter.set_attribute(arguments[0], arguments[1], arguments[2], site)
    return None


def _delattr(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 2 and isinstance(arguments[1], str):
        gone = Unknown(f"the attribute {arguments[1]} was deleted")
        interpreter.set_attribute(arguments[0], arguments[1], gone, site)
    return None


def _type(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 3:
        return interpreter.make_class_from(arguments, keywords, site)
    value = arguments[0] if arguments else None
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Failure):
        return External(value.kind)
    if isinstance(value, enum.Enum):
        return interpreter.enumerations.get(type(value), type(value))
    if is_plain(value, 0) or isinstance(value, _CONTAINERS):
        return External(f"builtins.{type(value).__name__}")
    return Unknown("a type that is not known", site.span)


def _isinstance(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) != 2:
        return Unknown("isinstance()", site.span)
    value, wanted = arguments
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.span, value.rows)
    answers = [_is_a(interpreter, value, kind) for kind in _kinds(wanted)]
    if True in answers:
        return True
    return Unknown("isinstance() of what is not known", site.span) if None in answers else False


def _kinds(wanted: Value) -> list[Value]:
    """The classes that are asked for: one, a tuple of them, or a union."""
    if isinstance(wanted, tuple):
        return [kind for part in wanted for kind in _kinds(part)]
    if isinstance(wanted, Generic) and wanted.origin == External("typing.Union"):
        return [kind for part in wanted.arguments for kind in _kinds(part)]
    return [wanted]


def _is_a(interpreter: Interpreter, value: Value, kind: Value) -> bool | None:
    if isinstance(kind, Unknown):
        return None
    if kind is None:
        return value is None
    if isinstance(kind, External) and kind.name == "builtins.object":
        return True
    if isinstance(value, enum.Enum):
        return _is_member_of(interpreter, value, kind)
    if isinstance(value, Instance):
        return _is_instance_of(value, kind)
    if isinstance(value, Failure):
        return _is_failure_of(value, kind)
    if isinstance(kind, External) and kind.name.startswith("builtins."):
        return _is_builtin(value, kind)
    if is_plain(value, 0) or isinstance(value, _CONTAINERS):
        return None if isinstance(kind, External) else False
    if isinstance(kind, type):
        return isinstance(value, kind)
    return False if isinstance(value, (Function, Class)) and isinstance(kind, Class) else None


def _is_builtin(value: Value, kind: External) -> bool | None:
    real = type(None) if kind.last == "NoneType" else getattr(builtins, kind.last, None)
    if is_plain(value, 0) or isinstance(value, _CONTAINERS):
        return isinstance(value, real) if isinstance(real, type) else None
    if kind.last == "type":
        return True if isinstance(value, (Class, type)) else None if isinstance(value, External) else False
    return False


def _is_member_of(interpreter: Interpreter, value: enum.Enum, kind: Value) -> bool | None:
    cls = interpreter.enumerations.get(type(value))
    if isinstance(kind, Class):
        return cls is not None and kind in cls.mro
    if isinstance(kind, External) and kind.name.startswith("builtins."):
        real = getattr(builtins, kind.last, None)
        return isinstance(value, real) if isinstance(real, type) else None
    if isinstance(kind, External) and kind.name.startswith("enum."):
        real = getattr(enum, kind.last, None)
        if kind.last in ("StrEnum", "IntEnum", "Flag", "IntFlag", "Enum") and isinstance(real, type):
            return isinstance(value, real)
    return None if isinstance(kind, External) else False


def _is_instance_of(value: Instance, kind: Value) -> bool | None:
    if kind in value.cls.mro or kind is value.cls:
        return True
    if isinstance(kind, External) and kind.name == "builtins.tuple" and value.is_tuple:
        return True
    bases = [base for base in value.cls.mro if isinstance(base, (External, Unknown))]
    if isinstance(kind, External) and kind.name.startswith("builtins."):
        names = [base.name for base in bases if isinstance(base, External)]
        if len(names) == len(bases) and all(name.startswith("builtins.") for name in names):
            reals = [getattr(builtins, name.rpartition(".")[2], None) for name in names]
            real = getattr(builtins, kind.last, None)
            return isinstance(real, type) and any(isinstance(base, type) and issubclass(base, real) for base in reals)
    if value.cls.is_whole and (isinstance(kind, Class) or (isinstance(kind, External) and kind.name[:8] == "builtins")):
        return False
    return None if bases or isinstance(kind, External) else False


def _is_failure_of(value: Failure, kind: Value) -> bool | None:
    name = exception_name(kind)
    mine, real = (
        getattr(builtins, value.kind.rpartition(".")[2], None),
        getattr(builtins, name.rpartition(".")[2], None),
    )
    if isinstance(kind, External) and isinstance(mine, type) and isinstance(real, type):
        return issubclass(mine, real)
    return False


def _issubclass(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) != 2 or isinstance(arguments[0], Unknown):
        return Unknown("issubclass() of what is not known", site.span)
    answers = [_is_subclass(arguments[0], kind) for kind in _kinds(arguments[1])]
    if True in answers:
        return True
    return Unknown("issubclass() of what is not known", site.span) if None in answers else False


def _is_subclass(cls: Value, kind: Value) -> bool | None:
    if isinstance(kind, External) and kind.name == "builtins.object":
        return True
    if isinstance(cls, Class):
        if kind in cls.mro:
            return True
        if any(isinstance(base, Unknown) for base in cls.mro) or isinstance(kind, Unknown):
            return None
        answers = [_is_subclass(base, kind) for base in cls.mro if isinstance(base, External)]
        return True if True in answers else None if None in answers else False
    if isinstance(cls, External) and isinstance(kind, External):
        if cls == kind:
            return True
        one, other = (getattr(builtins, name.last, None) for name in (cls, kind))
        both = cls.name.startswith("builtins.") and kind.name.startswith("builtins.")
        return issubclass(one, other) if both and isinstance(one, type) and isinstance(other, type) else None
    return False if isinstance(cls, External) and isinstance(kind, Class) else None


def _callable(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    value = arguments[0] if arguments else None
    if isinstance(value, External) and value.name.startswith("builtins."):
        return callable(getattr(builtins, value.last, None))
    if isinstance(value, (Unknown, External)):
        return Unknown("whether it can be called is not known", site.span)
    if isinstance(value, Instance):
        return interpreter.find_attribute(value, "__call__", site) is not MISSING
    if isinstance(value, (Function, BoundMethod, Native, Class)):
        return True
    return False if isinstance(value, (Stream, Failure, Module)) else callable(value)


def _super(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if len(arguments) == 2 and isinstance(arguments[0], Class):
        return Super(arguments[0], arguments[1])
    return Unknown("super() of what is not known", site.span)


def _globals(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    module = interpreter.modules.at(site.span.path)
    return module.namespace if module is not None else Unknown("globals()", site.span)


def _vars(interpreter: Interpreter, arguments: Arguments, keywords: Keywords, site: Site) -> Value:
    if arguments and isinstance(arguments[0], Module):
        interpreter.looked_through(arguments[0])
    if arguments and isinstance(arguments[0], (Class, Module)):
        return arguments[0].namespace
    if arguments and isinstance(arguments[0], Instance):
        return arguments[0].attributes
    if arguments and is_plain(arguments[0], 1):
        return refused(interpreter, "TypeError", "vars() of what has no names", site)
    return Unknown("vars()", site.span)


CALLS: dict[str, Callable[..., Value]] = {
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
    "delattr": _delattr,
    "type": _type,
    "isinstance": _isinstance,
    "issubclass": _issubclass,
    "callable": _callable,
    "super": _super,
    "globals": _globals,
    "vars": _vars,
}

__all__ = ["CALLS"]
