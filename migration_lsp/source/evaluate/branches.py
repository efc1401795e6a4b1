"""Conditions that the text does not decide: both ways are read, what they do is doubtful, their results are joined.

A way that ends in ``raise`` is not taken, unless something around it would catch that: a migration that was run
has not raised there.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import targets
from migration_lsp.source.evaluate.journal import Change, Frame, joined_values, same
from migration_lsp.source.evaluate.raising import caught_around
from migration_lsp.source.evaluate.scope import NEXT, Doubt, End, Outcome, Scope
from migration_lsp.source.evaluate.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

Way = Callable[[], Outcome]

_PASSES = 3
"""How often the body of a loop is read until what its rounds hand on to each other is known to be unknown."""


@dataclass(slots=True)
class _Before:
    """The plugins' effects and states before a way was taken."""

    marks: list[Value]
    states: list[Value]


def doubt_about(condition: Value, node: ast.AST, scope: Scope) -> Doubt:
    reason = condition.reason if isinstance(condition, Unknown) else "the condition is not decided"
    rows = isinstance(condition, Unknown) and condition.rows
    return Doubt(scope.module.span(node), reason, rows)


def under(interpreter: Interpreter, doubt: Doubt | None, body: list[ast.stmt], scope: Scope) -> Outcome:
    """Run a block, under a doubt if there is one: then it may not have run at all."""
    if doubt is None:
        return interpreter.execute_block(body, scope)
    frame = interpreter.journal.open()
    try:
        with interpreter.doubting(doubt):
            outcome = interpreter.execute_block(body, scope)
    except BaseException:
        interpreter.journal.close(frame)
        raise
    interpreter.journal.close(frame)
    interpreter.journal.join(None, frame, doubt, _neither)
    return outcome


def undecided(interpreter: Interpreter, doubt: Doubt, one: Way, other: Way, scope: Scope) -> Outcome:
    """Take both ways of a fork whose condition is not known."""
    journal = interpreter.journal
    before = _before(interpreter)
    first, first_frame = _taken(interpreter, doubt, one)
    journal.revert(first_frame)
    if first.end is End.RAISE:
        _restore(interpreter, before)
        return other()
    first_states = _states(interpreter)
    _set_states(interpreter, before.states)
    second, second_frame = _taken(interpreter, doubt, other)
    if second.end is End.RAISE:
        # Only the first way can be the one that was taken: take it again, this time without the doubt.
        journal.revert(second_frame)
        _restore(interpreter, before)
        return one()
    _join_states_of(interpreter, first, second, first_states, scope)
    journal.join(first_frame, second_frame, doubt, _survivor(first, second, scope))
    return _join_outcomes(first, second, doubt, scope)


def perhaps(interpreter: Interpreter, doubt: Doubt, way: Way, scope: Scope) -> Outcome:
    """Take a way that may not be taken."""
    return undecided(interpreter, doubt, way, lambda: NEXT, scope)


def way_of_expression(interpreter: Interpreter, doubt: Doubt, way: Way, scope: Scope) -> Value:
    """The value of an expression that is perhaps evaluated, and what it does is doubtful."""
    found: list[Value] = []

    def evaluated() -> Outcome:
        found.append(way().value)
        return NEXT

    undecided(interpreter, doubt, evaluated, lambda: NEXT, scope)
    return found[-1] if found else Unknown(doubt.reason, doubt.span, doubt.rows)


def perhaps_often(
    interpreter: Interpreter,
    node: ast.For | ast.AsyncFor | ast.While,
    target: ast.expr | None,
    subject: Value,
    scope: Scope,
) -> Outcome:
    """Read the body of a loop whose rounds are not known: it may run never, once or often.

    What one round leaves to the next is not known in any of them, so the body is read again with that unknown.
    """
    doubt = doubt_about(subject, node, scope)
    item = Unknown(doubt.reason, rows=doubt.rows)
    loop_names = targets.names_in(target) if target is not None else set()

    def body() -> Outcome:
        if target is not None:
            targets.assign(interpreter, target, item, scope)
        return interpreter.execute_block(node.body, scope)

    journal, before = interpreter.journal, _before(interpreter)
    around = journal.open()
    try:
        for number in range(1, _PASSES + 1):
            outcome, frame = _taken(interpreter, doubt, body)
            if outcome.end is End.RAISE:
                journal.revert(frame)
                _restore(interpreter, before)
                return NEXT
            handed_on = [change for change in _handed_on(frame, scope, loop_names) if _may_be_read(change, node, scope)]
            if not handed_on or number == _PASSES:
                break
            journal.revert(frame)
            _restore(interpreter, before)
            for change in handed_on:
                _forget(interpreter, change, doubt)
    finally:
        journal.close(around)
    journal.join(None, around, doubt, _neither)
    if outcome.end is End.RETURN:
        scope.possible_returns.append(outcome.value)
        scope.possible_ends.append(_states(interpreter))
        _set_states(interpreter, before.states)
        return Outcome(End.NEXT, doubt=doubt, perhaps=frozenset({End.RETURN}))
    join_states(interpreter, before.states)
    if End.RETURN in outcome.perhaps:
        return Outcome(End.NEXT, doubt=doubt, perhaps=frozenset({End.RETURN}))
    return NEXT


def _handed_on(frame: Frame, scope: Scope, loop_names: set[str]) -> list[Change]:
    """What a round changed that was there before it, and that another round may find changed."""
    found: list[Change] = []
    for change in frame.changes.values():
        before, after = change.before, change.after
        if isinstance(before, dict) and isinstance(after, dict):
            own = loop_names if change.container is scope.names else set()
            keys = [key for key in before if key not in own and not _agree(before, after, key)]
            if keys or (not change.is_names and before.keys() != after.keys()):
                found.append(change)
        elif after is not None and not (len(before) == len(after) and all(map(same, before, after))):
            found.append(change)
    return found


