"""Servers that are there at once: a process that has imported everything and analysed nothing is forked for each.

Each has memory of its own in which nothing has ever been analysed, as a server has that was just started; only the
imports are not paid again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.reliability.peer import Streams

_MOTHER = """
import os, signal, socket, sys

import migration_lsp.server.analyst, migration_lsp.server.stdio
from migration_lsp.server.stdio import converse

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
door = socket.socket(fileno=int(sys.argv[1]))
while True:
    _, fds, _, _ = socket.recv_fds(door, 1, 3)
    if not fds:
        break
    child = os.fork()
    if child:
        for fd in fds:
            os.close(fd)
        door.sendall(b"%d\\n" % child)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for place, fd in enumerate(fds):
        os.dup2(fd, place)
        os.close(fd)
    door.close()
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    out = open(os.dup(1), "wb")
    os.dup2(2, 1)
    status = converse(out)
    sys.stderr.flush()
    os._exit(status)
"""


class Nursery:
    """Makes servers, until the end of the block that it was made in."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door

    @contextmanager
    def server(self, log: Path) -> Iterator[Streams]:
        """A server that was never used; it is killed at the end of the block."""
        from_us, to_server = os.pipe()
        from_server, to_us = os.pipe()
        with log.open("wb") as errors:
            socket.send_fds(self._door, [b"x"], [from_us, to_us, errors.fileno()])
            process = int(self._door.makefile("rb", buffering=0).readline())
        os.close(from_us)
        os.close(to_us)
        try:
            yield Streams(os.fdopen(to_server, "wb"), os.fdopen(from_server, "rb"))
        finally:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


@contextmanager
def nursery() -> Iterator[Nursery]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    command = [sys.executable, "-P", "-c", _MOTHER, str(theirs.fileno())]
    with ours, subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL) as mother:
        theirs.close()
        try:
            yield Nursery(ours)
        finally:
            ours.close()
            mother.wait(20)
