"""Comprehensions, generator expressions, and ``yield``."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import branches
from migration_lsp.source.evaluate.iteration import as_set, items, truth
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.streams import OpenEnd, Stream, stream_rounds
from migration_lsp.source.evaluate.values import MISSING, Unknown, Value, has_own_equality, is_hashable

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def run_yield(interpreter: Interpreter, node: ast.Yield, scope: Scope) -> Value:
    value = interpreter.evaluate(node.value, scope) if node.value is not None else None
    return scope.receive(value) if scope.receive is not None else None


def run_yield_from(interpreter: Interpreter, node: ast.YieldFrom, scope: Scope) -> Value:
    inner = interpreter.evaluate(node.value, scope)
    if scope.receive is None:
        return None
    if isinstance(inner, Stream) and inner.source is not None:
        source, inner.source = inner.source, None
        return source(scope.receive)
    values = items(interpreter, inner, interpreter.site(node, scope))
    if isinstance(values, Unknown):
        doubt = branches.doubt_about(values, node, scope)
        with interpreter.doubting(doubt):
            scope.receive(values)
        return Unknown(values.reason)
    for value in values:
        scope.receive(value)
    return None


def comprehension(
    interpreter: Interpreter, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
) -> Value:
    inner = Scope(
        scope.module,
        {},
        parent=scope,
        function=scope.function,
        first_argument=scope.first_argument,
        is_comprehension=True,
    )
    interpreter.journal.born(inner.names)
    # The first iterable belongs to the scope around: in a class body it sees the names of the class.
    outermost = interpreter.evaluate(node.generators[0].iter, scope)
    if isinstance(node, ast.GeneratorExp):
        return Stream(lambda receive: _generate(interpreter, node, node.generators, inner, receive, outermost))
    found: list[Value] = []
    unknown = _generate(interpreter, node, node.generators, inner, found.append, outermost)
    if unknown is not None:
        return unknown
    if isinstance(node, ast.SetComp):
        return as_set(interpreter, found, interpreter.site(node, scope))
    collected: Value = found
    if isinstance(node, ast.DictComp):
        if all(is_hashable(pair[0]) for pair in found):
            collected = dict(found)
        else:
            return refused(interpreter, "TypeError", "a key that cannot be hashed", interpreter.site(node, scope))
        if any(isinstance(key, Unknown) or has_own_equality(key) for key in collected):
            interpreter.taint(collected)
    interpreter.journal.born(collected)
    return collected


def _generate(
    interpreter: Interpreter,
    node: ast.expr,
    generators: list[ast.comprehension],
    scope: Scope,
    receive: Callable[[Value], Value],
    outermost: Value = MISSING,
) -> Unknown | None:
    """Run the loops of a comprehension; an unknown iterable or condition makes the whole of it unknown."""
    if not generators:
        if isinstance(node, ast.DictComp):
            receive((interpreter.evaluate(node.key, scope), interpreter.evaluate(node.value, scope)))
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            receive(interpreter.evaluate(node.elt, scope))
        return None
    first, rest = generators[0], generators[1:]
    iterable = outermost if outermost is not MISSING else interpreter.evaluate(first.iter, scope)
    if isinstance(iterable, Stream):
        rounds = stream_rounds(interpreter, iterable)
    else:
        values = items(interpreter, iterable, interpreter.site(first.iter, scope))
        if isinstance(values, Unknown):
            return values
        rounds = iter(values)
    for value in rounds:
        if isinstance(value, OpenEnd):
            return value.reason
        interpreter.assign(first.target, value, scope)
        passes = _passes(interpreter, first.ifs, scope)
        unknown = _generate(interpreter, node, rest, scope, receive) if passes is True else passes
        if isinstance(unknown, Unknown):
            return unknown
    return None


def _passes(interpreter: Interpreter, conditions: list[ast.expr], scope: Scope) -> bool | Unknown:
    for condition in conditions:
        tested = interpreter.evaluate(condition, scope)
        decided = truth(interpreter, tested)
        if decided is None:
            return tested if isinstance(tested, Unknown) else Unknown("a condition is not decided")
        if not decided:
            return False
    return True
