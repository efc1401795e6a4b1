"""What ``value.name`` is, for each kind of value."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.methods import method
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    BoundMethod,
    Class,
    Descriptor,
    External,
    Function,
    Generic,
    Instance,
    Super,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def attribute(interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
    """``value.name``; where it is not known, an :class:`Unknown` that says so."""
    found = find_attribute(interpreter, value, name, site)
    if found is MISSING:
        return Unknown(f"the attribute {name} is not known", site.span)
    return found


def find_attribute(interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
    """``value.name``, or ``MISSING``."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Module):
        return _of_module(interpreter, value, name)
    if isinstance(value, External):
        return _of_external(interpreter, value, name)
    answer = interpreter.ask("attribute", interpreter, value, name, site)
    if answer is not NOT_MINE:
        return answer
    if isinstance(value, Class):
        return class_attribute(interpreter, value, name, value, site)
    if isinstance(value, Instance):
        return _of_instance(interpreter, value, name, site)
    if isinstance(value, Super):
        return _of_super(interpreter, value, name, site)
    if isinstance(value, enum.Enum):
        return _of_member(interpreter, value, name, site)
    if isinstance(value, type) and issubclass(value, enum.Enum):
        return _of_enumeration(value, name)
    if isinstance(value, Generic):
        return find_attribute(interpreter, value.origin, name, site)
    if isinstance(value, Function):
        return {"__name__": value.name, "__module__": value.module.name}.get(name, MISSING)
    if isinstance(value, BoundMethod):
        return {"__name__": value.function.name, "__func__": value.function}.get(name, MISSING)
    return method(interpreter, value, name)


def _of_module(interpreter: Interpreter, module: Module, name: str) -> Value:
    found = interpreter.module_attribute(module, name)
    if found is not MISSING:
        return found
    return (
        interpreter.external(f"{module.name}.{name}")
        if interpreter.modules.is_folder(f"{module.name}.{name}")
        else MISSING
    )


def _of_external(interpreter: Interpreter, value: External, name: str) -> Value:
    dotted = f"{value.name}.{name}"
    module = interpreter.module(dotted) if interpreter.modules.is_folder(value.name) else None
    if module is not None:
        return module
    if name in ("__name__", "__qualname__"):
        return value.last
    return interpreter.outside(dotted)


def class_attribute(interpreter: Interpreter, cls: Class, name: str, receiver: Value, site: Site) -> Value:
    """A name of a class by its resolution order, bound to ``receiver`` where it is a class method or property."""
    if name == "__name__":
        return cls.name
    if name == "__mro__":
        return cls.mro
    if name == "__members__" and cls.extra.get("enum") is not None:
        return dict(cls.extra["enum"].__members__)
    if name == "__annotations__":
        return dict(cls.annotations)
    real = cls.extra.get("enum")
    if real is not None and name in real.__members__:
        return real[name]
    for entry in cls.mro or (cls,):
        if isinstance(entry, Class) and name in entry.namespace:
            return bound(interpreter, interpreter.settled(entry.namespace, name), receiver, cls, site)
    return _of_outside_base(interpreter, cls, name, site)


def _of_outside_base(interpreter: Interpreter, cls: Class, name: str, site: Site) -> Value:
    """What a base class outside the project may bring: a plugin's answer, else not known."""
    for entry in cls.mro:
        if isinstance(entry, Unknown):
            return Unknown(f"{cls.name} has a base that is not known: {entry.reason}", site.span)
        if isinstance(entry, External):
            found = interpreter.external(f"{entry.name}.{name}")
            if not isinstance(found, External):
                return found
    return MISSING


def bound(interpreter: Interpreter, value: Value, receiver: Value, cls: Class, site: Site) -> Value:
    """A value found in a class, as it comes out of an attribute look-up on ``receiver``."""
    if isinstance(value, Function) and receiver is not cls:
        return BoundMethod(value, receiver)
    if not isinstance(value, Descriptor):
        return value
    function = value.function
    if not isinstance(function, Function):
        return function
    if value.kind == "staticmethod":
        return function
    if value.kind == "classmethod":
        return BoundMethod(function, cls)
    if value.kind in ("declared_attr", "cascading", "classproperty"):
        return interpreter.call(function, (cls,), {}, site)
    if value.kind == "hybrid_method":
        return BoundMethod(function, receiver)
    if value.kind in ("property", "hybrid_property"):
        if receiver is cls and value.kind == "property":
            return value
        return interpreter.call(function, (receiver,), {}, site)
    return function


def _of_instance(interpreter: Interpreter, value: Instance, name: str, site: Site) -> Value:
    if name in value.attributes:
        return interpreter.settled(value.attributes, name)
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return value.attributes
    return class_attribute(interpreter, value.cls, name, value, site)


def _of_super(interpreter: Interpreter, value: Super, name: str, site: Site) -> Value:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else value.receiver
    if not isinstance(cls, Class):
        return Unknown("super() of what is not known", site.span)
    order = list(cls.mro)
    after = order[order.index(value.after) + 1 :] if value.after in order else order[1:]
    for entry in after:
        if isinstance(entry, Class) and name in entry.namespace:
            return bound(interpreter, entry.namespace[name], value.receiver, cls, site)
    return interpreter.super_outside(value, name, site)


def _of_member(interpreter: Interpreter, member: enum.Enum, name: str, site: Site) -> Value:
    if name in ("value", "_value_"):
        return member.value
    if name in ("name", "_name_"):
        return member.name
    cls = interpreter.enumerations.get(type(member))
    if cls is not None:
        found = class_attribute(interpreter, cls, name, member, site)
        if found is not MISSING:
            return found
    return method(interpreter, member.value, name)


def _of_enumeration(value: type[enum.Enum], name: str) -> Value:
    if name == "__name__":
        return value.__name__
    if name == "__members__":
        return dict(value.__members__)
    return value.__members__.get(name, MISSING)
