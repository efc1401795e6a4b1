"""What stands around a piece of text: its statement, and whether a ``try`` catches what it raises.

Nothing is evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migration_lsp.source.spans import Span

_ANY = frozenset({"Exception", "BaseException"})


def is_caught(tree: ast.Module, span: Span) -> bool:
    """Whether an exception of any kind that a piece of text raises is caught around it, and not raised again."""
    return any(_catches_all(node) for node in _around(tree, span) if isinstance(node, ast.Try))


def statement_around(tree: ast.Module, span: Span) -> ast.stmt | None:
    """The statement that a piece of text stands in, if that has no others in it: no function, class or block."""
    body: list[ast.stmt] = tree.body
    while True:
        found = next((each for each in body if each.lineno - 1 <= span.line < (each.end_lineno or 0)), None)
        if found is None or (blocks := _blocks(found)) == []:
            return found
        body = next((block for block in blocks if _covers(block, span)), [])


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement, those of its cases and handlers among them."""
    names = ("body", "orelse", "finalbody")
    inner = [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
    blocks = [getattr(statement, name, []) for name in names] + [each.body for each in inner]
    return [block for block in blocks if block]


def _around(tree: ast.Module, span: Span) -> Iterator[ast.stmt]:
    """The statements in whose body a piece of text stands, the outermost first."""
    body: list[ast.stmt] = tree.body
    while True:
        found = next((each for each in body if each.lineno - 1 <= span.line < (each.end_lineno or 0)), None)
        if found is None:
            return
        blocks = [getattr(found, name, []) for name in ("body", "orelse", "finalbody")]
        blocks.extend(handler.body for handler in getattr(found, "handlers", []))
        body = next((block for block in blocks if _covers(block, span)), [])
        if not isinstance(found, ast.Try) or body is found.body:
            yield found


def _covers(block: list[ast.stmt], span: Span) -> bool:
    return bool(block) and block[0].lineno - 1 <= span.line < (block[-1].end_lineno or 0)


def _catches_all(node: ast.Try) -> bool:
    return any(
        (handler.type is None or _last(handler.type) in _ANY)
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(handler))
        for handler in node.handlers
    )


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
