"""What statements do. Undecided branches stand in :mod:`branches`, classes in :mod:`classes`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from migration_lsp.source.evaluate import branches, classes, targets
from migration_lsp.source.evaluate.expressions import items, truth
from migration_lsp.source.evaluate.missing import missing_import
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.scope import BREAK, CONTINUE, NEXT, Doubt, End, Outcome, Scope
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    Class,
    External,
    Function,
    Instance,
    LazyImport,
    OverBudget,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_ROUNDS = 20_000
"""Rounds of one loop."""


def execute(interpreter: Interpreter, node: ast.stmt, scope: Scope) -> Outcome:
    interpreter.step()
    run = _STATEMENTS.get(type(node))
    return run(interpreter, node, scope) if run is not None else NEXT


def execute_block(interpreter: Interpreter, body: list[ast.stmt], scope: Scope) -> Outcome:
    """Run statements until one ends the block.

    A statement may end the block only perhaps (a ``return`` under an undecided condition): the rest of the block
    is then doubtful.
    """
    outcome = NEXT
    added: list[Doubt] = []
    try:
        for statement in body:
            outcome = execute(interpreter, statement, scope)
            if outcome.end is not End.NEXT:
                return outcome
            if isinstance(outcome.value, Doubt):
                added.append(outcome.value)
                interpreter.doubts.append(outcome.value)
        return Outcome(End.NEXT, added[0]) if added else NEXT
    finally:
        for doubt in added:
            interpreter.doubts.remove(doubt)


def evaluate_ahead(interpreter: Interpreter, module: Module, name: str) -> bool:
    """Bind a name of a module that is still being evaluated, by running the statement that binds it now."""
    for statement in _with_type_checking(module.tree.body):
        if id(statement) in module.done or name not in targets.bound_names(statement):
            continue
        module.done.add(id(statement))
        execute(interpreter, statement, Scope(module, module.namespace))
        if name in module.namespace:
            return True
    return False


def _with_type_checking(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a module, and the imports that only a type checker sees."""
    found = list(body)
    for statement in body:
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            found.extend(inner for inner in statement.body if isinstance(inner, (ast.Import, ast.ImportFrom)))
    return found


# ---------------------------------------------------------------------- simple statements


def _expression(interpreter: Interpreter, node: ast.Expr, scope: Scope) -> Outcome:
    interpreter.evaluate(node.value, scope)
    return NEXT


def _assign(interpreter: Interpreter, node: ast.Assign, scope: Scope) -> Outcome:
    value = interpreter.evaluate(node.value, scope)
    for target in node.targets:
        targets.assign(interpreter, target, value, scope)
    return NEXT


def _annotated(interpreter: Interpreter, node: ast.AnnAssign, scope: Scope) -> Outcome:
    if isinstance(node.target, ast.Name):
        scope.annotations[node.target.id] = node.annotation
    if node.value is not None:
        targets.assign(interpreter, node.target, interpreter.evaluate(node.value, scope), scope)
    return NEXT


def _augmented(interpreter: Interpreter, node: ast.AugAssign, scope: Scope) -> Outcome:
    load = ast.copy_location(_as_load(node.target), node.target)
    binary = ast.copy_location(ast.BinOp(load, node.op, node.value), node)
    targets.assign(interpreter, node.target, interpreter.evaluate(binary, scope), scope)
    return NEXT


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    if isinstance(target, ast.Subscript):
        return ast.Subscript(target.value, target.slice, ast.Load())
    return target


def _return(interpreter: Interpreter, node: ast.Return, scope: Scope) -> Outcome:
    return Outcome(End.RETURN, interpreter.evaluate(node.value, scope) if node.value is not None else None)


def _raise(interpreter: Interpreter, node: ast.Raise, scope: Scope) -> Outcome:
    span = scope.module.span(node)
    if span in interpreter.unraised:
        return Outcome(End.RETURN, Unknown("project code raises here, for want of something that runs", span))
    value = interpreter.evaluate(node.exc, scope) if node.exc is not None else None
    raise Raised(exception_name(value), span)


def exception_name(value: Value) -> str:
    """The dotted name of an exception's class, for matching handlers and for notes."""
    if isinstance(value, Instance):
        value = value.cls
    if isinstance(value, Class):
        return f"{value.module.name}.{value.name}"
    return value.name if isinstance(value, External) else "builtins.Exception"


def _assert(interpreter: Interpreter, node: ast.Assert, scope: Scope) -> Outcome:
    if truth(interpreter, interpreter.evaluate(node.test, scope)) is False:
        raise Raised("builtins.AssertionError", scope.module.span(node))
    return NEXT