_FILLING = frozenset({"append", "extend", "add", "update", "insert"})


def _may_be_read(change: Change, node: ast.For | ast.AsyncFor | ast.While, scope: Scope) -> bool:
    """Whether a round may look at what the one before it changed, rather than change it further."""
    container = change.container
    if container is scope.names and isinstance(change.before, dict) and isinstance(change.after, dict):
        names = {name for name in change.before if not _agree(change.before, change.after, name)}
    else:
        names = {name for name, value in scope.names.items() if value is container}
        if not names:
            return True
    within: list[ast.AST] = [*node.body, *([node.test] if isinstance(node, ast.While) else [])]
    while within:
        found = within.pop()
        if isinstance(found, ast.Expr) and _only_fills(found.value, names):
            assert isinstance(found.value, ast.Call)
            within.extend(found.value.args)
            continue
        if isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            return True
        if isinstance(found, ast.AugAssign) and isinstance(found.target, ast.Name) and found.target.id in names:
            return True
        if isinstance(found, ast.Name) and found.id in names and isinstance(found.ctx, ast.Load):
            return True
        within.extend(ast.iter_child_nodes(found))
    return False


def _only_fills(node: ast.expr, names: set[str]) -> bool:
    """``name.append(…)`` as a statement."""
    if not isinstance(node, ast.Call) or node.keywords or not isinstance(node.func, ast.Attribute):
        return False
    owner = node.func.value
    return isinstance(owner, ast.Name) and owner.id in names and node.func.attr in _FILLING


def _agree(before: dict[Value, Value], after: dict[Value, Value], key: Value) -> bool:
    if key not in after:
        return False
    one, other = before[key], after[key]
    return same(one, other) or (isinstance(one, Unknown) and isinstance(other, Unknown))


def _forget(interpreter: Interpreter, change: Change, doubt: Doubt) -> None:
    """What a change handed on is unknown from the first round on."""
    container = change.container
    interpreter.journal.changing(container, is_names=change.is_names)
    if isinstance(container, dict) and isinstance(change.after, dict):
        for key in container:
            if not _agree(container, change.after, key):
                container[key] = Unknown(doubt.reason, doubt.span, doubt.rows)
    if not change.is_names:
        interpreter.taint(container)


def _taken(interpreter: Interpreter, doubt: Doubt, way: Way) -> tuple[Outcome, Frame]:
    journal = interpreter.journal
    frame = journal.open()
    try:
        with interpreter.doubting(doubt):
            outcome = way()
    except Raised as raised:
        if caught_around(interpreter, raised):
            interpreter.perhaps_raised = doubt
            outcome = Outcome(End.NEXT, doubt=doubt, perhaps=frozenset({End.RAISE}))
        else:
            outcome = Outcome(End.RAISE)
    except BaseException:
        journal.close(frame)
        raise
    journal.close(frame)
    return outcome, frame


def _neither(change: Change) -> bool | None:
    return None


def _survivor(first: Outcome, second: Outcome, scope: Scope) -> Callable[[Change], bool | None]:
    """Of the function's own names only those of the way that goes on in it matter."""
    gone = [outcome.end is End.RETURN for outcome in (first, second)]

    def keep(change: Change) -> bool | None:
        if change.container is not scope.names or gone[0] is gone[1]:
            return None
        return gone[0]

    return keep


def _join_states_of(
    interpreter: Interpreter, first: Outcome, second: Outcome, first_states: list[Value], scope: Scope
) -> None:
    if first.end is End.RETURN and second.end is not End.RETURN:
        scope.possible_ends.append(first_states)
    elif second.end is End.RETURN and first.end is not End.RETURN:
        scope.possible_ends.append(_states(interpreter))
        _set_states(interpreter, first_states)
    else:
        join_states(interpreter, first_states)


def _before(interpreter: Interpreter) -> _Before:
    return _Before([plugin.mark() for plugin in interpreter.plugins], _states(interpreter))


def _states(interpreter: Interpreter) -> list[Value]:
    return [plugin.state() for plugin in interpreter.plugins]


def _set_states(interpreter: Interpreter, states: list[Value]) -> None:
    for plugin, state in zip(interpreter.plugins, states, strict=True):
        plugin.set_state(state)


def join_states(interpreter: Interpreter, states: list[Value]) -> None:
    """Where two ways meet: what either left behind may be real."""
    for plugin, state in zip(interpreter.plugins, states, strict=True):
        plugin.join_state(state)


def _restore(interpreter: Interpreter, before: _Before) -> None:
    for plugin, mark in zip(interpreter.plugins, before.marks, strict=True):
        plugin.forget_since(mark)
    _set_states(interpreter, before.states)


def joined(one: Value, other: Value, doubt: Doubt) -> Value:
    """The value where two ways meet: one of both, and which is not decided."""
    return joined_values(one, other, doubt)


_ORDER = (End.NEXT, End.CONTINUE, End.BREAK, End.RETURN)
"""The earlier of two different ends is the one that the rest is read after; the other is the one that may be."""


def _join_outcomes(first: Outcome, second: Outcome, doubt: Doubt, scope: Scope) -> Outcome:
    before = first.perhaps | second.perhaps
    if first.end is second.end:
        value = joined(first.value, second.value, doubt) if first.end is End.RETURN else None
        return Outcome(first.end, value, (first.doubt or second.doubt) if before else None, before)
    main, other = sorted((first, second), key=lambda outcome: _ORDER.index(outcome.end))
    if other.end is End.RETURN:
        scope.possible_returns.append(other.value)
    return Outcome(main.end, main.value, doubt, before | {other.end})
