"""Exceptions of the evaluated program: what they are, which handler takes them, what they say.

Where our own knowledge fails, a value is unknown and nothing is raised. An operation that Python is certain to
refuse raises only where the text catches it: there it decides what runs next.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import Class, External, Failure, Instance, Raised, Unknown, Value, is_plain

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_DATABASE_ERRORS = (
    "SQLAlchemyError",
    "DBAPIError",
    "DatabaseError",
    "OperationalError",
    "ProgrammingError",
    "InvalidRequestError",
)


def exception_name(value: Value) -> str:
    """The dotted name of an exception's class, for matching handlers and for notes."""
    if isinstance(value, Failure):
        return value.kind
    if isinstance(value, Instance):
        value = value.cls
    if isinstance(value, Class):
        return f"{value.module.name}.{value.name}"
    return value.name if isinstance(value, External) else "builtins.Exception"


def is_exception(name: str) -> bool:
    """Whether a dotted name is one of Python's own exceptions."""
    return _builtin_exception(name) is not None


def _builtin_exception(name: str) -> type[BaseException] | None:
    package, _, last = name.rpartition(".")
    found = getattr(builtins, last, None) if package == "builtins" else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def raised_by(interpreter: Interpreter, value: Value, site: Site) -> Raised:
    """What a ``raise`` of this value raises."""
    if isinstance(value, Class):
        made = interpreter.call(value, (), {}, site)
        value = made if isinstance(made, Instance) else value
    if isinstance(value, External) and is_exception(value.name):
        value = Failure(value.name)
    return Raised(exception_name(value), site.span, value=value)


def _kinds(raised: Raised) -> set[str]:
    """The dotted names of everything that a raised exception is."""
    kinds = {raised.kind}
    if isinstance(raised.value, Instance):
        for entry in raised.value.cls.mro:
            if isinstance(entry, (Class, External)):
                kinds.add(exception_name(entry))
    for name in tuple(kinds):
        real = _builtin_exception(name)
        if real is not None:
            kinds |= {f"builtins.{entry.__name__}" for entry in real.__mro__[:-1]}
    if not any(is_exception(name) for name in kinds):
        kinds |= {"builtins.Exception", "builtins.BaseException"}
    if raised.kind.startswith("sqlalchemy.exc."):
        # Which of SQLAlchemy's errors it would be depends on the driver; its root is certain.
        kinds |= {f"sqlalchemy.exc.{name}" for name in _DATABASE_ERRORS}
    return kinds


def handler_for(
    interpreter: Interpreter, handlers: list[ast.ExceptHandler], raised: Raised, scope: Scope
) -> ast.ExceptHandler | None:
    """The first handler that takes an exception, or perhaps takes it."""
    kinds = _kinds(raised)
    for handler in handlers:
        if handler.type is None:
            return handler
        value = interpreter.evaluate(handler.type, scope)
        for kind in value if isinstance(value, tuple) else (value,):
            if isinstance(kind, Unknown) or exception_name(kind) in kinds:
                return handler
    return None


def caught_around(interpreter: Interpreter, raised: Raised) -> bool:
    """Whether a ``try`` that is running now, here or in a caller, goes on after an exception."""
    for handlers, scope in reversed(interpreter.handlers):
        handler = handler_for(interpreter, handlers, raised, scope)
        if handler is not None and not isinstance(handler.body[-1], ast.Raise):
            return True
    return False


def refused(interpreter: Interpreter, kind: str, reason: str, site: Site | None) -> Unknown:
    """Python would refuse this. It raises if the text catches it, else the value is not known."""
    span = site.span if site is not None else None
    raised = Raised(f"builtins.{kind}", span)
    if interpreter.handlers and caught_around(interpreter, raised):
        raise raised
    return Unknown(reason, span)


def value_of(raised: Raised) -> Value:
    """What ``except … as name`` binds; of what we raised ourselves the message is not known."""
    if raised.value is not None:
        return raised.value
    unknown = Unknown("an exception")
    return Failure(raised.kind, (unknown,)) if is_exception(raised.kind) else unknown


def message_of(failure: Failure) -> str | None:
    """``str(exception)``."""
    real = _builtin_exception(failure.kind)
    if real is None or not is_plain(failure.arguments):
        return None
    try:
        return str(real(*failure.arguments))
    except TypeError:
        return None


def attribute_of(failure: Failure, name: str) -> Value:
    """An attribute of one of Python's own exceptions."""
    if name == "args":
        return failure.arguments
    if name == "__class__":
        return External(failure.kind)
    return Unknown(f"the exception's {name} is not known")


def is_one_of(raised: Raised, wanted: tuple[Value, ...]) -> bool:
    """Whether a raised exception is of one of these classes."""
    kinds = _kinds(raised)
    return any(isinstance(kind, Unknown) or exception_name(kind) in kinds for kind in wanted)
