"""Names that only types use: the parameters in ``class Box[T]``, and what ``type X = …`` stands for.

What a parameter may be (its bound, its default) is not known: no column comes of it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import External, Generic, Raised, Unknown, Value
from migration_lsp.source.newer_nodes import TypeAlias, type_parameters

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def parameters_of(node: ast.AST) -> dict[str, Value]:
    """The type parameters of a definition by name."""
    return {name: Generic(External("typing.TypeVar"), (name,)) for name in type_parameters(node)}


def around(node: ast.AST, scope: Scope) -> Scope:
    """The scope in which the bases of a class and the value of an alias are evaluated."""
    parameters = parameters_of(node)
    return _with(parameters, scope) if parameters else scope


def closed_over(node: ast.AST, outer: Scope | None, scope: Scope) -> Scope | None:
    """What the body of a definition sees around it, apart from the module."""
    parameters = parameters_of(node)
    return Scope(scope.module, parameters, parent=outer) if parameters else outer


def alias(interpreter: Interpreter, node: TypeAlias, scope: Scope) -> Value:
    """What ``type Name = …`` binds: the same as a call of ``TypeAliasType``.

    Python evaluates it when somebody asks, so it may name itself and raises nothing where it stands.
    """
    name = node.name.id
    parameters = parameters_of(node)
    itself: Value = Generic(External("typing.ForwardRef"), (name,))
    try:
        value = interpreter.evaluate(node.value, _with({name: itself, **parameters}, scope))
    except Raised as raised:
        value = Unknown(f"the alias {name} raises {raised.kind.rpartition('.')[2]}", scope.module.span(node))
    return interpreter.generic("typing.TypeAliasType", (name, value, *parameters.values()))


def _with(names: dict[str, Value], scope: Scope) -> Scope:
    # Other scopes do not see the names of a class body; this one does, as Python has it.
    seen = scope.names if scope.is_class_body else {}
    outer = None if scope.names is scope.module.namespace else scope
    return Scope(scope.module, {**seen, **names}, parent=outer, function=scope.function, cls=scope.cls)
