"""A required column on a table with rows: a server default for them, or no requirement yet. In a revision."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from migration_lsp.fixes.constants import as_python, sensible_default
from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.place import Place
from migration_lsp.judgement import Finding
from migration_lsp.schema.effects import ColumnAdded
from migration_lsp.source.edits import TextEdit
from migration_lsp.source.imports import alias_of, import_edit
from migration_lsp.source.spans import Span

_RULE = "required-column-without-default"


@fix
def give_rows_a_value(place: Place) -> Iterator[Fix]:
    """Where the rule speaks of an operation whose ``nullable=False`` stands in the text."""
    for finding in place.findings:
        effect = finding.effect
        if finding.rule != _RULE or finding.is_pending or not isinstance(effect, ColumnAdded):
            continue
        nullable = finding.moment.narrow("nullable") if finding.moment is not None else None
        if nullable is None:
            continue
        default = sensible_default(effect.column)
        if default is not None:
            yield _with_default(place, finding, nullable, default)
        yield Fix(
            f"nullable:{effect.label}",
            f"Let {effect.label} be NULL for now",
            FixKind.QUICK_FIX,
            partial(_allowing_null, nullable),
            finding,
        )


def _allowing_null(nullable: Span) -> tuple[TextEdit, ...]:
    return (TextEdit(nullable, "nullable=True"),)


def _with_default(place: Place, finding: Finding, nullable: Span, default: str) -> Fix:
    def edits() -> tuple[TextEdit, ...]:
        assert place.module is not None
        alias = alias_of(place.module.tree, "sqlalchemy")
        added = beside(place.module.lines, nullable, f"server_default={as_python(default, alias or 'sa')}")
        imports = () if alias is not None else (import_edit(place.module.tree, place.path, "import sqlalchemy as sa"),)
        return (*imports, added)

    assert finding.effect is not None
    label = finding.effect.label
    title = f"Give existing rows of {label} a server default ({default})"
    return Fix(f"server-default:{label}", title, FixKind.QUICK_FIX, edits, finding, is_preferred=True)


def beside(lines: tuple[str, ...], argument: Span, text: str) -> TextEdit:
    """One more argument after another: on a line of its own where that has one."""
    line = lines[argument.line]
    before = line[: argument.column]
    separator = ", " if before.strip() else f",\n{before}"
    return TextEdit.insertion(argument.path, argument.end_line, argument.end_column, separator + text)
