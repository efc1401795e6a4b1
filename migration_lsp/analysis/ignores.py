"""``# migration-lsp: ignore[rule-name] reason`` on a line, or alone on the line above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_lsp.judgement import Cause, Finding, Risk
from migration_lsp.project import Project
from migration_lsp.source.guards import statement_around
from migration_lsp.source.spans import Span

_COMMENT = re.compile(r"#\s*migration-lsp:\s*ignore\[(?P<rules>[\w\s,-]*)\]")


UNUSED_IGNORE = "unused-ignore"
"""What is said of a comment that ignores nothing."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment; it speaks for ``line``, which is the next line where it stands alone."""

    rule: str
    line: int
    span: Span


def ignores_in(path: str, lines: tuple[str, ...]) -> Iterator[Ignore]:
    """Every rule that a comment of a file names."""
    for number, text in enumerate(lines):
        if "migration-lsp" not in text:
            continue
        for found in _COMMENT.finditer(text):
            line = number + 1 if text.lstrip().startswith("#") else number
            for rule in filter(None, (name.strip() for name in found["rules"].split(","))):
                yield Ignore(rule, line, Span(path, number, found.start(), number, len(text.rstrip())))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of files and lines, the worst of one place first."""
    return tuple(sorted(findings, key=_place))


def without_ignored(project: Project, findings: Iterable[Finding], paths: Iterable[str]) -> tuple[Finding, ...]:
    """The findings that no comment ignores, and a note for each comment that ignores none, in order of place."""
    found = in_order(findings)
    looked_at = {finding.span.path for finding in found} | set(paths)
    ignores = [ignore for path in sorted(looked_at) for ignore in _of_file(project, path)]
    used: set[Ignore] = set()
    kept = [finding for finding in found if not _take(project, finding, ignores, used)]
    kept.extend(_unused(ignore, project) for ignore in ignores if ignore not in used)
    return in_order(kept)


def _of_file(project: Project, path: str) -> tuple[Ignore, ...]:
    module = project.module(path) if path.endswith(".py") else None
    return tuple(ignores_in(path, module.lines)) if module is not None else ()


def _take(project: Project, finding: Finding, ignores: list[Ignore], used: set[Ignore]) -> bool:
    named = [ignore for ignore in ignores if ignore.rule == finding.rule and ignore.span.path == finding.span.path]
    lines = _lines_of(project, finding) if named else frozenset()
    fitting = [ignore for ignore in named if ignore.line in lines]
    used.update(fitting)
    return bool(fitting)


def _lines_of(project: Project, finding: Finding) -> frozenset[int]:
    """Where a comment can stand: at the finding, or at the first or the last line of what it is a piece of.

    A statement inside a string has no line that a comment could stand on.
    """
    span = finding.span
    lines = {span.line, *range(span.line, span.end_line + 1)}
    act = finding.moment.act.span if finding.moment is not None else None
    if act is not None and act.path == span.path:
        lines |= {act.line, act.end_line}
    module = project.module(span.path) if span.path.endswith(".py") else None
    statement = statement_around(module.tree, span) if module is not None else None
    if statement is not None:
        lines |= {statement.lineno - 1, (statement.end_lineno or statement.lineno) - 1}
    return frozenset(lines)


def _unused(ignore: Ignore, project: Project) -> Finding:
    revision = project.revisions_by_path.get(ignore.span.path)
    message = f"nothing here to ignore: {ignore.rule} says nothing of this line"
    return Finding(UNUSED_IGNORE, Risk.NOTE, message, ignore.span, Cause.ANALYSIS, revision)


def _place(finding: Finding) -> tuple[str, int, int, int, str, str]:
    span = finding.span
    return (span.path, span.line, span.column, finding.risk.rank, finding.rule, finding.message)
