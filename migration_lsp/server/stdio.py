"""One conversation over standard input and output, from its first byte to the end of the process."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from threading import Event
from typing import BinaryIO

from pygls.io_ import StdinAsyncReader, run_async

from migration_lsp.server.server import MigrationServer

log = logging.getLogger("migration_lsp")


class Pipe:
    """Where answers are written. A client that reads no more ends the conversation."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.conversation: asyncio.Task[None] | None = None

    def write(self, data: bytes) -> None:
        try:
            self._out.write(data)
            self._out.flush()
        except (OSError, ValueError):
            if self.conversation is not None:
                self.conversation.cancel()

    def close(self) -> None:
        """Nothing to do: whoever opened the stream closes it."""


def converse(out: BinaryIO) -> int:
    """Serve the client behind standard input. The result is the exit status that the protocol asks for."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="migration-lsp: %(message)s")
    # pygls logs whole messages and tracebacks, which hold texts of the project.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    server, pipe = MigrationServer(), Pipe(out)
    server.protocol.set_writer(pipe)
    try:
        asyncio.run(_conversation(server, pipe))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 1
    finally:
        server.close_down()
    # The stream ended without a good-bye.
    return 1


async def _conversation(server: MigrationServer, pipe: Pipe) -> None:
    pipe.conversation = asyncio.current_task()

    def failed(error: Exception, _kind: object) -> None:
        if isinstance(error, json.JSONDecodeError):
            server.protocol.refuse_unread()
        else:
            server.tell_bug("a message", error)

    reader = StdinAsyncReader(sys.stdin.buffer, server.thread_pool)
    await run_async(Event(), reader, server.protocol, log, failed)