def _delete(interpreter: Interpreter, node: ast.Delete, scope: Scope) -> Outcome:
    for target in node.targets:
        targets.delete(interpreter, target, scope)
    return NEXT


def _global(interpreter: Interpreter, node: ast.Global, scope: Scope) -> Outcome:
    scope.global_names.update(node.names)
    return NEXT


def _nonlocal(interpreter: Interpreter, node: ast.Nonlocal, scope: Scope) -> Outcome:
    scope.outer_names.update(node.names)
    return NEXT


def _import(interpreter: Interpreter, node: ast.Import, scope: Scope) -> Outcome:
    span = scope.module.span(node)
    for alias in node.names:
        if alias.asname is not None:
            scope.names[alias.asname] = LazyImport(alias.name, None, span)
        else:
            top = alias.name.partition(".")[0]
            scope.names[top] = LazyImport(top, None, span)
    return NEXT


def _import_from(interpreter: Interpreter, node: ast.ImportFrom, scope: Scope) -> Outcome:
    source = scope.module.absolute(node.module, node.level)
    span = scope.module.span(node)
    for alias in node.names:
        if alias.name == "*":
            _import_everything(interpreter, source, scope, span)
        else:
            scope.names[alias.asname or alias.name] = LazyImport(source, alias.name, span)
    return NEXT


def _import_everything(interpreter: Interpreter, source: str, scope: Scope, span: Value) -> None:
    module = interpreter.module(source)
    if module is None:
        scope.module.star_sources.append(source)
        return
    scope.module.star_sources.extend(module.star_sources)
    names = module.namespace.get("__all__")
    if not isinstance(names, (list, tuple)):
        names = [name for name in module.namespace if not name.startswith("_")]
    for name in names:
        if isinstance(name, str) and interpreter.module_attribute(module, name) is not MISSING:
            scope.names[name] = interpreter.module_attribute(module, name)


def _break(interpreter: Interpreter, node: ast.Break, scope: Scope) -> Outcome:
    return BREAK


def _continue(interpreter: Interpreter, node: ast.Continue, scope: Scope) -> Outcome:
    return CONTINUE


# ---------------------------------------------------------------------- definitions


