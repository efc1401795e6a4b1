"""Where a revision does its work: in ``upgrade()``, or in ``upgrade_<name>()`` that it hands on to.

Templates for several databases write a function for each; what is to be read or written for one stands there.
"""

from __future__ import annotations

import ast

from migration_lsp.source.spans import Span


def working_name(tree: ast.Module, name: str, database: str | None) -> str:
    """The name of the function that does what ``name`` (``upgrade`` or ``downgrade``) does to a database."""
    function = _own(tree, name, database)
    return name if function is None else function.name


def working_span(tree: ast.Module, path: str, name: str, database: str | None) -> Span | None:
    """The lines of that function, where it is one of the database's own."""
    function = _own(tree, name, database)
    if function is None:
        return None
    return Span(path, function.lineno - 1, 0, (function.end_lineno or function.lineno) - 1, 0)


def _own(tree: ast.Module, name: str, database: str | None) -> ast.FunctionDef | None:
    if database is None:
        return None
    wanted = f"{name}_{database}"
    found = [it for it in tree.body if isinstance(it, ast.FunctionDef) and it.name == wanted]
    return found[-1] if found else None
