"""How an answer leaves: text or JSON on standard output, notes and refusals on standard error."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, TextIO

from migration_lsp.project import Project
from migration_lsp.report.notes import notes_json, notes_text
from migration_lsp.source.spans import Note, Span

WRONG = 2
"""The exit status of a wrong usage or configuration."""


def write_json(document: dict[str, Any], notes: tuple[Note, ...], out: TextIO) -> int:
    json.dump({**document, "notes": notes_json(notes)}, out, indent=2, ensure_ascii=False)
    out.write("\n")
    return 0


def write_text(text: str, notes: tuple[Note, ...], out: TextIO, err: TextIO) -> int:
    out.write(text)
    out.flush()
    err.write(notes_text(notes))
    return 0


def together(*groups: Iterable[Note]) -> tuple[Note, ...]:
    """Every note once, in the order of files and lines."""
    notes = {note for group in groups for note in group}
    return tuple(sorted(notes, key=lambda note: (note.span.path, note.span.line, note.span.column, note.message)))


def with_assumption(project: Project, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Says that the database was assumed, where the text of the answer does not."""
    choice = project.environment.dialect
    return (Note(Span.whole_line(""), choice.reason), *notes) if choice.assumed else notes


def is_coloured(out: TextIO) -> bool:
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def refuse(err: TextIO, line: str) -> int:
    err.write(f"migration-lsp: {line}\n")
    return WRONG
