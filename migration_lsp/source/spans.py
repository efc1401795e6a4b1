"""Places in text, and what is said about them.

Lines and columns count from zero; columns count Unicode code points. Whoever speaks to an editor or a
terminal converts them at the edge.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one file, half open: from ``(line, column)`` up to but not including ``(end_line, end_column)``."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @staticmethod
    def whole_line(path: str, line: int = 0) -> Span:
        """A span that names a line and nothing narrower."""
        return Span(path, line, 0, line, 0)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be read or decided, said at its place instead of being guessed."""

    span: Span
    message: str


def span_of(node: ast.AST, path: str, lines: tuple[str, ...]) -> Span:
    """The span of a parsed node.

    ``ast`` counts columns in UTF-8 bytes; ``lines`` is the text they are converted with.
    """
    line, end_line = node.lineno - 1, (node.end_lineno or node.lineno) - 1  # type: ignore[attr-defined]  # expressions and statements have places
    return Span(
        path,
        line,
        _code_points(lines, line, node.col_offset),  # type: ignore[attr-defined]  # expressions and statements have places
        end_line,
        _code_points(lines, end_line, node.end_col_offset or 0),  # type: ignore[attr-defined]  # expressions and statements have places
    )


def _code_points(lines: tuple[str, ...], line: int, byte_column: int) -> int:
    text = lines[line] if line < len(lines) else ""
    if text.isascii():
        return byte_column
    return len(text.encode("utf-8")[:byte_column].decode("utf-8", "ignore"))
