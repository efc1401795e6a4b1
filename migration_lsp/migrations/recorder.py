"""Takes operations as they come, applies each to the schema, and keeps both with the place and the doubts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migration_lsp.migrations.recorded import Recorded, Written
from migration_lsp.schema.apply import NamingConvention, Problem, apply
from migration_lsp.schema.operations import BatchOp, MigrateOperation
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


@dataclass(slots=True, eq=False)
class Recorder:
    """The run of one function of a revision."""

    catalogue: Catalogue
    enums_created: frozenset[str]
    naming: NamingConvention | None = None
    operations: list[Recorded] = field(default_factory=list)
    asked_schema: bool = False
    autocommit_depth: int = 0
    home: Span | None = None
    """Where the work for one of several databases is written, if it has a function of its own."""

    def record(
        self,
        interpreter: Interpreter,
        operation: MigrateOperation,
        span: Span,
        *,
        in_batch: bool = False,
        from_sql: bool = False,
        written: Written | None = None,
    ) -> int:
        """Keep one operation, and apply it unless the batch that it belongs to will. Answers its number."""
        doubts = tuple(interpreter.doubts)
        before = self.catalogue
        problems = () if in_batch else self.apply(operation)
        self.operations.append(
            Recorded(
                operation,
                span,
                before,
                self.catalogue,
                self._callers(interpreter, span),
                doubts,
                problems,
                in_batch,
                self.autocommit_depth > 0,
                from_sql,
                written,
            )
        )
        return len(self.operations) - 1

    def _callers(self, interpreter: Interpreter, span: Span) -> tuple[Span, ...]:
        # The outermost is the call of the function itself, which stands in no text.
        sites = tuple(interpreter.call_sites[1:])
        if self.home is None:
            return sites
        # What only hands on to the function of a database is no place to speak at.
        at_home = (number for number, site in enumerate((*sites, span)) if _covers(self.home, site))
        return sites[next(at_home, 0) :]

    def record_all(
        self,
        interpreter: Interpreter,
        operations: Iterable[MigrateOperation],
        span: Span,
        *,
        from_sql: bool = False,
        written: Written | None = None,
    ) -> None:
        for operation in operations:
            self.record(interpreter, operation, span, from_sql=from_sql, written=written)

    def apply(self, operation: MigrateOperation) -> tuple[Problem, ...]:
        """Change the schema by one operation.

        A doubt whether it runs at all is not the operation's: where the ways meet again, their schemas are joined.
        """
        result = apply(self.catalogue, operation, enums_created=self.enums_created, naming=self.naming)
        self.catalogue, self.enums_created = result.catalogue, result.enums_created
        return result.problems

    def flush_one_by_one(self, numbers: Iterable[int]) -> None:
        """The end of a batch that makes no table anew: its operations in order."""
        for number in numbers:
            recorded = self.operations[number]
            before = self.catalogue
            problems = self.apply(recorded.operation)
            self.operations[number] = replace(recorded, before=before, after=self.catalogue, problems=problems)

    def flush_together(self, batch: BatchOp, numbers: Iterable[int]) -> None:
        """The end of a batch that may make its table anew: all operations at once.

        What each of them alone is about is still told apart, as if they came one after the other.
        """
        before = self.catalogue
        problems = self.apply(batch)
        for number in numbers:
            recorded = self.operations[number]
            alone = apply(before, recorded.operation, enums_created=self.enums_created, naming=self.naming)
            self.operations[number] = replace(recorded, before=before, after=alone.catalogue, problems=problems)
            before = alone.catalogue


def _covers(span: Span, other: Span) -> bool:
    return other.path == span.path and span.line <= other.line and other.end_line <= span.end_line
