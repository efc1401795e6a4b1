"""An editor at work: buffers over files, and a server that is told of both as real editors tell.

What is written to the disk is written here. Events of the disk are told late, in any order, and more than once, for
that is how they come. What the server shows is kept as an editor keeps it: as it was pushed, or as it was asked for
after the last word that it changed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reliability.kinds import Kind
from tests.reliability.peer import Message, Peer, Streams
from tests.reliability.pulled import Pulled, Shown
from tests.reliability.texts import Edit, position

_WATCHED = (".py", ".ini", "pyproject.toml")
_CREATED, _CHANGED, _DELETED = 1, 2, 3


@dataclass
class Buffer:
    text: str
    version: int


class Desk:
    """One editor with one server, on some folders."""

    def __init__(self, streams: Streams, kind: Kind, folders: Iterable[Path]) -> None:
        self.kind = kind
        self.folders = list(folders)
        self.buffers: dict[Path, Buffer] = {}
        self.settings: dict[str, Any] = {}
        self.complaints: list[str] = []
        """What the server said that it must never say."""
        self.peer = Peer(streams, self._hear)
        self.peer.questions["workspace/configuration"] = lambda _: [self.settings]
        self._pushed: dict[str, Message] = {}
        self._pulled = Pulled(self.peer)
        self._known = self._on_disk()

    # ------------------------------------------------------------------ lifecycle

    def begin(self, settings: dict[str, Any] | None = None) -> None:
        """Say hello, and have the first analysis begin."""
        self.settings = dict(settings or {})
        params = {
            "initializationOptions": self.settings,
            "processId": None,
            "rootUri": None,
            "capabilities": self.kind.capabilities,
            "workspaceFolders": [_folder(place) for place in self.folders],
        }
        assert "result" in self.peer.ask("initialize", params)
        self.peer.notify("initialized", {})
        barrier = {"uri": _BARRIER, "languageId": "python", "version": 1, "text": ""}
        self.peer.notify("textDocument/didOpen", {"textDocument": barrier})

    def end(self) -> None:
        self._pulled.end()
        self.peer.until(lambda: not self.peer.lost, "an answer to everything that was asked")
        assert self.peer.ask("shutdown", None).get("result", "") is None
        self.peer.notify("exit", None)
        self.peer.take_all()

    # ------------------------------------------------------------------ buffers

    def open(self, path: Path) -> None:
        text = _read(path)
        if text is None or path in self.buffers:
            return
        self._pulled.is_stale = True
        self.buffers[path] = Buffer(text, 1)
        item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.peer.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, path: Path, *edits: Edit) -> None:
        """Edit an open document, one edit after the other, in one message."""
        buffer = self.buffers[path]
        changes = []
        for edit in edits:
            changes.append(self._change(buffer.text, edit))
            buffer.text = edit.applied(buffer.text)
        self._changed(path, changes)

    def replace(self, path: Path, text: str) -> None:
        """Have a whole other text in an open document."""
        self.buffers[path].text = text
        self._changed(path, [{"text": text}])

    def save(self, path: Path) -> None:
        write(path, self.buffers[path].text)
        self.peer.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})

    def close(self, path: Path) -> None:
        del self.buffers[path]
        self.peer.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})

    def rename(self, path: Path, other: Path) -> None:
        """Move a file; a buffer goes along with what is typed in it."""
        buffer = self.buffers.get(path)
        if path.exists():
            other.parent.mkdir(parents=True, exist_ok=True)
            path.rename(other)
        if buffer is not None:
            self.close(path)
            self.open(other)
            if other in self.buffers and self.buffers[other].text != buffer.text:
                self.replace(other, buffer.text)

    def _change(self, text: str, edit: Edit) -> Message:
        start, end = (position(text, place, self.kind.encoding) for place in (edit.start, edit.end))
        return {"range": {"start": start, "end": end}, "text": edit.text}

    def _changed(self, path: Path, changes: list[Message]) -> None:
        self._pulled.is_stale = True
        self.buffers[path].version += 1
        document = {"uri": path.as_uri(), "version": self.buffers[path].version}
        self.peer.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    # ------------------------------------------------------------------ the disk

    def reload(self, before: dict[Path, str]) -> None:
        """Take what happened to files whose buffers were as they were on the disk before."""
        for path, buffer in self.buffers.items():
            text = _read(path)
            if text is not None and text != buffer.text and before.get(path) == buffer.text:
                self.replace(path, text)

    def unsent(self) -> list[Message]:
        """The events of the disk that the server was not told of yet."""
        now = self._on_disk()
        events = []
        for path in sorted(now.keys() | self._known.keys()):
            if now.get(path) != self._known.get(path):
                kind = _DELETED if path not in now else _CREATED if path not in self._known else _CHANGED
                events.append({"uri": path.as_uri(), "type": kind})
        self._known = now
        return events

    def tell(self, events: list[Message]) -> None:
        if events and self.kind.watches:
            self.peer.notify("workspace/didChangeWatchedFiles", {"changes": events})

    def _on_disk(self) -> dict[Path, str]:
        return {path: text for folder in self.folders for path, text in disk(folder).items()}

    # ------------------------------------------------------------------ folders and settings

    def set_folders(self, folders: list[Path]) -> None:
        added = [place for place in folders if place not in self.folders]
        removed = [place for place in self.folders if place not in folders]
        event = {"added": [*map(_folder, added)], "removed": [*map(_folder, removed)]}
        self.folders = folders
        self._known = {path: text for path, text in self._known.items() if not _is_in(path, removed)}
        # What is read for the first time is read as it is now: there is nothing to be told of it.
        self._known |= {path: text for folder in added for path, text in disk(folder).items()}
        self.peer.notify("workspace/didChangeWorkspaceFolders", {"event": event})

    def configure(self, run: str) -> None:
        self.settings = {"run": run}
        settings = None if self.kind.says_settings else {"migration-lsp": self.settings}
        self.peer.notify("workspace/didChangeConfiguration", {"settings": settings})

    # ------------------------------------------------------------------ what is shown

    def settle(self) -> None:
        """Wait until the server has looked at what it was told last."""
        self._pass()
        if self.kind.pulls:
            while self._pulled.ask_again(path.as_uri() for path in self.buffers):
                self._pass()

    def shown(self) -> Shown:
        if self.kind.pulls:
            return self._pulled.shown()
        return {uri: params["diagnostics"] for uri, params in self._pushed.items() if params["diagnostics"]}

    def _pass(self) -> None:
        """Have a question answered that is answered when everything before it has been looked at."""
        params = {"textDocument": {"uri": _BARRIER}, "position": {"line": 0, "character": 0}}
        asked, took = 0, _GIVES_UP
        while took >= _GIVES_UP and asked < _MOST_ASKED:
            begun = time.monotonic()
            self.peer.ask("textDocument/hover", params)
            asked, took = asked + 1, time.monotonic() - begun
        self.peer.take_all()

    def _hear(self, message: Message) -> None:
        method, params = message["method"], message.get("params") or {}
        if method == "textDocument/publishDiagnostics":
            self._pushed[params["uri"]] = params
        elif method == "workspace/diagnostic/refresh":
            self._pulled.is_stale = True
        elif method in {"window/showMessage", "window/logMessage"}:
            self.complaints.append(params["message"])


def disk(folder: Path) -> dict[Path, str]:
    """The files of a folder that a server has watched, with what is in them."""
    found: dict[Path, str] = {}
    for place, names, files in os.walk(folder):
        names[:] = [name for name in names if name != ".git"]
        for name in files:
            if name.endswith(_WATCHED):
                text = _read(Path(place, name))
                if text is not None:
                    found[Path(place, name)] = text
    for name in (".git/HEAD", ".git/logs/HEAD"):
        text = _read(folder / name)
        if text is not None:
            found[folder / name] = text
    return found


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_in(path: Path, folders: list[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _folder(place: Path) -> Message:
    return {"uri": place.as_uri(), "name": place.name}


_GIVES_UP = 4.0
"""Seconds after which a server may have answered because the question took too long, and not because it was ready."""
_MOST_ASKED = 10
_BARRIER = "file:///nowhere/of/any/folder.py"
"""A document of no folder: a question about it is answered when everything else has been looked at."""
