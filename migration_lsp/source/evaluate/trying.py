"""``try``: which handler an exception goes to, and what runs in the end."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import branches, targets
from migration_lsp.source.evaluate.missing import missing_import
from migration_lsp.source.evaluate.raising import handler_for, value_of
from migration_lsp.source.evaluate.scope import Doubt, End, Outcome, Scope
from migration_lsp.source.evaluate.values import Raised, Unknown

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def run_try(interpreter: Interpreter, node: ast.Try, scope: Scope) -> Outcome:
    try:
        outcome = _try_body(interpreter, node, scope)
    except Raised:
        final = interpreter.execute_block(node.finalbody, scope)
        if final.end is not End.NEXT:
            return final
        raise
    final = interpreter.execute_block(node.finalbody, scope)
    return final if final.end is not End.NEXT else outcome


def _try_body(interpreter: Interpreter, node: ast.Try, scope: Scope) -> Outcome:
    around, interpreter.perhaps_raised = interpreter.perhaps_raised, None
    interpreter.handlers.append((node.handlers, scope))
    try:
        missing = missing_import(interpreter, node.body, scope)
        if missing is not None:
            raise Raised("builtins.ModuleNotFoundError", scope.module.span(missing))
        outcome = interpreter.execute_block(node.body, scope)
    except Raised as raised:
        interpreter.handlers.pop()
        interpreter.perhaps_raised = around
        handler = handler_for(interpreter, node.handlers, raised, scope)
        if handler is None:
            raise
        return _handle(interpreter, handler, raised, scope)
    except BaseException:
        interpreter.handlers.pop()
        raise
    interpreter.handlers.pop()
    doubt = _perhaps_raised(interpreter)
    interpreter.perhaps_raised = around
    if doubt is not None:
        return _perhaps_handled(interpreter, node, outcome, doubt, scope)
    if outcome.end is End.NEXT and node.orelse:
        return interpreter.execute_block(node.orelse, scope)
    return outcome


def _perhaps_raised(interpreter: Interpreter) -> Doubt | None:
    return interpreter.perhaps_raised


def _perhaps_handled(interpreter: Interpreter, node: ast.Try, outcome: Outcome, doubt: Doubt, scope: Scope) -> Outcome:
    """Something in the body raised perhaps, and which handler took it is not followed: each may have run."""
    perhaps = outcome.perhaps - {End.RAISE}
    rest = Outcome(outcome.end, outcome.value, outcome.doubt if perhaps else None, perhaps)
    for handler in node.handlers:

        def handled(handler: ast.ExceptHandler = handler) -> Outcome:
            return _handle(interpreter, handler, None, scope)

        def otherwise(rest: Outcome = rest) -> Outcome:
            return rest

        rest = branches.undecided(interpreter, doubt, handled, otherwise, scope)
    if rest.end is End.NEXT and node.orelse:
        after = branches.under(interpreter, doubt, node.orelse, scope)
        return Outcome(after.end, after.value, after.doubt or rest.doubt, after.perhaps | rest.perhaps)
    return rest


def _handle(interpreter: Interpreter, handler: ast.ExceptHandler, raised: Raised | None, scope: Scope) -> Outcome:
    if handler.name is not None:
        value = value_of(raised) if raised is not None else Unknown("an exception")
        targets.bind(interpreter, handler.name, value, scope)
    interpreter.handling.append(raised if raised is not None else Raised("builtins.Exception"))
    try:
        return interpreter.execute_block(handler.body, scope)
    finally:
        interpreter.handling.pop()
        if handler.name is not None:
            targets.unbind(interpreter, handler.name, scope)
