"""A client that looks at a server from outside: the real process, over stdio, with the time of every message.

It has the abilities of Neovim 0.11, answers what a server asks of it at once, and judges nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lsprotocol.converters import get_converter

from tests.server.editor import neovim

PATIENCE = 120.0
"""Seconds that anything may take before the measurement is given up."""

Json = dict[str, Any]


class NoAnswer(Exception):
    """The server did not do what was waited for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the server, and when it had come."""

    at: float
    message: Json

    @property
    def method(self) -> str | None:
        return self.message.get("method")

    @property
    def params(self) -> Json:
        found: Json = self.message.get("params") or {}
        return found


def command(name: str, module: str) -> list[str]:
    """How a command is started that is installed beside this interpreter."""
    script = Path(sys.executable).parent / name
    return [str(script)] if script.exists() else [sys.executable, "-m", module]


class Client:
    """One server process, and all that it has said."""

    def __init__(self, root: Path, log: IO[bytes]) -> None:
        self.root, self.log = root, log
        self.heard: list[Heard] = []
        self.started = time.perf_counter()
        pipe = subprocess.PIPE
        start = [*command("migration-lsp", "migration_lsp"), "server"]
        self.process = subprocess.Popen(start, cwd=root, stdin=pipe, stdout=pipe, stderr=self.log)
        self._news = threading.Condition()
        self._writing = threading.Lock()
        self._requests = 0
        self._has_ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # ------------------------------------------------------------------ messages

    def notify(self, method: str, params: Any) -> float:
        """Send a notification; the result is when."""
        return self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> tuple[float, Any]:
        """Send a request: how many seconds its answer took, and the answer."""
        self._requests += 1
        number = self._requests
        sent = self._send({"id": number, "method": method, "params": params})
        answer = self.wait(lambda heard: heard.method is None and heard.message.get("id") == number, method)
        if "error" in answer.message:
            raise NoAnswer(f"{method} was answered with an error: {answer.message['error']}")
        return answer.at - sent, answer.message.get("result")

    def wait(self, wanted: Callable[[Heard], bool], name: str, since: int = 0) -> Heard:
        """The first message from number ``since`` on that is wanted."""
        end = time.perf_counter() + PATIENCE
        looked_at = since
        with self._news:
            while True:
                for heard in self.heard[looked_at:]:
                    if wanted(heard):
                        return heard
                looked_at = len(self.heard)
                if self._has_ended or not self._news.wait(max(end - time.perf_counter(), 0)):
                    raise NoAnswer(f"{name}: nothing came, and the server {self._state()}")

    def wait_for_quiet(self, seconds: float) -> None:
        """Wait until nothing has come for so long."""
        with self._news:
            while self._news.wait(seconds):
                pass

    def _state(self) -> str:
        self.log.seek(0)
        said = self.log.read().decode(errors="replace")[-2000:]
        status = self.process.poll()
        where = "is still running" if status is None and not self._has_ended else f"has ended with {status}"
        return f"{where}; its log ends: {said}"

    def _send(self, message: Json) -> float:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode("utf-8")
        assert self.process.stdin is not None
        with self._writing:
            at = time.perf_counter()
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        return at

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while line := out.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while out.readline().strip():
                    pass
                body = out.read(length)
                self._hear(Heard(time.perf_counter(), json.loads(body)))
        with self._news:
            self._has_ended = True
            self._news.notify_all()

    def _hear(self, heard: Heard) -> None:
        with self._news:
            self.heard.append(heard)
            self._news.notify_all()
        if heard.method is not None and "id" in heard.message:
            items = heard.params.get("items")
            result = [None] * len(items) if items is not None else None
            self._send({"id": heard.message["id"], "result": result})

    # ------------------------------------------------------------------ the conversation

    def initialize(self) -> float:
        """Say hello: the seconds from the start of the process to the answer."""
        uri = self.root.as_uri()
        params = {
            "processId": None,
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": self.root.name}],
            "capabilities": get_converter().unstructure(neovim()),
        }
        self.ask("initialize", params)
        answered = self.heard[-1].at
        self.notify("initialized", {})
        return answered - self.started

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def megabytes(self) -> float:
        """What the process holds in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1_000_000

    def processor_seconds(self) -> float:
        """How long the threads of the process have been computing."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def end(self) -> None:
        """Say good-bye."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        self.process.wait(PATIENCE)


@contextmanager
def client(root: Path) -> Iterator[Client]:
    """A server on a folder, ended with the block in whatever state it is."""
    with tempfile.TemporaryFile() as log:
        here = Client(root, log)
        try:
            yield here
        finally:
            here.process.kill()
            here.process.wait()
            here._reader.join(PATIENCE)
            for stream in (here.process.stdin, here.process.stdout):
                assert stream is not None
                stream.close()
