"""What calling a class makes: instances, with the fields of data classes and named tuples, and members."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import attributes
from migration_lsp.source.evaluate.enumerations import enum_of
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.values import (
    MISSING,
    BoundMethod,
    Class,
    Descriptor,
    External,
    Failure,
    Function,
    Instance,
    Native,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple", "collections.namedtuple"})


class FieldOptions:
    """``dataclasses.field(…)``: what its arguments say."""

    __slots__ = ("options",)

    def __init__(self, options: dict[str, Value]) -> None:
        self.options = options


def make(
    interpreter: Interpreter, cls: Class, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    """``cls(*arguments, **keywords)``."""
    enumeration = enum_of(cls)
    if enumeration is not None:
        return member(interpreter, cls, enumeration, arguments, site)
    if "members" in cls.extra:
        return cls.extra["members"]
    made = _own_new(interpreter, cls, arguments, keywords, site)
    if made is not MISSING and not (isinstance(made, Instance) and made.cls is cls):
        return made
    instance = made if isinstance(made, Instance) else Instance(cls)
    interpreter.journal.born(instance.attributes)
    initializer = attributes.class_attribute(interpreter, cls, "__init__", instance, site)
    if isinstance(initializer, BoundMethod):
        interpreter.call(initializer, arguments, keywords, site)
        if instance.base_arguments is None:
            instance.base_arguments = (arguments, {})
        return instance
    if any(isinstance(entry, Unknown) for entry in cls.mro):
        return Unknown(f"{cls.name} has a base that is not known", site.span)
    instance.base_arguments = (arguments, keywords)
    _set_fields(interpreter, instance, arguments, keywords, site)
    return instance


def _own_new(
    interpreter: Interpreter, cls: Class, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    """What the class's own ``__new__`` makes, or ``MISSING`` where it has none."""
    for entry in cls.own_classes():
        maker = entry.namespace.get("__new__")
        if isinstance(maker, Descriptor):
            maker = maker.function
        if isinstance(maker, Function):
            return interpreter.call(maker, (cls, *arguments), keywords, site)
    return MISSING


