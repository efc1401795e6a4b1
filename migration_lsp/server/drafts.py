"""Which text of an open document is analysed.

Half of what is typed does not parse; then the last text that did is analysed instead, and what is said of it moves
with the lines. Where documents are looked at on save only, it is the text that was saved last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from migration_lsp.server.documents import Document
from migration_lsp.server.job import Run
from migration_lsp.server.moved import Moved
from migration_lsp.server.positions import lines_of
from migration_lsp.source.files import Unreadable
from migration_lsp.source.parse import parse
from migration_lsp.source.spans import Note


@dataclass(frozen=True)
class Draft:
    """An open document, and the text of it that is analysed."""

    document: Document
    text: str

    @property
    def is_current(self) -> bool:
        """Whether what is analysed is what is in the document."""
        return self.text == self.document.text

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of what is in the document."""
        return lines_of(self.document.text)

    @cached_property
    def moved(self) -> Moved | None:
        """Where the lines that are analysed are in the document; None where both are the same."""
        return None if self.is_current else Moved(lines_of(self.text), self.lines)


class Drafts:
    """Remembers the last text that parsed, of each open document and of its file."""

    def __init__(self) -> None:
        self._typed: dict[str, str] = {}
        self._saved: dict[str, str] = {}
        self._looked_at: dict[tuple[str, str], tuple[str, bool]] = {}

    def of(self, documents: Iterable[Document], run: Run) -> dict[str, Draft]:
        """The drafts of the open documents, by URI."""
        drafts = {document.uri: Draft(document, self._text(document, run)) for document in documents}
        for memory in (self._typed, self._saved):
            for uri in memory.keys() - drafts.keys():
                del memory[uri]
        self._looked_at = {key: seen for key, seen in self._looked_at.items() if key[1] in drafts}
        return drafts

    def _text(self, document: Document, run: Run) -> str:
        text = document.saved_text if run is Run.ON_SAVE else document.text
        return self._last_good(self._typed, "typed", document, text)

    def saved_text(self, document: Document, on_disk: str | Unreadable | None) -> str | None:
        """The text that counts as the one on the disk; None where none does."""
        if not isinstance(on_disk, str):
            return None
        return self._last_good(self._saved, "saved", document, on_disk)

    def _last_good(self, memory: dict[str, str], kind: str, document: Document, text: str) -> str:
        key = (kind, document.uri)
        seen, is_good = self._looked_at.get(key, ("", False))
        if seen != text or key not in self._looked_at:
            is_good = not document.path.endswith(".py") or not isinstance(parse(text, document.path), Note)
            self._looked_at[key] = (text, is_good)
        if is_good:
            memory[document.uri] = text
        return memory.get(document.uri, text)
