"""Binding: what an assignment, a deletion, a pattern does to names, attributes and containers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.expressions import items, truth
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import NOT_MINE, Class, Instance, Raised, Unknown, Value, is_plain

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def assign(interpreter: Interpreter, target: ast.expr, value: Value, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        _bind(target.id, value, scope)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(interpreter, target, value, scope)
    elif isinstance(target, ast.Attribute):
        owner = interpreter.evaluate(target.value, scope)
        _set_attribute(interpreter, owner, target, value, scope)
    elif isinstance(target, ast.Subscript):
        _set_item(interpreter, target, value, scope)


def _bind(name: str, value: Value, scope: Scope) -> None:
    if name in scope.global_names:
        scope.module.namespace[name] = value
        return
    if name in scope.outer_names:
        outer = scope.parent
        while outer is not None:
            if name in outer.names and not outer.is_class_body:
                outer.names[name] = value
                return
            outer = outer.parent
    scope.names[name] = value


def _unpack(interpreter: Interpreter, target: ast.Tuple | ast.List, value: Value, scope: Scope) -> None:
    values = items(interpreter, value, interpreter.site(target, scope))
    parts = target.elts
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
    if isinstance(values, Unknown) or (star is None and len(values) != len(parts)):
        reason = values.reason if isinstance(values, Unknown) else "what is unpacked has another length"
        for part in parts:
            inner = part.value if isinstance(part, ast.Starred) else part
            assign(interpreter, inner, Unknown(reason), scope)
        return
    if star is None:
        for part, item in zip(parts, values, strict=True):
            assign(interpreter, part, item, scope)
        return
    after = len(parts) - star - 1
    for part, item in zip(parts[:star], values[:star], strict=False):
        assign(interpreter, part, item, scope)
    starred = parts[star]
    if isinstance(starred, ast.Starred):
        assign(interpreter, starred.value, values[star : len(values) - after], scope)
    for part, item in zip(parts[star + 1 :], values[len(values) - after :], strict=False):
        assign(interpreter, part, item, scope)


def _set_attribute(interpreter: Interpreter, owner: Value, target: ast.Attribute, value: Value, scope: Scope) -> None:
    site = interpreter.site(target, scope)
    if interpreter.ask("set_attribute", interpreter, owner, target.attr, value, site) is not NOT_MINE:
        return
    if isinstance(owner, Instance):
        owner.attributes[target.attr] = value
    elif isinstance(owner, (Class, Module)):
        owner.namespace[target.attr] = value


def _set_item(interpreter: Interpreter, target: ast.Subscript, value: Value, scope: Scope) -> None:
    owner = interpreter.evaluate(target.value, scope)
    key = interpreter.evaluate(target.slice, scope)
    taint(interpreter, owner)
    if isinstance(owner, dict):
        if is_plain(key) or not isinstance(key, (list, dict, set, Unknown)):
            owner[key] = value
        else:
            interpreter.tainted[id(owner)] = owner
    elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
        owner[key] = value


def taint(interpreter: Interpreter, container: Value) -> None:
    """A container that is changed under a doubt has undecided contents from now on."""
    if interpreter.doubts and isinstance(container, (list, dict, set)):
        interpreter.tainted[id(container)] = container


def delete(interpreter: Interpreter, target: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        scope.names.pop(target.id, None)
    elif isinstance(target, ast.Subscript):
        owner = interpreter.evaluate(target.value, scope)
        key = interpreter.evaluate(target.slice, scope)
        if isinstance(owner, dict) and is_plain(key):
            if key not in owner:
                raise Raised("builtins.KeyError", scope.module.span(target))
            del owner[key]
        elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
            del owner[key]


def bound_names(statement: ast.stmt) -> set[str]:
    """The names that a statement of a module binds at its top."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return {statement.target.id}
    if isinstance(statement, ast.Import):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.ImportFrom):
        return {alias.asname or alias.name for alias in statement.names}
    if isinstance(statement, (ast.If, ast.Try)):
        inner = [*statement.body, *statement.orelse]
        if isinstance(statement, ast.Try):
            inner += [entry for handler in statement.handlers for entry in handler.body]
        return set().union(*(bound_names(entry) for entry in inner))
    return set()


def matches(interpreter: Interpreter, pattern: ast.pattern, subject: Value, scope: Scope) -> bool | None:
    """Whether a ``case`` pattern fits; names in it are bound. None where that is not decided."""
    if isinstance(pattern, ast.MatchAs):
        decided = True if pattern.pattern is None else matches(interpreter, pattern.pattern, subject, scope)
        if decided is not False and pattern.name is not None:
            scope.names[pattern.name] = subject
        return decided
    if isinstance(pattern, ast.MatchOr):
        answers = [matches(interpreter, part, subject, scope) for part in pattern.patterns]
        return True if True in answers else None if None in answers else False
    if isinstance(pattern, (ast.MatchValue, ast.MatchSingleton)):
        wanted = interpreter.evaluate(pattern.value, scope) if isinstance(pattern, ast.MatchValue) else pattern.value
        if is_plain(wanted) and is_plain(subject):
            return bool(wanted == subject)
        return True if wanted is subject else None if isinstance(subject, Unknown) else False
    return None


__all__ = ["assign", "bound_names", "delete", "matches", "taint", "truth"]
