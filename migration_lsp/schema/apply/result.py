"""What applying an operation answers: the new catalogue, and what the server would have said against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..records import Catalogue


class ProblemKind(Enum):
    """Why an operation would fail, or why nobody can tell."""

    UNKNOWN_OBJECT = "unknown object"
    DUPLICATE_OBJECT = "duplicate object"
    DEPENDENT_OBJECTS = "dependent objects"
    """Others depend on what is dropped, and there is no CASCADE."""
    CANNOT_EMIT = "cannot emit"
    """Alembic or SQLAlchemy raises before anything reaches the server: an unnamed drop, SQLite without batch."""
    CANNOT_CAST = "cannot cast"
    """PostgreSQL does not turn one type into the other by itself (42804)."""
    REFUSED = "refused"
    """The server refuses for another reason, whatever the data."""
    UNDECIDED = "undecided"
    """It was not understood what the operation does."""


class Part(Enum):
    """What a problem is about."""

    TABLE = "table"
    COLUMN = "column"
    INDEX = "index"
    CONSTRAINT = "constraint"
    TYPE = "type"
    OBJECT = "object"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Problem:
    """One objection. The catalogue is what it would be had the operation worked all the same."""

    kind: ProblemKind
    part: Part
    message: str
    table: str | None = None
    """The key of the table."""
    name: str | None = None
    known_elsewhere: bool = False
    """The object may well exist, made outside the migrations: nothing in the catalogue speaks against it."""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Applied:
    """``enums_created`` is SQLAlchemy's memo of enum types for the rest of the same ``upgrade`` command."""

    catalogue: Catalogue
    problems: tuple[Problem, ...] = ()
    enums_created: frozenset[str] = frozenset()

    @property
    def fails(self) -> bool:
        """Whether the server, or Alembic before it, surely raises."""
        return any(
            problem.certain and not problem.known_elsewhere and problem.kind is not ProblemKind.UNDECIDED
            for problem in self.problems
        )
