"""Our edits as a client takes them: in its units, with the line ends of each file, and with versions where it can."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from migration_lsp.source.edits import TextEdit

if TYPE_CHECKING:
    from migration_lsp.server.telling import Places


def workspace_edit(edits: Iterable[TextEdit], places: Places) -> types.WorkspaceEdit | None:
    """The edit of one or several files; None where a file is not as it was analysed, or the client cannot make one."""
    by_path: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        path = edit.span.path
        if not _is_sound(path, places):
            return None
        text = edit.text.replace("\n", places.line_end(path))
        by_path.setdefault(path, []).append(types.TextEdit(places.exact_range(edit.span), text))
    if not places.client.takes_document_changes:
        return types.WorkspaceEdit(changes={places.uri(path): changes for path, changes in by_path.items()})
    documents: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for path, changes in by_path.items():
        if not places.exists(path):
            documents.append(types.CreateFile(places.uri(path)))
        document = types.OptionalVersionedTextDocumentIdentifier(places.uri(path), places.version(path))
        documents.append(types.TextDocumentEdit(document, list(changes)))
    return types.WorkspaceEdit(document_changes=documents)


def _is_sound(path: str, places: Places) -> bool:
    draft = places.drafts.get(path)
    if draft is not None:
        return draft.is_current
    return places.exists(path) or places.client.takes_created_files
