"""Calls: binding arguments, running a function's body, making instances."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import attributes
from migration_lsp.source.evaluate.branches import join_states, joined
from migration_lsp.source.evaluate.classes import enum_of
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.scope import Doubt, End, Scope
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    BoundMethod,
    Class,
    Function,
    Instance,
    Native,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_DEPTH = 24
"""Calls within calls; each costs a dozen frames of our own stack."""


def call(
    interpreter: Interpreter,
    function: Value,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    if isinstance(function, Function):
        return call_function(interpreter, function, arguments, keywords, site)
    if isinstance(function, BoundMethod):
        return call_function(interpreter, function.function, (function.receiver, *arguments), keywords, site)
    if isinstance(function, Native):
        return function.call(arguments, keywords)
    answer = interpreter.ask("call", interpreter, function, arguments, keywords, site)
    if answer is not NOT_MINE:
        return answer
    if isinstance(function, Class):
        return _instantiate(interpreter, function, arguments, keywords, site)
    if isinstance(function, Instance):
        caller = attributes.find_attribute(interpreter, function, "__call__", site)
        if caller is not MISSING:
            return call(interpreter, caller, arguments, keywords, site)
    enumeration = enum_of(function)
    if enumeration is not None:
        return _member(enumeration, arguments, site)
    answer = interpreter.ask("unknown_called", interpreter, function, arguments, keywords, site)
    if answer is not NOT_MINE:
        return answer
    if isinstance(function, Unknown):
        return Unknown(function.reason, function.span, function.rows)
    name = getattr(function, "name", None)
    return Unknown(f"what {name}() returns is not known" if name else "a call of what is not known", site.span)


def call_function(
    interpreter: Interpreter,
    function: Function,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """Evaluate a function's body. Returns under a doubt are joined with what comes after."""
    if interpreter.depth >= MAX_DEPTH:
        return Unknown(f"{function.name} calls itself too deeply", site.span)
    names = bind(function, arguments, keywords)
    if isinstance(names, Unknown):
        return Unknown(names.reason, site.span)
    parameters = function.node.args.posonlyargs + function.node.args.args
    first = names.get(parameters[0].arg) if parameters else None
    scope = Scope(function.module, names, parent=function.closure, function=function, first_argument=first)
    interpreter.depth += 1
    interpreter.call_sites.append(site.span)
    try:
        return _body_value(interpreter, function, scope)
    finally:
        interpreter.call_sites.pop()
        interpreter.depth -= 1


def _body_value(interpreter: Interpreter, function: Function, scope: Scope) -> Value:
    node = function.node
    if isinstance(node, ast.Lambda):
        return interpreter.evaluate(node.body, scope)
    if is_generator(node):
        scope.yielded = []
    outcome = interpreter.execute_block(node.body, scope)
    for states in scope.possible_ends:
        join_states(interpreter, states)
    if scope.yielded is not None:
        return scope.yielded
    value = outcome.value if outcome.end is End.RETURN else None
    for possible in scope.possible_returns:
        value = joined(
            value,
            possible,
            Doubt(function.module.span(node), f"what {function.name}() returns is not decided"),
        )
    return value


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    pending: list[ast.AST] = list(node.body)
    while pending:
        found = pending.pop()
        if isinstance(found, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(found))
    return False


def bind(function: Function, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> dict[str, Value] | Unknown:
    """Parameters to values by Python's rules, or why the call does not fit."""
    spec = function.node.args
    parameters = [argument.arg for argument in spec.posonlyargs + spec.args]
    names: dict[str, Value] = dict(zip(parameters, arguments, strict=False))
    rest = arguments[len(parameters) :]
    if spec.vararg is not None:
        names[spec.vararg.arg] = tuple(rest)
    elif rest and not any(isinstance(item, Unknown) for item in rest):
        return Unknown(f"{function.name}() gets too many arguments")
    spread = keywords.get("**")
    extra: dict[str, Value] = {}
    keyword_only = {argument.arg for argument in spec.kwonlyargs}
    for name, value in keywords.items():
        if name in parameters or name in keyword_only:
            names[name] = value
        elif name != "**" or spec.kwarg is not None:
            extra[name] = value
    if spec.kwarg is not None:
        names[spec.kwarg.arg] = spread if spread is not None else extra
    defaults = dict(zip(parameters[len(parameters) - len(function.defaults) :], function.defaults, strict=True))
    defaults.update(function.keyword_defaults)
    for name in (*parameters, *keyword_only):
        if name not in names:
            missing = Unknown(f"{function.name}() lacks its argument {name}")
            names[name] = spread if spread is not None else defaults.get(name, missing)
    return names


def _instantiate(
    interpreter: Interpreter, cls: Class, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    enumeration = enum_of(cls)
    if enumeration is not None:
        return _member(enumeration, arguments, site)
    if "members" in cls.extra:
        return cls.extra["members"]
    instance = Instance(cls)
    initializer = attributes.class_attribute(interpreter, cls, "__init__", instance, site)
    if isinstance(initializer, BoundMethod):
        call(interpreter, initializer, arguments, keywords, site)
    elif any(isinstance(entry, Unknown) for entry in cls.mro):
        return Unknown(f"{cls.name} has a base that is not known", site.span)
    else:
        instance.base_arguments = (arguments, keywords)
        _fields(interpreter, instance, arguments, keywords)
    return instance


def _fields(
    interpreter: Interpreter, instance: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> None:
    """Attributes as a dataclass, a named tuple or a model would set them: by annotation, in order."""
    order = [name for cls in reversed(list(instance.cls.own_classes())) for name in cls.annotations]
    instance.attributes.update(zip(dict.fromkeys(order), arguments, strict=False))
    instance.attributes.update(keywords)


def _member(enumeration: Value, arguments: tuple[Value, ...], site: Site) -> Value:
    if len(arguments) != 1 or isinstance(arguments[0], Unknown):
        return Unknown("a member of an enumeration that is not known", site.span)
    for member in enumeration:
        if member is arguments[0] or member.value == arguments[0]:
            return member
    raise Raised("builtins.ValueError", site.span)


__all__ = ["Module", "bind", "call", "call_function"]
