"""Which quotes a file writes its strings in, and a string in them. A text that needs the other ones gets those."""

from __future__ import annotations

import ast

from migration_lsp.source.spans import span_of


def prefers_double(tree: ast.Module, lines: tuple[str, ...]) -> bool:
    """Whether more of a file's strings stand in double quotes than in single ones; those of three do not count."""
    double = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            double += _weight(node, lines)
    return double > 0


def _weight(node: ast.Constant, lines: tuple[str, ...]) -> int:
    span = span_of(node, "", lines)
    begin = lines[span.line][span.column : span.column + 5].lstrip("rRuU") if span.line < len(lines) else ""
    if begin.startswith(('"""', "'''")):
        return 0
    return begin.startswith('"') - begin.startswith("'")


def quoted(text: str, *, double: bool) -> str:
    """A text as a Python string."""
    single = repr(text)
    if not double or '"' in text or not single.startswith("'"):
        return single
    return '"' + single[1:-1] + '"'
