"""What expressions are worth. Calls stand in :mod:`calls`, operators in :mod:`operators`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import branches, comprehensions, operators, texts
from migration_lsp.source.evaluate.iteration import as_set, items, special, truth
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.scope import NEXT, End, Outcome, Scope
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    Class,
    External,
    Failure,
    Generic,
    Instance,
    Raised,
    Unknown,
    Value,
    has_own_equality,
    is_hashable,
    is_plain,
)
from migration_lsp.source.evaluate.weighing import made, used

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def evaluate(interpreter: Interpreter, node: ast.expr, scope: Scope) -> Value:
    interpreter.step()
    run = _EXPRESSIONS.get(type(node))
    if run is None:
        return Unknown(f"{type(node).__name__} is not evaluated", scope.module.span(node))
    return run(interpreter, node, scope)


def _constant(interpreter: Interpreter, node: ast.Constant, scope: Scope) -> Value:
    return node.value


def _name(interpreter: Interpreter, node: ast.Name, scope: Scope) -> Value:
    return used(interpreter, interpreter.look_up(node.id, scope, node))


def _attribute(interpreter: Interpreter, node: ast.Attribute, scope: Scope) -> Value:
    owner = evaluate(interpreter, node.value, scope)
    return used(interpreter, interpreter.attribute(owner, node.attr, interpreter.site(node, scope)))


def _call(interpreter: Interpreter, node: ast.Call, scope: Scope) -> Value:
    function = evaluate(interpreter, node.func, scope)
    arguments, keywords = call_arguments(interpreter, node, scope)
    if isinstance(function, External) and not arguments:
        if function.name == "builtins.super":
            arguments = _super_arguments(scope)
        elif function.name in ("builtins.locals", "builtins.vars"):
            is_live = scope.is_class_body or scope.names is scope.module.namespace
            return scope.names if is_live else dict(scope.names)
    return made(interpreter, interpreter.call(function, arguments, keywords, interpreter.site(node, scope)))


def _super_arguments(scope: Scope) -> tuple[Value, ...]:
    here: Scope | None = scope
    while here is not None:
        if here.function is not None and here.function.owner is not None:
            return (here.function.owner, here.first_argument)
        here = here.parent
    return ()


def call_arguments(
    interpreter: Interpreter, node: ast.Call, scope: Scope
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """The evaluated arguments. What ``*x`` and ``**x`` hide stays visible as an unknown argument."""
    positional: list[Value] = []
    for argument in node.args:
        if not isinstance(argument, ast.Starred):
            positional.append(evaluate(interpreter, argument, scope))
            continue
        spread = items(interpreter, evaluate(interpreter, argument.value, scope), interpreter.site(argument, scope))
        positional.extend([spread] if isinstance(spread, Unknown) else spread)
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = evaluate(interpreter, keyword.value, scope)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        elif isinstance(value, dict):
            keywords.update({key: item for key, item in value.items() if isinstance(key, str)})
        elif isinstance(value, Unknown):
            keywords["**"] = value
    return tuple(positional), keywords


def _list(interpreter: Interpreter, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
    values: list[Value] = []
    for element in node.elts:
        if not isinstance(element, ast.Starred):
            values.append(evaluate(interpreter, element, scope))
            continue
        spread = items(interpreter, evaluate(interpreter, element.value, scope), interpreter.site(element, scope))
        if isinstance(spread, Unknown):
            return spread
        values.extend(spread)
    if isinstance(node, ast.Tuple):
        return tuple(values)
    if isinstance(node, ast.Set):
        return as_set(interpreter, values, interpreter.site(node, scope))
    interpreter.journal.born(values)
    return values


def _dict(interpreter: Interpreter, node: ast.Dict, scope: Scope) -> Value:
    found: dict[Value, Value] = {}
    interpreter.journal.born(found)
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(interpreter, value_node, scope)
        if key_node is None:
            if not isinstance(value, dict):
                return value if isinstance(value, Unknown) else Unknown("** of what is no dict")
            found.update(value)
            if interpreter.is_tainted(value):
                interpreter.taint(found)
            continue
        key = evaluate(interpreter, key_node, scope)
        if is_hashable(key):
            found[key] = value
        else:
            return refused(interpreter, "TypeError", "a key that cannot be hashed", interpreter.site(node, scope))
        if isinstance(key, Unknown) or has_own_equality(key):
            interpreter.taint(found)
    return found


def _joined_string(interpreter: Interpreter, node: ast.JoinedStr, scope: Scope) -> Value:
    parts = [evaluate(interpreter, part, scope) for part in node.values]
    return made(interpreter, texts.joined(parts, None))


def _formatted(interpreter: Interpreter, node: ast.FormattedValue, scope: Scope) -> Value:
    value = evaluate(interpreter, node.value, scope)
    spec = evaluate(interpreter, node.format_spec, scope) if node.format_spec is not None else ""
    conversion = chr(node.conversion) if node.conversion > 0 else ""
    return made(interpreter, texts.formatted(interpreter, value, conversion, spec, interpreter.site(node, scope)))


def _binary(interpreter: Interpreter, node: ast.BinOp, scope: Scope) -> Value:
    left = evaluate(interpreter, node.left, scope)
    right = evaluate(interpreter, node.right, scope)
    return made(interpreter, operators.binary(interpreter, node.op, left, right, interpreter.site(node, scope)))


def _unary(interpreter: Interpreter, node: ast.UnaryOp, scope: Scope) -> Value:
    value = evaluate(interpreter, node.operand, scope)
    if not isinstance(node.op, ast.Not):
        return operators.unary(interpreter, node.op, value, interpreter.site(node, scope))
    decided = truth(interpreter, value)
    if decided is not None:
        return not decided
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.span, value.rows)
    return Unknown("the condition is not decided", scope.module.span(node))


def _boolean(interpreter: Interpreter, node: ast.BoolOp, scope: Scope) -> Value:
    return _boolean_from(interpreter, node, 0, isinstance(node.op, ast.Or), scope)


def _boolean_from(interpreter: Interpreter, node: ast.BoolOp, index: int, stops: bool, scope: Scope) -> Value:
    value = evaluate(interpreter, node.values[index], scope)
    decided = truth(interpreter, value)
    if decided is stops or index == len(node.values) - 1:
        return value
    if decided is not None:
        return _boolean_from(interpreter, node, index + 1, stops, scope)
    unknown = value if isinstance(value, Unknown) else Unknown("the condition is not decided")
    doubt = branches.doubt_about(unknown, node, scope)

    def others() -> Outcome:
        return Outcome(End.NEXT, _boolean_from(interpreter, node, index + 1, stops, scope))

    rest = branches.way_of_expression(interpreter, doubt, others, scope)
    # Whether the first operand or one of the others is the value, it is true (or false) if both are.
    return Unknown(
        unknown.reason, unknown.span, unknown.rows, decided=stops if truth(interpreter, rest) is stops else None
    )


def _compare(interpreter: Interpreter, node: ast.Compare, scope: Scope) -> Value:
    left = evaluate(interpreter, node.left, scope)
    answer: Value = True
    undecided: Value = None
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(interpreter, right_node, scope)
        answer = operators.compare(interpreter, operator, left, right, interpreter.site(node, scope))
        decided = truth(interpreter, answer)
        if decided is False:
            return answer if undecided is None else Unknown("a comparison", scope.module.span(node), decided=False)
        if decided is None and undecided is None:
            undecided = answer
        left = right
    return answer if undecided is None else undecided


def _conditional(interpreter: Interpreter, node: ast.IfExp, scope: Scope) -> Value:
    condition = evaluate(interpreter, node.test, scope)
    decided = truth(interpreter, condition)
    if decided is not None:
        return evaluate(interpreter, node.body if decided else node.orelse, scope)
    doubt = branches.doubt_about(condition, node, scope)
    values: dict[bool, Value] = {}

    def way(is_body: bool) -> Outcome:
        values[is_body] = evaluate(interpreter, node.body if is_body else node.orelse, scope)
        return NEXT

    before = len(interpreter.doubts)
    branches.undecided(interpreter, doubt, lambda: way(True), lambda: way(False), scope)
    assert len(interpreter.doubts) == before
    if len(values) < 2:
        return next(iter(values.values()), Unknown(doubt.reason, doubt.span, doubt.rows))
    one, other = truth(interpreter, values[True]), truth(interpreter, values[False])
    found = branches.joined(values[True], values[False], doubt)
    if isinstance(found, Unknown) and one is other and found is not values[True]:
        found.decided = one
    return found


def _subscript(interpreter: Interpreter, node: ast.Subscript, scope: Scope) -> Value:
    owner = evaluate(interpreter, node.value, scope)
    key = evaluate(interpreter, node.slice, scope)
    found = subscript(interpreter, owner, key, interpreter.site(node, scope))
    return made(interpreter, found) if type(key) is slice else used(interpreter, found)


def _is_type_name(name: External) -> bool:
    """Whether a name outside the project looks like a type, so that ``name[…]`` is an annotation."""
    return name.last[:1].isupper() or name.name.startswith(("builtins.", "typing.", "collections."))


def subscript(interpreter: Interpreter, owner: Value, key: Value, site: Site) -> Value:
    if isinstance(owner, Unknown):
        return Unknown(owner.reason, owner.span, owner.rows)
    if type(owner) not in (dict, list, tuple, str):
        answer = interpreter.ask("subscript", interpreter, owner, key, site)
        if answer is not NOT_MINE:
            return answer
    if isinstance(owner, External) and not _is_type_name(owner):
        return Unknown(f"an item of {owner.name}", site.span)
    if isinstance(owner, (External, Generic)) or (
        isinstance(owner, Class) and "__class_getitem__" not in owner.namespace
    ):
        return Generic(owner, key if isinstance(key, tuple) else (key,))
    if isinstance(owner, Instance):
        return _item_of_instance(interpreter, owner, key, site)
    if isinstance(key, Unknown):
        return Unknown(key.reason, key.span, key.rows)
    if isinstance(owner, (list, tuple, str, dict, range, bytes)):
        return _item(interpreter, owner, key, site)
    return Unknown("a subscript of what is not known", site.span)


def _item(interpreter: Interpreter, owner: Value, key: Value, site: Site) -> Value:
    if interpreter.is_tainted(owner) and not (isinstance(owner, dict) and is_plain(key) and key in owner):
        return Unknown("what is in it depends on an undecided condition", site.span)
    try:
        return owner[key]
    except KeyError:
        if isinstance(owner, dict) and has_own_equality(key):
            return Unknown("whether it has the key is not known", site.span)
        raise Raised("builtins.KeyError", site.span, value=Failure("builtins.KeyError", (key,))) from None
    except IndexError:
        kind = type(owner).__name__.replace("str", "string").replace("range", "range object")
        told = Failure("builtins.IndexError", (f"{kind} index out of range",))
        raise Raised("builtins.IndexError", site.span, value=told) from None
    except (TypeError, ValueError):
        return refused(interpreter, "TypeError", "a subscript that does not fit", site)


def _item_of_instance(interpreter: Interpreter, owner: Instance, key: Value, site: Site) -> Value:
    found = special(interpreter, owner, "__getitem__", (key,), site)
    if found is not MISSING:
        return found
    if owner.is_tuple and owner.fields is not None and isinstance(key, (int, slice)):
        values = items(interpreter, owner, site)
        return values if isinstance(values, Unknown) else subscript(interpreter, tuple(values), key, site)
    return Unknown("a subscript of what is not known", site.span)


def _slice(interpreter: Interpreter, node: ast.Slice, scope: Scope) -> Value:
    parts = [
        evaluate(interpreter, part, scope) if part is not None else None for part in (node.lower, node.upper, node.step)
    ]
    if any(part is not None and not isinstance(part, int) for part in parts):
        return Unknown("a slice whose bounds are not known", scope.module.span(node))
    return slice(*parts)


def _lambda(interpreter: Interpreter, node: ast.Lambda, scope: Scope) -> Value:
    return interpreter.make_function(node, scope)


def _named(interpreter: Interpreter, node: ast.NamedExpr, scope: Scope) -> Value:
    value = evaluate(interpreter, node.value, scope)
    around = scope
    while around.is_comprehension and around.parent is not None:
        around = around.parent
    interpreter.assign(node.target, value, around)
    return value


def _await(interpreter: Interpreter, node: ast.Await, scope: Scope) -> Value:
    return evaluate(interpreter, node.value, scope)


_EXPRESSIONS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.JoinedStr: _joined_string,
    ast.FormattedValue: _formatted,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Await: _await,
    ast.Yield: comprehensions.run_yield,
    ast.YieldFrom: comprehensions.run_yield_from,
    ast.ListComp: comprehensions.comprehension,
    ast.SetComp: comprehensions.comprehension,
    ast.GeneratorExp: comprehensions.comprehension,
    ast.DictComp: comprehensions.comprehension,
}

__all__ = ["call_arguments", "evaluate", "items", "subscript", "truth"]
