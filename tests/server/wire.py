"""The server as a process, spoken to in plain JSON: also in such as no client library would send."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.server.editor import COMMAND

PATIENCE = 20.0


class Wire:
    """Messages to and from one server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.said: list[dict[str, Any]] = []
        """Everything that came and was no answer that somebody waited for."""
        self._came: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def send(self, **message: Any) -> None:
        self.send_text(json.dumps({"jsonrpc": "2.0", **message}))

    def send_text(self, text: str) -> None:
        body = text.encode("utf-8")
        self.send_raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send_raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self, method: str, params: Any, id_: int | str = 1) -> dict[str, Any]:
        """The answer to a request."""
        self.send(id=id_, method=method, params=params)
        return self.answer(id_)

    def answer(self, id_: int | str | None) -> dict[str, Any]:
        while True:
            message = self._came.get(timeout=PATIENCE)
            assert message is not None, "the server has ended"
            if "method" not in message and message.get("id") == id_:
                return message
            self.said.append(message)

    def until(self, method: str) -> dict[str, Any]:
        """The next notification of a method."""
        while True:
            message = self._came.get(timeout=PATIENCE)
            assert message is not None, "the server has ended"
            self.said.append(message)
            if message.get("method") == method:
                return message

    def initialize(self, root: Path | None = None, **options: Any) -> dict[str, Any]:
        uri = root.as_uri() if root is not None else None
        params = {"processId": None, "rootUri": uri, "capabilities": {}, **options}
        answer = self.ask("initialize", params, "initialize")
        self.send(method="initialized", params={})
        return answer

    def end(self) -> int:
        """Say good-bye; the exit status."""
        self.ask("shutdown", None, "shutdown")
        self.send(method="exit")
        return self.process.wait(PATIENCE)

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while line := out.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while out.readline().strip():
                    pass
                self._came.put(json.loads(out.read(length)))
        self._came.put(None)


def started(
    command: Sequence[str] = COMMAND, *, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """The process of a server. What it logs is not read here."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=cwd, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)


@contextmanager
def wire(
    command: Sequence[str] = COMMAND, *, cwd: Path | None = None, env: dict[str, str] | None = None
) -> Iterator[Wire]:
    """A server, ended with the block in whatever state it is."""
    with started(command, cwd=cwd, env=env) as process:
        here = Wire(process)
        try:
            yield here
        finally:
            process.kill()
            here.reader.join(PATIENCE)
