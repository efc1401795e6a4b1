"""What a fix is: an offer at a place, whose edits are worked out when somebody takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from migration_lsp.judgement import Finding
from migration_lsp.source.edits import TextEdit

if TYPE_CHECKING:
    from migration_lsp.fixes.place import Place


class FixKind(Enum):
    """Where an editor shows it, in the protocol's words."""

    QUICK_FIX = "quickfix"
    """Mends a finding."""
    REWRITE = "refactor.rewrite"
    """Says the same in another way."""
    INSERT = "refactor"
    """Adds something that was not asked for by any finding."""


@dataclass(frozen=True, slots=True)
class Fix:
    """An offer. ``name`` is the same for the same offer at the same place, however often it is asked for."""

    name: str
    title: str
    kind: FixKind
    edits: Callable[[], tuple[TextEdit, ...]] = field(compare=False, repr=False)
    finding: Finding | None = field(default=None, compare=False)
    is_preferred: bool = False


Offers = Callable[["Place"], Iterator[Fix]]
_Function = TypeVar("_Function", bound=Offers)
_FIX = "migration_lsp_fix"


def fix(function: _Function) -> _Function:
    """Mark a function of a module as one that offers fixes."""
    setattr(function, _FIX, True)
    return function


def offers_of(module: Any) -> tuple[Offers, ...]:
    """The functions of a module that offer fixes."""
    return tuple(value for value in vars(module).values() if getattr(value, _FIX, False) is True)
