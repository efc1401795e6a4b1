"""Definitions: functions with their defaults and decorators, classes with their resolution order."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import enumerations, instances, type_parameters
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.salvage import salvage
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import (
    Class,
    Descriptor,
    External,
    Function,
    Generic,
    Instance,
    Raised,
    Unknown,
    Value,
    enum_of,
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

_PARTS_OF_A_PROPERTY = frozenset({"setter", "deleter", "expression", "update_expression", "inplace"})


MAX_RESOLUTION = 100
"""Classes above a class, or beside each other under one, that are looked at."""


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
    while closure is not None and closure.is_class_body:
        # The names of a class body are not seen by the functions in it.
        closure = closure.parent
    closure = type_parameters.closed_over(node, closure, scope)
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
            is_cached = decorator == External("functools.cached_property")
            value = Descriptor(kind, value.function if isinstance(value, Descriptor) else value, is_cached=is_cached)
            continue
        if isinstance(node, ast.Attribute) and node.attr in _PARTS_OF_A_PROPERTY:
            return _part_of_property(node, value, scope)
        if isinstance(decorator, (External, Unknown)):
            _remember(value, decorator)
            if isinstance(value, Class) and decorator == External("dataclasses.dataclass"):
                instances.become_dataclass(value, {})
            continue
        answer = interpreter.call(decorator, (value,), {}, interpreter.site(node, scope))
        if isinstance(answer, Unknown) or answer is None:
            _remember(value, decorator)
        else:
            value = answer
    return value


def _part_of_property(node: ast.Attribute, value: Value, scope: Scope) -> Value:
    """``@name.setter``: the property as it was, with one more function."""
    known = scope.names.get(node.value.id) if isinstance(node.value, ast.Name) else None
    if known is None:
        return value
    if isinstance(known, Descriptor) and node.attr == "setter":
        return Descriptor(known.kind, known.function, value, known.is_cached)
    return known


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
    around = type_parameters.around(node, scope)
    for base in node.bases:
        value = interpreter.evaluate(base, around)
        bases.append(value.origin if isinstance(value, Generic) else value)
    keywords = {
        keyword.arg: interpreter.evaluate(keyword.value, around) for keyword in node.keywords if keyword.arg is not None
    }
    cls = Class(node.name, node, scope.module, tuple(bases), keywords, {})
    outer = scope if scope.names is not scope.module.namespace else None
    body_parent = type_parameters.closed_over(node, outer, scope)
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
    site = interpreter.site(node, scope)
    interpreter.journal.born(cls.namespace)
    instances.describe_class(cls)
    enumerations.make_if_one(interpreter, cls)
    _name_descriptors(interpreter, cls, site)
    _announce(interpreter, cls, site)
    return decorated(interpreter, cls, node.decorator_list, scope)


def _name_descriptors(interpreter: Interpreter, cls: Class, site: Site) -> None:
    for name, value in list(cls.namespace.items()):
        if isinstance(value, Instance):
            interpreter.special(value, "__set_name__", (cls, name), site)


def _announce(interpreter: Interpreter, cls: Class, site: Site) -> None:
    """Tell those above a new class of it: ``__init_subclass__`` of the project, then the plugins."""
    keywords = {key: value for key, value in cls.keywords.items() if key != "metaclass"}
    for entry in cls.mro[1:]:
        hook = entry.namespace.get("__init_subclass__") if isinstance(entry, Class) else None
        hook = hook.function if isinstance(hook, Descriptor) else hook
        if isinstance(hook, Function):
            try:
                interpreter.call(hook, (cls,), keywords, site)
            except Raised as raised:
                interpreter.note(site.span, f"not evaluated: __init_subclass__ raises {raised.kind.rpartition('.')[2]}")
            break
    for plugin in interpreter.plugins:
        plugin.class_made(interpreter, cls, site)


def resolution_order(cls: Class) -> tuple[Value, ...]:
    """Python's method resolution order; classes from outside the project are leaves of it."""
    if len(cls.bases) == 1 and isinstance(cls.bases[0], Class):
        return (cls, *cls.bases[0].mro[:MAX_RESOLUTION])
    sequences = [
        list(base.mro[:MAX_RESOLUTION]) if isinstance(base, Class) else [base] for base in cls.bases[:MAX_RESOLUTION]
    ]
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


__all__ = [
    "bare_class",
    "base_names",
    "decorated",
    "enum_of",
    "make_class",
    "make_class_from",
    "make_function",
    "resolution_order",
]
