"""Imports that are certain to fail: of a module that its own package, which is the project's, does not have.

A package from elsewhere is taken to be installed: ``try: import psycopg2`` tells nothing about the machine that
the project runs on.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.scope import Scope

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter


def missing_import(interpreter: Interpreter, body: list[ast.stmt], scope: Scope) -> ast.stmt | None:
    """The first import of a ``try`` block, before anything else is done in it, whose module is not there."""
    for statement in body:
        if isinstance(statement, ast.Import):
            names = [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            names = [scope.module.absolute(statement.module, statement.level)]
        else:
            return None
        if any(_is_missing(interpreter, name) for name in names):
            return statement
    return None


def _is_missing(interpreter: Interpreter, name: str) -> bool:
    package, _, last = name.rpartition(".")
    if not package or interpreter.find(name) is not None or interpreter.modules.is_folder(name):
        return False
    parent = interpreter.find(package)
    # What a package's own code makes of its name (``sys.modules``, a path of its own) is not looked into.
    return parent is not None and parent.is_package and last not in parent.namespace
