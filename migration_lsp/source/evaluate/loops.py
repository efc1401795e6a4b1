"""``for`` and ``while``, round by round as long as the rounds are known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import branches, targets
from migration_lsp.source.evaluate.iteration import items, truth
from migration_lsp.source.evaluate.scope import NEXT, Doubt, End, Outcome, Scope
from migration_lsp.source.evaluate.streams import OpenEnd, Stream, stream_rounds
from migration_lsp.source.evaluate.values import OverBudget, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_ROUNDS = 20_000
"""Rounds of one loop."""


def run_for(interpreter: Interpreter, node: ast.For | ast.AsyncFor, scope: Scope) -> Outcome:
    iterable = interpreter.evaluate(node.iter, scope)
    doubt = None
    if interpreter.is_tainted(iterable):
        doubt = Doubt(scope.module.span(node), "what it loops over depends on an undecided condition")
        iterable = list(iterable)
    rounds = stream_rounds(interpreter, iterable) if isinstance(iterable, Stream) else None
    if rounds is None:
        values = items(interpreter, iterable, interpreter.site(node.iter, scope))
        if isinstance(values, Unknown):
            return branches.perhaps_often(interpreter, node, node.target, values, scope)
        rounds = iter(values)
    perhaps: frozenset[End] = frozenset()
    for value in rounds:
        if isinstance(value, OpenEnd):
            return branches.perhaps_often(interpreter, node, node.target, value.reason, scope)
        outcome = _round(interpreter, node, value, doubt, scope)
        perhaps |= outcome.perhaps
        if outcome.perhaps & {End.BREAK, End.RETURN}:
            doubt = doubt or outcome.doubt
        if outcome.end is End.BREAK:
            return _after_loop(NEXT, doubt, perhaps)
        if outcome.end is End.RETURN:
            return outcome
    if End.BREAK in perhaps:
        return _after_loop(branches.under(interpreter, doubt, node.orelse, scope), doubt, perhaps)
    return _after_loop(interpreter.execute_block(node.orelse, scope), doubt, perhaps)


def _round(
    interpreter: Interpreter, node: ast.For | ast.AsyncFor, value: Value, doubt: Doubt | None, scope: Scope
) -> Outcome:
    if doubt is None:
        targets.assign(interpreter, node.target, value, scope)
        return interpreter.execute_block(node.body, scope)

    def run() -> Outcome:
        targets.assign(interpreter, node.target, value, scope)
        return interpreter.execute_block(node.body, scope)

    return branches.perhaps(interpreter, doubt, run, scope)


def _after_loop(last: Outcome, doubt: Doubt | None, perhaps: frozenset[End]) -> Outcome:
    """Of what may have ended a round, only a ``return`` ends more than the loop."""
    left = (perhaps | last.perhaps) & {End.RETURN}
    return Outcome(last.end, last.value, last.doubt or doubt, left) if left else Outcome(last.end, last.value)


def run_while(interpreter: Interpreter, node: ast.While, scope: Scope) -> Outcome:
    for _ in range(MAX_ROUNDS):
        condition = interpreter.evaluate(node.test, scope)
        decided = truth(interpreter, condition)
        if decided is None:
            return branches.perhaps_often(interpreter, node, None, condition, scope)
        if not decided:
            return _after_loop(interpreter.execute_block(node.orelse, scope), None, frozenset())
        outcome = interpreter.execute_block(node.body, scope)
        if outcome.end is End.BREAK:
            return _after_loop(NEXT, outcome.doubt, outcome.perhaps)
        if outcome.end is End.RETURN:
            return outcome
        if outcome.perhaps & {End.BREAK, End.RETURN}:
            # The loop may have ended in this round: what the others do is not known.
            rest = branches.perhaps_often(interpreter, node, None, Unknown("how often it loops is not decided"), scope)
            return _after_loop(rest, outcome.doubt, outcome.perhaps)
    raise OverBudget
