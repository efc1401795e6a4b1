"""Narrower places inside a call: the keyword that matters, the foreign key meant, the name that is assigned."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migration_lsp.source.spans import Span, span_of

_CLASS = re.compile(r"\s*class\s+(\w+)")
_ASSIGNED = re.compile(r"[^\W\d]\w*(?=\s*[:=])")


def keyword_span(tree: ast.Module, lines: tuple[str, ...], within: Span, names: tuple[str, ...]) -> Span | None:
    """The first keyword argument with one of the names inside a piece of text: ``nullable=False``."""
    for node in _calls(tree, within.line, within.end_line):
        for keyword in node.keywords:
            if keyword.arg in names:
                span = span_of(keyword, within.path, lines)
                if _contains(within, span):
                    return span
    return None


def foreign_key_span(tree: ast.Module, lines: tuple[str, ...], within: Span, columns: tuple[str, ...]) -> Span | None:
    """The ``ForeignKeyConstraint([…], …)``, or the ``ForeignKey(…)`` of a column, over these columns."""
    for node in _calls(tree, within.line, within.end_line):
        found = _foreign_key(node, columns)
        if found is not None and _contains(within, span := span_of(found, within.path, lines)):
            return span
    return None


def call_at(tree: ast.Module, lines: tuple[str, ...], span: Span) -> ast.Call | None:
    """The call that is just this piece of text."""
    calls = _calls(tree, span.line, span.end_line)
    return next((node for node in calls if span_of(node, span.path, lines) == span), None)


def _foreign_key(node: ast.Call, columns: tuple[str, ...]) -> ast.Call | None:
    first = node.args[0] if node.args else None
    if _called(node) == "ForeignKeyConstraint" and isinstance(first, ast.List | ast.Tuple):
        return node if tuple(_text(element) for element in first.elts) == columns else None
    if _called(node) == "Column" and (_text(first),) == columns:
        inner = (each for each in node.args if isinstance(each, ast.Call))
        return next((each for each in inner if _called(each) == "ForeignKey"), None)
    return None


def _called(node: ast.Call) -> str | None:
    """The last part of the name that is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def assigned_name(lines: tuple[str, ...], statement: Span) -> Span:
    """The name that an assignment gives a value to; of anything else what stands on its first line."""
    line = lines[statement.line] if statement.line < len(lines) else ""
    found = _ASSIGNED.match(line, statement.column)
    if found is not None:
        return Span(statement.path, statement.line, found.start(), statement.line, found.end())
    return declared_name(lines, statement)


def declared_name(lines: tuple[str, ...], span: Span) -> Span:
    """The name of a class that begins there; of anything else what stands on its first line."""
    found = _CLASS.match(lines[span.line] if span.line < len(lines) else "")
    if found is not None:
        return Span(span.path, span.line, found.start(1), span.line, found.end(1))
    return first_line(lines, span)


def defined_name(lines: tuple[str, ...], path: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
    """The name in a function's ``def`` line."""
    line = function.lineno - 1
    text = lines[line] if line < len(lines) else ""
    column = max(text.find(function.name, text.find("def ") + 4), 0)
    return Span(path, line, column, line, column + len(function.name))


def first_line(lines: tuple[str, ...], span: Span) -> Span:
    """A span cut at the end of its first line."""
    if span.line == span.end_line:
        return span
    text = lines[span.line].rstrip() if span.line < len(lines) else ""
    return Span(span.path, span.line, span.column, span.line, max(len(text), span.column))


def strings_at(tree: ast.Module, lines: tuple[str, ...], path: str, line: int, column: int) -> list[tuple[str, Span]]:
    """The string that stands at a place, as an argument or elsewhere."""
    found: list[tuple[str, Span]] = []
    for node in _nodes(tree, line, line):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            span = span_of(node, path, lines)
            if (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column):
                found.append((node.value, span))
    return found


def _calls(tree: ast.Module, first: int, last: int) -> list[ast.Call]:
    """The calls in some lines, outer ones first."""
    return [node for node in _nodes(tree, first, last) if isinstance(node, ast.Call)]


def _nodes(tree: ast.Module, first: int, last: int) -> Iterator[ast.AST]:
    """What stands in some lines, outer things first. Statements elsewhere are not looked into."""
    todo: list[ast.AST] = list(reversed(tree.body))
    while todo:
        node = todo.pop()
        line, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if line is not None and end is not None and (end - 1 < first or line - 1 > last):
            continue
        yield node
        todo.extend(reversed(list(ast.iter_child_nodes(node))))


def _contains(outer: Span, inner: Span) -> bool:
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
