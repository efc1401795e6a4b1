"""What is wrong with the settings of a folder, or could not be made out of them, as findings at their files."""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.judgement import Cause, Finding, Risk
from migration_lsp.source.spans import Note, Span
from migration_lsp.workspace.discovery import Workspace
from migration_lsp.workspace.settings import PYPROJECT


def problems_of(workspace: Workspace) -> Iterator[Finding]:
    """What must be mended before the settings count, then what was only left out."""
    for note in workspace.problems:
        yield from _at_its_file("settings", Risk.WARNING, note, workspace)
    for note in workspace.config.notes:
        if note not in workspace.problems:
            yield from _at_its_file("not-analysed", Risk.NOTE, note, workspace)


def _at_its_file(rule: str, risk: Risk, note: Note, workspace: Workspace) -> Iterator[Finding]:
    """A finding where the note stands; what stands in no file was said by a setting, or is said of all files."""
    span = note.span
    if workspace.files.read(span.path) is None:
        span = Span.whole_line(PYPROJECT)
        if workspace.files.read(PYPROJECT) is None:
            return
    yield Finding(rule, risk, note.message, span, Cause.ANALYSIS)
