"""What stands beside a change in an operation: CONCURRENTLY, IF EXISTS, CASCADE, NOT VALID …

Alembic's operations carry some of it in arguments of their own and have no room for the rest; here both are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from alembic.operations.ops import AddConstraintOp, MigrateOperation


@dataclass(frozen=True, slots=True)
class Flags:
    """What stands beside a change and decides how it runs, but not what it changes."""

    concurrently: bool = False
    if_exists: bool = False
    if_not_exists: bool = False
    cascade: bool = False
    not_valid: bool = False
    only: bool = False
    or_replace: bool = False
    using: str | None = None
    """The expression that converts the rows when a column changes its type."""
    using_index: str | None = None
    """The existing index that a unique or primary key constraint takes over."""
    beside: tuple[AddConstraintOp, ...] = ()
    """The constraints that stand beside a column in ``ADD COLUMN IF NOT EXISTS``: they come only with it."""
    table_if_exists: bool = False
    """``ALTER TABLE IF EXISTS``: nothing happens, and nothing fails, where the table is not there."""
    raw_sql: bool = False
    """Written as SQL text: no naming convention of SQLAlchemy touches it, and it creates no enum type."""


_NONE = Flags()
_FLAGS = "_migration_lsp_flags"
_Operation = TypeVar("_Operation", bound=MigrateOperation)


def with_flags(operation: _Operation, flags: Flags) -> _Operation:
    """The same operation, with flags that its own class has no room for."""
    if flags != _NONE:
        # Not in ``info``: some of Alembic's operations hand that on to the table, and some have none.
        operation.__dict__[_FLAGS] = flags
    return operation


def adding_flags(operation: _Operation, **flags: Any) -> _Operation:
    """The same operation with these flags besides those it has."""
    return with_flags(operation, replace(operation.__dict__.get(_FLAGS, _NONE), **flags))


def flags_of(operation: MigrateOperation) -> Flags:
    """The flags of an operation: those given with :func:`with_flags`, and Alembic's own arguments."""
    given: Flags = operation.__dict__.get(_FLAGS, _NONE)
    keywords = _keywords(operation)
    return replace(
        given,
        concurrently=given.concurrently or bool(keywords.get("postgresql_concurrently")),
        not_valid=given.not_valid or bool(keywords.get("postgresql_not_valid")),
        if_exists=given.if_exists or bool(getattr(operation, "if_exists", None)),
        if_not_exists=given.if_not_exists or bool(getattr(operation, "if_not_exists", None)),
        cascade=given.cascade or bool(getattr(operation, "cascade", None)),
        using=given.using or keywords.get("postgresql_using"),
    )


def _keywords(operation: MigrateOperation) -> Mapping[str, Any]:
    found = getattr(operation, "kw", None)
    return found if isinstance(found, Mapping) else {}
