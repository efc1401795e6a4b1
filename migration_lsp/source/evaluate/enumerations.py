"""Enumerations of the project: each gets a real ``enum`` class, built from its members' values alone."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING, Any, cast

from migration_lsp.source.evaluate import classes
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.values import (
    PLAIN,
    BoundMethod,
    Class,
    Descriptor,
    External,
    Function,
    Raised,
    Unknown,
    Value,
    enum_of,
    is_hashable,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_BASES = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum"})
_LABELLED = ("TextChoices", "IntegerChoices")


class TextMember(str, enum.Enum):  # noqa: UP042 - its members are written differently from those of a StrEnum
    """The base of real classes made for ``class Colour(str, Enum)``."""


class StrMember(enum.StrEnum):
    """The base of real classes made for a ``StrEnum``."""


class IntMember(int, enum.Enum):
    """The base of real classes made for ``class Level(int, Enum)``."""


def make_if_one(interpreter: Interpreter, cls: Class) -> None:
    """Give a class that is an enumeration with members its real one."""
    names = classes.base_names(cls)
    if not names & _BASES and not any(name.endswith(_LABELLED) for name in names):
        return
    assert cls.node is not None
    ignored = cls.namespace.get("_ignore_", ())
    ignored = ignored.replace(",", " ").split() if isinstance(ignored, str) else ignored
    members: dict[str, Value] = {}
    for statement in cls.node.body:
        for name in _member_names(statement):
            value = cls.namespace.get(name)
            is_method = isinstance(value, (Function, Descriptor)) or name in members or name in ignored
            if not name.startswith("_") and not is_method:
                members[name] = value
    if members:
        _fill(interpreter, cls, members, names)


def functional(
    interpreter: Interpreter, name: str, base: str, members: dict[str, Value], mixin: Value, site: Site
) -> Value:
    """``Enum("Colour", "RED GREEN")``."""
    bases: tuple[Value, ...] = (External(base),) if mixin is None else (mixin, External(base))
    cls = classes.bare_class(interpreter, name, bases, site)
    if isinstance(cls, Class):
        _fill(interpreter, cls, members, classes.base_names(cls))
    return cls


def _kind(names: set[str]) -> type[enum.Enum]:
    if "enum.StrEnum" in names or any(name.endswith("TextChoices") for name in names):
        return StrMember
    if "builtins.str" in names:
        return TextMember
    if "enum.IntFlag" in names:
        return enum.IntFlag
    if "enum.Flag" in names:
        return enum.Flag
    if "enum.IntEnum" in names:
        return enum.IntEnum
    if "builtins.int" in names or any(name.endswith("IntegerChoices") for name in names):
        return IntMember
    return enum.Enum


def _fill(interpreter: Interpreter, cls: Class, members: dict[str, Value], names: set[str]) -> None:
    kind = _kind(names)
    unknown = Unknown(f"the members of {cls.name} are not known")
    values = _member_values(interpreter, cls, members, kind)
    if any(isinstance(value, Unknown) for _, value in values):
        cls.extra["members"] = unknown
        return
    try:
        real: type[enum.Enum] = cast("Any", kind)(cls.name, values)
    except (TypeError, ValueError):
        cls.extra["members"] = unknown
        return
    cls.extra["enum"] = real
    interpreter.enumerations[real] = cls
    _initialise(interpreter, cls, real)


def _initialise(interpreter: Interpreter, cls: Class, real: type[enum.Enum]) -> None:
    """Run the enumeration's own ``__init__`` for each member."""
    initializer = next(
        (entry.namespace["__init__"] for entry in cls.own_classes() if "__init__" in entry.namespace), None
    )
    if not isinstance(initializer, Function):
        return
    site = Site(initializer.node, None, initializer.module)
    for member in real:
        value = member.value
        arguments = value if isinstance(value, tuple) else (value,)
        try:
            interpreter.call(BoundMethod(initializer, member), arguments, {}, site)
        except Raised:
            continue


def _member_names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        found: list[str] = []
        for target in statement.targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            found.extend(part.id for part in parts if isinstance(part, ast.Name))
        return found
    if isinstance(statement, ast.AnnAssign) and statement.value is not None and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    return []


def _member_values(
    interpreter: Interpreter, cls: Class, members: dict[str, Value], kind: type[enum.Enum]
) -> list[tuple[str, Value]]:
    """Values that a real enumeration can hold, ``auto()`` counted."""
    values: list[tuple[str, Value]] = []
    makes_its_own = any("__new__" in entry.namespace for entry in cls.own_classes())
    is_mixed = issubclass(kind, (str, int))
    is_labelled = any(name.endswith(_LABELLED) for name in classes.base_names(cls))
    for name, value in members.items():
        if isinstance(value, External) and value.name == "enum.auto":
            value = _automatic(interpreter, cls, name, [known for _, known in values], kind)
        if isinstance(value, tuple) and value and is_mixed and (makes_its_own or is_labelled):
            # What such a ``__new__`` keeps is nearly always its first argument.
            value = value[0]
        elif isinstance(value, tuple) and is_mixed and any("__new__" not in entry.namespace for entry in (cls,)):
            value = value[0] if len(value) == 1 else Unknown("a member made of several values")
        elif makes_its_own and not isinstance(value, PLAIN):
            value = Unknown("a member that its class makes itself")
        if not is_hashable(value) and not isinstance(value, (list, dict, set)):
            value = Unknown("a member that cannot be compared")
        values.append((name, value))
    return values


def _automatic(interpreter: Interpreter, cls: Class, name: str, known: list[Value], kind: type[enum.Enum]) -> Value:
    """The value of ``auto()``."""
    for entry in cls.own_classes():
        maker = entry.namespace.get("_generate_next_value_")
        maker = maker.function if isinstance(maker, Descriptor) else maker
        if isinstance(maker, Function):
            site = Site(maker.node, None, maker.module)
            return interpreter.call(maker, (name, 1, len(known), known), {}, site)
    if issubclass(kind, enum.StrEnum):
        return name.lower()
    numbers = [value for value in known if isinstance(value, int)]
    if issubclass(kind, enum.Flag):
        return 1 << max((value.bit_length() for value in numbers), default=0)
    number = max(numbers, default=0) + 1
    return str(number) if issubclass(kind, TextMember) else number


__all__ = ["enum_of", "functional", "make_if_one"]
