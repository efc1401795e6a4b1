"""Iterators: what yields values one after the other, once. They are read when somebody first asks for a value.

A generator's body runs to its end, or to the limit, when the first of its values is wanted: what it does and what
its reader does between two values are not interleaved. (A ``with`` over a generator is: see :mod:`managers`.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.values import MISSING, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

Receive = Callable[[Value], Value]

MAX_YIELDS = 1_000
_ITEMS_PER_STEP = 20


class _Enough(Exception):
    """A generator has yielded as much as is read of one."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """From here on nobody knows what an iterator yields."""

    reason: Unknown


@dataclass(slots=True, eq=False)
class Stream:
    """An iterator. ``source`` hands its values to a receiver, and answers with an unknown if it gave up."""

    source: Callable[[Receive], Value] | None
    kind: str = "generator"
    buffer: list[Value] = field(default_factory=list)
    rest: Unknown | None = None

    def fill(self, interpreter: Interpreter) -> None:
        source, self.source = self.source, None
        if source is None:
            return
        doubts = len(interpreter.doubts)

        def receive(value: Value) -> Value:
            if len(interpreter.doubts) > doubts:
                self.rest = Unknown("what it yields depends on an undecided condition")
            elif self.rest is None:
                self.buffer.append(value)
            if len(self.buffer) >= MAX_YIELDS:
                self.rest = Unknown("it yields too much")
                raise _Enough
            return None

        depth = interpreter.depth
        try:
            given_up = source(receive)
        except _Enough:
            interpreter.depth = depth
            return
        if isinstance(given_up, Unknown):
            self.rest = given_up


@dataclass(slots=True, eq=False)
class Managed:
    """What a generator function under ``contextlib.contextmanager`` returns."""

    stream: Stream


def over(values: list[Value], kind: str) -> Stream:
    """An iterator over values that are there already."""
    return Stream(None, kind, values)


def drained(interpreter: Interpreter, stream: Stream) -> list[Value] | Unknown:
    """All that is left in an iterator; after this nothing is."""
    stream.fill(interpreter)
    if stream.rest is not None:
        return stream.rest
    found, stream.buffer = stream.buffer, []
    return found


def next_of(interpreter: Interpreter, stream: Stream) -> Value:
    """The next value, or ``MISSING`` at the end."""
    stream.fill(interpreter)
    if stream.buffer:
        return stream.buffer.pop(0)
    return MISSING if stream.rest is None else stream.rest


def stream_rounds(interpreter: Interpreter, stream: Stream) -> Iterator[Value]:
    """The values as a loop takes them: one that breaks off leaves the others."""
    stream.fill(interpreter)
    while stream.buffer:
        yield stream.buffer.pop(0)
    if stream.rest is not None:
        yield OpenEnd(stream.rest)


def materialised(interpreter: Interpreter, value: Value, depth: int = 2) -> Value:
    """A value for somebody who knows lists but no iterators of ours."""
    if isinstance(value, Stream):
        return drained(interpreter, value)
    if depth and type(value) in (list, tuple) and any(isinstance(item, (Stream, list, tuple)) for item in value):
        # Lists within lists may be the same list a thousand times.
        interpreter.step(len(value) // _ITEMS_PER_STEP)
        found = [materialised(interpreter, item, depth - 1) for item in value]
        changed = any(new is not old for new, old in zip(found, value, strict=True))
        return (tuple(found) if isinstance(value, tuple) else found) if changed else value
    return value
