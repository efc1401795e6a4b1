"""Tests of findings: arrows in the text of a one-string project say where each finding stands.

``#   ^^^^ rule-name: a part of its message`` points at the code line above it. An arrow begins where the finding begins
and does not go past its end; a ``#`` directly before a caret is part of the arrow, for what begins in its column.
Strict both ways: every finding has an arrow, every arrow a finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.judgement import Finding
from tests.one_string import files_of, project_of

_ARROW = re.compile(r"^(?P<indent>\s*)(?P<arrow>#\^+|#\s*\^+)\s*(?P<text>.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where a finding is expected, and what it is to say."""

    path: str
    line: int
    column: int
    end_column: int
    text: str

    def points_at(self, finding: Finding) -> bool:
        """Whether a finding stands here; of one over several lines only the first counts."""
        span = finding.span
        end = span.end_column if span.end_line == span.line else self.end_column
        is_there = (span.path, span.line, span.column) == (self.path, self.line, self.column)
        # A finding on a whole line (on env.py, on a file) has no width.
        return is_there and (self.end_column <= end or end == span.column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line + 1}:{self.column + 1} {self.text}"


def arrows_in(path: str, text: str) -> Iterator[Arrow]:
    """The arrows of a file, each with the line that it points at."""
    line = 0
    for number, content in enumerate(text.splitlines()):
        found = _ARROW.match(content)
        if found is None:
            line = number
            continue
        arrow = found["arrow"]
        begin = found.start("arrow") + (0 if arrow.startswith("#^") else arrow.index("^"))
        yield Arrow(path, line, begin, found.end("arrow"), found["text"])


def analysis_of(text: str, dialect: str = "postgresql", merged: Collection[str] | None = None) -> Analysis:
    """The analysis of a one-string project; ``merged`` names the revisions that may have run somewhere."""
    return Analysis(project_of(text, dialect), frozenset(merged) if merged is not None else None)


def check(
    text: str, dialect: str = "postgresql", *, merged: Collection[str] | None = None, only: Collection[str] = ()
) -> None:
    """The findings of a project are those that its arrows tell.

    With ``only`` the findings of these rules and of ``not-analysed`` count, and no others.
    """
    analysis = analysis_of(text, dialect, merged)
    chosen = {*only, "not-analysed"}
    findings = [finding for finding in analysis.findings() if not only or finding.rule in chosen]
    files = files_of(text)
    expected = [arrow for path in files for arrow in arrows_in(path, files[path])]
    assert analysis.failures == ()
    assert_told(findings, expected, files, names_its_rule=True)


def assert_told(
    findings: Iterable[Finding], arrows: Iterable[Arrow], files: Mapping[str, str], *, names_its_rule: bool
) -> None:
    """Every finding has an arrow with a part of its message, after its rule if the arrows name it; every arrow one."""
    left = list(arrows)
    unexpected = []
    for finding in findings:
        fitting = [arrow for arrow in left if arrow.points_at(finding) and _says(arrow, finding, names_its_rule)]
        if fitting:
            left.remove(max(fitting, key=lambda arrow: len(arrow.text)))
        else:
            unexpected.append(_shown(finding, files))
    problems = [*(f"not expected: {it}" for it in unexpected), *(f"not found: {arrow}" for arrow in left)]
    assert not problems, "\n" + "\n".join(problems)


def _says(arrow: Arrow, finding: Finding, names_its_rule: bool) -> bool:
    if not names_its_rule:
        return arrow.text in finding.message
    rule, _, part = arrow.text.partition(": ")
    return rule == finding.rule and part in finding.message


def _shown(finding: Finding, files: Mapping[str, str]) -> str:
    """A finding as the arrow that would stand for it."""
    span = finding.span
    lines = files.get(span.path, "").splitlines()
    code = lines[span.line] if span.line < len(lines) else ""
    end = span.end_column if span.end_line == span.line else len(code)
    carets = "^" * max(1, end - span.column)
    arrow = f"#{' ' * (span.column - 1)}{carets}" if span.column else f"#{carets[1:] or '^'}"
    return f"{span.path}:{span.line + 1} {finding.risk.value}\n{code}\n{arrow} {finding.rule}: {finding.message}"
