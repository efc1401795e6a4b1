"""What a module calls the packages that it imports, and how to import one more."""

from __future__ import annotations

import ast

from migration_lsp.source.edits import TextEdit


def alias_of(tree: ast.Module, package: str) -> str | None:
    """The name under which a module has a package or a member of one: ``sa`` for ``sqlalchemy``, ``op`` for
    ``alembic.op``."""
    parent, _, member = package.rpartition(".")
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == package and (alias.asname or "." not in package):
                    return alias.asname or alias.name
        elif isinstance(statement, ast.ImportFrom) and statement.level == 0 and statement.module == parent:
            for alias in statement.names:
                if alias.name == member:
                    return alias.asname or alias.name
    return None


def import_edit(tree: ast.Module, path: str, statement: str) -> TextEdit:
    """One more import, below those that are there."""
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    if imports:
        last = imports[-1]
        line, column = (last.end_lineno or last.lineno) - 1, last.end_col_offset or 0
        return TextEdit.insertion(path, line, column, f"\n{statement}")
    first = tree.body[0] if tree.body else None
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if first is not None and is_docstring:
        return TextEdit.insertion(path, (first.end_lineno or 1) - 1, first.end_col_offset or 0, f"\n{statement}")
    return TextEdit.insertion(path, 0, 0, f"{statement}\n")
