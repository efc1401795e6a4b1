"""What is to be published, a little at a time: many files at once would hold the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from migration_lsp.server.job import Told

_AT_ONCE = 0.005
"""Seconds after which others have their turn."""


class Outbox:
    """Sends the newest that is to be told of each file, in the order in which something was to be told of it first."""

    def __init__(self, send: Callable[[str, Told], None]) -> None:
        self._send = send
        self._waiting: dict[str, Told] = {}
        self._next: asyncio.Handle | None = None

    def put(self, uri: str, told: Told) -> None:
        """Have something told of a file, in the place of what was not told yet."""
        self._waiting[uri] = told
        if self._next is None:
            self._next = asyncio.get_running_loop().call_soon(self._work)

    def _work(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + _AT_ONCE
        while self._waiting and loop.time() < end:
            uri = next(iter(self._waiting))
            self._send(uri, self._waiting.pop(uri))
        self._next = loop.call_soon(self._work) if self._waiting else None
