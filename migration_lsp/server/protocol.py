"""The protocol's manners around what pygls does: who is answered with which error, and when.

Whatever a client sends gets the answer that the protocol has for it; nothing that it sends ends the server.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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

if TYPE_CHECKING:
    from migration_lsp.server.server import MigrationServer

log = logging.getLogger("migration_lsp")


@dataclass(frozen=True, slots=True)
class Misshapen:
    """A message whose parts are not of the types that its method has."""

    method: str | None
    id: int | str | None


class Protocol(LanguageServerProtocol):
    """pygls's protocol, with an answer to everything and with documents that are kept by the session."""

    _server: MigrationServer

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message in a JSON object, or what can be said of one that does not fit."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            method, id_ = data.get("method"), data.get("id")
            return Misshapen(
                method if isinstance(method, str) else None,
                id_ if isinstance(id_, (int, str)) and not isinstance(id_, bool) else None,
            )

    def handle_message(self, message: Any) -> None:
        """Answer a message, or refuse it where its time has not come or is over."""
        if not isinstance(message, Misshapen) and getattr(message, "jsonrpc", None) is None:
            self._refuse(None, JsonRpcInvalidRequest("no message of JSON-RPC"))
            return
        method, id_ = getattr(message, "method", None), getattr(message, "id", None)
        is_request = method is not None and id_ is not None
        refusal = self._refusal(method)
        if refusal is not None and method != types.EXIT:
            if is_request:
                self._refuse(id_, refusal)
        elif not isinstance(message, Misshapen):
            super().handle_message(message)
        elif is_request:
            is_known = method in self.fm.builtin_features or method in self.fm.features
            self._refuse(id_, JsonRpcInvalidParams() if is_known else JsonRpcMethodNotFound.of(str(method)))
        else:
            log.warning("a message of the client was misshapen and was left alone: %s", method or "an answer")

    def _refusal(self, method: str | None) -> JsonRpcException | None:
        if method is None:
            return None
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
