"""Evaluated annotations as real ``typing`` objects, so that what compares and hashes them is Python itself.

A class that is not known, or of the project, is stood for by an empty class of its name. One class has one stand-in
in all annotations under a declarative base, which is what makes it a key of a ``type_annotation_map``.
"""

from __future__ import annotations

import builtins
import collections.abc
import datetime
import decimal
import enum
import types
import typing
import uuid
from collections.abc import Hashable
from typing import Any

import typing_extensions

from migration_lsp.source.evaluate.classes import enum_of
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.values import Class, External, Function, Generic, Unknown, Value

_MODULES: dict[str, Any] = {
    "builtins": builtins,
    "datetime": datetime,
    "decimal": decimal,
    "enum": enum,
    "uuid": uuid,
    "typing": typing,
    "typing_extensions": typing_extensions,
    "collections.abc": collections.abc,
}
"""Modules whose types stand for themselves."""


class NotReal(Exception):
    """A part of an annotation is not known; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Opaque:
    """Stands in ``Annotated`` for a value that cannot be hashed, or whose equality is nobody's business."""

    def __init__(self, value: Value) -> None:
        self.value = value


_PYDANTIC: dict[str, type] = {
    **{
        f"{name}{kind.title()}": real
        for name in ("Positive", "Negative", "NonPositive", "NonNegative", "Strict")
        for kind, real in {"int": int, "float": float}.items()
    },
    "FiniteFloat": float,
    "StrictStr": str,
    "StrictBool": bool,
    "StrictBytes": bytes,
}
"""pydantic's names for a plain type with a condition, which the database does not see."""


class RealTypes:
    """The real counterparts of the annotations under one declarative base."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}

    def of(self, value: Value) -> Any:
        """The real object for an evaluated annotation. Raises :class:`NotReal` where a part is not known."""
        if isinstance(value, Unknown):
            raise NotReal(value.reason)
        if value is None:
            return type(None)
        if isinstance(value, External):
            return self._outside(value)
        if isinstance(value, Generic):
            return self._generic(value)
        enumeration = enum_of(value)
        if enumeration is not None:
            return enumeration
        if isinstance(value, Class):
            if "members" in value.extra:
                raise NotReal(value.extra["members"].reason)
            return self._class(value)
        if isinstance(value, (Module, Function)):
            raise NotReal("an annotation that is no type")
        return value

    def behind(self, real: Any) -> Value:
        """The project's class that an object stands for; None where it stands for itself."""
        return next((key for key, made in self._made.items() if made is real), None)

    def _outside(self, value: External) -> Any:
        module, _, name = value.name.rpartition(".")
        if value.name == "types.NoneType":
            return type(None)
        found = getattr(_MODULES[module], name, None) if module in _MODULES else None
        if found is not None and not name.startswith("_") and not isinstance(found, types.BuiltinFunctionType):
            return found
        if value.name.startswith("pydantic") and value.last in _PYDANTIC:
            return _PYDANTIC[value.last]
        return self._stand_in(value, value.last, ())

    def _class(self, value: Class) -> Any:
        bases = []
        for base in value.bases:
            try:
                real = self.of(base)
            except NotReal:
                continue
            if isinstance(real, type):
                bases.append(real)
        return self._stand_in(value, value.name, tuple(bases))

    def _stand_in(self, key: Hashable, name: str, bases: tuple[type, ...]) -> Any:
        if key not in self._made:
            try:
                self._made[key] = types.new_class(name, bases)
            except TypeError:
                # Bases that cannot be combined, or that cannot be derived from.
                self._made[key] = types.new_class(name)
        return self._made[key]

    def _generic(self, value: Generic) -> Any:
        origin = value.origin.name if isinstance(value.origin, External) else ""
        package, _, last = origin.rpartition(".")
        if package not in ("typing", "typing_extensions"):
            return self._subscripted(self.of(value.origin), tuple(self.of(item) for item in value.arguments))
        if last == "Literal":
            return self._literal(value)
        if last == "Annotated":
            inner, *extras = value.arguments
            return self._subscripted(typing.Annotated, (self.of(inner), *map(_extra, extras)))
        if last in ("NewType", "TypeAliasType"):
            return self._named(value, last)
        if last in ("TypeVar", "ForwardRef"):
            return self._placeholder(value, last)
        if last == "Union":
            return self._subscripted(typing.Union, tuple(self.of(item) for item in value.arguments))
        return self._subscripted(self.of(value.origin), tuple(self.of(item) for item in value.arguments))

    def _literal(self, value: Generic) -> Any:
        for item in value.arguments:
            if isinstance(item, Unknown):
                raise NotReal(item.reason)
        # An argument may itself be an alias of literals, which Python flattens.
        parts = tuple(self.of(item) if isinstance(item, Generic) else item for item in value.arguments)
        return self._subscripted(typing.Literal, parts)

    def _named(self, value: Generic, kind: str) -> Any:
        """A ``NewType`` or an alias: itself alone, whatever it stands for."""
        given, inner, *parameters = value.arguments
        key = ("named", id(value))
        if key not in self._made:
            real = self.of(inner)
            name = given if isinstance(given, str) else "Named"
            made: Any = (
                typing.NewType(name, real)
                if kind == "NewType"
                else typing_extensions.TypeAliasType(name, real, type_params=tuple(map(self.of, parameters)))
            )
            # The value is kept beside, so that no other one gets its identity.
            self._made[key] = (made, value)
        return self._made[key][0]

    def _placeholder(self, value: Generic, kind: str) -> Any:
        """What stands for a type that is not known: a type parameter, or an alias within itself."""
        if value not in self._made:
            make: Any = typing.TypeVar if kind == "TypeVar" else typing.ForwardRef
            self._made[value] = make(value.arguments[0])
        return self._made[value]

    def _subscripted(self, origin: Any, arguments: tuple[Any, ...]) -> Any:
        try:
            return origin[arguments if len(arguments) != 1 else arguments[0]]
        except (TypeError, AttributeError):
            raise NotReal("an annotation that Python refuses") from None


def _extra(value: Value) -> Any:
    try:
        hash(value)
    except TypeError:
        return Opaque(value)
    return value
