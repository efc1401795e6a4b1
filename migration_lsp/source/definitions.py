"""The functions of a module as they are written: whether one is there, and whether there is anything in it.

Nothing is evaluated. A body counts as empty where every statement of it, in whatever block, does nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Body(Enum):
    """What stands in a function."""

    EMPTY = "empty"
    """``pass``, a docstring, ``return``: nothing happens."""
    RAISES = "raises"
    """It raises, whatever the state of things, before anything happened."""
    FULL = "full"


def definition(tree: ast.Module, name: str) -> Function | None:
    """The function of that name at the top of a module; of several the last, as Python has it."""
    functions = (each for each in _top(tree.body) if isinstance(each, Function) and each.name == name)
    return next(reversed(tuple(functions)), None)


def is_bound(tree: ast.Module, name: str) -> bool:
    """Whether the top of a module gives a name any meaning: a function, an import (of everything too), a value."""
    return any(not _names(statement).isdisjoint((name, "*")) for statement in _top(tree.body))


def body_of(function: Function) -> Body:
    """What stands in a function."""
    for statement in function.body:
        if isinstance(statement, ast.Raise):
            return Body.RAISES
        if isinstance(statement, ast.Return) and does_nothing(statement):
            return Body.EMPTY
        if not does_nothing(statement):
            return Body.FULL
    return Body.EMPTY


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those in its blocks as if they ran."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            yield from _top(statement.body)
            yield from _top(getattr(statement, "orelse", []))


def _names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return set()


def does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.If):
        return all(map(does_nothing, (*statement.body, *statement.orelse)))
    if isinstance(statement, ast.With | ast.For):
        return all(map(does_nothing, statement.body))
    return False
