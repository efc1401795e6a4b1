"""One open document as the analysis knows it: what the features of the protocol ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from migration_lsp.server.drafts import Draft
from migration_lsp.server.positions import from_client

if TYPE_CHECKING:
    # What analyses knows SQLAlchemy, for which the event loop does not wait.
    from migration_lsp.analysis.analysis import Analysis
    from migration_lsp.server.telling import Places


@dataclass(frozen=True)
class Look:
    """A document, its file's path in the project, and the analyses that it is part of: one for each environment."""

    path: str
    draft: Draft
    places: Places
    analyses: tuple[Analysis, ...]

    def position(self, position: types.Position) -> tuple[int, int] | None:
        """The line and column of a client's position in the text that was analysed; None where that is not there."""
        line, column = from_client(self.draft.lines, position, self.places.client.encoding)
        if self.draft.moved is None:
            return line, column
        before = self.draft.moved.back(line)
        return None if before is None else (before, column)
