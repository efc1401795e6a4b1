"""Calls: binding arguments and running a function's body. Instances are made in :mod:`instances`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import attributes, instances
from migration_lsp.source.evaluate.branches import join_states, joined
from migration_lsp.source.evaluate.enumerations import enum_of
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import caught_around, refused
from migration_lsp.source.evaluate.scope import Doubt, End, Scope
from migration_lsp.source.evaluate.streams import Managed, Receive, Stream, materialised
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    BoundMethod,
    Class,
    External,
    Function,
    Instance,
    Native,
    OverBudget,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_DEPTH = 24
"""Calls within calls; each costs a dozen frames of our own stack."""

TAKES_ITERATORS = frozenset(
    f"builtins.{name}"
    for name in (
        *("all", "any", "dict", "enumerate", "filter", "frozenset", "isinstance", "iter", "list", "map", "max", "min"),
        *("bool", "callable", "getattr", "hasattr", "len", "next", "reversed", "set", "sorted", "sum", "tuple", "type"),
        *("zip", "str", "repr", "print"),
    )
)
"""Builtins that know our iterators and what is tainted; everybody else is handed lists and unknowns."""

_MANAGER_MAKERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})


def call(
    interpreter: Interpreter,
    function: Value,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    value = _called(interpreter, function, arguments, keywords, site)
    if isinstance(value, Unknown) and not value.rows and "fallback" in keywords and _reads_a_setting(site.node):
        # What the running application is configured with is not known here: as where nothing is set.
        return keywords["fallback"]
    return value


def _reads_a_setting(node: ast.AST) -> bool:
    """``conf.get(…)``, ``conf.getboolean(…)``: the names that ``configparser`` gave to it."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("get")


