"""Standard output belongs to the answer alone.

Whatever else prints, be it a library or a warning, goes to standard error from the start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def answer_stream() -> Iterator[TextIO]:
    """The stream that the answer goes to; ``sys.stdout`` is standard error while it is open."""
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    before, sys.stdout = sys.stdout, sys.stderr
    out = open(own, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: SIM115 - closed below
    try:
        yield out
        out.flush()
    except BrokenPipeError:
        # Python would flush it again at the end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        raise
    finally:
        out.close()
        sys.stdout = before
