"""What is left of a statement that raises: the call around the part that does, with that part not known.

A project that works does not raise when it is imported. Where reading it does, something was configured that no text
tells, and ``Column(encrypted(Text), nullable=True)`` is a column all the same.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def salvage(interpreter: Interpreter, statement: ast.stmt, scope: Scope) -> None:
    """Bind what a raising assignment of a call is worth apart from the arguments that raise."""
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or not isinstance(statement.value, ast.Call):
        return
    value = _guarded(interpreter, statement.value, scope)
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for target in targets:
        if isinstance(target, ast.Name):
            scope.names[target.id] = value


def _guarded(interpreter: Interpreter, node: ast.expr, scope: Scope) -> Value:
    try:
        return interpreter.evaluate(node, scope)
    except Raised as raised:
        unknown = Unknown(f"it raises {raised.kind.rpartition('.')[2]}", scope.module.span(node))
    if not isinstance(node, ast.Call) or any(isinstance(argument, ast.Starred) for argument in node.args):
        return unknown
    if any(keyword.arg is None for keyword in node.keywords):
        return unknown
    try:
        function = interpreter.evaluate(node.func, scope)
        arguments = tuple(_guarded(interpreter, argument, scope) for argument in node.args)
        keywords = {str(keyword.arg): _guarded(interpreter, keyword.value, scope) for keyword in node.keywords}
        return interpreter.call(function, arguments, keywords, interpreter.site(node, scope))
    except Raised:
        return unknown
