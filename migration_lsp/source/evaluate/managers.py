"""``with``: context managers of plugins, of the project's classes, and generators made into one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import is_one_of, value_of
from migration_lsp.source.evaluate.scope import NEXT, Outcome
from migration_lsp.source.evaluate.streams import Managed
from migration_lsp.source.evaluate.values import MISSING, NOT_MINE, Instance, Raised, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

Body = Callable[[Value], Outcome]


@dataclass(frozen=True, slots=True)
class Suppressing:
    """``contextlib.suppress``: the exceptions that end its block and nothing more."""

    kinds: tuple[Value, ...]


def run(interpreter: Interpreter, manager: Value, body: Body, site: Site) -> Outcome:
    """Run the block of a ``with`` statement under one manager."""
    if isinstance(manager, Managed):
        return _generator(manager, body)
    if isinstance(manager, Suppressing):
        try:
            return body(None)
        except Raised as raised:
            if is_one_of(raised, manager.kinds):
                return NEXT
            raise
    value = interpreter.ask("enter", interpreter, manager, site)
    if value is NOT_MINE and isinstance(manager, Instance):
        return _instance(interpreter, manager, body, site)
    try:
        return body(manager if value is NOT_MINE else value)
    finally:
        for plugin in interpreter.plugins:
            plugin.leave(interpreter, manager, site)


def _generator(manager: Managed, body: Body) -> Outcome:
    """The block runs where the generator yields: so what stands before and after it happens before and after."""
    ended: list[Outcome] = []

    def receive(value: Value) -> Value:
        ended.append(body(value))
        return None

    source, manager.stream.source = manager.stream.source, None
    given_up = source(receive) if source is not None else None
    if ended:
        return ended[-1]
    return body(Unknown("what the generator yields is not known")) if isinstance(given_up, Unknown) else NEXT


def _instance(interpreter: Interpreter, manager: Instance, body: Body, site: Site) -> Outcome:
    enter = interpreter.find_attribute(manager, "__enter__", site)
    leave = interpreter.find_attribute(manager, "__exit__", site)
    if enter is MISSING:
        enter = interpreter.find_attribute(manager, "__aenter__", site)
        leave = interpreter.find_attribute(manager, "__aexit__", site)
    if enter is MISSING or leave is MISSING:
        return body(Unknown("what the manager gives is not known", site.span))
    value = interpreter.call(enter, (), {}, site)
    try:
        outcome = body(value)
    except Raised as raised:
        told = value_of(raised)
        kind = interpreter.attribute(told, "__class__", site)
        answer = interpreter.call(leave, (kind, told, Unknown("a traceback")), {}, site)
        if interpreter.truth(answer) is not True:
            raise
        return NEXT
    interpreter.call(leave, (None, None, None), {}, site)
    return outcome


__all__ = ["Suppressing", "run"]
