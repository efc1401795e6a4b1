"""Binding: what an assignment or a deletion does to names, attributes and containers."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.iteration import items
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    Class,
    Descriptor,
    Failure,
    Function,
    Instance,
    Raised,
    Unknown,
    Value,
    has_own_equality,
    is_hashable,
    is_plain,
)
from migration_lsp.source.newer_nodes import TypeAlias

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def assign(interpreter: Interpreter, target: ast.expr, value: Value, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        bind(interpreter, target.id, value, scope)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(interpreter, target, value, scope)
    elif isinstance(target, ast.Attribute):
        owner = interpreter.evaluate(target.value, scope)
        set_attribute(interpreter, owner, target.attr, value, interpreter.site(target, scope))
    elif isinstance(target, ast.Subscript):
        owner = interpreter.evaluate(target.value, scope)
        key = interpreter.evaluate(target.slice, scope)
        set_item(interpreter, owner, key, value, interpreter.site(target, scope))


def bind(interpreter: Interpreter, name: str, value: Value, scope: Scope) -> None:
    """``name = value`` in a scope: its own name, or one that it declared to be of another."""
    names = _names_for(name, scope)
    interpreter.journal.changing(names, is_names=True)
    names[name] = value


def unbind(interpreter: Interpreter, name: str, scope: Scope) -> None:
    names = _names_for(name, scope)
    interpreter.journal.changing(names, is_names=True)
    names.pop(name, None)


def _names_for(name: str, scope: Scope) -> dict[str, Value]:
    if name in scope.global_names:
        return scope.module.namespace
    if name in scope.outer_names:
        outer = scope.parent
        while outer is not None:
            if name in outer.names and not outer.is_class_body:
                return outer.names
            outer = outer.parent
    return scope.names


def _unpack(interpreter: Interpreter, target: ast.Tuple | ast.List, value: Value, scope: Scope) -> None:
    site = interpreter.site(target, scope)
    values = items(interpreter, value, site)
    parts = target.elts
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
    if not isinstance(values, Unknown) and (
        len(values) != len(parts) if star is None else len(values) < len(parts) - 1
    ):
        values = refused(interpreter, "ValueError", "what is unpacked has another length", site)
    if isinstance(values, Unknown):
        reason = values.reason
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


def set_attribute(interpreter: Interpreter, owner: Value, name: str, value: Value, site: Site) -> None:
    """``owner.name = value``; on what cannot be followed it has no effect that we know."""
    if interpreter.ask("set_attribute", interpreter, owner, name, value, site) is not NOT_MINE:
        return
    if isinstance(owner, Instance):
        _set_on_instance(interpreter, owner, name, value, site)
        return
    names = attribute_names(interpreter, owner)
    if names is not None:
        interpreter.journal.changing(names, is_names=True)
        names[name] = value


def attribute_names(interpreter: Interpreter, owner: Value) -> dict[str, Value] | None:
    """Where the attributes of a value live that the text may set."""
    if isinstance(owner, (Class, Module)):
        return owner.namespace
    if isinstance(owner, (Instance, Function)):
        return owner.attributes
    if isinstance(owner, enum.Enum):
        cls = interpreter.enumerations.get(type(owner))
        if cls is not None:
            interpreter.changes_of(cls.module.path)
        return interpreter.member_attributes.setdefault(owner, {})
    return None


def _set_on_instance(interpreter: Interpreter, owner: Instance, name: str, value: Value, site: Site) -> None:
    for entry in owner.cls.own_classes():
        found = entry.namespace.get(name)
        if isinstance(found, Descriptor) and found.kind == "property" and not found.is_cached:
            if found.setter is not None:
                interpreter.call(found.setter, (owner, value), {}, site)
            return
        if "__setattr__" in entry.namespace:
            # A method that sees every assignment may do anything with it.
            value = Unknown(f"what __setattr__ makes of {name} is not known", site.span)
    interpreter.journal.changing(owner.attributes, is_names=True)
    owner.attributes[name] = value


def set_item(interpreter: Interpreter, owner: Value, key: Value, value: Value, site: Site) -> None:
    """``owner[key] = value``."""
    if isinstance(owner, Instance):
        setter = interpreter.find_attribute(owner, "__setitem__", site)
        if setter is not MISSING:
            interpreter.call(setter, (key, value), {}, site)
    elif isinstance(owner, dict):
        interpreter.journal.changing(owner)
        if is_plain(key) and is_hashable(key):
            owner[key] = value
        else:
            _set_by_identity(interpreter, owner, key, value)
    elif isinstance(owner, list):
        _set_in_list(interpreter, owner, key, value, site)


def _set_by_identity(interpreter: Interpreter, owner: dict[Value, Value], key: Value, value: Value) -> None:
    """A key that is no plain value: the text may give it an equality of its own, which is not followed."""
    if not is_hashable(key) or isinstance(key, Unknown) or has_own_equality(key):
        interpreter.taint(owner)
    if is_hashable(key):
        owner[key] = value


def _set_in_list(interpreter: Interpreter, owner: list[Value], key: Value, value: Value, site: Site) -> None:
    interpreter.journal.changing(owner)
    if isinstance(key, Unknown):
        interpreter.taint(owner)
    elif isinstance(key, slice):
        values = items(interpreter, value, site)
        if isinstance(values, Unknown):
            interpreter.taint(owner)
            return
        try:
            owner[key] = values
        except ValueError:
            refused(interpreter, "ValueError", "a slice of another length", site)
    elif isinstance(key, int):
        if -len(owner) <= key < len(owner):
            owner[key] = value
        elif not interpreter.is_tainted(owner):
            refused(interpreter, "IndexError", "no such place in the list", site)


def delete(interpreter: Interpreter, target: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        unbind(interpreter, target.id, scope)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            delete(interpreter, part, scope)
    elif isinstance(target, ast.Attribute):
        names = attribute_names(interpreter, interpreter.evaluate(target.value, scope))
        if names is not None:
            interpreter.journal.changing(names, is_names=True)
            names.pop(target.attr, None)
    elif isinstance(target, ast.Subscript):
        owner = interpreter.evaluate(target.value, scope)
        key = interpreter.evaluate(target.slice, scope)
        _delete_item(interpreter, owner, key, interpreter.site(target, scope))


def _delete_item(interpreter: Interpreter, owner: Value, key: Value, site: Site) -> None:
    if isinstance(owner, Instance):
        deleter = interpreter.find_attribute(owner, "__delitem__", site)
        if deleter is not MISSING:
            interpreter.call(deleter, (key,), {}, site)
        return
    if not isinstance(owner, (list, dict)):
        return
    interpreter.journal.changing(owner)
    if isinstance(key, Unknown) or not (is_plain(key) or isinstance(key, slice)) or interpreter.is_tainted(owner):
        interpreter.taint(owner)
        return
    try:
        del owner[key]
    except KeyError:
        raise Raised("builtins.KeyError", site.span, value=Failure("builtins.KeyError", (key,))) from None
    except IndexError:
        raise Raised("builtins.IndexError", site.span) from None
    except TypeError:
        interpreter.taint(owner)


def names_in(target: ast.expr) -> set[str]:
    """The bare names that an assignment to a target binds."""
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def bound_names(statement: ast.stmt) -> set[str]:
    """The names that a statement of a module binds at its top."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return set().union(*map(names_in, statement.targets))
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return {statement.target.id}
    if isinstance(statement, TypeAlias):
        return {statement.name.id}
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
