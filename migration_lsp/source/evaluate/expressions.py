"""What expressions are worth. Calls stand in :mod:`calls`, operators in :mod:`operators`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import operators
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import (
    HOLE,
    MISSING,
    NOT_MINE,
    Class,
    External,
    Function,
    Generic,
    Instance,
    Raised,
    Unknown,
    Value,
    is_plain,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_ITEMS = 20_000


def evaluate(interpreter: Interpreter, node: ast.expr, scope: Scope) -> Value:
    interpreter.step()
    run = _EXPRESSIONS.get(type(node))
    if run is None:
        return Unknown(f"{type(node).__name__} is not evaluated", scope.module.span(node))
    return run(interpreter, node, scope)


def truth(interpreter: Interpreter, value: Value) -> bool | None:
    """Whether a value counts as true: True, False, or None where that is not decided."""
    if isinstance(value, Unknown):
        return None
    if id(value) in interpreter.tainted and isinstance(value, (list, dict, set)):
        return None
    if is_plain(value, 1) or isinstance(value, (list, tuple, dict, set, frozenset, range)):
        return bool(value)
    answer = interpreter.ask("truth", value)
    if answer is not NOT_MINE:
        return answer if isinstance(answer, bool) else None
    return True


def items(interpreter: Interpreter, value: Value, site: Site) -> list[Value] | Unknown:
    """What iterating yields. An unknown stays unknown: it must not look like nothing."""
    if isinstance(value, (list, tuple, set, frozenset, dict, range, str)):
        if len(value) > MAX_ITEMS:
            return Unknown("too many items", site.span)
        return sorted(value, key=repr) if isinstance(value, (set, frozenset)) else list(value)
    if isinstance(value, Unknown):
        return value
    answer = interpreter.ask("iterate", interpreter, value, site)
    if isinstance(answer, (list, Unknown)):
        return answer
    return Unknown("what is iterated over is not known", site.span)


def _constant(interpreter: Interpreter, node: ast.Constant, scope: Scope) -> Value:
    return node.value


def _name(interpreter: Interpreter, node: ast.Name, scope: Scope) -> Value:
    return interpreter.look_up(node.id, scope, node)


def _attribute(interpreter: Interpreter, node: ast.Attribute, scope: Scope) -> Value:
    owner = evaluate(interpreter, node.value, scope)
    return interpreter.attribute(owner, node.attr, interpreter.site(node, scope))


def _call(interpreter: Interpreter, node: ast.Call, scope: Scope) -> Value:
    function = evaluate(interpreter, node.func, scope)
    arguments, keywords = call_arguments(interpreter, node, scope)
    if function == External("builtins.locals"):
        return scope.names
    if function == External("builtins.super") and not arguments:
        arguments = _super_arguments(scope)
    return interpreter.call(function, arguments, keywords, interpreter.site(node, scope))


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
        return _as_set(values, scope.module.span(node))
    return values


def _as_set(values: list[Value], span: Value) -> Value:
    try:
        return set(values)
    except TypeError:
        return Unknown("a set of what cannot be hashed", span)


def _dict(interpreter: Interpreter, node: ast.Dict, scope: Scope) -> Value:
    found: dict[Value, Value] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(interpreter, value_node, scope)
        if key_node is None:
            if not isinstance(value, dict):
                return value if isinstance(value, Unknown) else Unknown("** of what is no dict")
            found.update(value)
            continue
        key = evaluate(interpreter, key_node, scope)
        try:
            found[key] = value
        except TypeError:
            return Unknown("a key that cannot be hashed", scope.module.span(key_node))
    return found


def _joined_string(interpreter: Interpreter, node: ast.JoinedStr, scope: Scope) -> Value:
    parts: list[str] = []
    unknown: Unknown | None = None
    for part in node.values:
        value = evaluate(interpreter, part, scope)
        if isinstance(value, str):
            parts.append(value)
            continue
        found = value if isinstance(value, Unknown) else Unknown("a part of the string is not known")
        unknown = unknown or found
        parts.append(found.partial or HOLE)
    text = "".join(parts)
    if unknown is None:
        return text
    return Unknown(unknown.reason, unknown.span, unknown.rows and not text.replace(HOLE, "").strip(), text)


def _formatted(interpreter: Interpreter, node: ast.FormattedValue, scope: Scope) -> Value:
    value = evaluate(interpreter, node.value, scope)
    spec = evaluate(interpreter, node.format_spec, scope) if node.format_spec is not None else ""
    if isinstance(value, Unknown):
        return value
    if node.conversion == ord("r") and is_plain(value):
        return repr(value)
    text = operators.as_text(interpreter, value)
    if text is None or not isinstance(spec, str):
        return Unknown("a part of the string is not known", scope.module.span(node))
    if spec and is_plain(value, 0):
        return operators.formatted(value, spec)
    return text


def _binary(interpreter: Interpreter, node: ast.BinOp, scope: Scope) -> Value:
    left = evaluate(interpreter, node.left, scope)
    right = evaluate(interpreter, node.right, scope)
    return operators.binary(interpreter, node.op, left, right, interpreter.site(node, scope))


def _unary(interpreter: Interpreter, node: ast.UnaryOp, scope: Scope) -> Value:
    value = evaluate(interpreter, node.operand, scope)
    if isinstance(node.op, ast.Not):
        decided = truth(interpreter, value)
        return (
            Unknown(value.reason, value.span, value.rows)
            if isinstance(value, Unknown)
            else (Unknown("the condition is not decided") if decided is None else not decided)
        )
    return operators.unary(node.op, value)


def _boolean(interpreter: Interpreter, node: ast.BoolOp, scope: Scope) -> Value:
    stops = isinstance(node.op, ast.Or)
    undecided: Unknown | None = None
    value: Value = None
    for operand in node.values:
        value = evaluate(interpreter, operand, scope)
        decided = truth(interpreter, value)
        if decided is stops:
            return value
        if decided is None and undecided is None:
            undecided = value if isinstance(value, Unknown) else Unknown("the condition is not decided")
    return undecided if undecided is not None else value


def _compare(interpreter: Interpreter, node: ast.Compare, scope: Scope) -> Value:
    left = evaluate(interpreter, node.left, scope)
    answer: Value = True
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(interpreter, right_node, scope)
        answer = operators.compare(interpreter, operator, left, right, interpreter.site(node, scope))
        if truth(interpreter, answer) is not True:
            return answer
        left = right
    return answer


def _conditional(interpreter: Interpreter, node: ast.IfExp, scope: Scope) -> Value:
    condition = evaluate(interpreter, node.test, scope)
    decided = truth(interpreter, condition)
    if decided is None:
        reason = condition.reason if isinstance(condition, Unknown) else "the condition is not decided"
        return Unknown(reason, scope.module.span(node), isinstance(condition, Unknown) and condition.rows)
    return evaluate(interpreter, node.body if decided else node.orelse, scope)


def _subscript(interpreter: Interpreter, node: ast.Subscript, scope: Scope) -> Value:
    owner = evaluate(interpreter, node.value, scope)
    key = evaluate(interpreter, node.slice, scope)
    return subscript(interpreter, owner, key, interpreter.site(node, scope))


def _is_type_name(name: External) -> bool:
    """Whether a name outside the project looks like a type, so that ``name[…]`` is an annotation."""
    return name.last[:1].isupper() or name.name.startswith(("builtins.", "typing.", "collections."))


def subscript(interpreter: Interpreter, owner: Value, key: Value, site: Site) -> Value:
    if isinstance(owner, Unknown):
        return owner
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
        getter = interpreter.attribute(owner, "__getitem__", site)
        return interpreter.call(getter, (key,), {}, site)
    if isinstance(key, Unknown):
        return Unknown(key.reason, key.span, key.rows)
    if isinstance(owner, (list, tuple, str, dict, range, bytes)):
        try:
            return owner[key]
        except KeyError:
            raise Raised("builtins.KeyError", site.span) from None
        except IndexError:
            raise Raised("builtins.IndexError", site.span) from None
        except TypeError:
            return Unknown("a subscript that does not fit", site.span)
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
    scope.names[node.target.id] = value
    return value


def _await(interpreter: Interpreter, node: ast.Await, scope: Scope) -> Value:
    return evaluate(interpreter, node.value, scope)


def _yield(interpreter: Interpreter, node: ast.Yield | ast.YieldFrom, scope: Scope) -> Value:
    value = evaluate(interpreter, node.value, scope) if node.value is not None else None
    if scope.yielded is not None:
        if isinstance(node, ast.Yield):
            scope.yielded.append(value)
        else:
            inner = items(interpreter, value, interpreter.site(node, scope))
            scope.yielded.extend([inner] if isinstance(inner, Unknown) else inner)
    return None


def _comprehension(
    interpreter: Interpreter, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
) -> Value:
    found: list[Value] = []
    inner = Scope(scope.module, {}, parent=scope, function=scope.function, first_argument=scope.first_argument)
    # The first iterable belongs to the scope around: in a class body it sees the names of the class.
    outermost = evaluate(interpreter, node.generators[0].iter, scope)
    unknown = _generate(interpreter, node, node.generators, inner, found, outermost)
    if unknown is not None:
        return unknown
    if isinstance(node, ast.DictComp):
        try:
            return dict(found)
        except TypeError:
            return Unknown("a key that cannot be hashed", scope.module.span(node))
    return _as_set(found, scope.module.span(node)) if isinstance(node, ast.SetComp) else found


def _generate(
    interpreter: Interpreter,
    node: ast.expr,
    generators: list[ast.comprehension],
    scope: Scope,
    found: list[Value],
    outermost: Value = MISSING,
) -> Unknown | None:
    """Run the loops of a comprehension; an unknown iterable or condition makes the whole of it unknown."""
    if not generators:
        if isinstance(node, ast.DictComp):
            found.append((evaluate(interpreter, node.key, scope), evaluate(interpreter, node.value, scope)))
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            found.append(evaluate(interpreter, node.elt, scope))
        return None
    first, rest = generators[0], generators[1:]
    iterable = outermost if outermost is not MISSING else evaluate(interpreter, first.iter, scope)
    values = items(interpreter, iterable, interpreter.site(first.iter, scope))
    if isinstance(values, Unknown):
        return values
    if id(iterable) in interpreter.tainted:
        return Unknown("what it loops over depends on an undecided condition", scope.module.span(first.iter))
    for value in values:
        interpreter.assign(first.target, value, scope)
        passes: bool | None = True
        for condition in first.ifs:
            tested = evaluate(interpreter, condition, scope)
            passes = truth(interpreter, tested)
            if passes is None:
                return tested if isinstance(tested, Unknown) else Unknown("a condition is not decided")
            if not passes:
                break
        if passes:
            unknown = _generate(interpreter, node, rest, scope, found)
            if unknown is not None:
                return unknown
    return None


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
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
}

__all__ = ["MISSING", "Function", "Module", "call_arguments", "evaluate", "items", "subscript", "truth"]
