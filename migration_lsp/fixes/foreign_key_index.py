"""The index that a foreign key lacks, after the operation in a revision."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.inserting import after_statement, can_insert, first_in_downgrade, imports_for, in_the_words_of
from migration_lsp.fixes.place import Place
from migration_lsp.fixes.shapes import Ground, index_beside_work
from migration_lsp.fixes.tables import ground_of
from migration_lsp.judgement import Act, Finding
from migration_lsp.schema.conventions import index_name
from migration_lsp.source.edits import TextEdit

_RULE = "foreign-key-without-index"


@fix
def index_foreign_key(place: Place) -> Iterator[Fix]:
    """In a revision, where the rule speaks."""
    if not can_insert(place):
        return
    for finding in place.findings:
        if finding.rule != _RULE or finding.effect is None or finding.moment is None or finding.is_pending:
            continue
        ground = ground_of(place, finding.effect.table)
        if ground is not None:
            yield Fix(
                f"index-foreign-key:{finding.effect.label}",
                f"Add the index that the foreign key of {finding.effect.label} needs",
                FixKind.QUICK_FIX,
                partial(_edits, place, finding, ground),
                finding,
                is_preferred=True,
            )


def _edits(place: Place, finding: Finding, ground: Ground) -> tuple[TextEdit, ...]:
    assert finding.effect is not None
    assert finding.moment is not None
    columns = finding.effect.columns
    name = index_name(ground.name, columns, ground.convention)
    if ground.is_busy_postgres:
        made, dropped = index_beside_work(ground, name, columns)
        statement = _statement(place, finding.moment.act, outermost=True)
        return _written(place, statement, made, dropped)
    statement = _statement(place, finding.moment.act, outermost=False)
    quoted = ", ".join(repr(column) for column in columns)
    schema = f", schema={ground.schema!r}" if ground.schema else ""
    batch = _batch_name(statement) if finding.moment.act.in_batch else None
    if batch is not None:
        made = f"{batch}.create_index({name!r}, [{quoted}], unique=False)"
        dropped = f"{ground.batch}\n    batch_op.drop_index({name!r})"
    else:
        made = f"op.create_index({name!r}, {ground.name!r}, [{quoted}], unique=False{schema})"
        dropped = f"op.drop_index({name!r}, table_name={ground.name!r}{schema})"
    return _written(place, statement, made, dropped)


def _written(place: Place, statement: ast.stmt, made: str, dropped: str) -> tuple[TextEdit, ...]:
    return (
        *imports_for(place, made + dropped),
        after_statement(place, statement, in_the_words_of(place, made)),
        first_in_downgrade(place, in_the_words_of(place, dropped)),
    )


def _statement(place: Place, act: Act, *, outermost: bool) -> ast.stmt:
    """The statement that makes an act: the innermost, or that of ``upgrade()`` itself."""
    function = place.function("upgrade")
    assert function is not None
    assert act.span is not None
    line = act.span.line
    around = [
        node
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.stmt) and node.lineno - 1 <= line <= (node.end_lineno or node.lineno) - 1
    ]
    return around[0] if outermost or len(around) == 1 else max(around, key=lambda node: (node.lineno, node.col_offset))


def _batch_name(statement: ast.stmt) -> str | None:
    """``batch_op`` of ``batch_op.create_foreign_key(…)``."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    value = function.value if isinstance(function, ast.Attribute) else None
    return value.id if isinstance(value, ast.Name) else None
