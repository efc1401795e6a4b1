"""Operations as rules meet them, whether a revision makes them or only the models ask for them.

An act is one operation with its place, the schema before and after it, and what it comes to. A pending act is an
operation that autogenerate would write: the acts of one model edit follow each other as in one revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migration_lsp.migrations.recorded import Recorded, Run
from migration_lsp.schema.apply import Problem, apply
from migration_lsp.schema.beyond import Beyond
from migration_lsp.schema.difference import Change
from migration_lsp.schema.effects import Effect
from migration_lsp.schema.effects_of import effects_of
from migration_lsp.schema.flags import Flags, flags_of
from migration_lsp.schema.operations import DataOp, MigrateOperation
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.project import Project


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One operation. ``span`` is the call in the revision's own file; of a pending act it is None."""

    operation: MigrateOperation
    before: Catalogue
    after: Catalogue
    effects: tuple[Effect, ...]
    span: Span | None = None
    recorded: Recorded | None = None
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    """Of a pending act: what autogenerate reports of it."""
    beyond: Beyond | None = None
    """Of a pending act that autogenerate says nothing of: what it is."""

    @property
    def flags(self) -> Flags:
        """CONCURRENTLY, NOT VALID and the like."""
        return flags_of(self.operation)

    @property
    def table(self) -> str | None:
        """The key of the table that it names, if it names one."""
        name = getattr(self.operation, "table_name", None)
        if name is None:
            name = getattr(self.operation, "source_table", None)
        schema = getattr(self.operation, "schema", None)
        return f"{schema}.{name}" if schema and name else name

    @property
    def place(self) -> Span | None:
        """What to point at: the call, or the one statement of the SQL in it. Of a pending act it is None."""
        return self.recorded.place if self.recorded is not None else self.span

    @property
    def in_batch(self) -> bool:
        return self.recorded is not None and self.recorded.in_batch

    @property
    def autocommit(self) -> bool:
        """Whether it runs in an ``autocommit_block()``."""
        return self.recorded is not None and self.recorded.autocommit

    @property
    def is_conditional(self) -> bool:
        """Whether it could not be decided that it runs."""
        return self.recorded is not None and not self.recorded.certain


def acts_of(run: Run) -> tuple[Act, ...]:
    """The acts of a function of a revision, in order."""
    acts: tuple[Act, ...] | None = run.kept.get(_ACTS)
    if acts is None:
        acts = run.kept[_ACTS] = tuple(_act(recorded) for recorded in run.operations)
    return acts


def rows_of(run: Run) -> tuple[tuple[str, DataOp], ...]:
    """What a function of a revision does to rows: the key of each table with what is done, in order."""
    rows: tuple[tuple[str, DataOp], ...] | None = run.kept.get(_ROWS)
    if rows is None:
        of_rows = ((act.table, act.operation) for act in acts_of(run))
        rows = run.kept[_ROWS] = tuple((key, it) for key, it in of_rows if key is not None and isinstance(it, DataOp))
    return rows


_ACTS, _ROWS = "acts", "rows"


def _act(recorded: Recorded) -> Act:
    effects = effects_of(recorded.operation, recorded.before, recorded.after)
    problems = recorded.problems
    return Act(recorded.operation, recorded.before, recorded.after, effects, recorded.call, recorded, problems)


def pending_acts(project: Project) -> tuple[Act, ...]:
    """What the models ask for beyond the heads: Alembic's operations one after the other, then what it overlooks."""
    catalogue, enums_created = project.at_heads, frozenset[str]()
    acts: list[Act] = []
    for operation, changes in project.difference.parts:
        result = apply(catalogue, operation, enums_created=enums_created, naming=project.naming_convention)
        effects = effects_of(operation, catalogue, result.catalogue)
        acts.append(Act(operation, catalogue, result.catalogue, effects, problems=result.problems, changes=changes))
        catalogue, enums_created = result.catalogue, result.enums_created
    for item in project.beyond:
        operation, after = item.operation(catalogue), item.after(catalogue)
        effects = effects_of(operation, catalogue, after)
        acts.append(Act(operation, catalogue, after, effects, changes=(item.change,), beyond=item))
        catalogue = after
    return tuple(acts)
