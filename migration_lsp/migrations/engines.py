"""Where a revision does its work: in ``upgrade()``, or in ``upgrade_<name>()`` that it hands on to.

Templates for several databases write a function for each; what is to be read or written for one stands there.
"""

from __future__ import annotations

import ast


def working_name(tree: ast.Module, name: str, database: str | None) -> str:
    """The name of the function that does what ``name`` (``upgrade`` or ``downgrade``) does to a database."""
    own = f"{name}_{database}"
    is_there = database is not None and any(isinstance(it, ast.FunctionDef) and it.name == own for it in tree.body)
    return own if is_there else name
