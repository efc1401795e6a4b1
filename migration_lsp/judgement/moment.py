"""What an act is judged by: the schema then, what else its revision does, and what nobody uses yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.view import View, added_by, created_by
from migration_lsp.project import Project
from migration_lsp.schema.effects import Effect
from migration_lsp.schema.flags import Flags
from migration_lsp.schema.records import Catalogue, TableRecord
from migration_lsp.source.calls import assigned_name, declared_name, keyword_span
from migration_lsp.source.spans import Span


@dataclass(frozen=True, eq=False)
class Moment:
    """An act among the acts of its revision, or, where ``revision`` is None, among those of a model edit."""

    view: View
    revision: str | None
    acts: tuple[Act, ...]
    number: int

    @property
    def project(self) -> Project:
        return self.view.project

    @property
    def dialect(self) -> str:
        return self.view.dialect

    @property
    def is_pending(self) -> bool:
        return self.revision is None

    @property
    def act(self) -> Act:
        return self.acts[self.number]

    @property
    def flags(self) -> Flags:
        return self.act.flags

    @property
    def before(self) -> Catalogue:
        return self.act.before

    @property
    def after(self) -> Catalogue:
        return self.act.after

    @property
    def earlier(self) -> tuple[Act, ...]:
        """The acts of the same revision before this one."""
        return self.acts[: self.number]

    @property
    def later(self) -> tuple[Act, ...]:
        """The acts of the same revision after this one."""
        return self.acts[self.number + 1 :]

    @property
    def at_end(self) -> Catalogue:
        """The schema when the revision is through."""
        return self.acts[-1].after

    def table(self, key: str) -> TableRecord | None:
        """A table as it stands before the act."""
        return self.before.tables.get(key)

    @cached_property
    def _new_tables(self) -> frozenset[str]:
        return created_by(self._unused)

    @cached_property
    def _new_columns(self) -> frozenset[tuple[str, str]]:
        return added_by(self._unused)

    @cached_property
    def _unused(self) -> tuple[Act, ...]:
        """The acts before this one that no running program has seen: of unmerged revisions, and of this one."""
        unmerged = self.view.unmerged_before(self.revision)
        return (*(act for revision in unmerged for act in self.view.acts(revision)), *self.acts[: self.number + 1])

    def is_new(self, table: str) -> bool:
        """Whether a table is so new that it has no rows that matter, and nobody who uses it."""
        return table in self._new_tables

    def column_is_new(self, table: str, column: str) -> bool:
        """Whether a column came with this very revision, or one that is not merged: its rows have its default only."""
        return self.is_new(table) or (table, column) in self._new_columns

    def effects_of_run(self) -> Iterator[tuple[Act, Effect]]:
        """What the whole revision, or the whole model edit, comes to."""
        return ((act, effect) for act in self.acts for effect in act.effects)

    # ------------------------------------------------------------------ places

    def span(self, effect: Effect | None = None) -> Span:
        """The place of an effect: its operation in a revision, its column or table in the models."""
        if self.act.place is not None:
            return self.act.place
        return self._declared(effect)

    def narrow(self, *keywords: str) -> Span | None:
        """The first argument of the operation with one of these names, where it is written in the revision itself."""
        span, recorded = self.act.span, self.act.recorded
        if span is None or recorded is None or recorded.callers:
            return None
        module = self.project.module(span.path)
        return keyword_span(module.tree, module.lines, span, keywords) if module is not None else None

    def _declared(self, effect: Effect | None) -> Span:
        """Where the models say what a pending effect comes from; what is gone has the line of its table."""
        table = effect.table if effect is not None else self.act.table
        places, column = self.project.places, effect.columns[0] if effect is not None and effect.columns else None
        span = None
        if table is not None:
            span = places.column(table, column) if column is not None else places.table(table)
        if span is None:
            return self._creation(table) or Span.whole_line(self.project.environment.env_py)
        module = self.project.module(span.path)
        if module is None:
            return span
        in_columns = column is not None and span != places.table(table or "")
        return assigned_name(module.lines, span) if in_columns else declared_name(module.lines, span)

    def _creation(self, table: str | None) -> Span | None:
        """The operation that made a table: the place of what is not in the models any more."""
        return self.view.creation_before(self.revision, table) if table is not None else None
