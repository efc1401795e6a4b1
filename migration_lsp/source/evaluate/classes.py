"""Definitions: functions with their defaults and decorators, classes with their resolution order, enumerations."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING, Any, cast

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.salvage import salvage
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import (
    PLAIN,
    Class,
    Descriptor,
    External,
    Function,
    Generic,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_DESCRIPTORS = {
    "builtins.property": "property",
    "builtins.classmethod": "classmethod",
    "builtins.staticmethod": "staticmethod",
    "functools.cached_property": "property",
    "sqlalchemy.util.classproperty": "classproperty",
    "sqlalchemy.ext.declarative.declared_attr": "declared_attr",
    "sqlalchemy.orm.declared_attr": "declared_attr",
    "sqlalchemy.ext.hybrid.hybrid_property": "hybrid_property",
    "sqlalchemy.ext.hybrid.hybrid_method": "hybrid_method",
}
"""Decorators that change how a name of a class is looked up, by the name outside the project."""

_ENUM_BASES = {"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum"}


def make_function(
    interpreter: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
) -> Function:
    defaults = tuple(interpreter.evaluate(default, scope) for default in node.args.defaults)
    keyword_defaults = {
        argument.arg: interpreter.evaluate(default, scope)
        for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if default is not None
    }
    closure = scope if scope.names is not scope.module.namespace else None
    return Function(node, scope.module, closure, defaults, keyword_defaults, scope.cls)


def decorated(interpreter: Interpreter, value: Value, decorators: list[ast.expr], scope: Scope) -> Value:
    """A definition under its decorators.

    A decorator of the project is called. One from elsewhere that nobody knows is taken to leave the definition as
    it is, which is what nearly all of them do, and is remembered on it.
    """
    for node in reversed(decorators):
        decorator = interpreter.evaluate(node, scope)
        kind = _descriptor_kind(decorator)
        if kind is not None:
            value = Descriptor(kind, value.function if isinstance(value, Descriptor) else value)
            continue
        if isinstance(node, ast.Attribute) and node.attr in (
            "setter",
            "deleter",
            "expression",
            "update_expression",
            "inplace",
        ):
            return scope.names.get(node.value.id, value) if isinstance(node.value, ast.Name) else value
        if isinstance(decorator, (External, Unknown)):
            _remember(value, decorator)
            continue
        answer = interpreter.call(decorator, (value,), {}, interpreter.site(node, scope))
        if isinstance(answer, Unknown) or answer is None:
            _remember(value, decorator)
        else:
            value = answer
    return value


def _descriptor_kind(decorator: Value) -> str | None:
    name = getattr(decorator, "name", None)
    if isinstance(name, str):
        if name in _DESCRIPTORS:
            return _DESCRIPTORS[name]
        if name.endswith("declared_attr.cascading"):
            return "cascading"
        if name.endswith("declared_attr.directive"):
            return "declared_attr"
    return None


def _remember(value: Value, decorator: Value) -> None:
    target = value.function if isinstance(value, Descriptor) else value
    if isinstance(target, (Function, Class)):
        target.decorators = (*target.decorators, decorator)


def make_class(interpreter: Interpreter, node: ast.ClassDef, scope: Scope) -> Value:
    bases: list[Value] = []
    for base in node.bases:
        value = interpreter.evaluate(base, scope)
        bases.append(value.origin if isinstance(value, Generic) else value)
    keywords = {
        keyword.arg: interpreter.evaluate(keyword.value, scope) for keyword in node.keywords if keyword.arg is not None
    }
    cls = Class(node.name, node, scope.module, tuple(bases), keywords, {})
    body_parent = scope if scope.names is not scope.module.namespace else None
    body = Scope(scope.module, cls.namespace, parent=body_parent, cls=cls, is_class_body=True)
    cls.scope = body
    cls.namespace["__qualname__"] = node.name
    cls.namespace["__module__"] = scope.module.name
    for statement in node.body:
        try:
            interpreter.execute(statement, body)
        except Raised as raised:
            salvage(interpreter, statement, body)
            interpreter.leave_unknown(statement, raised, body)
    cls.annotations = body.annotations
    cls.mro = resolution_order(cls)
    _make_enumeration(interpreter, cls)
    site = interpreter.site(node, scope)
    _announce(interpreter, cls, site)
    return decorated(interpreter, cls, node.decorator_list, scope)


def _announce(interpreter: Interpreter, cls: Class, site: Site) -> None:
    """Tell those above a new class of it: ``__init_subclass__`` of the project, then the plugins."""
    for entry in cls.mro[1:]:
        hook = entry.namespace.get("__init_subclass__") if isinstance(entry, Class) else None
        hook = hook.function if isinstance(hook, Descriptor) else hook
        if isinstance(hook, Function):
            try:
                interpreter.call(hook, (cls,), dict(cls.keywords), site)
            except Raised as raised:
                interpreter.note(site.span, f"not evaluated: __init_subclass__ raises {raised.kind.rpartition('.')[2]}")
            break
    for plugin in interpreter.plugins:
        plugin.class_made(interpreter, cls, site)


def resolution_order(cls: Class) -> tuple[Value, ...]:
    """Python's method resolution order; classes from outside the project are leaves of it."""
    sequences = [list(base.mro) if isinstance(base, Class) else [base] for base in cls.bases]
    sequences.append(list(cls.bases))
    order: list[Value] = [cls]
    while any(sequences):
        sequences = [sequence for sequence in sequences if sequence]
        head = next(
            (sequence[0] for sequence in sequences if not any(_among(sequence[0], other[1:]) for other in sequences)),
            sequences[0][0],
        )
        order.append(head)
        sequences = [[entry for entry in sequence if not _same(entry, head)] for sequence in sequences]
    return tuple(order)


