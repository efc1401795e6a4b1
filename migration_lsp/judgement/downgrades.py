"""What a revision file says of its way back, read from its text: is there one, and does it do anything."""

from __future__ import annotations

import ast

from migration_lsp.judgement.subjects import Revision
from migration_lsp.source.calls import defined_name
from migration_lsp.source.spans import Span


def function_of(revision: Revision, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """A function at the top of the revision's file; the last of that name counts, as in Python."""
    module = revision.view.project.module(revision.header.path)
    body = module.tree.body if module is not None else []
    found = [it for it in body if isinstance(it, (ast.FunctionDef, ast.AsyncFunctionDef)) and it.name == name]
    return found[-1] if found else None


def does_nothing(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a body holds no statement that acts: ``pass``, a docstring, ``...``, a bare ``return``."""
    return all(_is_idle(statement) for statement in function.body)


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def is_refused(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a body states by a ``raise``, and nothing else, that there is no way back."""
    acting = [statement for statement in function.body if not _is_idle(statement)]
    return len(acting) == 1 and isinstance(acting[0], ast.Raise)


def is_left_out(revision: Revision) -> bool:
    """Whether there is no way back at all, and none is meant: no function, an idle one, or one that only raises.

    A module that binds the name in another way (an import, an assignment) may have one.
    """
    function = function_of(revision, "downgrade")
    if function is None:
        module = revision.view.project.module(revision.header.path)
        return module is None or not _is_bound(module.tree, "downgrade")
    return does_nothing(function) or is_refused(function)


def _is_bound(tree: ast.Module, name: str) -> bool:
    """Whether a top-level import or assignment gives a name a value."""
    return any(name in _bound_names(statement) or "*" in _bound_names(statement) for statement in tree.body)


def _bound_names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name for alias in statement.names}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def downgrade_place(revision: Revision) -> Span:
    """Where the way back is spoken of: the name of ``downgrade``, else that of ``upgrade``, else the revision's id."""
    module = revision.view.project.module(revision.header.path)
    for name in ("downgrade", "upgrade"):
        function = function_of(revision, name)
        if function is not None and module is not None:
            return defined_name(module.lines, revision.header.path, function)
    return revision.top
