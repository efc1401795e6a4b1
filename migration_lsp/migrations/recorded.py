"""What a revision does, one operation after the other, each with its place and its doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from migration_lsp.schema.apply import Problem
from migration_lsp.schema.operations import MigrateOperation
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate.scope import Doubt
from migration_lsp.source.spans import Note, Span


@dataclass(frozen=True, slots=True)
class Written:
    """Where the SQL of an operation is written: inside the call, or in a string that stands elsewhere."""

    span: Span
    in_call: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """An operation of ``upgrade()`` or ``downgrade()``.

    ``span`` is the call, in whatever file it stands; ``callers`` are the calls that led there, the outermost first:
    in the revision's own file. ``before`` is the schema when the operation ran, ``after`` what it made of it.
    """

    operation: MigrateOperation
    span: Span
    before: Catalogue
    after: Catalogue
    callers: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    problems: tuple[Problem, ...] = ()
    in_batch: bool = False
    autocommit: bool = False
    from_sql: bool = False
    written: Written | None = None

    @property
    def call(self) -> Span:
        """The call in the revision's own file."""
        return self.callers[0] if self.callers else self.span

    @property
    def place(self) -> Span:
        """What to point at in the revision's own file: the statement, where it is written in the call."""
        is_here = self.written is not None and self.written.in_call and not self.callers
        return self.written.span if self.written is not None and is_here else self.call

    @property
    def written_elsewhere(self) -> Span | None:
        """The statement, where it is written in another place."""
        return self.written.span if self.written is not None and self.written.span != self.place else None

    @property
    def certain(self) -> bool:
        """Whether it is sure to run."""
        return not self.doubts


@dataclass(frozen=True, slots=True)
class Run:
    """One function of a revision, evaluated from a schema."""

    operations: tuple[Recorded, ...]
    before: Catalogue
    after: Catalogue
    enums_created: frozenset[str]
    """Which enumeration types the command has met by then."""
    notes: tuple[Note, ...] = ()
    raised: str | None = None
    """The kind of exception in which it ended for certain, if it did."""
    asked_schema: bool = False
    """Whether the evaluation looked at the schema, so that another schema might give other operations."""
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What others worked out of this run alone, by the name of the answer: it lives as long as the run."""
