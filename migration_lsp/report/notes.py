"""Notes, for people and for programs. Lines are counted from one here, as editors show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migration_lsp.report.terminal import printable
from migration_lsp.source.spans import Note

_SHOWN = 20


def notes_json(notes: Iterable[Note]) -> list[dict[str, Any]]:
    return [{"path": note.span.path, "line": note.span.line + 1, "message": note.message} for note in notes]


def notes_text(notes: tuple[Note, ...]) -> str:
    """One line a note, the first few only: a terminal is no place for hundreds."""
    lines = [f"note: {_place(note)}{printable(note.message)}\n" for note in notes[:_SHOWN]]
    if len(notes) > _SHOWN:
        lines.append(f"note: and {len(notes) - _SHOWN} more; --format json has them all\n")
    return "".join(lines)


def _place(note: Note) -> str:
    return f"{note.span.path}:{note.span.line + 1}: " if note.span.path else ""
