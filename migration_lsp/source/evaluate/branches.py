"""Conditions that the text does not decide: both arms are read, what they do is doubtful, their results are joined.

An arm that ends in ``raise`` is not taken: a migration that was run has not raised there.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import targets
from migration_lsp.source.evaluate.scope import NEXT, Doubt, End, Outcome, Scope
from migration_lsp.source.evaluate.values import PLAIN, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def doubt_about(condition: Value, node: ast.AST, scope: Scope) -> Doubt:
    reason = condition.reason if isinstance(condition, Unknown) else "the condition is not decided"
    rows = isinstance(condition, Unknown) and condition.rows
    return Doubt(scope.module.span(node), reason, rows)


def under(interpreter: Interpreter, doubt: Doubt | None, body: list[ast.stmt], scope: Scope) -> Outcome:
    """Run a block, under a doubt if there is one."""
    if doubt is None:
        return interpreter.execute_block(body, scope)
    with interpreter.doubting(doubt):
        return interpreter.execute_block(body, scope)


def undecided(
    interpreter: Interpreter,
    node: ast.AST,
    body: list[ast.stmt],
    orelse: list[ast.stmt],
    condition: Value,
    scope: Scope,
) -> Outcome:
    """Read both arms of an ``if`` whose condition is not known."""
    doubt = doubt_about(condition, node, scope)
    names, marks, states = dict(scope.names), _marks(interpreter), _states(interpreter)
    first = _arm(interpreter, doubt, body, scope)
    if first.end is End.RAISE:
        _restore(interpreter, scope, names, marks, states)
        return interpreter.execute_block(orelse, scope)
    after_first, first_states = dict(scope.names), _states(interpreter)
    _replace(scope, names)
    _set_states(interpreter, states)
    second = _arm(interpreter, doubt, orelse, scope)
    if second.end is End.RAISE:
        # Only the first arm can be the one that ran: read it again, this time without the doubt.
        _restore(interpreter, scope, names, marks, states)
        return interpreter.execute_block(body, scope)
    if first.end is End.RETURN and second.end is not End.RETURN:
        scope.possible_ends.append(first_states)
    elif second.end is End.RETURN and first.end is not End.RETURN:
        scope.possible_ends.append(_states(interpreter))
        _set_states(interpreter, first_states)
    else:
        join_states(interpreter, first_states)
    _join_names(scope, after_first, doubt)
    return _join_outcomes(first, second, doubt, scope)


def perhaps_once(
    interpreter: Interpreter,
    node: ast.For | ast.AsyncFor | ast.While,
    target: ast.expr | None,
    subject: Value,
    scope: Scope,
) -> Outcome:
    """Read the body of a loop once whose rounds are not known: it may run never, once or often."""
    reason = subject.reason if isinstance(subject, Unknown) else "the condition of the loop is not decided"
    rows = isinstance(subject, Unknown) and subject.rows
    doubt = Doubt(scope.module.span(node), reason, rows)
    names, marks, states = dict(scope.names), _marks(interpreter), _states(interpreter)
    if target is not None:
        targets.assign(interpreter, target, Unknown(reason, rows=rows), scope)
    outcome = _arm(interpreter, doubt, node.body, scope)
    if outcome.end is End.RAISE:
        _restore(interpreter, scope, names, marks, states)
        return NEXT
    _join_names(scope, names, doubt)
    if outcome.end is End.RETURN:
        scope.possible_returns.append(outcome.value)
        scope.possible_ends.append(_states(interpreter))
        _set_states(interpreter, states)
        return Outcome(End.NEXT, doubt)
    join_states(interpreter, states)
    return NEXT


def _arm(interpreter: Interpreter, doubt: Doubt, body: list[ast.stmt], scope: Scope) -> Outcome:
    try:
        with interpreter.doubting(doubt):
            return interpreter.execute_block(body, scope)
    except Raised:
        return Outcome(End.RAISE)


def _marks(interpreter: Interpreter) -> list[Value]:
    return [plugin.mark() for plugin in interpreter.plugins]


def _states(interpreter: Interpreter) -> list[Value]:
    return [plugin.state() for plugin in interpreter.plugins]


def _set_states(interpreter: Interpreter, states: list[Value]) -> None:
    for plugin, state in zip(interpreter.plugins, states, strict=True):
        plugin.set_state(state)


def join_states(interpreter: Interpreter, states: list[Value]) -> None:
    """Where two ways meet: what either left behind may be real."""
    for plugin, state in zip(interpreter.plugins, states, strict=True):
        plugin.join_state(state)


def _restore(
    interpreter: Interpreter, scope: Scope, names: dict[str, Value], marks: list[Value], states: list[Value]
) -> None:
    for plugin, mark in zip(interpreter.plugins, marks, strict=True):
        plugin.forget_since(mark)
    _set_states(interpreter, states)
    _replace(scope, names)


def _replace(scope: Scope, names: dict[str, Value]) -> None:
    scope.names.clear()
    scope.names.update(names)


def _join_names(scope: Scope, other: dict[str, Value], doubt: Doubt) -> None:
    for name in scope.names.keys() | other.keys():
        mine, theirs = scope.names.get(name), other.get(name)
        if name in scope.names and name in other and same(mine, theirs):
            continue
        scope.names[name] = joined(
            scope.names.get(name, Unknown(doubt.reason)), other.get(name, Unknown(doubt.reason)), doubt
        )


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, without asking objects that define their own equality."""
    if one is other:
        return True
    if isinstance(one, PLAIN) and isinstance(other, PLAIN):
        return type(one) is type(other) and one == other
    return False


def joined(one: Value, other: Value, doubt: Doubt) -> Value:
    """The value where two arms meet: one of both, and which is not decided."""
    if same(one, other):
        return one
    return Unknown(doubt.reason, doubt.span, doubt.rows)


def _join_outcomes(first: Outcome, second: Outcome, doubt: Doubt, scope: Scope) -> Outcome:
    if first.end is second.end:
        if first.end is End.RETURN:
            return Outcome(End.RETURN, joined(first.value, second.value, doubt))
        carried = first.value if isinstance(first.value, Doubt) else second.value
        return Outcome(first.end, carried)
    for outcome in (first, second):
        if outcome.end is End.RETURN:
            scope.possible_returns.append(outcome.value)
    return Outcome(End.NEXT, doubt)
