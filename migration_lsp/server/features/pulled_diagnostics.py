"""``textDocument/diagnostic`` and ``workspace/diagnostic``, for clients that ask and can be told to ask again."""

from __future__ import annotations

from lsprotocol import types

from migration_lsp.server.job import Told
from migration_lsp.server.opening import NAME
from migration_lsp.server.session import Session

OPTIONS = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier=NAME)


async def of_document(session: Session, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """What is told of a document as it is now. Where more is to come, the client is asked to ask again then."""
    await session.told(params.text_document.uri)
    edition = _edition(session, params.text_document.uri)
    if edition == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(edition)
    told = session.published.get(params.text_document.uri, Told(()))
    return types.RelatedFullDocumentDiagnosticReport(list(told.diagnostics), result_id=edition)


async def of_workspace(session: Session, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """What is told of all files.

    Where the client has all that already, the answer waits for something new: the protocol lets this request run for
    long, and clients ask again as soon as they have an answer.
    """
    known = {previous.uri: previous.value for previous in params.previous_result_ids}
    while True:
        await session.settled()
        uris = {uri for uri, told in session.published.items() if told.diagnostics} | known.keys()
        if any(_edition(session, uri) != known.get(uri) for uri in uris):
            items = [_item(session, uri, known.get(uri)) for uri in sorted(uris)]
            return types.WorkspaceDiagnosticReport(items)
        await session.news()


def _item(session: Session, uri: str, known: str | None) -> types.WorkspaceDocumentDiagnosticReport:
    edition = _edition(session, uri)
    told = session.published.get(uri, Told(()))
    if edition == known:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, edition, told.version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, list(told.diagnostics), told.version, result_id=edition)


def _edition(session: Session, uri: str) -> str:
    return str(session.editions.get(uri, 0))
