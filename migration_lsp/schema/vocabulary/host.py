"""From evaluated values to the arguments of real SQLAlchemy callables, and no further.

A function of the project becomes a callable that evaluates it; an enumeration becomes the real one made of its
members; a class or instance of a project's type becomes a type object.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from migration_lsp.schema.refusals import REFUSALS
from migration_lsp.schema.types import UnknownType
from migration_lsp.schema.vocabulary.known_types import known_type
from migration_lsp.schema.vocabulary.project_types import DecoratedType, SpelledType
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.classes import enum_of
from migration_lsp.source.evaluate.values import (
    HOLE,
    MISSING,
    NOT_MINE,
    BoundMethod,
    Class,
    External,
    Function,
    Instance,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


class NotKnown(Exception):
    """An argument is not known; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def host(interpreter: Interpreter, value: Value, site: Site) -> Any:
    """The real counterpart of an evaluated value. Raises :class:`NotKnown` where there is none."""
    if isinstance(value, Unknown):
        raise NotKnown(value.reason)
    if isinstance(value, (list, tuple)):
        return type(value)(host(interpreter, item, site) for item in value) if type(value) in (list, tuple) else value
    if isinstance(value, dict):
        return {key: host(interpreter, item, site) for key, item in value.items()}
    if isinstance(value, (Function, BoundMethod, Native)):
        return lambda *arguments, **keywords: host(
            interpreter, interpreter.call(value, arguments, keywords, site), site
        )
    enumeration = enum_of(value)
    if enumeration is not None:
        return enumeration
    if isinstance(value, Class) and "members" in value.extra:
        raise NotKnown(value.extra["members"].reason)
    real = interpreter.ask("real", interpreter, value, site)
    if real is not NOT_MINE:
        return host(interpreter, real, site) if isinstance(real, Unknown) else real
    if isinstance(value, (Class, Instance)):
        made = project_type(interpreter, value, site)
        if made is not None:
            return made
        raise NotKnown(f"an object of the project's class {(value if isinstance(value, Class) else value.cls).name}")
    if value == External("enum.Enum"):
        # ``Enum(enum.Enum)`` in a ``type_annotation_map`` stands for all enumerations.
        return enum.Enum
    if isinstance(value, External):
        known = known_type(interpreter, value.name, (), {})
        if known is not None:
            return known
        raise NotKnown(f"{value.name} is not known")
    return value


def host_of_query(interpreter: Interpreter, value: Value, site: Site) -> Any:
    """The same for parts of queries and statements on rows, where what is not known may stay a gap."""
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(host_of_query(interpreter, item, site) for item in value)
    if isinstance(value, dict):
        return {key: host_of_query(interpreter, item, site) for key, item in value.items()}
    try:
        return host(interpreter, value, site)
    except NotKnown:
        return literal_column(HOLE)


def as_type(interpreter: Interpreter, value: Value, site: Site) -> TypeEngine[Any]:
    """A value that stands where a type is expected; :class:`UnknownType` where it is not known."""
    if isinstance(value, TypeEngine):
        return value
    if isinstance(value, type) and issubclass(value, TypeEngine):
        try:
            return value()
        except TypeError:
            return UnknownType()
    try:
        found = host(interpreter, value, site)
    except NotKnown:
        return UnknownType()
    return found if isinstance(found, TypeEngine) else UnknownType()


def project_type(interpreter: Interpreter, value: Class | Instance, site: Site) -> TypeEngine[Any] | None:
    """The type object for a project's own type class or an instance of it; None where it is no type."""
    cls = value if isinstance(value, Class) else value.cls
    base = next((entry for entry in cls.mro if isinstance(entry, type) and issubclass(entry, TypeEngine)), None)
    outside = next(
        (entry for entry in cls.mro if isinstance(entry, External) and known_type(interpreter, entry.name, (), {})),
        None,
    )
    if base is None and outside is None:
        return None
    if isinstance(value, Class):
        made = interpreter.call(cls, (), {}, site)
        if not isinstance(made, Instance):
            return UnknownType()
        value = made
    if "type" not in value.extra:
        value.extra["type"] = UnknownType()
        value.extra["type"] = _made(interpreter, value, base, outside, site)
    found: TypeEngine[Any] = value.extra["type"]
    return found


