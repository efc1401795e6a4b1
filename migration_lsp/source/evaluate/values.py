"""What an evaluated expression can be.

Plain Python values (``str``, ``int``, ``bool``, ``None``, ``list``, ``tuple``, ``dict``, ``set``, ``range`` …)
stand for themselves, and so do the real objects that a plugin builds (a SQLAlchemy type, a ``Column``). Everything
else that project text can name is one of the classes here. None of them can run anything: they are descriptions.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.modules import Module
    from migration_lsp.source.evaluate.scope import Scope

Value = Any
"""A value of the evaluated program: nearly anything may stand here, which is the point of the evaluator."""


HOLE = "_unknown_"
"""What stands for the unknown parts of a string: a word, so that the rest still reads as SQL."""


class Missing(enum.Enum):
    """The answer of a look-up that found nothing, where None would be a value."""

    MISSING = "missing"


MISSING = Missing.MISSING


class NotMine(enum.Enum):
    """The answer of a plugin to a question that is not its own."""

    NOT_MINE = "not mine"


NOT_MINE = NotMine.NOT_MINE


@dataclass(slots=True, eq=False)
class Unknown:
    """A value that the text does not decide. ``reason`` completes "not known: …".

    ``rows`` marks what came out of a query: unknown too, but a ``raise`` that depends on it is not taken.
    ``partial`` is the text of a string of which only parts are known, the others replaced by ``HOLE``.
    """

    reason: str
    span: Span | None = None
    rows: bool = False
    partial: str | None = None

    def __repr__(self) -> str:
        return f"<unknown: {self.reason}>"


class Resolving(Unknown):
    """Stands for a name while its import is being followed: met again, the imports go in a circle."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class External:
    """A dotted name outside the project (``typing.Optional``, ``builtins.int``) that no plugin gave a meaning."""

    name: str

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Generic:
    """A subscripted name in an annotation: ``Mapped[int]``, ``list[str]``; unions have the origin ``typing.Union``."""

    origin: Value
    arguments: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Function:
    """A ``def`` or ``lambda`` of the project, with the scope it closes over."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: Module
    closure: Scope | None
    defaults: tuple[Value, ...] = ()
    keyword_defaults: dict[str, Value] = field(default_factory=dict)
    owner: Class | None = None
    decorators: tuple[Value, ...] = ()

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "<lambda>")


@dataclass(slots=True, eq=False)
class Descriptor:
    """A function under a decorator that changes how it is looked up: ``property``, ``declared_attr`` …"""

    kind: str
    function: Value


@dataclass(slots=True, eq=False)
class BoundMethod:
    function: Function
    receiver: Value


@dataclass(slots=True, eq=False)
class Class:
    """A ``class`` of the project.

    ``annotations`` holds the annotation expressions of its body, in order; ``extra`` is where plugins keep what
    they made of the class (an enumeration, a mapped table).
    """

    name: str
    node: ast.ClassDef | None
    module: Module
    bases: tuple[Value, ...]
    keywords: dict[str, Value]
    namespace: dict[str, Value]
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    scope: Scope | None = None
    decorators: tuple[Value, ...] = ()
    mro: tuple[Value, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<class {self.module.name}.{self.name}>"

    def own_classes(self) -> Iterator[Class]:
        """The project's classes in the method resolution order, this one first."""
        return (entry for entry in self.mro if isinstance(entry, Class))


@dataclass(slots=True, eq=False)
class Instance:
    cls: Class
    attributes: dict[str, Value] = field(default_factory=dict)
    base_arguments: tuple[tuple[Value, ...], dict[str, Value]] | None = None
    """What ``super().__init__`` handed to a base class outside the project."""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Super:
    after: Class
    receiver: Value


@dataclass(slots=True, eq=False)
class Native:
    """A function of our own that stands for a known one: a builtin, a string method, an operation of a plugin.

    It is called with the positional and the keyword arguments, evaluated.
    """

    name: str
    call: Callable[[tuple[Value, ...], dict[str, Value]], Value]


@dataclass(slots=True, eq=False)
class LazyImport:
    """A name bound by an import, looked up when it is first used: so a cycle of imports stays harmless."""

    module: str
    attribute: str | None
    span: Span


class Raised(Exception):
    """The evaluated program raised. ``kind`` is the dotted name of the exception's class, as far as known."""

    def __init__(self, kind: str, span: Span | None = None, message: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.span = span
        self.message = message


class OverBudget(Exception):
    """The evaluation went over its budget of steps or depth and was given up."""


def is_unknown(value: Value) -> bool:
    return isinstance(value, Unknown)


def contains_unknown(value: Value, depth: int = 4) -> bool:
    """Whether a value, or anything in its containers, is unknown."""
    if isinstance(value, Unknown):
        return True
    if depth == 0:
        return False
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(contains_unknown(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return any(contains_unknown(item, depth - 1) for pair in value.items() for item in pair)
    return False


PLAIN = (str, int, float, bool, bytes, type(None), complex)
"""Types whose values stand for themselves and can be handed to Python's own operators."""


def is_plain(value: Value, depth: int = 6) -> bool:
    """Whether a value is made of plain Python data through and through."""
    if isinstance(value, PLAIN):
        return not isinstance(value, enum.Enum)
    if depth == 0:
        return False
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(is_plain(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return all(is_plain(key, depth - 1) and is_plain(item, depth - 1) for key, item in value.items())
    return isinstance(value, range)
