"""Puts statements into a revision: into ``upgrade()`` where the cursor is, their undoing first in ``downgrade()``."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from itertools import takewhile

from migration_lsp.fixes.place import Place
from migration_lsp.source.definitions import does_nothing
from migration_lsp.source.edits import TextEdit
from migration_lsp.source.imports import alias_of, import_edit
from migration_lsp.source.spans import Span

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
        *imports_for(place, upgrade + downgrade),
        _into_upgrade(place, in_the_words_of(place, upgrade)),
        first_in_downgrade(place, in_the_words_of(place, downgrade)),
    )


def in_downgrade(place: Place, text: str) -> tuple[TextEdit, ...]:
    """The edits that put statements first in ``downgrade()``, with the imports that they need."""
    return (*imports_for(place, text), first_in_downgrade(place, in_the_words_of(place, text)))


def in_the_words_of(place: Place, text: str) -> str:
    """A text with the names under which the file has the packages."""
    assert place.module is not None
    for name, (package, _) in _PACKAGES.items():
        alias = alias_of(place.module.tree, package)
        if alias is not None and alias != name:
            text = re.sub(rf"(?<![\w.'\"]){name}\.", f"{alias}.", text)
    return text


def imports_for(place: Place, text: str) -> Iterator[TextEdit]:
    """The imports that a text needs and the file does not have."""
    assert place.module is not None
    for name, (package, statement) in _PACKAGES.items():
        is_used = re.search(rf"(?<![\w.'\"]){name}\.", text) is not None
        if is_used and alias_of(place.module.tree, package) is None:
            yield import_edit(place.module.tree, place.path, statement)


def _into_upgrade(place: Place, text: str) -> TextEdit:
    function = place.function("upgrade")
    assert function is not None
    assert place.module is not None
    reached = list(takewhile(lambda it: not isinstance(it, ast.Return | ast.Raise), function.body))
    acting = [statement for statement in reached if not does_nothing(statement)]
    if not acting:
        return _in_place_of_nothing(place, function, text)
    line = place.start[0]
    around = next((it for it in acting if it.lineno - 1 <= line <= (it.end_lineno or it.lineno) - 1), None)
    if around is None and line < acting[0].lineno - 1:
        return _before_statement(place, function, acting[0], text)
    is_reached = len(reached) == len(function.body) or line < function.body[len(reached)].lineno - 1
    if around is None and place.is_blank and is_reached:
        width = len(place.module.lines[line]) if line < len(place.module.lines) else 0
        return TextEdit(Span(place.path, line, 0, line, width), textwrap.indent(text, _indent(place, acting[0])))
    return after_statement(place, around or acting[-1], text)


def after_statement(place: Place, statement: ast.stmt, text: str) -> TextEdit:
    """A text on the lines below a statement, as far to the right as that stands."""
    assert place.module is not None
    line = place.module.span(statement).end_line
    end = len(place.module.lines[line].rstrip())
    return TextEdit.insertion(place.path, line, end, "\n" + textwrap.indent(text, _indent(place, statement)))


def _before_statement(place: Place, function: ast.FunctionDef, statement: ast.stmt, text: str) -> TextEdit:
    """A text on the lines above the first statement of a function, and above the comments on that."""
    assert place.module is not None
    lines, span = place.module.lines, place.module.span(statement)
    indent = _indent(place, statement)
    before = lines[span.line][: span.column].rstrip()
    if before:
        # The statement stands behind the colon.
        taken = Span(place.path, span.line, len(before), span.line, span.column)
        return TextEdit(taken, f"\n{textwrap.indent(text, indent)}\n{indent}")
    above = [it for it in function.body if it.lineno < statement.lineno]
    first = (above[-1].end_lineno or 0) if above else function.lineno
    line = span.line
    while line > first and lines[line - 1].strip().startswith("#"):
        line -= 1
    return TextEdit.insertion(place.path, line, 0, textwrap.indent(text, indent) + "\n")


def _indent(place: Place, statement: ast.stmt) -> str:
    """What stands before a statement, or before others of its block where it does not begin its line."""
    assert place.module is not None
    line = place.module.lines[statement.lineno - 1]
    white = line[: len(line) - len(line.lstrip())]
    is_behind_colon = line.lstrip().startswith(("def ", "async def "))
    return f"{white}    " if is_behind_colon else white


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
    return _before_statement(place, function, acting[0], text)


def _in_place_of_nothing(place: Place, function: ast.FunctionDef, text: str) -> TextEdit:
    """A text in the place of ``pass``; below the docstring where there is nothing else."""
    assert place.module is not None
    last = function.body[-1]
    is_docstring = isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is not ...
    if is_docstring:
        return after_statement(place, last, text)
    span, indent = place.module.span(last), _indent(place, last)
    before = place.module.lines[span.line][: span.column]
    if before.strip():
        column = len(before.rstrip())
        taken = Span(place.path, span.line, column, span.end_line, span.end_column)
        return TextEdit(taken, "\n" + textwrap.indent(text, indent))
    return TextEdit(span, textwrap.indent(text, indent).lstrip())
