"""What no line of the package does: evaluate text, import what text names, ask the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import migration_lsp

_PACKAGE = Path(migration_lsp.__file__).parent
_FILES = sorted(_PACKAGE.rglob("*.py"))
_EDGE = ("cli", "server", "workspace", "isolation.py", "__main__.py")

_EXECUTING = {"exec", "eval", "compile", "__import__"}
"""Builtins. As methods they are something else: SQLAlchemy and ``re`` compile too."""
_IMPORTING = {"import_module", "run_path", "run_module", "exec_module", "load_module", "spec_from_file_location"}
_OF_THE_MOMENT = {"now", "utcnow", "today", "uuid1", "uuid4", "perf_counter", "monotonic"}
_ALLOWED = {
    ("schema/loading.py", "import_module"),
    ("rules/registry.py", "import_module"),
    ("fixes/registry.py", "import_module"),
}
"""Dialects are imported by their names in a list of ours, rules and fixes by those of their files."""


def _relative(path: Path) -> str:
    return path.relative_to(_PACKAGE).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _called(path: Path) -> Iterator[ast.expr]:
    return (node.func for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))


def _called_names(path: Path) -> set[str]:
    return {function.id for function in _called(path) if isinstance(function, ast.Name)}


def _called_methods(path: Path) -> set[str]:
    return {function.attr for function in _called(path) if isinstance(function, ast.Attribute)}


@pytest.mark.parametrize("path", _FILES, ids=_relative)
def test_no_text_is_evaluated_and_nothing_is_imported_by_a_name_in_text(path: Path) -> None:
    executing = _called_names(path) & (_EXECUTING | _IMPORTING)
    importing = _called_methods(path) & _IMPORTING
    assert {(_relative(path), name) for name in executing | importing} <= _ALLOWED


@pytest.mark.parametrize("path", [path for path in _FILES if _relative(path).split("/")[0] not in _EDGE], ids=_relative)
def test_the_core_does_not_ask_what_time_it_is_and_makes_no_ids(path: Path) -> None:
    assert not (_called_names(path) | _called_methods(path)) & _OF_THE_MOMENT


@pytest.mark.parametrize("path", _FILES, ids=_relative)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(_tree(path))


def _top_level_imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in _tree(path).body:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_the_launcher_imports_nothing_before_the_project_is_shut_out() -> None:
    assert _top_level_imports(_PACKAGE / "__main__.py") == {"__future__", "sys", "migration_lsp.isolation"}
    assert _top_level_imports(_PACKAGE / "isolation.py") == {"__future__", "os", "sys"}
    assert _top_level_imports(_PACKAGE / "__init__.py") <= {"__future__"}
