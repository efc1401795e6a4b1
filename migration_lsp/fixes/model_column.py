"""What mends a finding in the model itself: a server default, NULL allowed, an index."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migration_lsp.fixes.constants import as_python, sensible_default
from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.place import Place
from migration_lsp.fixes.required_column import beside
from migration_lsp.judgement import Finding
from migration_lsp.schema.effects import ColumnAdded
from migration_lsp.source.edits import TextEdit
from migration_lsp.source.imports import alias_of, import_edit
from migration_lsp.source.spans import span_of

_MAKERS = ("Column", "mapped_column")
_REQUIRED = "required-column-without-default"
_UNINDEXED = "foreign-key-without-index"


@fix
def mend_model(place: Place) -> Iterator[Fix]:
    """On the line of a column in a model, for what is said of it there."""
    for finding in place.findings:
        if not finding.is_pending or finding.effect is None:
            continue
        statement = _statement(place, finding)
        if statement is None:
            continue
        if finding.rule == _REQUIRED and isinstance(finding.effect, ColumnAdded):
            yield from _for_required(place, finding, statement, finding.effect)
        elif finding.rule == _UNINDEXED and len(finding.effect.columns) == 1:
            yield from _for_unindexed(place, finding, statement)


def _statement(place: Place, finding: Finding) -> ast.Assign | ast.AnnAssign | None:
    """The assignment that declares the column."""
    assert place.module is not None
    found = (
        node
        for node in ast.walk(place.module.tree)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.lineno - 1 == finding.span.line
    )
    return next(found, None)


def _call(statement: ast.Assign | ast.AnnAssign) -> ast.Call | None:
    """``mapped_column(…)``, ``db.Column(…)``."""
    call = statement.value
    if not isinstance(call, ast.Call):
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return call if name in _MAKERS else None


def _for_required(
    place: Place, finding: Finding, statement: ast.Assign | ast.AnnAssign, effect: ColumnAdded
) -> Iterator[Fix]:
    call, default, label = _call(statement), sensible_default(effect.column), effect.label
    if call is not None and default is not None:
        yield Fix(
            f"model-default:{label}",
            f"Give existing rows of {label} a server default ({default})",
            FixKind.QUICK_FIX,
            lambda: _with_default(place, call, default),
            finding,
            is_preferred=True,
        )
    nullable = _as_nullable(place, statement, call)
    if nullable is not None:
        title = f"Let {label} be NULL for now"
        yield Fix(f"model-nullable:{label}", title, FixKind.QUICK_FIX, lambda: (nullable,), finding)


def _for_unindexed(place: Place, finding: Finding, statement: ast.Assign | ast.AnnAssign) -> Iterator[Fix]:
    call = _call(statement)
    assert finding.effect is not None
    if call is None or any(keyword.arg in ("index", "unique") for keyword in call.keywords):
        return
    label = finding.effect.label
    title = f"Index the foreign key of {label}"
    edits = (_one_more(place, call, "index=True"),)
    yield Fix(f"model-index:{label}", title, FixKind.QUICK_FIX, lambda: edits, finding, is_preferred=True)


def _with_default(place: Place, call: ast.Call, default: str) -> tuple[TextEdit, ...]:
    """``server_default=`` in the words of the file: ``db.text``, ``sa.text``, ``text``."""
    assert place.module is not None
    tree = place.module.tree
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.attr == "Column":
        return (_one_more(place, call, f"server_default={as_python(default, call.func.value.id)}"),)
    package = alias_of(tree, "sqlalchemy")
    if package is not None:
        return (_one_more(place, call, f"server_default={as_python(default, package)}"),)
    name = alias_of(tree, "sqlalchemy.text")
    added = _one_more(place, call, f"server_default={as_python(default, '')}")
    if name is not None or _imports_everything(tree):
        return (added,)
    return import_edit(tree, place.path, "from sqlalchemy import text"), added


def _imports_everything(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy" and node.names[0].name == "*"
        for node in tree.body
    )


def _as_nullable(place: Place, statement: ast.Assign | ast.AnnAssign, call: ast.Call | None) -> TextEdit | None:
    """``nullable=True`` where ``nullable=False`` stands, else ``| None`` in the annotation."""
    assert place.module is not None
    for keyword in call.keywords if call is not None else ():
        if keyword.arg == "nullable":
            is_false = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            span = span_of(keyword.value, place.path, place.module.lines)
            return TextEdit(span, "True") if is_false else None
    annotation = statement.annotation if isinstance(statement, ast.AnnAssign) else None
    if not isinstance(annotation, ast.Subscript) or isinstance(annotation.slice, ast.Constant):
        return None
    span = span_of(annotation.slice, place.path, place.module.lines)
    return TextEdit.insertion(place.path, span.end_line, span.end_column, " | None")


def _one_more(place: Place, call: ast.Call, text: str) -> TextEdit:
    """One more keyword argument, after those that are there."""
    assert place.module is not None
    lines = place.module.lines
    arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    if arguments:
        last = max(arguments, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))
        return beside(lines, span_of(last, place.path, lines), text)
    span = span_of(call, place.path, lines)
    return TextEdit.insertion(place.path, span.end_line, span.end_column - 1, text)
