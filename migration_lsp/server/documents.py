"""The documents that a client has open, as it has them: its URI, its version, its text.

Knows neither the disk nor what any text means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lsprotocol import types

from migration_lsp.server.encoding import Encoding
from migration_lsp.server.positions import from_client, lines_of

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Document:
    """An open document at one version."""

    uri: str
    path: str
    """The absolute path that the client's URI names."""
    version: int
    text: str
    saved_text: str
    """What was in it when it was opened or saved last."""

    def edited(
        self, version: int, changes: Iterable[types.TextDocumentContentChangeEvent], encoding: Encoding
    ) -> Document:
        """The document after some edits, each of which counts from the text that the one before it left."""
        text = self.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                text = _replaced(text, change.range, change.text, encoding)
            else:
                text = change.text
        return replace(self, version=version, text=text)

    def saved(self) -> Document:
        return replace(self, saved_text=self.text)


def _replaced(text: str, place: types.Range, new: str, encoding: Encoding) -> str:
    lines = lines_of(text)
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    begin, end = (
        starts[line] + column
        for line, column in (from_client(lines, place.start, encoding), from_client(lines, place.end, encoding))
    )
    return text[:begin] + new + text[max(begin, end) :]
