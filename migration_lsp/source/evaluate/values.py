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
    ``decided`` is its truth, where that alone is known: ``unknown and False`` is false, whatever it is.
    ``trail`` is for the plugin that made it: what it put there, and then the names that were followed from it.
    """

    reason: str
    span: Span | None = None
    rows: bool = False
    partial: str | None = None
    decided: bool | None = None
    trail: tuple[object, ...] = ()

    def __repr__(self) -> str:
        return f"<unknown: {self.reason}>"

    def followed(self, name: str) -> Unknown:
        """An attribute of it, or what its call answers: as little known."""
        return Unknown(self.reason, self.span, self.rows, trail=(*self.trail, name) if self.trail else ())


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
    attributes: dict[str, Value] = field(default_factory=dict)
    """What the text itself sets on the function, ``functools.wraps`` among it."""

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "<lambda>")


@dataclass(slots=True, eq=False)
class Descriptor:
    """A function under a decorator that changes how it is looked up: ``property``, ``declared_attr`` …"""

    kind: str
    function: Value
    setter: Value = None
    is_cached: bool = False


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
        return (entry for entry in self.mro or (self,) if isinstance(entry, Class))

    @property
    def is_whole(self) -> bool:
        """Whether all that its instances have is in the text: no base, metaclass or decorator from elsewhere."""
        return all(
            "metaclass" not in entry.keywords and all(map(_is_harmless, entry.decorators))
            if isinstance(entry, Class)
            else _is_harmless(entry)
            for entry in self.mro or (self,)
        )


_HARMLESS = frozenset(
    {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "dataclasses.dataclass", "typing.final"}
)


def _is_harmless(value: Value) -> bool:
    return isinstance(value, External) and value.name in _HARMLESS


@dataclass(slots=True, eq=False)
class Instance:
    cls: Class
    attributes: dict[str, Value] = field(default_factory=dict)
    base_arguments: tuple[tuple[Value, ...], dict[str, Value]] | None = None
    """What ``super().__init__`` handed to a base class outside the project."""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> list[str] | None:
        """The fields of a data class or named tuple, in order."""
        found = self.cls.extra.get("fields")
        return found if isinstance(found, list) else None

    @property
    def is_tuple(self) -> bool:
        return self.cls.extra.get("is_tuple") is True


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
    found: Value = MISSING
    """What it turned out to be, once it was looked up."""


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """An exception of Python's own, made with these arguments; ``kind`` is its dotted name."""

    kind: str
    arguments: tuple[Value, ...] = ()


class Raised(Exception):
    """The evaluated program raised.

    ``kind`` is the dotted name of the exception's class, as far as known, and ``value`` the exception itself,
    where there is one.
    """

    def __init__(self, kind: str, span: Span | None = None, message: str = "", value: Value = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.span = span
        self.message = message
        self.value = value


class OverBudget(Exception):
    """The evaluation went over its budget of steps or depth and was given up."""


def enum_of(value: Value) -> type[enum.Enum] | None:
    """The real enumeration behind a class of the project or a real enumeration, if it is one."""
    if isinstance(value, Class):
        found = value.extra.get("enum")
        return found if isinstance(found, type) else None
    return value if isinstance(value, type) and issubclass(value, enum.Enum) else None


def has_own_equality(value: Value) -> bool:
    """Whether equal may mean something else than identical."""
    if isinstance(value, tuple):
        return any(map(has_own_equality, value))
    return isinstance(value, Instance)


MAX_WEIGHT = 200_000
"""Items of a value counted through and through: a list of a thousand times the same list has a million."""

_CONTAINERS = (list, tuple, set, frozenset, dict)


def weight(value: Value, depth: int = 40, seen: dict[int, int] | None = None) -> int:
    """How many items Python would look at to compare, hash or print a value; at the limit counting ends."""
    if not isinstance(value, _CONTAINERS):
        return 1
    if depth == 0:
        return MAX_WEIGHT + 1
    seen = {} if seen is None else seen
    if id(value) in seen:
        return seen[id(value)]
    seen[id(value)] = MAX_WEIGHT + 1
    total = 1
    for item in value.values() if isinstance(value, dict) else value:
        total += weight(item, depth - 1, seen)
        if total > MAX_WEIGHT:
            break
    seen[id(value)] = total
    return total


def is_hashable(value: Value) -> bool:
    if isinstance(value, tuple) and weight(value) > MAX_WEIGHT:
        return False
    try:
        hash(value)
    except TypeError:
        return False
    return True


def contains_unknown(value: Value, depth: int = 4) -> bool:
    """Whether a value, or anything in its containers, is unknown."""
    if isinstance(value, Unknown):
        return True
    return isinstance(value, _CONTAINERS) and _has_unknown(value, depth, set())


def _has_unknown(value: Value, depth: int, seen: set[int]) -> bool:
    if isinstance(value, Unknown):
        return True
    if depth == 0 or not isinstance(value, _CONTAINERS) or id(value) in seen:
        return False
    seen.add(id(value))
    if isinstance(value, dict) and any(_has_unknown(item, depth - 1, seen) for item in value.values()):
        return True
    return any(_has_unknown(item, depth - 1, seen) for item in value)


PLAIN = (str, int, float, bool, bytes, type(None), complex)
"""Types whose values stand for themselves and can be handed to Python's own operators."""

PLAIN_TYPES = frozenset({*PLAIN, list, tuple, dict, set, frozenset, range})
"""The types of plain values and their containers, themselves: no plugin answers for these."""


def is_plain(value: Value, depth: int = 6) -> bool:
    """Whether a value is made of plain Python data through and through."""
    if isinstance(value, PLAIN):
        return not isinstance(value, enum.Enum)
    if depth == 0:
        return False
    if isinstance(value, _CONTAINERS):
        return _is_plain_within(value, depth, set())
    return isinstance(value, range)


def _is_plain_within(value: Value, depth: int, seen: set[int]) -> bool:
    if isinstance(value, PLAIN):
        return not isinstance(value, enum.Enum)
    if depth == 0:
        return False
    if not isinstance(value, _CONTAINERS):
        return isinstance(value, range)
    if id(value) in seen:
        return True
    seen.add(id(value))
    if isinstance(value, dict) and not all(_is_plain_within(item, depth - 1, seen) for item in value.values()):
        return False
    return all(_is_plain_within(item, depth - 1, seen) for item in value)
