"""What long values cost: to make one, or to look through it, is one expression and yet a lot of work.

The steps of an evaluation are counted in expressions; a text or a list of a million items would be had for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.values import Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_ITEMS_MADE: dict[type, int] = {list: 50, tuple: 50, dict: 50, set: 50, frozenset: 50, str: 250, bytes: 250}
"""How many items are made for one step: what is made may be kept, and takes memory."""

_ITEMS_USED: dict[type, int] = {list: 200, tuple: 200, str: 2_000, bytes: 2_000}
"""How many are looked through. Sets and mappings find what they look for without that."""


def made(interpreter: Interpreter, value: Value) -> Value:
    """The same value, which an expression made."""
    items = _ITEMS_MADE.get(type(value))
    if items is not None and len(value) > items:
        interpreter.step(len(value) // items)
    return value


def used(interpreter: Interpreter, value: Value) -> Value:
    """The same value, which an expression is going to do something with."""
    items = _ITEMS_USED.get(type(value))
    if items is not None and len(value) > items:
        interpreter.step(len(value) // items)
    return value
