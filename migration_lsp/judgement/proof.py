"""Whether a revision's ``downgrade()`` gives the schema back that was there before its ``upgrade()``."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from migration_lsp.judgement.view import View
from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.records import Catalogue, TableRecord


class Proof(Enum):
    """What replaying both functions shows."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    """Something on the way was not understood, or depends on what only the database knows."""


def downgrade_proof(view: View, revision: str) -> Proof:
    """Replay ``downgrade()`` from where ``upgrade()`` ends, and compare with where it began."""
    up, down = view.project.run_of(revision), view.downgrade(revision)
    if not (is_decided(up) and is_decided(down) and up.before.certain):
        return Proof.UNDECIDED
    if down.raised is not None or any(recorded.problems for recorded in down.operations):
        return Proof.REFUTED
    return Proof.PROVEN if _normal(down.after) == _normal(up.before) else Proof.REFUTED


def is_decided(run: Run) -> bool:
    """Whether everything that a function does is known."""
    return run.after.certain and not run.notes and all(recorded.certain for recorded in run.operations)


def _normal(catalogue: Catalogue) -> Catalogue:
    """A catalogue in which tables do not depend on the order in which their parts were made."""
    tables = {key: _sorted(table) for key, table in catalogue.tables.items()}
    return replace(catalogue, tables=type(catalogue.tables)(tables))


def _sorted(table: TableRecord) -> TableRecord:
    return replace(
        table,
        columns=tuple(sorted(table.columns, key=repr)),
        indexes=tuple(sorted(table.indexes, key=repr)),
        uniques=tuple(sorted(table.uniques, key=repr)),
        foreign_keys=tuple(sorted(table.foreign_keys, key=repr)),
        checks=tuple(sorted(table.checks, key=repr)),
        exclusions=tuple(sorted(table.exclusions, key=repr)),
        triggers=tuple(sorted(table.triggers)),
    )
