"""An editor without a window: the server over stdio, with the abilities of a real editor, on a copy of a project."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

SHOP = Path(__file__).parent.parent / "projects" / "shop"
ACCOUNTS = "shop/models/accounts.py"

COMMAND = (sys.executable, "-P", "-m", "migration_lsp", "server")
PATIENCE = 20.0
"""Seconds that anything may take before a test gives up; how fast things are is measured elsewhere."""


def neovim() -> types.ClientCapabilities:
    return client_capabilities("neovim@v0.11.0")


def vscode() -> types.ClientCapabilities:
    """VS Code as it is today: what pytest-lsp ships is older than asking for diagnostics."""
    capabilities = client_capabilities("visual_studio_code@v1.65.2")
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    utf16 = types.PositionEncodingKind.Utf16
    capabilities.general = capabilities.general or types.GeneralClientCapabilities()
    capabilities.general.position_encodings = [utf16]
    return capabilities


EDITORS: dict[str, Callable[[], types.ClientCapabilities]] = {"neovim": neovim, "vscode": vscode}


@dataclass
class Editor:
    """One editor with one server."""

    client: LanguageClient
    root: Path
    answer: types.InitializeResult
    pulls: bool
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    pushed: dict[str, types.PublishDiagnosticsParams] = field(default_factory=dict)
    refreshed: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str) -> str:
        """Open a file; the result is its text."""
        self.texts[path], self.versions[path] = (self.root / path).read_text(encoding="utf-8"), 1
        item = types.TextDocumentItem(self.uri(path), "python", 1, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.texts[path]

    def type(self, path: str, text: str) -> None:
        """Have another text in an open file, sent as the one edit that makes it."""
        old = self.texts[path]
        self.texts[path] = text
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        change = _one_edit(old, text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def save(self, path: str) -> None:
        (self.root / path).write_text(self.texts[path], encoding="utf-8")
        document = types.TextDocumentIdentifier(self.uri(path))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document))

    def close(self, path: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(path))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def on_disk(self, path: str, kind: types.FileChangeType) -> None:
        """Tell of something that happened to a file on the disk."""
        event = types.FileEvent(self.uri(path), kind)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    async def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """What is shown for a file now, once the server has said so for its version."""
        if self.pulls:
            params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(self.uri(path)))
            report = await self.client.text_document_diagnostic_async(params)
            return list(report.items)  # type: ignore[union-attr]  # nothing was known before, so it is whole
        async with asyncio.timeout(PATIENCE):
            while True:
                told = self.pushed.get(self.uri(path))
                if told is not None and told.version == self.versions.get(path):
                    return list(told.diagnostics)
                self.news.clear()
                await self.news.wait()

    async def until(self, path: str, wanted: Callable[[list[types.Diagnostic]], bool]) -> list[types.Diagnostic]:
        """What is shown for a file as soon as it is what is wanted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self.news.clear()
                told = self.pushed.get(self.uri(path))
                if self.pulls or told is not None:
                    shown = await self.diagnostics(path) if self.pulls else list(told.diagnostics if told else ())
                    if wanted(shown):
                        return shown
                await self.news.wait()

    async def actions(self, path: str, line: int, column: int = 0) -> list[types.CodeAction]:
        """What is offered at a place, with the edits, however this editor comes to them."""
        place = types.Range(types.Position(line, column), types.Position(line, column))
        document = types.TextDocumentIdentifier(self.uri(path))
        params = types.CodeActionParams(document, place, types.CodeActionContext([]))
        offered = await self.client.text_document_code_action_async(params)
        found: list[types.CodeAction] = []
        for action in offered or ():
            assert isinstance(action, types.CodeAction)
            chosen = action if action.edit else await self.client.code_action_resolve_async(action)
            for change in (chosen.edit.document_changes if chosen.edit else None) or ():
                assert isinstance(change, types.TextDocumentEdit)
                assert change.text_document.version == self.versions.get(self._path(change.text_document.uri))
            found.append(chosen)
        return found

    def applied(self, action: types.CodeAction) -> dict[str, str]:
        """The texts of the files that an action edits, as they are then."""
        assert action.edit is not None
        edits = {uri: list(found) for uri, found in (action.edit.changes or {}).items()}
        for change in action.edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            edits[change.text_document.uri] = [each for each in change.edits if isinstance(each, types.TextEdit)]
        return {self._path(uri): _with_edits(self.texts[self._path(uri)], found) for uri, found in edits.items()}

    def _path(self, uri: str) -> str:
        return uri.removeprefix(self.root.as_uri() + "/")

    async def idle(self) -> None:
        """Wait until the server has looked at everything."""
        await asyncio.sleep(0.7)


@asynccontextmanager
async def editor(
    root: Path, capabilities: types.ClientCapabilities, options: Any = None, *, command: tuple[str, ...] = COMMAND
) -> AsyncIterator[Editor]:
    """An editor on a folder, until the end of the block; then the server must end well."""
    client = make_test_lsp_client()
    watching = Watching(client)
    await client.start_io(*command, env={**os.environ, "PYTHONDEVMODE": ""})
    folder = types.WorkspaceFolder(root.as_uri(), root.name)
    params = types.InitializeParams(
        capabilities, root_uri=root.as_uri(), workspace_folders=[folder], initialization_options=options
    )
    answer = await client.initialize_session(params)
    pulls = answer.capabilities.diagnostic_provider is not None
    here = Editor(client, root, answer, pulls)
    watching.editor = here
    yield here
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]  # pytest-lsp's


class Watching:
    """Takes what the server says of its own accord."""

    def __init__(self, client: LanguageClient) -> None:
        self.editor: Editor | None = None
        for method in (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, types.WORKSPACE_DIAGNOSTIC_REFRESH):
            # pytest-lsp's own keep less than is asked here.
            client.protocol.fm.features.pop(method, None)

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]  # pytest-lsp's
        def published(params: types.PublishDiagnosticsParams) -> None:
            assert self.editor is not None, "nothing is told before initialize is answered"
            self.editor.pushed[params.uri] = params
            self.editor.news.set()

        @client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)  # type: ignore[untyped-decorator]  # pytest-lsp's
        def refresh(_params: None) -> None:
            assert self.editor is not None
            self.editor.refreshed.set()
            self.editor.news.set()


def _with_edits(text: str, edits: list[types.TextEdit]) -> str:
    """Only for text whose columns are the same in every encoding up to the place of the edit."""
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        assert lines[position.line][: position.character].isascii()
        return sum(len(line) + 1 for line in lines[: position.line]) + position.character

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def copy_of_shop(folder: Path) -> Path:
    shutil.copytree(SHOP, folder)
    return folder


def _one_edit(old: str, new: str) -> types.TextDocumentContentChangeEvent:
    """The edit of whole lines that makes one text of another: columns do not depend on an encoding then."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    place = types.Range(types.Position(head, 0), types.Position(len(before) - tail, 0))
    return types.TextDocumentContentChangePartial(place, "".join(after[head : len(after) - tail]))
