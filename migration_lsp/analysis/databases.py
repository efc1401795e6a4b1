"""Several databases of one environment, each judged by itself, told as one.

What is said of each of them alike is told once; what is said of some is told with the name of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.ignores import UNUSED_IGNORE, in_order
from migration_lsp.analysis.verdicts import Understanding, Verdict, understanding_of, verdict_of
from migration_lsp.judgement import Finding


@dataclass(frozen=True)
class Told:
    """A finding, who says so, and of which database; None where there is one only, or it is said of each."""

    finding: Finding
    analysis: Analysis
    database: str | None = None


def told_of(analyses: Sequence[Analysis], revisions: Iterable[str] | None = None) -> tuple[Told, ...]:
    """The findings of all, in the order of files and lines, each once."""
    chosen = None if revisions is None else tuple(revisions)
    if len(analyses) == 1:
        return tuple(Told(finding, analyses[0]) for finding in analyses[0].findings(chosen))
    found = [(analysis, analysis.findings(chosen)) for analysis in analyses]
    everywhere = _everywhere([findings for _, findings in found])
    told: dict[int, Told] = {}
    seen: set[object] = set()
    for analysis, findings in found:
        for finding in findings:
            alike = _alike(finding)
            is_shared = alike in everywhere
            if (is_shared and alike in seen) or (finding.rule == UNUSED_IGNORE and not is_shared):
                continue
            seen.add(alike)
            database = None if is_shared else analysis.project.environment.database
            told[id(finding)] = Told(finding, analysis, database)
    return tuple(told[id(finding)] for finding in in_order(it.finding for it in told.values()))


def once(found: Sequence[Iterable[Finding]]) -> tuple[Finding, ...]:
    """Findings of one file, said by several analyses: what reads the same there is shown once."""
    groups = [tuple(findings) for findings in found]
    if len(groups) == 1:
        return groups[0]
    everywhere = _everywhere(groups)
    kept: dict[object, Finding] = {}
    # What ignores something in one database is of use, whatever the others have there.
    for findings in groups:
        for finding in findings:
            if finding.rule != UNUSED_IGNORE or _alike(finding) in everywhere:
                kept.setdefault(_alike(finding), finding)
    return tuple(kept.values())


def verdict_over(analyses: Sequence[Analysis], revision: str) -> Verdict:
    """The worst verdict on a revision in any of the databases."""
    order = list(Verdict)
    return max((verdict_of(analysis, revision) for analysis in analyses), key=order.index)


def understanding_over(analyses: Sequence[Analysis], revision: str) -> Understanding:
    """How far a revision could be read where it was read the worst."""
    order = list(Understanding)
    return max((understanding_of(analysis, revision) for analysis in analyses), key=order.index)


def _everywhere(found: Sequence[Iterable[Finding]]) -> frozenset[object]:
    first, *others = [frozenset(_alike(finding) for finding in findings) for findings in found]
    return first.intersection(*others)


def _alike(finding: Finding) -> object:
    return (finding.rule, finding.risk, finding.message, finding.span, finding.table, finding.column)