def _set_fields(
    interpreter: Interpreter, instance: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> None:
    """Attributes as a dataclass, a named tuple or a model would set them: by annotation, in order."""
    cls = instance.cls
    names = instance.fields
    if names is None:
        order = [name for entry in reversed(list(cls.own_classes())) for name in entry.annotations]
        instance.attributes.update(zip(dict.fromkeys(order), arguments, strict=False))
        instance.attributes.update({name: value for name, value in keywords.items() if name != "**"})
        return
    given = dict(keywords)
    spread = given.pop("**", None)
    settable = [name for name in names if _option(cls, name, "init", True)]
    positional = [name for name in settable if not _option(cls, name, "kw_only", False)]
    given.update(zip(positional, arguments, strict=False))
    for name in names:
        if name in given and name in settable:
            instance.attributes[name] = given[name]
        else:
            instance.attributes[name] = spread if spread is not None else _default(interpreter, cls, name, site)
    after = attributes.class_attribute(interpreter, cls, "__post_init__", instance, site)
    if isinstance(after, BoundMethod):
        if cls.extra.get("has_init_only"):
            instance.attributes.update(dict.fromkeys(names, Unknown("fields for the initializer alone")))
            return
        interpreter.call(after, (), {}, site)


def _option(cls: Class, name: str, option: str, default: bool) -> bool:
    value = _declared(cls, name)
    answer = value.options.get(option, default) if isinstance(value, FieldOptions) else default
    if option == "kw_only" and cls.extra.get("kw_only") is True and answer is False:
        return True
    return answer is True


def _declared(cls: Class, name: str) -> Value:
    for entry in cls.own_classes():
        if name in entry.namespace:
            return entry.namespace[name]
    return MISSING


def _default(interpreter: Interpreter, cls: Class, name: str, site: Site) -> Value:
    value = _declared(cls, name)
    if isinstance(value, FieldOptions):
        if "default_factory" in value.options:
            return interpreter.call(value.options["default_factory"], (), {}, site)
        value = value.options.get("default", MISSING)
    if value is MISSING:
        return refused(interpreter, "TypeError", f"{cls.name}() lacks its argument {name}", site)
    return value


def describe_class(cls: Class) -> None:
    """Note on a new class whether it is a named tuple, with its fields."""
    if cls.annotations and any(isinstance(base, External) and base.name in _TUPLES for base in cls.bases):
        cls.extra["fields"] = list(cls.annotations)
        cls.extra["is_tuple"] = True
        return
    for entry in cls.mro[1:]:
        if isinstance(entry, Class) and "fields" in entry.extra:
            for name in ("fields", "is_tuple", "dataclass", "compares_fields", "kw_only"):
                if name in entry.extra:
                    cls.extra[name] = entry.extra[name]
            return


def become_dataclass(cls: Class, options: dict[str, Value]) -> None:
    """``@dataclass``: the fields of the class are its annotations, after those of the classes it stands on."""
    order = [
        name
        for entry in reversed(list(cls.own_classes()))
        if entry is cls or entry.extra.get("dataclass") is True
        for name, annotation in entry.annotations.items()
        if not _is_class_variable(annotation)
    ]
    cls.extra["has_init_only"] = any("InitVar" in ast.dump(node) for node in cls.annotations.values())
    cls.extra["fields"] = list(dict.fromkeys(order))
    cls.extra["dataclass"] = True
    cls.extra["is_tuple"] = False
    cls.extra["compares_fields"] = options.get("eq", True) is True
    cls.extra["kw_only"] = options.get("kw_only", False)


def _is_class_variable(annotation: ast.expr) -> bool:
    return "ClassVar" in ast.dump(annotation)


def method(interpreter: Interpreter, instance: Instance, name: str, site: Site) -> Value:
    """What a named tuple brings by itself, or ``MISSING``."""
    names = instance.fields
    if not instance.is_tuple or names is None:
        return MISSING
    if name == "_asdict":
        return Native(name, lambda arguments, keywords: {key: instance.attributes[key] for key in names})
    if name == "_replace":
        return Native(name, lambda arguments, keywords: replaced(instance, keywords))
    return tuple(names) if name == "_fields" else MISSING


def replaced(instance: Instance, changes: dict[str, Value]) -> Value:
    """``dataclasses.replace`` and ``_replace`` of a named tuple."""
    return Instance(instance.cls, {**instance.attributes, **changes})


def as_dict(value: Value, depth: int = 8) -> Value:
    """``dataclasses.asdict``."""
    if depth == 0:
        return Unknown("too deep a data class")
    if isinstance(value, Instance) and value.fields is not None and not value.is_tuple:
        return {name: as_dict(value.attributes.get(name), depth - 1) for name in value.fields}
    if type(value) in (list, tuple):
        return type(value)(as_dict(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return {key: as_dict(item, depth - 1) for key, item in value.items()}
    return value


def member(
    interpreter: Interpreter, cls: Value, enumeration: type[enum.Enum], arguments: tuple[Value, ...], site: Site
) -> Value:
    """``Colour("red")``."""
    if len(arguments) != 1 or interpreter.is_undecided(arguments[0]):
        return Unknown("a member of an enumeration that is not known", site.span)
    wanted = arguments[0]
    for found in enumeration:
        if found is wanted or interpreter.truth(interpreter.equal(found.value, wanted, site)) is True:
            return found
    if issubclass(enumeration, enum.Flag):
        return Unknown("a combination of flags", site.span)
    if isinstance(cls, Class):
        fallback = interpreter.find_attribute(cls, "_missing_", site)
        if fallback is not MISSING:
            found = interpreter.call(fallback, (wanted,), {}, site)
            if found is not None:
                return found
    told = Failure("builtins.ValueError", (f"{wanted!r} is not a valid {enumeration.__name__}",))
    raise Raised("builtins.ValueError", site.span, value=told if isinstance(wanted, (str, int)) else None)


__all__ = ["FieldOptions", "as_dict", "become_dataclass", "describe_class", "make", "member", "method", "replaced"]
