"""Where names live while text is evaluated, and how a block of statements can end."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.modules import Module
    from migration_lsp.source.evaluate.values import Class, Function, Value


@dataclass(frozen=True, slots=True)
class Doubt:
    """A condition that could not be decided. What happens under it may or may not happen."""

    span: Span
    reason: str
    rows: bool = False
    """It depends on the rows in the database."""


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one function call, class body or module body."""

    module: Module
    names: dict[str, Value]
    parent: Scope | None = None
    function: Function | None = None
    cls: Class | None = None
    is_class_body: bool = False
    global_names: set[str] = field(default_factory=set)
    outer_names: set[str] = field(default_factory=set)
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    possible_returns: list[Value] = field(default_factory=list)
    possible_ends: list[list[Value]] = field(default_factory=list)
    """The plugins' states at each ``return`` that was perhaps taken."""
    receive: Callable[[Value], Value] | None = None
    """Who takes what a generator yields."""
    is_comprehension: bool = False
    first_argument: Value = None


class End(Enum):
    """How a block of statements ended."""

    NEXT = "next"
    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"
    RAISE = "raise"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a block ended, and how it may have ended before: then ``doubt`` is the condition that decides."""

    end: End
    value: Value = None
    doubt: Doubt | None = None
    perhaps: frozenset[End] = frozenset()


NEXT = Outcome(End.NEXT)
BREAK = Outcome(End.BREAK)
CONTINUE = Outcome(End.CONTINUE)
