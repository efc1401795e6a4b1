"""Wrap calls of ``op`` on one table in ``op.batch_alter_table``, which is what SQLite needs.

Read from the text, so that it is offered in ``downgrade()`` as well. What the calls do is left as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.place import Place
from migration_lsp.judgement import Finding
from migration_lsp.judgement.view import created_by
from migration_lsp.source.edits import TextEdit, applied
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.parse import parse
from migration_lsp.source.rewrite.quotes import prefers_double, quoted
from migration_lsp.source.rewrite.table_calls import TableCall, runs_of
from migration_lsp.source.spans import Note, Span

_RULE = "needs-batch"
_BATCH = "batch_op"
_INDENT = "    "


@fix
def wrap_in_batch(place: Place) -> Iterator[Fix]:
    """Offered on the calls at the place, and on those on the same table right beside them."""
    module = place.module
    if module is None or place.revision is None:
        return
    run = next(_runs_at(place, module), None)
    if run is None:
        return
    finding = _finding(place, run)
    if finding is None and _creates_the_table(place, run):
        return
    yield Fix(
        "wrap-in-batch",
        f"Wrap in batch_alter_table({_written(run.calls[0].table, double=False)})",
        FixKind.REWRITE if finding is None else FixKind.QUICK_FIX,
        lambda: _edits(module, run),
        finding,
        is_preferred=finding is not None,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Calls on one table that follow each other, on lines of their own."""

    function: ast.FunctionDef
    calls: tuple[TableCall, ...]

    @property
    def first(self) -> int:
        return self.calls[0].statement.lineno - 1

    @property
    def last(self) -> int:
        return (self.calls[-1].statement.end_lineno or 0) - 1


def _runs_at(place: Place, module: Module) -> Iterator[_Run]:
    for name in ("upgrade", "downgrade"):
        function = place.function(name)
        if function is None:
            continue
        for calls in runs_of(function, module.tree):
            touched = tuple(call for call in calls if _touches(place, call.statement))
            # Who marks several statements means those; a cursor means all that belong together.
            run = _Run(function, touched if len(touched) > 1 else calls)
            if touched and all(_stands_alone(module, call.statement) for call in run.calls):
                yield run


def _touches(place: Place, statement: ast.stmt) -> bool:
    return statement.lineno - 1 <= place.end[0] and place.start[0] <= (statement.end_lineno or 0) - 1


def _stands_alone(module: Module, statement: ast.stmt) -> bool:
    """Whether its lines hold nothing else but a comment."""
    span, lines = module.span(statement), module.lines
    above = lines[span.line - 1] if span.line else ""
    after = lines[span.end_line][span.end_column :].strip()
    return (
        not lines[span.line][: span.column].strip()
        and (not after or after.startswith("#"))
        and not above.endswith("\\")
    )


def _finding(place: Place, run: _Run) -> Finding | None:
    lines = range(run.first, run.last + 1)
    return next((it for it in place.findings if it.rule == _RULE and it.span.line in lines), None)


def _creates_the_table(place: Place, run: _Run) -> bool:
    """Whether the same function made the table just now: it has no rows, and can have been made right at once."""
    if place.revision is None or run.function is not place.function("upgrade"):
        return False
    acts = place.view.acts(place.revision)
    earlier = tuple(act for act in acts if act.span is not None and act.span.line < run.first)
    here = (act for act in acts if act.span is not None and run.first <= act.span.line <= run.last)
    return any(act.table in created_by(earlier) for act in here)


def _edits(module: Module, run: _Run) -> tuple[TextEdit, ...]:
    # libcst takes longer to load than everything else on the way to an offer.
    from migration_lsp.source.rewrite.batch import moved_into_block

    lines = module.lines
    text = moved_into_block(
        lines[run.first : run.last + 1],
        _head(module, run.calls[0]),
        _BATCH,
        [call.left_out for call in run.calls],
        _indent(module, run.function),
    )
    if text is None:
        return ()
    edit = TextEdit(Span(module.path, run.first, 0, run.last, len(lines[run.last])), text)
    return () if isinstance(parse(applied("\n".join(lines), (edit,)), module.path), Note) else (edit,)


def _head(module: Module, call: TableCall) -> str:
    double = prefers_double(module.tree, module.lines)
    table = _written(call.table, double=double)
    schema = _written(call.schema, double=double) if call.schema is not None else "None"
    return f"with {ast.unparse(call.op)}.batch_alter_table({table}, schema={schema}) as {_BATCH}:"


def _written(node: ast.expr, *, double: bool) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return quoted(node.value, double=double)
    return ast.unparse(node)


def _indent(module: Module, function: ast.FunctionDef) -> str:
    """By how much the file indents a block."""
    span = module.span(function.body[0])
    indent = module.lines[span.line][: span.column]
    return indent if indent and not indent.strip() else _INDENT
