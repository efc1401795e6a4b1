"""What can be done at a place of a file, and the edits of what was chosen.

Found from the range alone: the diagnostics that a client hands back may be none, or old.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.fixes.fix import Fix
from migration_lsp.fixes.place import Place, Position
from migration_lsp.fixes.registry import fixes_at
from migration_lsp.judgement import Finding
from migration_lsp.source.edits import TextEdit
from migration_lsp.source.spans import Span


@dataclass(frozen=True)
class Action:
    """An offer, in an editor's words. ``id`` is that of the same offer when it is asked for again."""

    id: str
    title: str
    kind: str
    finding: Finding | None = None
    is_preferred: bool = False


def actions_at(analysis: Analysis, path: str, start: Position, end: Position) -> tuple[Action, ...]:
    """What is offered at a range, the mending of findings first; no edit is worked out."""
    fixes = sorted(_fixes(analysis, path, start, end), key=lambda fix: (not fix.is_preferred, fix.kind.value))
    return tuple(Action(fix.name, fix.title, fix.kind.value, fix.finding, fix.is_preferred) for fix in fixes)


def edits_of(
    analysis: Analysis, path: str, start: Position, end: Position, action_id: str
) -> tuple[TextEdit, ...] | None:
    """The edits of an offer; None if it is not made any more."""
    fix = next((fix for fix in _fixes(analysis, path, start, end) if fix.name == action_id), None)
    return fix.edits() if fix is not None else None


def _fixes(analysis: Analysis, path: str, start: Position, end: Position) -> Iterator[Fix]:
    findings = tuple(it for it in analysis.findings_in(path) if _touches(it, path, start, end))
    place = Place(analysis.view, path, start, end, findings)
    if place.module is not None:
        yield from fixes_at(place)


def _touches(finding: Finding, path: str, start: Position, end: Position) -> bool:
    spans = [finding.span]
    if finding.moment is not None and finding.moment.act.span is not None:
        spans.append(finding.moment.act.span)
    return any(_overlap(span, path, start, end) for span in spans)


def _overlap(span: Span, path: str, start: Position, end: Position) -> bool:
    return span.path == path and span.line <= end[0] and start[0] <= span.end_line
