"""*Ignore this here, for a reason*: the comment that silences a rule at a line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import partial

from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.place import Place
from migration_lsp.judgement import Cause, Finding
from migration_lsp.source.edits import TextEdit

_COMMENT = re.compile(r"#\s*migration-lsp:\s*ignore\[([\w\s,-]*)\]")
_REASON = "why this is safe here"


@fix
def suppress(place: Place) -> Iterator[Fix]:
    """For every rule that speaks at the place."""
    told: set[str] = set()
    for finding in place.findings:
        if finding.cause is Cause.ANALYSIS or finding.rule in told:
            continue
        told.add(finding.rule)
        yield Fix(
            f"suppress:{finding.rule}",
            f"Ignore {finding.rule} on this line, with a reason",
            FixKind.QUICK_FIX,
            partial(_edits, place, finding),
            finding,
        )


def _edits(place: Place, finding: Finding) -> tuple[TextEdit, ...]:
    assert place.module is not None
    lines, line = place.module.lines, finding.span.line
    text = lines[line] if line < len(lines) else ""
    existing = _COMMENT.search(text)
    if existing is not None:
        return (TextEdit.insertion(place.path, line, existing.end(1), f", {finding.rule}"),)
    if _ends_in_a_string(place.module.tree, line) or text.rstrip().endswith("\\"):
        first = _first_line_of_statement(place.module.tree, line)
        indent = re.match(r"\s*", lines[first])
        comment = f"{indent[0] if indent else ''}{_comment(finding)}\n"
        return (TextEdit.insertion(place.path, first, 0, comment),)
    return (TextEdit.insertion(place.path, line, len(text.rstrip()), f"  {_comment(finding)}"),)


def _comment(finding: Finding) -> str:
    return f"# migration-lsp: ignore[{finding.rule}] {_REASON}"


def _ends_in_a_string(tree: ast.Module, line: int) -> bool:
    """Whether the end of a line is inside a string, where a comment would be part of it."""
    return any(
        node.lineno - 1 <= line < (node.end_lineno or node.lineno) - 1
        for node in ast.walk(tree)
        if isinstance(node, (ast.JoinedStr, ast.Constant)) and isinstance(getattr(node, "value", ""), str)
    )


def _first_line_of_statement(tree: ast.Module, line: int) -> int:
    """The line on which the innermost statement around a line begins."""
    statements = (
        node.lineno - 1
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno - 1 <= line <= (node.end_lineno or node.lineno) - 1
    )
    return max(statements, default=line)
