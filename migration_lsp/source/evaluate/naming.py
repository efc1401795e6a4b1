"""What names mean: of modules, behind imports, bare in a scope.

An import is followed when its name is first used, so that modules which import each other do no harm.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import statements
from migration_lsp.source.evaluate.builtins import Builtins
from migration_lsp.source.evaluate.lookups import binding, whole
from migration_lsp.source.evaluate.modules import Module, State
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import MISSING, External, LazyImport, Resolving, Unknown, Value
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def module_attribute(interpreter: Interpreter, module: Module, name: str) -> Value:
    """``module.name`` as an import would find it."""
    interpreter.enter(module)
    namespace = module.namespace
    if name in namespace and not isinstance(namespace[name], Resolving):
        value = interpreter.settled(namespace, name)
        lazy = module.bindings.get(name)
        if lazy is None or lazy.found is not value:
            interpreter.looked_through(module)
        else:
            # What stands behind a name that is imported here is depended on, and nothing else of this module.
            interpreter.lookups.looked(module.path)
            interpreter.lookups.looked(binding(module.path, name))
        return value
    interpreter.looked_through(module)
    if module.state is State.LOADING and statements.evaluate_ahead(interpreter, module, name):
        return interpreter.settled(namespace, name)
    submodule = interpreter.module(f"{module.name}.{name}") if module.is_package else None
    if submodule is not None:
        return submodule
    if name in namespace:
        return namespace[name]
    starred = _from_star(interpreter, module, name)
    if starred is not MISSING:
        return starred
    getter = namespace.get("__getattr__")
    if getter is not None:
        return interpreter.call(getter, (name,), {}, Site(module.tree, Span.whole_line(module.path)))
    return MISSING


def _from_star(interpreter: Interpreter, module: Module, name: str) -> Value:
    """What ``from package import *`` binds to a name; the last such import wins."""
    for source in reversed(module.star_sources):
        found = interpreter.external(f"{source}.{name}")
        if not isinstance(found, External) or name in (_exports(interpreter, source) or ()):
            return found
    return MISSING


def _exports(interpreter: Interpreter, source: str) -> frozenset[str] | None:
    return next((names for plugin in interpreter.plugins if (names := plugin.exports(source)) is not None), None)


def _unlisted_source(interpreter: Interpreter, module: Module) -> str | None:
    """The package from which a name may come that is bound nowhere else: one whose names are not known."""
    return next((source for source in reversed(module.star_sources) if _exports(interpreter, source) is None), None)


def followed(interpreter: Interpreter, names: dict[str, Value], name: str, lazy: LazyImport) -> Value:
    """What an import binds that is followed for the first time: the module that it stands in depends on that."""
    path = lazy.span.path
    module = interpreter.modules.known(path)
    is_at_top = module is not None and module.namespace is names
    if module is not None and is_at_top:
        module.bindings[name] = lazy
    node = binding(path, name if is_at_top else "")
    interpreter.lookups.depends(whole(path), node)
    interpreter.lookups.looked(node)
    with interpreter.lookups.within(node):
        return imported(interpreter, lazy)


def imported(interpreter: Interpreter, lazy: LazyImport) -> Value:
    """What an import statement binds: a module, a name of a module, or a name outside the project."""
    module = interpreter.module(lazy.module) if lazy.module else None
    if lazy.attribute is None:
        return module if module is not None else interpreter.outside(lazy.module)
    if module is not None:
        found = interpreter.module_attribute(module, lazy.attribute)
        if found is not MISSING:
            return found
    submodule = interpreter.module(f"{lazy.module}.{lazy.attribute}" if lazy.module else lazy.attribute)
    if submodule is not None:
        return submodule
    if module is not None:
        return Unknown(f"{lazy.module} has no {lazy.attribute}", lazy.span)
    return interpreter.outside(f"{lazy.module}.{lazy.attribute}")


def outside(interpreter: Interpreter, name: str) -> Value:
    """A dotted name that no file of the project answers: of a package, perhaps one that is described to us."""
    name = interpreter.re_exports.get(name, name)
    package, _, attribute = name.rpartition(".")
    module = interpreter.module(package) if package else None
    found = interpreter.module_attribute(module, attribute) if module is not None else MISSING
    return interpreter.external(name) if found is MISSING else found


def look_up(interpreter: Interpreter, name: str, scope: Scope, node: ast.AST) -> Value:
    """A bare name, by Python's rules: the function's, those around it, the module's, the builtins."""
    here: Scope | None = scope
    first = True
    while here is not None:
        if (first or not here.is_class_body) and name in here.names:
            return interpreter.settled(here.names, name)
        first = False
        here = here.parent
    module = scope.module
    if name in module.namespace:
        return interpreter.settled(module.namespace, name)
    if module.state is State.LOADING and statements.evaluate_ahead(interpreter, module, name):
        return interpreter.settled(module.namespace, name)
    if module.state is State.LOADING:
        interpreter.order_matters(module)
    starred = _from_star(interpreter, module, name)
    if starred is not MISSING:
        return starred
    builtin = interpreter.external(f"builtins.{name}")
    if not isinstance(builtin, External) or Builtins.has(name):
        return builtin
    unlisted = _unlisted_source(interpreter, module)
    if unlisted is not None:
        return interpreter.outside(f"{unlisted}.{name}")
    if not module.star_sources:
        return refused(interpreter, "NameError", f"the name {name} is bound nowhere", interpreter.site(node, scope))
    return Unknown(f"the name {name} is bound nowhere", module.span(node))
