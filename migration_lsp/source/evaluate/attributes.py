"""What ``value.name`` is, for each kind of value."""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import instances, texts
from migration_lsp.source.evaluate.instances import FieldOptions
from migration_lsp.source.evaluate.methods import method
from migration_lsp.source.evaluate.modules import Module, State
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import attribute_of, refused
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    PLAIN_TYPES,
    BoundMethod,
    Class,
    Descriptor,
    External,
    Failure,
    Function,
    Generic,
    Instance,
    Super,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


OBJECT = External("builtins.object")

OF_EVERY_OBJECT = frozenset({*dir(type), "__dict__", "__weakref__"})
"""Names that every object or class has from Python itself, and that are not followed here."""


def attribute(interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
    """``value.name``; where it is not known, an :class:`Unknown` that says so."""
    found = find_attribute(interpreter, value, name, site)
    if found is not MISSING:
        return found
    if lacks(value, name):
        return refused(interpreter, "AttributeError", f"there is no attribute {name}", site)
    return Unknown(f"the attribute {name} is not known", site.span)


def lacks(value: Value, name: str) -> bool | None:
    """Whether a value certainly has no such attribute, after it was looked for in vain; None where that is open."""
    if type(value) in PLAIN_TYPES:
        return not hasattr(type(value), name)
    if name in OF_EVERY_OBJECT:
        return None
    if isinstance(value, (Instance, Class)):
        cls = value if isinstance(value, Class) else value.cls
        return True if cls.is_whole else None
    if isinstance(value, Module):
        is_open = value.star_sources or "__getattr__" in value.namespace or value.state is State.LOADING
        return None if is_open else True
    return None


def find_attribute(interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
    """``value.name``, or ``MISSING``."""
    if isinstance(value, Unknown):
        return value.followed(name)
    if isinstance(value, Module):
        return _of_module(interpreter, value, name)
    if isinstance(value, External):
        return _of_external(interpreter, value, name)
    if type(value) not in PLAIN_TYPES:
        answer = interpreter.ask("attribute", interpreter, value, name, site)
        if answer is not NOT_MINE:
            return answer
        finder = _FINDERS.get(type(value))
        if finder is not None:
            return finder(interpreter, value, name, site)
        if isinstance(value, enum.Enum):
            return _of_member(interpreter, value, name, site)
        if isinstance(value, type) and issubclass(value, enum.Enum):
            return _of_enumeration(value, name)
    return method(interpreter, value, name)


def _of_generic(interpreter: Interpreter, value: Generic, name: str, site: Site) -> Value:
    return find_attribute(interpreter, value.origin, name, site)


def _of_function(interpreter: Interpreter, value: Function, name: str, site: Site) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if name in ("__name__", "__qualname__"):
        return value.name if name == "__name__" or value.owner is None else MISSING
    if name == "__doc__":
        return None if isinstance(value.node, ast.Lambda) else ast.get_docstring(value.node, clean=False)
    return value.module.name if name == "__module__" else MISSING


def _of_method(interpreter: Interpreter, value: BoundMethod, name: str, site: Site) -> Value:
    if name == "__self__":
        return value.receiver
    return value.function if name == "__func__" else _of_function(interpreter, value.function, name, site)


def _of_failure(interpreter: Interpreter, value: Failure, name: str, site: Site) -> Value:
    return attribute_of(value, name)


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


def _of_class(interpreter: Interpreter, cls: Class, name: str, site: Site) -> Value:
    if name == "_fields" and cls.extra.get("is_tuple") is True:
        return tuple(cls.extra["fields"])
    return class_attribute(interpreter, cls, name, cls, site)


def class_attribute(interpreter: Interpreter, cls: Class, name: str, receiver: Value, site: Site) -> Value:
    """A name of a class by its resolution order, bound to ``receiver`` where it is a class method or property."""
    if name.startswith("__") and receiver is cls:
        found = _about_class(cls, name)
        if found is not MISSING:
            return found
    real = cls.extra.get("enum")
    if real is not None and name in real.__members__:
        return real[name]
    for entry in cls.mro or (cls,):
        if isinstance(entry, Class) and name in entry.namespace:
            found = interpreter.settled(entry.namespace, name)
            return bound(interpreter, found, receiver, cls, site)
    return _of_outside_base(interpreter, cls, name, site)


def _about_class(cls: Class, name: str) -> Value:
    if name == "__name__":
        return cls.name
    if name == "__mro__":
        return cls.mro if OBJECT in cls.mro else (*cls.mro, OBJECT)
    if name == "__bases__":
        return cls.bases or (OBJECT,)
    if name == "__members__" and cls.extra.get("enum") is not None:
        return dict(cls.extra["enum"].__members__)
    if name == "__annotations__":
        return dict(cls.annotations)
    if name == "__dict__":
        return cls.namespace
    return MISSING


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
    if isinstance(value, Function):
        return BoundMethod(value, receiver) if receiver is not cls else value
    if isinstance(value, Instance):
        owner = None if receiver is cls else receiver
        found = interpreter.special(value, "__get__", (owner, cls), site)
        return value if found is MISSING else found
    if isinstance(value, FieldOptions):
        return value.options.get("default", MISSING)
    if not isinstance(value, Descriptor):
        return value
    function = value.function
    if value.kind in ("property", "hybrid_property"):
        if receiver is cls and value.kind == "property":
            return value
        return _property_value(interpreter, value, receiver, site)
    if not isinstance(function, Function):
        return function
    if value.kind == "classmethod":
        return BoundMethod(function, cls)
    if value.kind in ("declared_attr", "cascading", "classproperty"):
        return interpreter.call(function, (cls,), {}, site)
    return BoundMethod(function, receiver) if value.kind == "hybrid_method" else function


def _property_value(interpreter: Interpreter, value: Descriptor, receiver: Value, site: Site) -> Value:
    found = interpreter.call(value.function, (receiver,), {}, site)
    if value.is_cached and isinstance(receiver, Instance) and isinstance(value.function, Function):
        interpreter.journal.changing(receiver.attributes, is_names=True)
        receiver.attributes[value.function.name] = found
    return found


def _of_instance(interpreter: Interpreter, value: Instance, name: str, site: Site) -> Value:
    if name in value.attributes and not _is_property(value, name):
        return interpreter.settled(value.attributes, name)
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return value.attributes
    found = class_attribute(interpreter, value.cls, name, value, site)
    if found is not MISSING:
        return found
    found = instances.method(interpreter, value, name, site)
    if found is not MISSING:
        return found
    failure = texts.as_failure(value)
    if failure is not None and name == "args":
        return failure.arguments
    return interpreter.special(value, "__getattr__", (name,), site)


def _is_property(value: Instance, name: str) -> bool:
    """Whether a property of the class stands before the attribute of the instance."""
    for entry in value.cls.own_classes():
        found = entry.namespace.get(name)
        if found is not None:
            return isinstance(found, Descriptor) and found.kind == "property" and not found.is_cached
    return False


def _of_super(interpreter: Interpreter, value: Super, name: str, site: Site) -> Value:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else value.receiver
    if not isinstance(cls, Class):
        return Unknown("super() of what is not known", site.span)
    order = list(cls.mro)
    after = order[order.index(value.after) + 1 :] if value.after in order else order[1:]
    for entry in after:
        if isinstance(entry, Class) and name in entry.namespace:
            return bound(interpreter, _as_class_method(entry.namespace[name], name), value.receiver, cls, site)
    return interpreter.super_outside(value, name, site)


def _as_class_method(value: Value, name: str) -> Value:
    """``__init_subclass__`` and ``__class_getitem__`` are class methods without being called so."""
    is_one = isinstance(value, Function) and name in ("__init_subclass__", "__class_getitem__")
    return Descriptor("classmethod", value) if is_one else value


def _of_member(interpreter: Interpreter, member: enum.Enum, name: str, site: Site) -> Value:
    if name in ("value", "_value_"):
        return member.value
    if name in ("name", "_name_"):
        return member.name
    own = interpreter.member_attributes.get(member)
    if own is not None and name in own:
        return own[name]
    if name == "__class__":
        return interpreter.enumerations.get(type(member), MISSING)
    cls = interpreter.enumerations.get(type(member))
    if cls is not None:
        found = class_attribute(interpreter, cls, name, member, site)
        if found is not MISSING:
            return found
    return method(interpreter, member.value, name) if isinstance(member, (str, int)) else MISSING


def _of_enumeration(value: type[enum.Enum], name: str) -> Value:
    if name == "__name__":
        return value.__name__
    if name == "__members__":
        return dict(value.__members__)
    return value.__members__.get(name, MISSING)


_FINDERS: dict[type, Callable[..., Value]] = {
    Class: _of_class,
    Instance: _of_instance,
    Super: _of_super,
    Generic: _of_generic,
    Function: _of_function,
    BoundMethod: _of_method,
    Failure: _of_failure,
}
