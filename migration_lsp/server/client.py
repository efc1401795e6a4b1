"""What the client can do, folded once from its hundreds of options into a few sentences.

Reads the client's JSON as it came, and knows no protocol library: what is said in answer to ``initialize`` follows
from this, and nobody should wait for an import there. An option of a wrong type is one that the client does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_lsp.server.encoding import Encoding


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


def client_of(capabilities: Mapping[str, object]) -> Client:
    """Fold a client's capabilities."""

    def has(path: str) -> bool:
        return _at(capabilities, path) is True

    pulls = _at(capabilities, "textDocument.diagnostic") is not None
    operations = _texts(capabilities, "workspace.workspaceEdit.resourceOperations")
    document_changes = has("workspace.workspaceEdit.documentChanges")
    return Client(
        encoding=_encoding(_texts(capabilities, "general.positionEncodings")),
        pulls_diagnostics=pulls and has("workspace.diagnostics.refreshSupport"),
        takes_document_changes=document_changes,
        takes_created_files=document_changes and "create" in operations,
        resolves_edits="edit" in _texts(capabilities, "textDocument.codeAction.resolveSupport.properties"),
        watches_files=has("workspace.didChangeWatchedFiles.dynamicRegistration"),
        shows_related=has("textDocument.publishDiagnostics.relatedInformation"),
        shows_markdown="markdown" in _texts(capabilities, "textDocument.hover.contentFormat"),
        shows_progress=has("window.workDoneProgress"),
        answers_configuration=has("workspace.configuration"),
        registers_configuration=has("workspace.didChangeConfiguration.dynamicRegistration"),
    )


def _encoding(offered: tuple[str, ...]) -> Encoding:
    """The first of the client's encodings that we know; UTF-16 where it names none."""
    known = {encoding.value: encoding for encoding in Encoding}
    return next((known[name] for name in offered if name in known), Encoding.UTF16)


def _at(capabilities: object, path: str) -> object:
    """The value at the end of some names; None where one of them is not there."""
    for name in path.split("."):
        capabilities = capabilities.get(name) if isinstance(capabilities, Mapping) else None
    return capabilities


def _texts(capabilities: Mapping[str, object], path: str) -> tuple[str, ...]:
    found = _at(capabilities, path)
    return tuple(text for text in found if isinstance(text, str)) if isinstance(found, list | tuple) else ()
