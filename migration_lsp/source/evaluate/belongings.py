"""What a module keeps once it was evaluated: what others may come across there, and change.

Only what the evaluator itself can change is followed. What plugins make of it they claim themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from migration_lsp.source.evaluate.lookups import Lookups
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import (
    PLAIN,
    BoundMethod,
    Class,
    Descriptor,
    External,
    Function,
    Generic,
    Instance,
    LazyImport,
    Unknown,
    Value,
)

_NOTHING_TO_CHANGE = (*PLAIN, External, LazyImport, Unknown, Generic, Module)


def claim_all(lookups: Lookups, module: Module) -> None:
    """Say of all that can be reached from a module's names, and is nobody's yet, that it is the module's."""
    _Claim(lookups, module.path).names(module.namespace, are_kept=True)


def has_state(module: Module) -> bool:
    """Whether there is anything at a module's top, imports apart, that running one of its functions may change."""
    own = (value for name, value in module.namespace.items() if name not in module.bindings)
    return any(not _is_fixed(value) for value in own)


def _is_fixed(value: Value) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_fixed, value))
    if isinstance(value, Function):
        return not value.attributes and all(map(_is_fixed, (*value.defaults, *value.keyword_defaults.values())))
    return isinstance(value, _NOTHING_TO_CHANGE)


class _Claim:
    """The walk through one module."""

    def __init__(self, lookups: Lookups, path: str) -> None:
        self._lookups = lookups
        self._path = path
        self._todo: list[Value] = []
        self._tuples: set[int] = set()

    def names(self, names: dict[str, Value], *, are_kept: bool) -> None:
        self._names(names, are_kept=are_kept)
        while self._todo:
            self._one(self._todo.pop())

    def _names(self, names: dict[str, Value], *, are_kept: bool) -> None:
        if id(names) in self._lookups.owners:
            return
        self._lookups.claim(self._path, names)
        if are_kept:
            self._todo.extend(names.values())
        else:
            self._todo.extend(value for value in names.values() if isinstance(value, _FOLLOWED))

    def _one(self, value: Value) -> None:
        if isinstance(value, _NOTHING_TO_CHANGE) or id(value) in self._lookups.owners:
            return
        if isinstance(value, tuple):
            if id(value) not in self._tuples:
                self._tuples.add(id(value))
                self._todo.extend(value)
        elif isinstance(value, Class):
            self._class(value)
        elif isinstance(value, Function):
            self._function(value)
        elif isinstance(value, Descriptor):
            self._todo += (value.function, value.setter)
        elif isinstance(value, BoundMethod):
            self._todo += (value.function, value.receiver)
        elif isinstance(value, Instance):
            self._lookups.claim(self._path, value)
            self._names(value.attributes, are_kept=True)
        else:
            self._lookups.claim(self._path, value)
            self._todo.extend(_items(value))

    def _class(self, cls: Class) -> None:
        if cls.module.path == self._path:
            self._lookups.claim(self._path, cls)
            # What plugins made of a class they took its attributes for: nobody comes across those again.
            self._names(cls.namespace, are_kept=not cls.extra)

    def _function(self, function: Function) -> None:
        self._lookups.claim(self._path, function)
        self._lookups.claim(self._path, function.attributes)
        self._todo.extend(function.defaults)
        self._todo.extend(function.keyword_defaults.values())
        scope: Scope | None = function.closure
        while scope is not None:
            if scope.names is not scope.module.namespace:
                self._names(scope.names, are_kept=True)
            scope = scope.parent


_FOLLOWED = (list, dict, set, tuple, Class, Function, Descriptor, BoundMethod, Instance)


def _items(value: Value) -> Iterable[Value]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, (list, set)) else ()
