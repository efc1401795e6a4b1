"""What the client can do, folded once from its hundreds of options into a few sentences."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability

from migration_lsp.server.positions import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """The abilities that decide what is sent."""

    encoding: Encoding = Encoding.UTF16
    pulls_diagnostics: bool = False
    """It asks for diagnostics, and can be told to ask again. Any other client is sent them."""
    takes_document_changes: bool = False
    takes_created_files: bool = False
    resolves_edits: bool = False
    """It asks for the edit of a code action when the action is chosen."""
    watches_files: bool = False
    shows_related: bool = False
    shows_markdown: bool = False
    shows_progress: bool = False
    answers_configuration: bool = False
    """It says what the settings are when it is asked."""
    registers_configuration: bool = False
    """It can be told to say when they change."""


def client_of(capabilities: types.ClientCapabilities) -> Client:
    """Fold a client's capabilities."""

    def has(path: str) -> bool:
        return bool(get_capability(capabilities, path, False))

    hover_formats = get_capability(capabilities, "text_document.hover.content_format", None) or ()
    resolved = get_capability(capabilities, "text_document.code_action.resolve_support.properties", None) or ()
    operations = get_capability(capabilities, "workspace.workspace_edit.resource_operations", None) or ()
    pulls = get_capability(capabilities, "text_document.diagnostic", None) is not None
    document_changes = has("workspace.workspace_edit.document_changes")
    return Client(
        encoding=encoding_of(capabilities),
        pulls_diagnostics=pulls and has("workspace.diagnostics.refresh_support"),
        takes_document_changes=document_changes,
        takes_created_files=document_changes and types.ResourceOperationKind.Create in operations,
        resolves_edits="edit" in resolved,
        watches_files=has("workspace.did_change_watched_files.dynamic_registration"),
        shows_related=has("text_document.publish_diagnostics.related_information"),
        shows_markdown=types.MarkupKind.Markdown in hover_formats,
        shows_progress=has("window.work_done_progress"),
        answers_configuration=has("workspace.configuration"),
        registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
    )


def encoding_of(capabilities: types.ClientCapabilities) -> Encoding:
    """The first of the client's encodings that we know; UTF-16 where it names none."""
    offered = get_capability(capabilities, "general.position_encodings", None) or ()
    known = {encoding.value: encoding for encoding in Encoding}
    names = (name.value if isinstance(name, types.PositionEncodingKind) else name for name in offered)
    return next((known[name] for name in names if name in known), Encoding.UTF16)
