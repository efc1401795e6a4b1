"""What is judged as a whole: a revision, and the project with its graph."""

from __future__ import annotations

from dataclasses import dataclass

from migration_lsp.judgement.acts import Act, acts_of
from migration_lsp.judgement.view import View
from migration_lsp.migrations.header import Header
from migration_lsp.source.spans import Span


@dataclass(frozen=True, eq=False)
class Revision:
    """A revision file."""

    view: View
    header: Header

    @property
    def upgrade(self) -> tuple[Act, ...]:
        return self.view.acts(self.header.revision)

    @property
    def downgrade(self) -> tuple[Act, ...]:
        return acts_of(self.view.downgrade(self.header.revision))

    @property
    def top(self) -> Span:
        """Where a revision is spoken of as a whole: its id."""
        return self.header.span("revision")


@dataclass(frozen=True, eq=False)
class Whole:
    """The project: its graph and its environment."""

    view: View
