"""*Write the name*: the one that the database knows a constraint or an index by, in the drop that has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.place import Place
from migration_lsp.judgement import Finding
from migration_lsp.judgement.unnamed import Nameless, nameless_in_downgrade, nameless_in_upgrade
from migration_lsp.source.calls import call_at
from migration_lsp.source.edits import TextEdit
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.rewrite.quotes import prefers_double, quoted

_RULE = "unnamed-drop"
_NAMES = ("constraint_name", "index_name", "name")


@fix
def name_the_drop(place: Place) -> Iterator[Fix]:
    """Where the name is known, and ``None`` is written in the revision itself for this one drop."""
    module = place.module
    findings = [finding for finding in place.findings if finding.rule == _RULE]
    if module is None or place.revision is None or not findings:
        return
    view, revision = place.view, place.revision
    drops = (*nameless_in_upgrade(view, revision), *nameless_in_downgrade(view, revision))
    for finding in findings:
        here = [it for it in drops if it.recorded.span == finding.span]
        # Of a drop in a loop there are several, and the text has one name.
        if len(here) == 1:
            yield from _offer(place, module, finding, here[0])


def _offer(place: Place, module: Module, finding: Finding, drop: Nameless) -> Iterator[Fix]:
    call = call_at(module.tree, module.lines, finding.span)
    written = _written_name(call) if call is not None else None
    if call is None or written is None or drop.name is None or drop.recorded.callers:
        return
    name = quoted(drop.name, double=prefers_double(module.tree, module.lines))
    if place.view.project.naming_convention and isinstance(call.func, ast.Attribute):
        # The name is final: a convention would make another one of it.
        name = f"{ast.unparse(call.func.value)}.f({name})"
    edit = TextEdit(module.span(written), name)
    title = f"Name what is dropped: {drop.name}"
    yield Fix(f"name-the-drop:{finding.span.line}", title, FixKind.QUICK_FIX, partial(_as_it_is, edit), finding, True)


def _as_it_is(edit: TextEdit) -> tuple[TextEdit, ...]:
    return (edit,)


def _written_name(call: ast.Call) -> ast.expr | None:
    """The ``None`` in the place of the name."""
    given = next((it.value for it in call.keywords if it.arg in _NAMES), None)
    written = given if given is not None else next(iter(call.args), None)
    return written if isinstance(written, ast.Constant) and written.value is None else None
