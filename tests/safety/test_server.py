"""Rule zero through the server: a hostile folder is opened, typed in, hovered and mended, and nothing of it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.safety.hostile import hostile_project
from tests.server.wire import Wire, wire

_HOOK = Path(__file__).parent / "hook"

_ABILITIES = {
    # It watches files itself: watching on our own is no part of what is shown here.
    "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
    "textDocument": {"hover": {"contentFormat": ["markdown"]}},
}

_NEW = "    plan: Mapped[str] = mapped_column(String(20), nullable=False)\n"
_ANCHOR = "    tail: Mapped"


def _walk(server: Wire, root: Path) -> None:
    server.initialize(root, capabilities=_ABILITIES)
    for number, path in enumerate(("app/models.py", "migrations/versions/a1.py", "migrations/env.py", "evil.py")):
        text = (root / path).read_text(encoding="utf-8")
        uri = (root / path).as_uri()
        _notify(server, "didOpen", {"uri": uri, "languageId": "python", "version": 1, "text": text})
        changed = text.replace(_ANCHOR, _NEW + _ANCHOR) + "\n"
        document = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": changed}]}
        server.send(method="textDocument/didChange", params=document)
        lines = changed.splitlines()
        for line in range(0, len(lines), 4):
            place = {"line": line, "character": 6}
            asked = {"textDocument": {"uri": uri}, "position": place}
            assert "error" not in server.ask("textDocument/hover", asked, f"hover {number} {line}")
            asked = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": _CONTEXT}
            assert "error" not in server.ask("textDocument/codeAction", asked, f"action {number} {line}")
        server.send(method="textDocument/didSave", params={"textDocument": {"uri": uri}})
    event = {"uri": (root / "migrations/versions/a1.py").as_uri(), "type": 1}
    server.send(method="workspace/didChangeWatchedFiles", params={"changes": [event]})
    assert "error" not in server.ask("textDocument/hover", asked | {"position": place}, "last")
    assert server.end() == 0


_CONTEXT: dict[str, Any] = {"diagnostics": []}


def _notify(server: Wire, name: str, document: dict[str, Any]) -> None:
    server.send(method=f"textDocument/{name}", params={"textDocument": document})


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in its folder", "from elsewhere"])
def test_the_server_executes_nothing(tmp_path: Path, elsewhere: bool) -> None:
    root = hostile_project(tmp_path / "project")
    watch = tmp_path / "watch"
    watch.mkdir()
    log, mark = watch / "log", watch / "mark"
    log.touch()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "PYTHONPATH": os.pathsep.join([str(_HOOK), str(root)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCH_LOG": str(log),
        "WATCH_FOLDER": str(root),
        "MARK": str(mark),
    }
    script = Path(sys.executable).with_name("migration-lsp")
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    with wire([str(script), "server"], cwd=tmp_path if elsewhere else root, env=environment) as server:
        _walk(server, root)
    assert not mark.exists()
    # The loop wakes itself through a pair of sockets; nothing else is opened, written or started.
    events = [line for line in log.read_text(encoding="utf-8").splitlines() if line != "socket.__new__"]
    assert events == []
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert "hunter2" not in str(server.said)
    assert any("bitten" in str(message) for message in server.said)


def test_with_a_repository_git_alone_is_started(tmp_path: Path) -> None:
    root = hostile_project(tmp_path / "project")
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=me", "-c", "user.email=me@localhost", "commit", "-q", "-m", "x"],
        ["config", "core.fsmonitor", f"sh -c 'echo fsmonitor >> {tmp_path}/mark'"],
    ):
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)
    environment = {**os.environ, "MARK": str(tmp_path / "mark"), "PYTHONPATH": str(root)}
    script = Path(sys.executable).with_name("migration-lsp")
    with wire([str(script), "server"], cwd=root, env=environment) as server:
        _walk(server, root)
    assert not (tmp_path / "mark").exists()
