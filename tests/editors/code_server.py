"""A real VS Code for a browser: started apart from the tests, and ended with all that it started."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.editors.tools import CACHE, PATIENCE_SECONDS, code_server, node, private_home, tool

#: The editor does as it is told and says nothing by itself. What is typed by a script is not completed or indented.
SETTINGS = {
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "window.commandCenter": False,
    "chat.disableAIFeatures": True,
    "telemetry.telemetryLevel": "off",
    "extensions.ignoreRecommendations": True,
    "git.enabled": False,
    "files.autoSave": "off",
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
    "editor.autoIndent": "none",
    "editor.quickSuggestions": "off",
    "editor.suggestOnTriggerCharacters": False,
    "editor.minimap.enabled": False,
    "editor.hover.delay": 200,
}


@dataclass(frozen=True, slots=True)
class CodeServer:
    """One running editor."""

    address: str
    machine_settings: Path
    log: Path

    def set_for_machine(self, settings: Mapping[str, Any]) -> None:
        """Writes the settings that no workspace can, where the editor sees them change."""
        self.machine_settings.write_text(json.dumps(settings), encoding="utf-8")

    def window(self, folder: Path) -> str:
        """The address of a window on a folder."""
        return f"{self.address}/?folder={folder}"


def install(folder: Path) -> Path:
    """Installs our extension and the probe, as a person would from files. Gives their folder."""
    extensions = folder / "extensions"
    packed = [tool(CACHE / f"{name}.vsix") for name in ("migration-lsp", "probe")]
    command = [*_command(folder, extensions), *(part for file in packed for part in ("--install-extension", str(file)))]
    ended = subprocess.run(
        command,
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return extensions


@contextmanager
def running(folder: Path, extensions: Path, *programs: Path, trusted: bool) -> Iterator[CodeServer]:
    """An editor whose own files are in `folder`, and which finds `programs` first on its PATH."""
    port = _free_port()
    data = folder / "data"
    for place, settings in (("User", SETTINGS), ("Machine", {})):
        (data / place).mkdir(parents=True, exist_ok=True)
        (data / place / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    log = folder / "code-server.log"
    command = [*_command(folder, extensions), "--bind-addr", f"127.0.0.1:{port}", "--auth", "none"]
    command += ["--disable-workspace-trust"] if trusted else []
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=_environment(folder, *programs),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        editor = CodeServer(f"http://127.0.0.1:{port}", data / "Machine" / "settings.json", log)
        _wait_for(editor, process)
        yield editor
    finally:
        _end(process)


def drive(script: Path, *arguments: str, environment: Mapping[str, str]) -> str:
    """Runs a script that drives the browser, and gives what it printed."""
    ended = subprocess.run(
        [node(), script, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        start_new_session=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def _command(folder: Path, extensions: Path) -> list[str]:
    return [
        str(node()),
        str(code_server()),
        *("--config", str(folder / "config.yaml")),
        *("--user-data-dir", str(folder / "data")),
        *("--extensions-dir", str(extensions)),
        "--disable-telemetry",
        "--disable-update-check",
        "--disable-getting-started-override",
    ]


def _environment(folder: Path, *programs: Path) -> dict[str, str]:
    # Extensions are looked for at an address where nobody answers.
    nowhere = {"serviceUrl": "http://127.0.0.1:9/", "itemUrl": "http://127.0.0.1:9/"}
    # Started as if from a terminal: else the editor asks a login shell for PATH, which knows nothing of `programs`.
    started = {"VSCODE_CLI": "1", "EXTENSIONS_GALLERY": json.dumps(nowhere)}
    return {**private_home(folder / "home", *programs), **started}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_for(editor: CodeServer, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{editor.address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"code-server did not start:\n{editor.log.read_text(encoding='utf-8')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and what it started: they are a group of their own."""
    for message, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, message)
            process.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
