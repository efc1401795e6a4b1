"""The findings of ``check`` as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from migration_lsp.analysis.actions import actions_at
from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.databases import Told, understanding_over, verdict_over
from migration_lsp.analysis.verdicts import Understanding, Verdict
from migration_lsp.judgement import Finding, Risk
from migration_lsp.report.terminal import coloured, printable
from migration_lsp.source.encodings import utf16_column
from migration_lsp.source.spans import Span

COLOURS = {Risk.CRITICAL: "31;1", Risk.WARNING: "33;1", Risk.SAFE: "32;1", Risk.NOTE: "36;1"}


def check_json(analyses: Sequence[Analysis], told: Iterable[Told], revisions: tuple[str, ...]) -> dict[str, Any]:
    """The document of ``check``: findings, a verdict for each revision, and how much was understood."""
    return {
        "dialect": analyses[0].project.dialect,
        "findings": [_finding(it) for it in told],
        "verdicts": {revision: verdict_over(analyses, revision).value for revision in revisions},
        "stats": _understood(analyses, revisions),
    }


def _understood(analyses: Sequence[Analysis], revisions: tuple[str, ...]) -> dict[str, int]:
    counts = Counter(understanding_over(analyses, revision) for revision in revisions)
    return {
        "revisions": len(revisions),
        "understood": counts[Understanding.UNDERSTOOD],
        "uncertain": counts[Understanding.UNCERTAIN],
        "not_understood": counts[Understanding.NOT_UNDERSTOOD],
    }


def _finding(told: Told) -> dict[str, Any]:
    finding, analysis = told.finding, told.analysis
    span = finding.span
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    fixes = (action for action in actions_at(analysis, span.path, start, end) if action.finding == finding)
    return {
        "rule": finding.rule,
        "risk": finding.risk.value,
        "message": finding.message,
        "path": span.path,
        "range": {"start": _position(analysis, span, start), "end": _position(analysis, span, end)},
        "revision": finding.revision,
        **({} if told.database is None else {"database": told.database}),
        "table": finding.table,
        "column": finding.column,
        "fixes": [action.title for action in fixes if not action.id.startswith("suppress:")],
    }


def _position(analysis: Analysis, span: Span, place: tuple[int, int]) -> dict[str, int]:
    line, column = place
    module = analysis.project.module(span.path) if span.path.endswith(".py") else None
    text = module.lines[line] if module is not None and line < len(module.lines) else ""
    return {"line": line, "character": utf16_column(text, column)}


def check_text(
    analyses: Sequence[Analysis], told: Iterable[Told], revisions: tuple[str, ...], *, colour: bool = False
) -> str:
    """One line a finding, in the form that editors and terminals jump from, and a summary."""
    found = tuple(told)
    lines = [_line(it, colour) for it in found]
    if lines:
        lines.append("")
    lines.append(_summary(tuple(it.finding for it in found), revisions))
    verdicts = Counter(verdict_over(analyses, revision) for revision in revisions)
    if revisions:
        lines.append("Revisions: " + ", ".join(f"{verdicts[verdict]} {verdict.value}" for verdict in Verdict) + ".")
    return "\n".join(lines) + "\n"


def _line(told: Told, colour: bool) -> str:
    finding = told.finding
    span = finding.span
    risk = coloured(finding.risk.value, COLOURS[finding.risk], wanted=colour)
    place = printable(f"{span.path}:{span.line + 1}:{span.column + 1}")
    where = "" if told.database is None else f" ({printable(told.database or 'the default database')})"
    return f"{place}: {risk} {printable(finding.message)} [{finding.rule}]{where}"


def _summary(found: tuple[Finding, ...], revisions: tuple[str, ...]) -> str:
    counts = Counter(finding.risk for finding in found)
    shown = ", ".join(f"{counts[risk]} {risk.value}" for risk in Risk if counts[risk])
    return f"{shown or 'Nothing to tell'}, in the models and {len(revisions)} revisions."


def statistics_text(analyses: Sequence[Analysis], findings: Iterable[Finding], judged: tuple[str, ...]) -> str:
    """How much was understood, and how often each rule speaks, in all and for every thousand revisions."""
    revisions, understood = len(judged), _understood(analyses, judged)
    counts = Counter((finding.rule, finding.risk) for finding in findings)
    shares = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in understood.items())
    lines = [f"Of {shares}.", "", f"{'rule':34} {'risk':9} {'findings':>8} {'per 1000':>9}"]
    for (rule, risk), count in sorted(counts.items(), key=lambda item: (-item[1], item[0][0])):
        rate = f"{1000 * count / revisions:9.1f}" if revisions else f"{'-':>9}"
        lines.append(f"{rule:34} {risk.value:9} {count:8} {rate}")
    return "\n".join(lines) + "\n"


def statistics_json(findings: Iterable[Finding], revisions: int) -> list[Mapping[str, Any]]:
    """The same for programs."""
    counts = Counter((finding.rule, finding.risk) for finding in findings)
    return [
        {
            "rule": rule,
            "risk": risk.value,
            "findings": count,
            "per_thousand_revisions": round(1000 * count / revisions, 1) if revisions else None,
        }
        for (rule, risk), count in sorted(counts.items(), key=lambda item: (-item[1], item[0][0]))
    ]
