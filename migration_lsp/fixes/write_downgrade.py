"""*Write downgrade()*: what takes ``upgrade()`` back, where that is known for all of it.

Offered only where replaying it gives the earlier schema back.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, groupby
from operator import itemgetter

from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.inserting import in_downgrade
from migration_lsp.fixes.place import Place
from migration_lsp.fixes.undo import NoWayBackError, Undoing
from migration_lsp.fixes.undoing import undoings_of
from migration_lsp.judgement import Act
from migration_lsp.judgement.proof import Proof, is_decided, proof_of
from migration_lsp.judgement.view import added_by, created_by
from migration_lsp.project.trial import downgrade_of_text
from migration_lsp.schema.operations import DataOp, DataVerb, StatementOp, is_schema_change
from migration_lsp.source.definitions import Body, body_of
from migration_lsp.source.edits import TextEdit, applied
from migration_lsp.strategies.code import comment, in_batch, on_table, outside_transaction

_RULE = "missing-downgrade"


@fix
def write_downgrade(place: Place) -> Iterator[Fix]:
    """Where the rule speaks, unless somebody says by ``raise`` that there is to be none."""
    finding = next((it for it in place.findings if it.rule == _RULE), None)
    function = place.function("downgrade")
    if finding is None or place.module is None or place.revision is None:
        return
    if function is not None and body_of(function) is not Body.EMPTY:
        return
    text = _downgrade(place)
    if text is None:
        return
    edits = in_downgrade(place, text)
    if _gives_the_earlier_schema_back(place, edits):
        yield Fix(
            "write-downgrade",
            "Write the downgrade() that takes upgrade() back",
            FixKind.QUICK_FIX,
            lambda: edits,
            finding,
            is_preferred=True,
        )


def _gives_the_earlier_schema_back(place: Place, edits: tuple[TextEdit, ...]) -> bool:
    assert place.module is not None
    assert place.revision is not None
    project = place.view.project
    text = applied("\n".join(place.module.lines), edits)
    down = downgrade_of_text(project, place.revision, text)
    return proof_of(project.run_of(place.revision), down) is Proof.PROVEN


def _downgrade(place: Place) -> str | None:
    """The body, or None where something has no way back."""
    assert place.revision is not None
    run = place.view.project.run_of(place.revision)
    acts = place.view.acts(place.revision)
    if not is_decided(run) or run.notes or run.raised is not None or any(act.problems for act in acts):
        return None
    try:
        undone = [(act, it) for act in reversed(acts) for it in _undoings(act, acts, place)]
    except NoWayBackError:
        return None
    has_statements = any(it.call is not None or it.text for _, it in undone)
    return _written(undone, place.view.dialect) if has_statements else None


def _undoings(act: Act, acts: tuple[Act, ...], place: Place) -> tuple[Undoing, ...]:
    if is_schema_change(act.operation):
        has_convention = place.view.project.naming_convention is not None
        return undoings_of(act, acts[0].before, has_convention=has_convention)
    table = _table_written_to(act)
    if isinstance(act.operation, StatementOp) or _goes_along(act, table, acts):
        return ()
    return (Undoing("", remark=f"What upgrade() did to the rows{f' of {table}' if table else ''} stays done."),)


def _table_written_to(act: Act) -> str | None:
    """The table of a statement on rows, or of a bulk insert."""
    inserted = getattr(act.operation, "table", None)
    return act.table or (str(inserted.fullname) if inserted is not None else None)


def _goes_along(act: Act, table: str | None, acts: tuple[Act, ...]) -> bool:
    """Whether what is written goes with a table or column of the same revision, or nothing is written."""
    operation = act.operation
    if table in created_by(acts) or (isinstance(operation, DataOp) and operation.verb is DataVerb.SELECT):
        return True
    if not isinstance(operation, DataOp) or operation.verb is not DataVerb.UPDATE or not operation.sets:
        return False
    return all((table, it.column) in added_by(acts) for it in operation.sets)


# ------------------------------------------------------------------ text


def _written(undone: list[tuple[Act, Undoing]], dialect: str) -> str:
    """The statements, those for one table in a batch where there is one or SQLite needs it."""
    parts: list[str] = []
    befores = (Undoing(""), *(undoing for _, undoing in undone))
    breaks = (it.begins_batch or before.ends_batch for before, (_, it) in zip(befores, undone, strict=False))
    batches = accumulate(breaks)
    keys = [(it.table, _is_batched(act, it, dialect), batch) for (act, it), batch in zip(undone, batches, strict=True)]
    for (table, batched, _), group in groupby(zip(keys, undone, strict=True), key=itemgetter(0)):
        undoings = [undoing for _, (_, undoing) in group]
        if batched:
            calls = [undoing.call for undoing in undoings if undoing.call is not None]
            parts.extend(comment(undoing.remark) for undoing in undoings if undoing.remark)
            parts.append(in_batch(calls, table))
        else:
            parts.extend(_alone(undoing) for undoing in undoings)
    return "\n".join(parts)


_NEVER_IN_BATCH = ("drop_table", "create_table_comment", "drop_table_comment")


def _is_batched(act: Act, undoing: Undoing, dialect: str) -> bool:
    if undoing.call is None or undoing.is_alone or undoing.call.method in _NEVER_IN_BATCH:
        return False
    return act.in_batch or dialect == "sqlite"


def _alone(undoing: Undoing) -> str:
    text = on_table(undoing.call, undoing.table) if undoing.call is not None else undoing.text
    remark = comment(undoing.remark) if undoing.remark else ""
    return "\n".join(filter(None, (remark, outside_transaction(text) if undoing.is_alone else text)))