def _same(one: Value, other: Value) -> bool:
    return one is other or (isinstance(one, External) and isinstance(other, External) and one == other)


def _among(value: Value, others: list[Value]) -> bool:
    return any(_same(value, other) for other in others)


def base_names(cls: Class) -> set[str]:
    """The dotted names of the bases outside the project, wherever they stand in the resolution order."""
    return {entry.name for entry in cls.mro if isinstance(entry, External)}


def _make_enumeration(interpreter: Interpreter, cls: Class) -> None:
    """Give an enumeration of the project a real ``enum`` class, built from its members' values alone."""
    names = base_names(cls)
    if not names & _ENUM_BASES and not any(name.endswith(("TextChoices", "IntegerChoices")) for name in names):
        return
    assert cls.node is not None
    members: dict[str, Value] = {}
    for statement in cls.node.body:
        for name in _member_names(statement):
            value = cls.namespace.get(name)
            if name.startswith("_") or name in members or isinstance(value, (Function, Descriptor)):
                continue
            members[name] = value
    if members:
        textual = "builtins.str" in names or "enum.StrEnum" in names
        _fill_enumeration(interpreter, cls, members, textual, "builtins.int" in names or "enum.IntEnum" in names)


def _fill_enumeration(
    interpreter: Interpreter, cls: Class, members: dict[str, Value], textual: bool, numeric: bool
) -> None:
    kind: type[enum.Enum] = StrMember if textual else IntMember if numeric else enum.Enum
    unknown = Unknown(f"the members of {cls.name} are not known")
    if any(isinstance(value, Unknown) for value in members.values()):
        cls.extra["members"] = unknown
        return
    try:
        real: type[enum.Enum] = cast("Any", kind)(cls.name, _member_values(members, textual, numeric))
    except (TypeError, ValueError):
        cls.extra["members"] = unknown
        return
    cls.extra["enum"] = real
    interpreter.enumerations[real] = cls


def make_enumeration(
    interpreter: Interpreter, name: str, members: dict[str, Value], textual: bool, site: Site
) -> Value:
    cls = bare_class(interpreter, name, (External("enum.Enum"),), site)
    if isinstance(cls, Class):
        _fill_enumeration(interpreter, cls, members, textual, numeric=False)
    return cls


def make_record_class(interpreter: Interpreter, name: str, fields: list[str], site: Site) -> Value:
    cls = bare_class(interpreter, name, (External("builtins.tuple"),), site)
    if isinstance(cls, Class):
        cls.annotations = {field: ast.Constant(None) for field in fields}
    return cls


def make_class_from(
    interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    name, bases, namespace = arguments
    if not isinstance(name, str) or not isinstance(bases, tuple) or not isinstance(namespace, dict):
        return Unknown("a class whose parts are not known", site.span)
    cls = bare_class(interpreter, name, bases, site)
    if isinstance(cls, Class):
        cls.namespace.update(namespace)
        cls.keywords.update(keywords)
        _announce(interpreter, cls, site)
    return cls


def bare_class(interpreter: Interpreter, name: str, bases: tuple[Value, ...], site: Site) -> Value:
    """A class without a body of its own."""
    module = interpreter.modules.at(site.span.path)
    if module is None:
        return Unknown(f"the class {name} belongs to no module", site.span)
    cls = Class(name, None, module, bases, {}, {"__module__": module.name})
    cls.scope = Scope(module, cls.namespace, cls=cls, is_class_body=True)
    cls.mro = resolution_order(cls)
    return cls


class StrMember(enum.StrEnum):
    """The base of real classes made for enumerations whose members are strings."""


class IntMember(int, enum.Enum):
    """The base of real classes made for enumerations whose members are numbers."""


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


def _member_values(members: dict[str, Value], textual: bool, numeric: bool) -> list[tuple[str, Value]]:
    """Values that a real enumeration can hold: ``auto()`` counted, what is no plain value replaced by its name."""
    values: list[tuple[str, Value]] = []
    last = 0
    for name, value in members.items():
        if isinstance(value, External) and value.name == "enum.auto":
            value = name.lower() if textual else last + 1
        if isinstance(value, tuple) and value and (textual or numeric):
            value = value[0]
        if not isinstance(value, (*PLAIN, tuple, enum.Enum)):
            value = f"{name}"
        if isinstance(value, int):
            last = int(value)
        values.append((name, value))
    return values


def enum_of(value: Value) -> type[enum.Enum] | None:
    """The real enumeration behind a class of the project or a real enumeration, if it is one."""
    if isinstance(value, Class):
        found = value.extra.get("enum")
        return found if isinstance(found, type) else None
    return value if isinstance(value, type) and issubclass(value, enum.Enum) else None


__all__ = [
    "base_names",
    "decorated",
    "enum_of",
    "make_class",
    "make_function",
    "resolution_order",
]