def _function(interpreter: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Outcome:
    function = classes.make_function(interpreter, node, scope)
    scope.names[node.name] = classes.decorated(interpreter, function, node.decorator_list, scope)
    return NEXT


def _class(interpreter: Interpreter, node: ast.ClassDef, scope: Scope) -> Outcome:
    scope.names[node.name] = classes.make_class(interpreter, node, scope)
    return NEXT


# ---------------------------------------------------------------------- compound statements


def _type_alias(interpreter: Interpreter, node: Any, scope: Scope) -> Outcome:
    """``type Name = …``, of Python 3.12: the same as a call of ``TypeAliasType``."""
    value = interpreter.evaluate(node.value, scope)
    scope.names[node.name.id] = interpreter.generic("typing.TypeAliasType", (node.name.id, value))
    return NEXT


def _if(interpreter: Interpreter, node: ast.If, scope: Scope) -> Outcome:
    condition = interpreter.evaluate(node.test, scope)
    decided = truth(interpreter, condition)
    if decided is None:
        return branches.undecided(interpreter, node, node.body, node.orelse, condition, scope)
    return execute_block(interpreter, node.body if decided else node.orelse, scope)


def _for(interpreter: Interpreter, node: ast.For | ast.AsyncFor, scope: Scope) -> Outcome:
    iterable = interpreter.evaluate(node.iter, scope)
    values = items(interpreter, iterable, interpreter.site(node.iter, scope))
    if isinstance(values, Unknown):
        return branches.perhaps_once(interpreter, node, node.target, values, scope)
    tainted = interpreter.tainted.get(id(iterable))
    doubt = None
    if tainted is not None:
        doubt = Doubt(scope.module.span(node), "what it loops over depends on an undecided condition")
    returns = len(scope.possible_returns)
    for value in values[:MAX_ROUNDS]:
        targets.assign(interpreter, node.target, value, scope)
        outcome = branches.under(interpreter, doubt, node.body, scope)
        if outcome.end is End.BREAK:
            return NEXT
        if outcome.end in (End.RETURN, End.RAISE):
            return outcome
        if isinstance(outcome.value, Doubt):
            doubt = doubt or outcome.value
    if doubt is not None and len(scope.possible_returns) > returns:
        return Outcome(End.NEXT, doubt)
    return execute_block(interpreter, node.orelse, scope)


def _while(interpreter: Interpreter, node: ast.While, scope: Scope) -> Outcome:
    for _ in range(MAX_ROUNDS):
        condition = interpreter.evaluate(node.test, scope)
        decided = truth(interpreter, condition)
        if decided is None:
            return branches.perhaps_once(interpreter, node, None, condition, scope)
        if not decided:
            return execute_block(interpreter, node.orelse, scope)
        outcome = execute_block(interpreter, node.body, scope)
        if outcome.end is End.BREAK:
            return NEXT
        if outcome.end in (End.RETURN, End.RAISE):
            return outcome
        if isinstance(outcome.value, Doubt):
            # The loop may have ended in this round: going on would be a guess without an end.
            return Outcome(End.NEXT, outcome.value)
    raise OverBudget


def _with(interpreter: Interpreter, node: ast.With | ast.AsyncWith, scope: Scope) -> Outcome:
    entered: list[tuple[Value, ast.expr]] = []
    try:
        for item in node.items:
            manager = interpreter.evaluate(item.context_expr, scope)
            site = interpreter.site(item.context_expr, scope)
            value = interpreter.ask("enter", interpreter, manager, site)
            if value is NOT_MINE:
                value = manager
            entered.append((manager, item.context_expr))
            if item.optional_vars is not None:
                targets.assign(interpreter, item.optional_vars, value, scope)
        return execute_block(interpreter, node.body, scope)
    finally:
        for manager, expression in reversed(entered):
            site = interpreter.site(expression, scope)
            for plugin in interpreter.plugins:
                plugin.leave(interpreter, manager, site)


def _try(interpreter: Interpreter, node: ast.Try, scope: Scope) -> Outcome:
    try:
        missing = missing_import(interpreter, node.body, scope)
        if missing is not None:
            raise Raised("builtins.ModuleNotFoundError", scope.module.span(missing))
        outcome = execute_block(interpreter, node.body, scope)
        if outcome.end is End.NEXT and node.orelse:
            outcome = execute_block(interpreter, node.orelse, scope)
    except Raised as raised:
        handler = _handler_for(interpreter, node, raised, scope)
        if handler is None:
            execute_block(interpreter, node.finalbody, scope)
            raise
        if handler.name is not None:
            scope.names[handler.name] = Unknown("an exception")
        outcome = execute_block(interpreter, handler.body, scope)
    final = execute_block(interpreter, node.finalbody, scope)
    return final if final.end is not End.NEXT else outcome


_DATABASE_ERRORS = (
    "SQLAlchemyError",
    "DBAPIError",
    "DatabaseError",
    "OperationalError",
    "ProgrammingError",
    "InvalidRequestError",
)

_BASES = {
    "builtins.KeyError": "builtins.LookupError",
    "builtins.IndexError": "builtins.LookupError",
    "builtins.LookupError": "builtins.Exception",
    "builtins.ModuleNotFoundError": "builtins.ImportError",
}


def _handler_for(interpreter: Interpreter, node: ast.Try, raised: Raised, scope: Scope) -> ast.ExceptHandler | None:
    kinds = {raised.kind, "builtins.Exception", "builtins.BaseException"}
    if raised.kind.startswith("sqlalchemy.exc."):
        # Which of SQLAlchemy's errors it would be depends on the driver; its root is certain.
        kinds |= {f"sqlalchemy.exc.{name}" for name in _DATABASE_ERRORS}
    kind = raised.kind
    while kind in _BASES:
        kind = _BASES[kind]
        kinds.add(kind)
    for handler in node.handlers:
        if handler.type is None:
            return handler
        value = interpreter.evaluate(handler.type, scope)
        for kind in value if isinstance(value, tuple) else (value,):
            if isinstance(kind, Unknown) or exception_name(kind) in kinds:
                return handler
    return None


def _match(interpreter: Interpreter, node: ast.Match, scope: Scope) -> Outcome:
    subject = interpreter.evaluate(node.subject, scope)
    for case in node.cases:
        decided = targets.matches(interpreter, case.pattern, subject, scope)
        if decided and case.guard is not None:
            decided = truth(interpreter, interpreter.evaluate(case.guard, scope))
        if decided:
            return execute_block(interpreter, case.body, scope)
        if decided is None:
            unknown = Unknown("the matched value is not known")
            rest = [ast.copy_location(ast.Match(node.subject, node.cases[node.cases.index(case) + 1 :]), node)]
            following: list[ast.stmt] = list(rest) if rest[0].cases else []
            return branches.undecided(interpreter, node, case.body, following, unknown, scope)
    return NEXT


_STATEMENTS: dict[type[ast.stmt], Callable[..., Outcome]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.Match: _match,
}
if hasattr(ast, "TypeAlias"):
    _STATEMENTS[ast.TypeAlias] = _type_alias
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _try

__all__ = ["Function", "evaluate_ahead", "exception_name", "execute", "execute_block"]
