"""The first thing that a client says, and what it is answered, before any protocol library is imported.

Such a library costs more to import than an editor should wait for its server, and of its hundreds of types
``initialize`` needs none. Only a request that is in order is answered here; any other first message is left to those
who know every error of the protocol. What is answered is what pygls makes of the features that are registered with
it: a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migration_lsp import __version__
from migration_lsp.server.client import Client, client_of
from migration_lsp.server.uris import uri_of

NAME = "migration-lsp"

CODE_ACTION_KINDS = ("quickfix", "refactor", "refactor.rewrite")
"""The kinds of code actions that are offered, by the protocol's names."""

_INCREMENTAL = 2
"""The protocol's number for documents whose edits are sent, not their texts."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A client's ``initialize``, read."""

    id: int | str
    client: Client
    folders: tuple[str, ...]
    """The URIs of its folders."""
    options: object = None
    """What its user has set for us."""
    process_id: int | None = None

    def answer(self) -> dict[str, Any]:
        """The message that answers it."""
        info = {"name": NAME, "version": __version__}
        result = {"capabilities": announced(self.client), "serverInfo": info}
        return {"id": self.id, "jsonrpc": "2.0", "result": result}


def announced(client: Client) -> dict[str, Any]:
    """The server's capabilities for a client."""
    capabilities: dict[str, Any] = {
        "positionEncoding": client.encoding.value,
        "textDocumentSync": {"openClose": True, "change": _INCREMENTAL, "save": True},
        "hoverProvider": True,
        "codeActionProvider": {"codeActionKinds": list(CODE_ACTION_KINDS), "resolveProvider": True},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if client.pulls_diagnostics:
        capabilities["diagnosticProvider"] = {
            "interFileDependencies": True,
            "workspaceDiagnostics": True,
            "identifier": NAME,
        }
    return capabilities


def opening_of(message: object) -> Opening | None:
    """The ``initialize`` in a message; None where it is something else, or not in order."""
    match message:
        case {"jsonrpc": "2.0", "method": "initialize", "id": int() | str() as id_, "params": dict() as params}:
            pass
        case _:
            return None
    capabilities, process_id = params.get("capabilities"), params.get("processId")
    if isinstance(id_, bool) or not isinstance(capabilities, dict) or not isinstance(process_id, int | None):
        return None
    try:
        folders = tuple(_folders(params))
    except TypeError:
        return None
    return Opening(id_, client_of(capabilities), folders, params.get("initializationOptions"), process_id)


def _folders(params: Mapping[str, object]) -> Iterator[str]:
    """The folders' URIs, by the newest of the protocol's ways that the client uses. ``TypeError`` if they are none."""
    folders = params.get("workspaceFolders")
    root_uri, root_path = params.get("rootUri"), params.get("rootPath")
    if not isinstance(folders, list | None) or not isinstance(root_uri, str | None):
        raise TypeError
    if folders:
        for folder in folders:
            if not isinstance(folder, dict) or not isinstance(folder.get("uri"), str):
                raise TypeError
            yield folder["uri"]
    elif root_uri:
        yield root_uri
    elif isinstance(root_path, str) and root_path:
        yield uri_of(root_path)
