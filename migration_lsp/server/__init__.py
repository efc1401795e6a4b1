"""The language server: the only package that knows pygls and lsprotocol."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO, NoReturn


def serve(out: BinaryIO) -> NoReturn:
    """Talk to one client over standard input and ``out`` until it says good-bye, and end the process."""
    from migration_lsp.server.stdio import converse

    status = converse(out)
    sys.stderr.flush()
    # The thread that analyses may be in the middle of something: nobody waits for it any more.
    os._exit(status)
