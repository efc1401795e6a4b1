"""What statements do. Undecided branches stand in :mod:`branches`, loops in :mod:`loops`, ``try`` in :mod:`trying`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import (
    branches,
    classes,
    loops,
    managers,
    operators,
    patterns,
    targets,
    trying,
    type_parameters,
)
from migration_lsp.source.evaluate.expressions import subscript
from migration_lsp.source.evaluate.iteration import truth
from migration_lsp.source.evaluate.journal import Change, Frame
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.raising import raised_by
from migration_lsp.source.evaluate.scope import BREAK, CONTINUE, NEXT, Doubt, End, Outcome, Scope
from migration_lsp.source.evaluate.values import (
    MISSING,
    LazyImport,
    Raised,
    Unknown,
    Value,
)
from migration_lsp.source.newer_nodes import TypeAlias

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def execute(interpreter: Interpreter, node: ast.stmt, scope: Scope) -> Outcome:
    interpreter.step()
    run = _STATEMENTS.get(type(node))
    return run(interpreter, node, scope) if run is not None else NEXT


def execute_block(interpreter: Interpreter, body: list[ast.stmt], scope: Scope) -> Outcome:
    """Run statements until one ends the block.

    A statement may end the block only perhaps (a ``return`` under an undecided condition): the rest of the block
    is then doubtful, and what it changes is joined with what was before.
    """
    perhaps: frozenset[End] = frozenset()
    rests: list[tuple[Doubt, Frame, bool]] = []
    outcome = NEXT
    try:
        for statement in body:
            outcome = execute(interpreter, statement, scope)
            perhaps |= outcome.perhaps
            doubt = outcome.doubt or (interpreter.perhaps_raised if not rests else None)
            if outcome.end is not End.NEXT:
                break
            if doubt is not None and statement is not body[-1]:
                interpreter.doubts.append(doubt)
                rests.append((doubt, interpreter.journal.open(), outcome.perhaps == {End.RETURN}))
    except Raised:
        _end_rests(interpreter, rests, scope, is_taken=False)
        raise
    except BaseException:
        _end_rests(interpreter, rests, scope, is_taken=True)
        raise
    _end_rests(interpreter, rests, scope, is_taken=True)
    doubt = rests[0][0] if rests else outcome.doubt
    return Outcome(outcome.end, outcome.value, doubt, perhaps) if perhaps else outcome


def _end_rests(
    interpreter: Interpreter, rests: list[tuple[Doubt, Frame, bool]], scope: Scope, *, is_taken: bool
) -> None:
    """What ran after a perhaps taken ``return`` may not have run; what raised after it did not."""
    journal = interpreter.journal
    for doubt, frame, is_return in reversed(rests):
        interpreter.doubts.pop()
        journal.close(frame)
        if not is_taken:
            journal.revert(frame)
            continue
        own = scope.names if is_return else None
        journal.join(None, frame, doubt, partial(_is_change_of, own))


def _is_change_of(names: Value, change: Change) -> bool | None:
    """Whether a change is one of these names: what a function does to its own after a ``return`` is seen by no one."""
    return True if change.container is names else None


def evaluate_ahead(interpreter: Interpreter, module: Module, name: str) -> bool:
    """Bind a name of a module that is still being evaluated, by running the statement that binds it now."""
    for statement in _with_type_checking(module.tree.body):
        if id(statement) in module.done or name not in targets.bound_names(statement):
            continue
        module.done.add(id(statement))
        with interpreter.undoubted():
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
    interpreter.unused = node.value
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
    target = node.target
    if isinstance(target, ast.Name):
        old = interpreter.look_up(target.id, scope, target)
        targets.bind(interpreter, target.id, _combined(interpreter, node, old, scope), scope)
        return NEXT
    owner = interpreter.evaluate(target.value, scope)
    site = interpreter.site(target, scope)
    if isinstance(target, ast.Attribute):
        old = interpreter.attribute(owner, target.attr, site)
        targets.set_attribute(interpreter, owner, target.attr, _combined(interpreter, node, old, scope), site)
    else:
        key = interpreter.evaluate(target.slice, scope)
        old = subscript(interpreter, owner, key, site)
        targets.set_item(interpreter, owner, key, _combined(interpreter, node, old, scope), site)
    return NEXT


def _combined(interpreter: Interpreter, node: ast.AugAssign, old: Value, scope: Scope) -> Value:
    value = interpreter.evaluate(node.value, scope)
    return operators.augmented(interpreter, node.op, old, value, interpreter.site(node, scope))


def _return(interpreter: Interpreter, node: ast.Return, scope: Scope) -> Outcome:
    return Outcome(End.RETURN, interpreter.evaluate(node.value, scope) if node.value is not None else None)


def _raise(interpreter: Interpreter, node: ast.Raise, scope: Scope) -> Outcome:
    if interpreter.unraised:
        span = scope.module.span(node)
        if span in interpreter.unraised:
            return Outcome(End.RETURN, Unknown("project code raises here, for want of something that runs", span))
    if node.exc is None:
        raise interpreter.handling[-1] if interpreter.handling else Raised("builtins.RuntimeError")
    raise raised_by(interpreter, interpreter.evaluate(node.exc, scope), interpreter.site(node, scope))


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
            targets.bind(interpreter, alias.asname, LazyImport(alias.name, None, span), scope)
        else:
            top = alias.name.partition(".")[0]
            targets.bind(interpreter, top, LazyImport(top, None, span), scope)
    return NEXT


def _import_from(interpreter: Interpreter, node: ast.ImportFrom, scope: Scope) -> Outcome:
    source = scope.module.absolute(node.module, node.level)
    span = scope.module.span(node)
    for alias in node.names:
        if alias.name == "*":
            _import_everything(interpreter, source, scope, span)
        else:
            targets.bind(interpreter, alias.asname or alias.name, LazyImport(source, alias.name, span), scope)
    return NEXT


def _import_everything(interpreter: Interpreter, source: str, scope: Scope, span: Value) -> None:
    module = interpreter.module(source)
    if module is None:
        scope.module.star_sources.append(source)
        return
    interpreter.looked_through(module)
    scope.module.star_sources.extend(module.star_sources)
    names = module.namespace.get("__all__")
    if not isinstance(names, (list, tuple)):
        names = [name for name in module.namespace if not name.startswith("_")]
    for name in names:
        found = interpreter.module_attribute(module, name) if isinstance(name, str) else MISSING
        if found is not MISSING:
            targets.bind(interpreter, name, found, scope)


def _break(interpreter: Interpreter, node: ast.Break, scope: Scope) -> Outcome:
    return BREAK


def _continue(interpreter: Interpreter, node: ast.Continue, scope: Scope) -> Outcome:
    return CONTINUE


# ---------------------------------------------------------------------- definitions


def _function(interpreter: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Outcome:
    function = classes.make_function(interpreter, node, scope)
    value = classes.decorated(interpreter, function, node.decorator_list, scope)
    targets.bind(interpreter, node.name, value, scope)
    return NEXT


def _class(interpreter: Interpreter, node: ast.ClassDef, scope: Scope) -> Outcome:
    targets.bind(interpreter, node.name, classes.make_class(interpreter, node, scope), scope)
    return NEXT


# ---------------------------------------------------------------------- compound statements


def _type_alias(interpreter: Interpreter, node: TypeAlias, scope: Scope) -> Outcome:
    targets.bind(interpreter, node.name.id, type_parameters.alias(interpreter, node, scope), scope)
    return NEXT


def _if(interpreter: Interpreter, node: ast.If, scope: Scope) -> Outcome:
    condition = interpreter.evaluate(node.test, scope)
    decided = truth(interpreter, condition)
    if decided is None:
        return branches.undecided(
            interpreter,
            branches.doubt_about(condition, node, scope),
            lambda: execute_block(interpreter, node.body, scope),
            lambda: execute_block(interpreter, node.orelse, scope),
            scope,
        )
    return execute_block(interpreter, node.body if decided else node.orelse, scope)


def _with(interpreter: Interpreter, node: ast.With | ast.AsyncWith, scope: Scope) -> Outcome:
    return _with_items(interpreter, node, 0, scope)


def _with_items(interpreter: Interpreter, node: ast.With | ast.AsyncWith, index: int, scope: Scope) -> Outcome:
    if index == len(node.items):
        return execute_block(interpreter, node.body, scope)
    item = node.items[index]
    manager = interpreter.evaluate(item.context_expr, scope)

    def body(value: Value) -> Outcome:
        if item.optional_vars is not None:
            targets.assign(interpreter, item.optional_vars, value, scope)
        return _with_items(interpreter, node, index + 1, scope)

    return managers.run(interpreter, manager, body, interpreter.site(item.context_expr, scope))


def _match(interpreter: Interpreter, node: ast.Match, scope: Scope) -> Outcome:
    return _match_cases(interpreter, node, interpreter.evaluate(node.subject, scope), 0, scope)


def _match_cases(interpreter: Interpreter, node: ast.Match, subject: Value, index: int, scope: Scope) -> Outcome:
    for number in range(index, len(node.cases)):
        case = node.cases[number]
        decided = patterns.matches(interpreter, case.pattern, subject, scope)
        if decided is not False and case.guard is not None:
            passes = truth(interpreter, interpreter.evaluate(case.guard, scope))
            decided = passes if decided or passes is False else None
        if decided:
            return execute_block(interpreter, case.body, scope)
        if decided is None:
            return _match_perhaps(interpreter, node, subject, number, scope)
    return NEXT


def _match_perhaps(interpreter: Interpreter, node: ast.Match, subject: Value, number: int, scope: Scope) -> Outcome:
    doubt = Doubt(scope.module.span(node), "which case fits is not decided")
    return branches.undecided(
        interpreter,
        doubt,
        lambda: execute_block(interpreter, node.cases[number].body, scope),
        lambda: _match_cases(interpreter, node, subject, number + 1, scope),
        scope,
    )


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
    ast.For: loops.run_for,
    ast.AsyncFor: loops.run_for,
    ast.While: loops.run_while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: trying.run_try,
    ast.Match: _match,
    TypeAlias: _type_alias,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = trying.run_try

__all__ = ["evaluate_ahead", "execute", "execute_block"]
