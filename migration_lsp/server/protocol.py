"""The protocol's manners around what pygls does: who is answered with which error, and when.

Whatever a client sends gets the answer that the protocol has for it; nothing that it sends ends the server.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from migration_lsp.server.opening import Opening

if TYPE_CHECKING:
    from migration_lsp.server.server import MigrationServer

log = logging.getLogger("migration_lsp")


class Protocol(LanguageServerProtocol):
    """pygls's protocol, with an answer to everything and with documents that are kept by the session."""

    _server: MigrationServer

    def as_json(self, message: object) -> object:
        """A message of the protocol's types as it is sent."""
        return self._converter.unstructure(message)

    def take_up(self, opening: Opening) -> None:
        """Go on from an ``initialize`` that was answered before any of this was imported."""
        # What the client can do was read already; pygls would only work its answer out of it.
        params = types.InitializeParams(types.ClientCapabilities(), process_id=opening.process_id)
        params.workspace_folders = [types.WorkspaceFolder(uri, uri) for uri in opening.folders]
        self._server.opening = opening
        # A notification is what is handled and not answered.
        self._handle_notification(types.INITIALIZE, params)

    def take(self, message: object) -> None:
        """Handle what a client sent, as it was read from its JSON."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            self._refuse(None, JsonRpcInvalidRequest("no message of JSON-RPC"))
        elif "method" not in message:
            self._take_answer(message)
        elif not isinstance(message["method"], str) or not _is_id(message.get("id", 0)):
            id_ = message.get("id")
            self._refuse(id_ if _is_id(id_) else None, JsonRpcInvalidRequest("no request of JSON-RPC"))
        else:
            self._take_call(message["method"], message.get("id"), message)

    def _take_answer(self, message: dict[str, Any]) -> None:
        if not _is_id(message.get("id")):
            log.warning("an answer of the client answers nothing, and was left alone")
            return
        try:
            self.handle_message(self.structure_message(message))
        except JsonRpcException:
            # Whoever waits for it must not wait for ever.
            error = types.ResponseError(types.ErrorCodes.InvalidParams, "misshapen")
            self._handle_response(message["id"], error=error)

    def _take_call(self, method: str, id_: int | str | None, message: dict[str, Any]) -> None:
        refusal = self._refusal(method)
        if refusal is not None and method != types.EXIT:
            if id_ is not None:
                self._refuse(id_, refusal)
            return
        try:
            call = self.structure_message(message)
        except JsonRpcException:
            self._tell_misshapen(method, id_)
            return
        if method == types.CANCEL_REQUEST and not _is_id(call.params.id):
            self._tell_misshapen(method, id_)
            return
        self.handle_message(call)

    def _tell_misshapen(self, method: str, id_: int | str | None) -> None:
        if id_ is None:
            log.warning("a message of the client was misshapen and was left alone: %s", method)
            return
        is_known = method in self.fm.builtin_features or method in self.fm.features
        self._refuse(id_, JsonRpcInvalidParams() if is_known else JsonRpcMethodNotFound.of(method))

    def _refusal(self, method: str) -> JsonRpcException | None:
        if self._shutdown:
            return JsonRpcInvalidRequest("the server was shut down")
        if self._workspace is None and method != types.INITIALIZE:
            return JsonRpcServerNotInitialized("the first request must be initialize")
        if self._workspace is not None and method == types.INITIALIZE:
            return JsonRpcInvalidRequest("the server is initialized already")
        return None

    def _refuse(self, id_: int | str | None, error: JsonRpcException) -> None:
        self._send_data(types.ResponseErrorMessage(id=id_, error=error.to_response_error(), jsonrpc=self.VERSION))

    def refuse_unread(self) -> None:
        """Answer text that is no JSON."""
        self._refuse(None, JsonRpcException("no JSON", -32700))

    # ------------------------------------------------------------------ documents

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """A document is the client's from now on."""
        with self._guarded(types.TEXT_DOCUMENT_DID_OPEN):
            self._server.session.open(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """A document has another text."""
        with self._guarded(types.TEXT_DOCUMENT_DID_CHANGE):
            self._server.session.change(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_SAVE)
    def lsp_text_document__did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        """A document was written to the disk."""
        with self._guarded(types.TEXT_DOCUMENT_DID_SAVE):
            self._server.session.save(params.text_document.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """A document is what is on the disk again."""
        with self._guarded(types.TEXT_DOCUMENT_DID_CLOSE):
            self._server.session.close(params.text_document.uri)

    @contextmanager
    def _guarded(self, name: str) -> Iterator[None]:
        """A notification that fails is logged by name: there is nobody to answer."""
        try:
            yield
        except Exception as error:
            self._server.tell_bug(name, error)


def _is_id(value: object) -> bool:
    """Whether a message can be named by this."""
    return isinstance(value, int | str) and not isinstance(value, bool)
