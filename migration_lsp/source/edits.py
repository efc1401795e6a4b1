"""Changes of text, as values: which piece of a file becomes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migration_lsp.source.spans import Span


@dataclass(frozen=True, slots=True)
class TextEdit:
    """``span`` becomes ``text``. Line ends in ``text`` are ``\\n``; whoever writes a file takes the file's own."""

    span: Span
    text: str

    @staticmethod
    def insertion(path: str, line: int, column: int, text: str) -> TextEdit:
        """An edit that only adds."""
        return TextEdit(Span(path, line, column, line, column), text)


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """A file's text with edits that do not overlap; of two at one place the first comes first."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        if line >= len(lines):
            return len(text)
        return starts[line] + min(column, len(lines[line]))

    ordered = sorted(enumerate(edits), key=lambda item: (offset(item[1].span.line, item[1].span.column), item[0]))
    parts: list[str] = []
    done = 0
    for _, edit in ordered:
        span = edit.span
        parts.extend((text[done : offset(span.line, span.column)], edit.text))
        done = offset(span.end_line, span.end_column)
    return "".join((*parts, text[done:]))
