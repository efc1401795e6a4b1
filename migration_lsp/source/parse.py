"""Text of a Python file to its syntax tree, or to a note that says why there is none.

Nothing is compiled or run. What this Python cannot parse may be written for a newer one: it is lowered where that is
known, and else the note says which Python it needs instead of calling it a mistake.
"""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from migration_lsp.source.decode import MAX_BYTES
from migration_lsp.source.lowering import parse_newer
from migration_lsp.source.newer_python import needed_version
from migration_lsp.source.spans import Note, Span

_parsing = Lock()
"""``warnings.catch_warnings`` changes the whole process, so two threads must not be in it at once."""


@contextmanager
def _no_collection() -> Iterator[None]:
    """A tree is thousands of objects and none of them garbage: looking for some takes longer than the parsing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def parse(text: str, path: str) -> ast.Module | Note:
    """The tree of a file's text. Never raises for what a file can hold."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_BYTES:
        return Note(Span.whole_line(path), "the file is larger than 1 MB and was not read")
    try:
        with _parsing, _no_collection(), warnings.catch_warnings():
            # An invalid escape in project text is for the project's own linter to tell.
            warnings.simplefilter("ignore")
            return _tree(text)
    except SyntaxError as error:
        return _refused(text, path, error)
    except (RecursionError, MemoryError):
        return Note(Span.whole_line(path), "the file is nested too deeply and was not read")
    except ValueError:
        # A NUL, or half of a surrogate pair.
        return Note(Span.whole_line(path), "the file holds characters that Python refuses and was not read")


def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:
        newer = parse_newer(text)
        if newer is None:
            raise
        return newer


def _refused(text: str, path: str, error: SyntaxError) -> Note:
    span = Span.whole_line(path, max((error.lineno or 1) - 1, 0))
    version = needed_version(text)
    if version is not None:
        return Note(span, f"needs Python {version}, which is newer than the one that reads the file")
    return Note(span, f"syntax error: {error.msg}")