def _made(
    interpreter: Interpreter,
    value: Instance,
    base: type[TypeEngine[Any]] | None,
    outside: External | None,
    site: Site,
) -> TypeEngine[Any]:
    arguments, keywords = value.base_arguments or ((), {})
    if base is None:
        return known_type(interpreter, outside.name if outside else "", arguments, keywords) or UnknownType()
    if issubclass(base, TypeDecorator):
        return _decorated(interpreter, value, base, arguments, keywords, site)
    if issubclass(base, UserDefinedType):
        return _spelled(interpreter, value, site)
    return _constructed(interpreter, base, arguments, keywords, site)


def _constructed(
    interpreter: Interpreter,
    base: type[TypeEngine[Any]],
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> TypeEngine[Any]:
    """A plain subclass of a SQLAlchemy type is that type in the database."""
    try:
        return base(*host(interpreter, arguments, site), **host(interpreter, keywords, site))
    except (NotKnown, *REFUSALS):
        return UnknownType()


def _decorated(
    interpreter: Interpreter,
    value: Instance,
    base: type[TypeEngine[Any]],
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> TypeEngine[Any]:
    declared = interpreter.find_attribute(value, "impl", site)
    if declared is MISSING or isinstance(declared, Unknown):
        inherited = getattr(base, "impl", None)
        declared = inherited if inherited is not None else declared
    underlying = _underlying(interpreter, declared, arguments, keywords, site)
    # To the type's own methods ``self.impl`` is the type that it was made with.
    value.attributes.update({"impl": underlying, "impl_instance": underlying})
    loader = interpreter.find_attribute(value, "load_dialect_impl", site)
    if not isinstance(loader, BoundMethod):
        return DecoratedType(value.cls.name, underlying)

    def per_dialect(dialect: Any) -> TypeEngine[Any] | None:
        answer = interpreter.call(loader, (DialectValue(dialect),), {}, site)
        if answer is None or answer is loader:
            return None
        return as_type(interpreter, answer, site)

    return DecoratedType(value.cls.name, underlying, per_dialect)


def _underlying(
    interpreter: Interpreter,
    declared: Value,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> TypeEngine[Any]:
    """``impl`` with the arguments that the decorator was made with, as ``TypeDecorator.__init__`` does it."""
    if isinstance(declared, type) and issubclass(declared, TypeEngine):
        try:
            return declared(*host(interpreter, arguments, site), **host(interpreter, keywords, site))
        except (NotKnown, *REFUSALS):
            # Arguments meant for the decorator alone: the type without them.
            return as_type(interpreter, declared, site)
    if isinstance(declared, Class):
        made = interpreter.call(declared, arguments, keywords, site)
        return as_type(interpreter, made, site)
    if isinstance(declared, External):
        return known_type(interpreter, declared.name, arguments, keywords) or UnknownType()
    return as_type(interpreter, declared, site)


def _spelled(interpreter: Interpreter, value: Instance, site: Site) -> TypeEngine[Any]:
    method = interpreter.find_attribute(value, "get_col_spec", site)
    text = interpreter.call(method, (), {}, site) if isinstance(method, BoundMethod) else method
    return SpelledType(text) if isinstance(text, str) else UnknownType()


@dataclass(frozen=True, slots=True)
class Preparer:
    """What quotes identifiers for a dialect."""

    dialect: DialectValue


class DialectValue:
    """A dialect as project text sees it: a name, and the type that it makes of another."""

    def __init__(self, dialect: Any) -> None:
        self.dialect = dialect

    @property
    def name(self) -> str:
        name: str = self.dialect.name
        return name


__all__ = ["DialectValue", "NotKnown", "as_type", "host", "project_type"]
