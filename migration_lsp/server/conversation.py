"""The conversation after its first message: bytes to messages, messages to the protocol, answers to bytes."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from migration_lsp.server.framing import read_message
from migration_lsp.server.opening import Opening
from migration_lsp.server.server import MigrationServer

log = logging.getLogger("migration_lsp")

_LAST_WORDS = 5.0
"""Seconds that a client has, at the end, to take what was written for it."""

_SWITCH = 0.001
"""Seconds after which the thread that analyses lets the event loop have its turn."""


class Pipe:
    """Where answers are written, by a thread of its own: a client that reads slowly holds nobody else."""

    def __init__(self, out: BinaryIO, gone: Callable[[], object]) -> None:
        self._out = out
        self._gone = gone
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = Thread(target=self._write, name="writing", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self._waiting.put(data)

    def close(self) -> None:
        """Nothing to do: whoever opened the stream closes it."""

    def finish(self) -> None:
        """Wait until everything is written, as long as the client reads."""
        self._waiting.put(None)
        self._thread.join(_LAST_WORDS)

    def _write(self) -> None:
        while (data := self._waiting.get()) is not None:
            try:
                self._out.write(data)
                self._out.flush()
            except (OSError, ValueError):
                self._gone()
                return


def hold(stream: BinaryIO, out: BinaryIO, first: Opening | bytes) -> int:
    """Serve a client from its first message on: its ``initialize``, answered already, or whatever else it said."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="migration-lsp: %(message)s")
    # pygls logs whole messages and tracebacks, which hold texts of the project.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    sys.setswitchinterval(_SWITCH)
    server = MigrationServer()
    try:
        asyncio.run(_conversation(server, stream, out, first))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return 1
    finally:
        server.close_down()
    # The stream ended without a good-bye, or nobody reads any more.
    return 1


async def _conversation(server: MigrationServer, stream: BinaryIO, out: BinaryIO, first: Opening | bytes) -> None:
    loop = asyncio.get_running_loop()
    came: asyncio.Queue[bytes | None] = asyncio.Queue()

    def post(message: bytes | None) -> None:
        loop.call_soon_threadsafe(came.put_nowait, message)

    def read() -> None:
        while (message := read_message(stream)) is not None:
            post(message)
        post(None)

    pipe = Pipe(out, lambda: post(None))
    server.protocol.set_writer(pipe)
    try:
        if isinstance(first, Opening):
            server.protocol.take_up(first)
        else:
            _take(server, first)
        Thread(target=read, name="reading", daemon=True).start()
        while (message := await came.get()) is not None:
            _take(server, message)
            # Whoever was asked looks at the documents before the next message changes them.
            await asyncio.sleep(0)
    finally:
        pipe.finish()


def _take(server: MigrationServer, text: bytes) -> None:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        server.protocol.refuse_unread()
        return
    try:
        server.protocol.take(message)
    except Exception as error:
        server.tell_bug("a message", error)
