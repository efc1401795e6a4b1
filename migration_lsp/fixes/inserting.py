"""Puts statements into a revision: into ``upgrade()`` where the cursor is, their undoing first in ``downgrade()``."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from migration_lsp.fixes.place import Place
from migration_lsp.source.definitions import does_nothing
from migration_lsp.source.edits import TextEdit
from migration_lsp.source.imports import alias_of, import_edit
from migration_lsp.source.spans import Span, span_of

_PACKAGES = {
    "sa": ("sqlalchemy", "import sqlalchemy as sa"),
    "postgresql": ("sqlalchemy.dialects.postgresql", "from sqlalchemy.dialects import postgresql"),
    "mysql": ("sqlalchemy.dialects.mysql", "from sqlalchemy.dialects import mysql"),
    "sqlite": ("sqlalchemy.dialects.sqlite", "from sqlalchemy.dialects import sqlite"),
    "op": ("alembic.op", "from alembic import op"),
}


def can_insert(place: Place) -> bool:
    """Whether there is an ``upgrade()`` to put something into, and the place is in it."""
    return place.function("upgrade") is not None and place.is_in("upgrade")


def inserted(place: Place, upgrade: str, downgrade: str) -> tuple[TextEdit, ...]:
    """The edits that add both, with the imports that they need. The texts are not indented."""
    return (
        *_imports(place, upgrade + downgrade),
        _into_upgrade(place, _in_the_words_of(place, upgrade)),
        first_in_downgrade(place, _in_the_words_of(place, downgrade)),
    )


def in_downgrade(place: Place, text: str) -> tuple[TextEdit, ...]:
    """The edits that put statements first in ``downgrade()``, with the imports that they need."""
    return (*_imports(place, text), first_in_downgrade(place, _in_the_words_of(place, text)))


def _in_the_words_of(place: Place, text: str) -> str:
    """A text with the names under which the file has the packages."""
    assert place.module is not None
    for name, (package, _) in _PACKAGES.items():
        alias = alias_of(place.module.tree, package)
        if alias is not None and alias != name:
            text = re.sub(rf"(?<![\w.'\"]){name}\.", f"{alias}.", text)
    return text


def _imports(place: Place, text: str) -> Iterator[TextEdit]:
    assert place.module is not None
    for name, (package, statement) in _PACKAGES.items():
        is_used = re.search(rf"(?<![\w.'\"]){name}\.", text) is not None
        if is_used and alias_of(place.module.tree, package) is None:
            yield import_edit(place.module.tree, place.path, statement)


def _into_upgrade(place: Place, text: str) -> TextEdit:
    function = place.function("upgrade")
    assert function is not None and place.module is not None  # noqa: PT018 - both are what can_insert() promised
    acting = [statement for statement in function.body if not does_nothing(statement)]
    if not acting:
        return _in_place_of_nothing(place, function, text)
    indent = " " * function.body[0].col_offset
    line = place.start[0]
    around = next((it for it in acting if it.lineno - 1 <= line <= (it.end_lineno or it.lineno) - 1), None)
    if around is None and line < function.body[0].lineno - 1:
        return TextEdit.insertion(place.path, acting[0].lineno - 1, 0, textwrap.indent(text, indent) + "\n")
    if around is None and place.is_blank:
        width = len(place.module.lines[line]) if line < len(place.module.lines) else 0
        return TextEdit(Span(place.path, line, 0, line, width), textwrap.indent(text, indent))
    last = around or acting[-1]
    return after_statement(place, last, text)


def after_statement(place: Place, statement: ast.stmt, text: str) -> TextEdit:
    """A text on the lines below a statement, as far to the right as that stands."""
    assert place.module is not None
    span = span_of(statement, place.path, place.module.lines)
    line = span.end_line
    end = len(place.module.lines[line].rstrip())
    return TextEdit.insertion(place.path, line, end, "\n" + textwrap.indent(text, " " * statement.col_offset))


def first_in_downgrade(place: Place, text: str) -> TextEdit:
    """A text at the beginning of ``downgrade()``, which is made where there is none."""
    assert place.module is not None
    function = place.function("downgrade")
    if function is None:
        upgrade = place.function("upgrade")
        last = upgrade if upgrade is not None else place.module.tree.body[-1]
        returns = " -> None" if upgrade is not None and upgrade.returns is not None else ""
        body = textwrap.indent(text, "    ")
        line = (last.end_lineno or last.lineno) - 1
        end = len(place.module.lines[line].rstrip())
        return TextEdit.insertion(place.path, line, end, f"\n\n\ndef downgrade(){returns}:\n{body}")
    acting = [statement for statement in function.body if not does_nothing(statement)]
    if not acting:
        return _in_place_of_nothing(place, function, text)
    indented = textwrap.indent(text, " " * function.body[0].col_offset)
    return TextEdit.insertion(place.path, acting[0].lineno - 1, 0, indented + "\n")


def _in_place_of_nothing(place: Place, function: ast.FunctionDef, text: str) -> TextEdit:
    """A text in the place of ``pass``; below the docstring where there is nothing else."""
    assert place.module is not None
    last = function.body[-1]
    is_docstring = isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is not ...
    if is_docstring:
        return after_statement(place, last, text)
    span = span_of(last, place.path, place.module.lines)
    begin = Span(place.path, span.line, span.column, span.end_line, span.end_column)
    return TextEdit(begin, textwrap.indent(text, " " * last.col_offset).lstrip())