def _called(
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
    if not (isinstance(function, External) and function.name in TAKES_ITERATORS) and not isinstance(function, Class):
        arguments = tuple(_handed_out(interpreter, argument) for argument in arguments)
    if isinstance(function, Native):
        return function.call(arguments, keywords)
    answer = interpreter.ask("call", interpreter, function, arguments, keywords, site)
    if answer is not NOT_MINE:
        return answer
    if isinstance(function, Class):
        return instances.make(interpreter, function, arguments, keywords, site)
    if isinstance(function, Instance):
        caller = attributes.find_attribute(interpreter, function, "__call__", site)
        if caller is not MISSING:
            return call(interpreter, caller, arguments, keywords, site)
    return _call_of_unknown(interpreter, function, arguments, keywords, site)


def _handed_out(interpreter: Interpreter, argument: Value) -> Value:
    """An argument for somebody who knows neither our iterators nor what is tainted."""
    if isinstance(argument, (list, dict, set)) and interpreter.is_tainted(argument):
        return Unknown("what is in it depends on an undecided condition")
    return materialised(interpreter, argument)


def _call_of_unknown(
    interpreter: Interpreter, function: Value, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    enumeration = enum_of(function)
    if enumeration is not None:
        return instances.member(interpreter, function, enumeration, arguments, site)
    answer = interpreter.ask("unknown_called", interpreter, function, arguments, keywords, site)
    if answer is not NOT_MINE:
        return answer
    if isinstance(function, Unknown):
        return Unknown(function.reason, function.span, function.rows, trail=function.trail)
    if function is None or isinstance(function, (str, int, float, list, dict, tuple, set)):
        return refused(interpreter, "TypeError", "a call of what cannot be called", site)
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
        interpreter.note(site.span, f"not evaluated: {function.name}() calls itself too deeply")
        return Unknown(f"{function.name} calls itself too deeply", site.span)
    names = bind(interpreter, function, arguments, keywords, site)
    if isinstance(names, Unknown):
        return Unknown(names.reason, site.span)
    parameters = function.node.args.posonlyargs + function.node.args.args
    first = names.get(parameters[0].arg) if parameters else None
    scope = Scope(function.module, names, parent=function.closure, function=function, first_argument=first)
    interpreter.journal.born(names)
    if not isinstance(function.node, ast.Lambda) and is_generator(function):
        return _generator(interpreter, function, scope, site)
    return _run(interpreter, function, scope, site)


def _run(interpreter: Interpreter, function: Function, scope: Scope, site: Site) -> Value:
    depth, doubts = interpreter.depth, len(interpreter.doubts)
    interpreter.depth += 1
    interpreter.call_sites.append(site.span)
    try:
        if not interpreter.is_beside(function.module) or _is_within_such(interpreter, function):
            return _body_value(interpreter, function, scope)
        return _value_beside(interpreter, function, scope, site)
    except RecursionError:
        # Our own stack is at its end. The innermost callers are too near to it to say so.
        if depth > MAX_DEPTH - 6:
            raise
        interpreter.note(site.span, f"not evaluated: {function.name}() is nested too deeply")
        return Unknown(f"{function.name}() is nested too deeply", site.span)
    finally:
        interpreter.call_sites.pop()
        interpreter.depth = depth
        del interpreter.doubts[doubts:]


def _is_within_such(interpreter: Interpreter, function: Function) -> bool:
    """Whether the call comes from a module of that kind, which has a small budget already."""
    return len(interpreter.call_sites) > 1 and interpreter.call_sites[-1].path not in (interpreter.important or ())


def _value_beside(interpreter: Interpreter, function: Function, scope: Scope, site: Site) -> Value:
    """What a function of the application answers: not known where it takes too much work, if it did nothing else.

    A revision may ask the application for a value, and half of the application may run for it.
    """
    marks = [plugin.mark() for plugin in interpreter.plugins]
    try:
        with interpreter.small_budget():
            return _body_value(interpreter, function, scope)
    except OverBudget:
        if interpreter.is_spent or marks != [plugin.mark() for plugin in interpreter.plugins]:
            raise
        interpreter.note(site.span, f"not analysed: {function.name}() takes too much work")
        return Unknown(f"{function.name}() takes too much work", site.span)


def _generator(interpreter: Interpreter, function: Function, scope: Scope, site: Site) -> Value:
    def source(receive: Receive) -> Value:
        scope.receive = receive
        return _run(interpreter, function, scope, site)

    stream = Stream(source)
    if any(isinstance(entry, External) and entry.name in _MANAGER_MAKERS for entry in function.decorators):
        return Managed(stream)
    return stream


def _body_value(interpreter: Interpreter, function: Function, scope: Scope) -> Value:
    node = function.node
    if isinstance(node, ast.Lambda):
        return interpreter.evaluate(node.body, scope)
    try:
        outcome = interpreter.execute_block(node.body, scope)
        values = [outcome.value if outcome.end is End.RETURN else None, *scope.possible_returns]
    except Raised as raised:
        # What raises after a return that was perhaps taken did not run: the return was taken.
        if not scope.possible_returns or caught_around(interpreter, raised):
            raise
        values = scope.possible_returns
    for states in scope.possible_ends:
        join_states(interpreter, states)
    value = values[0]
    for possible in values[1:]:
        reason = f"what {function.name}() returns is not decided"
        value = joined(value, possible, Doubt(function.module.span(node), reason))
    return None if scope.receive is not None else value


def is_generator(function: Function) -> bool:
    """Whether a function's own body yields."""
    module, node = function.module, function.node
    if not module.may_yield or isinstance(node, ast.Lambda):
        return False
    known = module.generators.get(id(node))
    if known is None:
        known = module.generators[id(node)] = _yields(node.body)
    return known


def _yields(body: list[ast.stmt]) -> bool:
    pending: list[ast.AST] = list(body)
    while pending:
        found = pending.pop()
        if isinstance(found, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(found))
    return False


def bind(
    interpreter: Interpreter, function: Function, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> dict[str, Value] | Unknown:
    """Parameters to values by Python's rules, or why the call does not fit."""
    spec = function.node.args
    positional = spec.posonlyargs + spec.args
    parameters = [argument.arg for argument in positional]
    names: dict[str, Value] = dict(zip(parameters, arguments, strict=False))
    rest = arguments[len(parameters) :]
    if spec.vararg is not None:
        names[spec.vararg.arg] = tuple(rest)
    elif rest and not any(isinstance(item, Unknown) for item in rest):
        return refused(interpreter, "TypeError", f"{function.name}() gets too many arguments", site)
    spread = keywords.get("**")
    extra: dict[str, Value] = {}
    by_keyword = {argument.arg for argument in (*spec.args, *spec.kwonlyargs)}
    for name, value in keywords.items():
        if name in by_keyword:
            names[name] = value
        elif name != "**":
            extra[name] = value
    if spec.kwarg is not None:
        names[spec.kwarg.arg] = extra
        if spread is not None:
            interpreter.taint(extra)
    elif extra:
        return refused(interpreter, "TypeError", f"{function.name}() gets an argument that it does not take", site)
    return _with_defaults(interpreter, function, names, parameters, spread, site)


def _with_defaults(
    interpreter: Interpreter,
    function: Function,
    names: dict[str, Value],
    parameters: list[str],
    spread: Value,
    site: Site,
) -> dict[str, Value] | Unknown:
    defaults = dict(zip(parameters[len(parameters) - len(function.defaults) :], function.defaults, strict=True))
    defaults.update(function.keyword_defaults)
    for name in (*parameters, *(argument.arg for argument in function.node.args.kwonlyargs)):
        if name in names:
            continue
        if spread is not None:
            names[name] = Unknown(spread.reason)
        elif name in defaults:
            names[name] = defaults[name]
        else:
            names[name] = refused(interpreter, "TypeError", f"{function.name}() lacks its argument {name}", site)
    return names
