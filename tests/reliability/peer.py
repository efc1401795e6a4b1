"""The other end of a server: messages over pipes, each answer counted, each question of the server answered.

Knows the frames and the ids of the protocol, and nothing of documents.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

Message = dict[str, Any]
PATIENCE = 60.0
"""Seconds after which an answer counts as lost; how fast things are is measured elsewhere."""


@dataclass(frozen=True)
class Streams:
    """What a server is spoken to through."""

    to_server: IO[bytes]
    from_server: IO[bytes]


class Peer:
    """Speaks with one server. Everything but the reading happens where it is called."""

    def __init__(self, streams: Streams, heard: Callable[[Message], None] = lambda _: None) -> None:
        self.answers: dict[int | str, list[Message]] = defaultdict(list)
        """Everything that came with an id of ours, or of nobody's."""
        self.asked: list[int] = []
        self.questions: dict[str, Callable[[Any], Any]] = {}
        """What is answered to the server's own requests, by method; null where nothing stands here."""
        self._heard = heard
        self._streams = streams
        self._came: queue.Queue[Message | None] = queue.Queue()
        self._has_ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> int:
        """Ask something; the answer comes when it comes."""
        id_ = len(self.asked) + 1
        self.asked.append(id_)
        self._send({"id": id_, "method": method, "params": params})
        return id_

    def ask(self, method: str, params: Any) -> Message:
        return self.answer(self.request(method, params))

    def answer(self, id_: int) -> Message:
        """The answer to a request, as soon as it is there."""
        self.until(lambda: id_ in self.answers, f"an answer to request {id_}")
        return self.answers[id_][0]

    def until(self, is_so: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        """Take what comes until something is so."""
        end = time.monotonic() + within
        while not is_so():
            assert not self._has_ended, f"the server has ended before there was {what}"
            left = end - time.monotonic()
            assert left > 0, f"there never was {what}"
            self.take(left)

    def take(self, within: float = 0.0) -> bool:
        """Take the next message that comes within some seconds; whether one came."""
        try:
            message = self._came.get(block=within > 0, timeout=within or None)
        except queue.Empty:
            return False
        if message is None:
            self._has_ended = True
            return False
        self._understand(message)
        return True

    def take_all(self) -> None:
        """Take what has come, and wait for nothing."""
        while self.take():
            pass

    def close(self) -> None:
        """Stop speaking; the server sees the end of its input."""
        with suppress(BrokenPipeError):
            self._streams.to_server.close()
        self._reader.join(PATIENCE)
        self._streams.from_server.close()

    @property
    def lost(self) -> list[int]:
        """Requests that no answer came to."""
        return [id_ for id_ in self.asked if id_ not in self.answers]

    @property
    def answered_amiss(self) -> dict[int | str, list[Message]]:
        """Answers to what nobody asked, and those that came more than once."""
        asked = set(self.asked)
        return {id_: found for id_, found in self.answers.items() if id_ not in asked or len(found) != 1}

    def _understand(self, message: Message) -> None:
        if "method" not in message:
            self.answers[message["id"]].append(message)
            return
        if "id" in message:
            question = self.questions.get(message["method"])
            self._send({"id": message["id"], "result": question(message.get("params")) if question else None})
        self._heard(message)

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._streams.to_server.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._streams.to_server.flush()

    def _read(self) -> None:
        out = self._streams.from_server
        while line := out.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while out.readline().strip():
                    pass
                self._came.put(json.loads(out.read(length)))
        self._came.put(None)
