"""What gives meaning to names outside the project: the allow-list is handed to the evaluator as plugins."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.values import MISSING, NOT_MINE, Class, Value
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter
    from migration_lsp.source.evaluate.modules import Module


class Site:
    """Where something happens: the node and its module's place in the project.

    Nearly no site is ever asked for its span, so one of a module works it out when it is.
    """

    __slots__ = ("_module", "_span", "node")

    def __init__(self, node: ast.AST, span: Span | None = None, module: Module | None = None) -> None:
        self.node = node
        self._span = span
        self._module = module

    @property
    def span(self) -> Span:
        if self._span is None:
            self._span = self._module.span(self.node) if self._module is not None else Span.whole_line("")
        return self._span


class Plugin:
    """Answers for the objects it brings; ``NOT_MINE`` passes the question on to the next plugin.

    A plugin must never hand out an object through which project text could reach the interpreter it runs in:
    no modules, no functions of its own by attribute, no dunder attributes.
    """

    def resolve(self, name: str) -> Value:
        """The value of a dotted name outside the project, or ``MISSING``."""
        return MISSING

    def exports(self, module: str) -> frozenset[str] | None:
        """The names that ``from module import *`` brings from a module outside the project; None if not known."""
        return None

    def attribute(self, interpreter: Interpreter, value: Value, name: str, site: Site) -> Value:
        """``value.name`` for a value that the evaluator does not know itself."""
        return NOT_MINE

    def call(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        """``function(*arguments, **keywords)`` for a function that the evaluator does not know itself."""
        return NOT_MINE

    def subscript(self, interpreter: Interpreter, value: Value, key: Value, site: Site) -> Value:
        """``value[key]`` for a value that the evaluator does not know itself."""
        return NOT_MINE

    def iterate(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        """The items of a value as a list, or unknown."""
        return NOT_MINE

    def truth(self, value: Value) -> Value:
        """Whether a value is true: True, False, or None where it is not decided."""
        return NOT_MINE

    def enter(self, interpreter: Interpreter, manager: Value, site: Site) -> Value:
        """``with manager as name``: the value that is bound."""
        return NOT_MINE

    def leave(self, interpreter: Interpreter, manager: Value, site: Site) -> None:
        """The end of a ``with`` block whose manager this plugin entered."""

    def class_made(self, interpreter: Interpreter, cls: Class, site: Site) -> None:
        """A class statement was evaluated."""

    def set_attribute(self, interpreter: Interpreter, value: Value, name: str, item: Value, site: Site) -> Value:
        """``value.name = item``; anything but ``NOT_MINE`` means that it was taken care of."""
        return NOT_MINE

    def operate(
        self,
        interpreter: Interpreter,
        function: Callable[[Value, Value], Value],
        left: Value,
        right: Value,
        site: Site,
    ) -> Value:
        """An operator (a function of :mod:`operator`) on values that the evaluator does not know itself."""
        return NOT_MINE

    def text(self, value: Value) -> Value:
        """``str(value)``."""
        return NOT_MINE

    def unknown_called(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        """Something was called that nobody knows: what is handed to it may be used there."""
        return NOT_MINE

    def real(self, interpreter: Interpreter, value: Value, site: Site) -> Value:
        """The real object that stands for a value of a plugin's own where a real callable takes it."""
        return NOT_MINE

    def forget(self, paths: frozenset[str]) -> None:
        """The modules in some files will be evaluated again, or are gone: what they made goes with them."""

    def mark(self) -> Value:
        """A token for the effects so far, to which :meth:`forget_since` can return."""
        return None

    def forget_since(self, mark: Value) -> None:
        """Undo what was recorded since ``mark``: the branch turned out not to be taken."""

    def state(self) -> Value:
        """What the evaluation has changed so far outside its own names: a snapshot for the two methods below."""
        return None

    def set_state(self, state: Value) -> None:
        """Go on from another snapshot: the second arm of a branch begins where the first did."""

    def join_state(self, state: Value) -> None:
        """Nobody knows whether ``state`` or the present one is real: go on with both, and what differs in doubt."""
