"""Messages in a stream of bytes: a header that says how long a message is, and the message.

Knows no JSON. What stands where a header should is passed by until one comes; that is all that can be done, because
nothing else says where a message begins.
"""

from __future__ import annotations

from typing import BinaryIO

_LENGTH = b"content-length:"
_LONGEST = 1 << 28
"""What claims to be longer than this is passed by unread: no text is, and it would take all memory."""
_LONGEST_HEADER = 1 << 16
_PIECE = 1 << 20


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message; None at the end of the stream."""
    while True:
        length = _read_header(stream)
        if length is None:
            return None
        if length > _LONGEST:
            if not _pass_by(stream, length):
                return None
            continue
        message = stream.read(length)
        # A message that ends before its time is none.
        return message if len(message) == length else None


def framed(message: bytes) -> bytes:
    """A message with its header."""
    return b"Content-Length: %d\r\n\r\n" % len(message) + message


def _read_header(stream: BinaryIO) -> int | None:
    """How long the message is that follows; None at the end of the stream."""
    length: int | None = None
    while True:
        line = stream.readline(_LONGEST_HEADER)
        if not line:
            return None
        # What is left of a message that was longer than its header said stands before the next header's name.
        _, name, value = line.lower().rpartition(_LENGTH)
        value = value.strip()
        if name:
            length = int(value) if value.isdigit() and len(value) < _DIGITS else None
        elif not line.strip() and length is not None:
            return length


_DIGITS = 19
"""More digits than any length has."""


def _pass_by(stream: BinaryIO, length: int) -> bool:
    """Read what nobody wants; whether all of it came."""
    while length:
        piece = stream.read(min(length, _PIECE))
        if not piece:
            return False
        length -= len(piece)
    return True
