"""One conversation over standard input and output, from its first byte to the end of the process.

The first message is read and, where it is ``initialize``, answered before anything heavy is imported. After that one
thread reads and one writes, so that neither a slow client nor a large message holds the event loop.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

from migration_lsp.isolation import shut_out
from migration_lsp.server.framing import framed, read_message
from migration_lsp.server.opening import Opening, opening_of
from migration_lsp.server.uris import path_of


def converse(out: BinaryIO) -> int:
    """Serve the client behind standard input. The result is the exit status that the protocol asks for."""
    first = read_message(sys.stdin.buffer)
    if first is None:
        return 1
    opening = _opening(first)
    if opening is not None:
        # From now on the folders are known, and nothing may be imported from them.
        shut_out([path for path in map(path_of, opening.folders) if path is not None])
        try:
            out.write(framed(json.dumps(opening.answer()).encode()))
            out.flush()
        except OSError:
            return 1
    # This imports pygls and lsprotocol, for which nobody should have waited until now.
    from migration_lsp.server.conversation import hold

    return hold(sys.stdin.buffer, out, opening if opening is not None else first)


def _opening(message: bytes) -> Opening | None:
    try:
        return opening_of(json.loads(message))
    except (ValueError, RecursionError):
        return None
