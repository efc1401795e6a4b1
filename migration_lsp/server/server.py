"""Capabilities and lifecycle: what is announced to which client, and what is said to it of its own accord."""

from __future__ import annotations

import logging
import traceback

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from migration_lsp import __version__
from migration_lsp.isolation import shut_out
from migration_lsp.server.client import client_of
from migration_lsp.server.job import Outcome, Told
from migration_lsp.server.protocol import Protocol
from migration_lsp.server.session import Session
from migration_lsp.server.uris import path_of, uri_of

log = logging.getLogger("migration_lsp")


class MigrationServer(LanguageServer):
    """The server of one client."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("migration-lsp", __version__, protocol_cls=Protocol)
        self.session = Session(self)
        self._told_failures: set[str] = set()

        @self.feature(types.INITIALIZE)
        def initialize(params: types.InitializeParams) -> None:
            # pygls marks what it is given, and a method cannot be marked.
            self._initialize(params)

    # ------------------------------------------------------------------ lifecycle

    def _initialize(self, params: types.InitializeParams) -> None:
        client = client_of(params.capabilities)
        folders = [(uri, path_of(uri)) for uri in _folder_uris(params)]
        # From now on the folders are known, and nothing may be imported from them.
        shut_out([path for _, path in folders if path is not None])
        self.session.begin(client, folders)

    # ------------------------------------------------------------------ what the session says

    def publish(self, uri: str, told: Told) -> None:
        """Replace what is shown for a file."""
        params = types.PublishDiagnosticsParams(uri, list(told.diagnostics), told.version)
        self.text_document_publish_diagnostics(params)

    def changed(self) -> None:
        """What would be answered about some file is something else now."""

    def settled(self, outcome: Outcome) -> None:
        """An analysis has ended: rules that failed in it are logged, each failure once."""
        for failure in outcome.failures:
            if failure not in self._told_failures:
                self._told_failures.add(failure)
                self._log(failure)

    def tell_bug(self, where: str, error: BaseException) -> None:
        """Log that something of ours failed, by its name and its place in our code."""
        place = traceback.extract_tb(error.__traceback__)[-1:]
        at = "".join(f" at {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in place)
        self._log(f"{where} failed: {type(error).__name__}{at}")

    def _log(self, message: str) -> None:
        log.error(message)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))


def _folder_uris(params: types.InitializeParams) -> list[str]:
    if params.workspace_folders:
        return [folder.uri for folder in params.workspace_folders]
    if params.root_uri:
        return [params.root_uri]
    return [uri_of(params.root_path)] if params.root_path else []
