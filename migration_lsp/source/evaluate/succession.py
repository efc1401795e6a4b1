"""On to other files: what depends on a change is forgotten, and everything else stays as it was evaluated."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.belongings import has_state
from migration_lsp.source.evaluate.lookups import absent, bound_name, path_of, whole
from migration_lsp.source.evaluate.values import LazyImport
from migration_lsp.source.files import Files

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter
    from migration_lsp.source.evaluate.modules import Module


def change_to(interpreter: Interpreter, files: Files, also: Collection[str]) -> frozenset[str] | None:
    """What :meth:`Interpreter.change_to` does."""
    different = interpreter.modules.follow(files)
    lookups = interpreter.lookups
    if different is None or lookups.is_entangled:
        return None
    seeds = {*different.paths, *also, *map(absent, different.names)}
    for path in different.paths:
        if interpreter.modules.known(path) is None:
            # What did not parse was taken to be absent, though there is a file.
            seeds.update(map(absent, interpreter.modules.names_of_path(path)))
    for name in different.names:
        found = interpreter.modules.known_as(name)
        if found is not None:
            seeds.add(found.path)
    interpreter.files = files
    nodes = _to_forget(interpreter, seeds)
    _unbind(interpreter, nodes)
    paths = frozenset(node for node in nodes if path_of(node) == node)
    for path in paths:
        _forget(interpreter, path, is_changed=path in different.paths)
    for name in different.names:
        interpreter.modules.forget_name(name)
    lookups.forget(nodes)
    lookups.meddled -= paths
    interpreter.generation += 1
    interpreter.forget_notes(nodes)
    _forget_enumerations(interpreter, paths)
    for plugin in interpreter.plugins:
        plugin.forget(paths)
    return paths


def renew(interpreter: Interpreter, module: Module, but: str) -> None:
    """What :meth:`Interpreter.renew` does."""
    path, lookups = module.path, interpreter.lookups
    others = (node for node in lookups.dependents((path,)) if path_of(node) != path and not node.endswith(but))
    if not module.is_used or not has_state(module) or any(others):
        return
    _forget(interpreter, path, is_changed=False)
    interpreter.forget_notes((path, whole(path)))
    for plugin in interpreter.plugins:
        plugin.forget(frozenset({path}))


def _to_forget(interpreter: Interpreter, seeds: set[str]) -> set[str]:
    """The nodes that follow from some: what depends on them, and what was changed for their sake."""
    lookups = interpreter.lookups
    nodes: set[str] = set()
    while seeds:
        nodes |= lookups.dependents(nodes | seeds)
        # An import that was followed can be followed once more; what a function imported cannot.
        seeds = {path_of(node) for node in nodes if not _can_be_unbound(interpreter, node)} - nodes
        if lookups.meddled - nodes:
            # In which order such modules and those that see them were read makes a difference.
            reached = {path_of(node) for node in lookups.reached(nodes)}
            seeds |= (lookups.meddled & reached) - nodes
    return nodes | {whole(node) for node in nodes if path_of(node) == node}


def _can_be_unbound(interpreter: Interpreter, node: str) -> bool:
    name = bound_name(node)
    if name is None:
        return True
    module = interpreter.modules.known(path_of(node))
    if module is None:
        return True
    lazy = module.bindings.get(name)
    return lazy is not None and module.namespace.get(name) is lazy.found


def _unbind(interpreter: Interpreter, nodes: set[str]) -> None:
    """Let the imports of modules that stay be followed once more."""
    for node in nodes:
        name, path = bound_name(node), path_of(node)
        module = None if name is None or path in nodes else interpreter.modules.known(path)
        if module is not None and name is not None:
            lazy = module.bindings.pop(name)
            module.namespace[name] = LazyImport(lazy.module, lazy.attribute, lazy.span)


def _forget(interpreter: Interpreter, path: str, *, is_changed: bool) -> None:
    module = interpreter.modules.known(path)
    if module is not None:
        interpreter.give_back(module)
    interpreter.modules.forget(path, is_changed=is_changed)
    for identity in interpreter.lookups.release(path):
        interpreter.tainted.pop(identity, None)
    interpreter.forget_taints(path)


def _forget_enumerations(interpreter: Interpreter, paths: frozenset[str]) -> None:
    gone = [real for real, cls in interpreter.enumerations.items() if cls.module.path in paths]
    for real in gone:
        del interpreter.enumerations[real]
        for member in [member for member in interpreter.member_attributes if type(member) is real]:
            del interpreter.member_attributes[member]
    interpreter.unraised = {span for span in interpreter.unraised if span.path not in paths}
