"""Whether a revision's ``downgrade()`` gives the schema back that was there before its ``upgrade()``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from immutables import Map

from migration_lsp.judgement.view import View
from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.apply.sequences import implied_sequences
from migration_lsp.schema.default_form import normal_default
from migration_lsp.schema.effects import Effect
from migration_lsp.schema.effects_of import difference_of
from migration_lsp.schema.operations import is_schema_change
from migration_lsp.schema.records import Catalogue, ColumnRecord, TableRecord


class Proof(Enum):
    """What replaying both functions shows."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    """Something on the way was not understood, or depends on what only the database knows."""


def downgrade_proof(view: View, revision: str) -> Proof:
    """Replay ``downgrade()`` from where ``upgrade()`` ends, and compare with where it began."""
    return proof_of(view.project.run_of(revision), view.downgrade(revision))


def proof_of(up: Run, down: Run) -> Proof:
    """The same of any way up and any way down that begins where it ends."""
    if not (is_decided(up) and is_decided(down)) or _is_blurred(up.before, down.after):
        return Proof.UNDECIDED
    if down.raised is not None or any(recorded.problems for recorded in down.operations):
        return Proof.REFUTED
    return Proof.PROVEN if remains(up.before, down.after) == Remains() else Proof.REFUTED


@dataclass(frozen=True, slots=True)
class Remains:
    """What a refuted downgrade leaves other than it was."""

    effects: tuple[Effect, ...] = ()
    """What has to be done to the earlier schema to have the one that it leaves."""
    enums: tuple[str, ...] = ()
    """Enum types that are there, gone, or have other values."""
    objects: tuple[str, ...] = ()
    """The same of views, sequences, functions and the like."""


def remains_of_downgrade(view: View, revision: str) -> Remains:
    """How the schema after ``downgrade()`` differs from the one before ``upgrade()``."""
    return remains(view.project.run_of(revision).before, view.downgrade(revision).after)


def remains(before: Catalogue, after: Catalogue) -> Remains:
    """How one schema differs from another, the order of columns and constraints apart."""
    # What nobody touched is the same object.
    keys = before.differing_tables(after)
    old, new = _only(before, keys), _only(after, keys)
    enums = _other_keys(before.enums, after.enums)
    objects = _other_objects(before, after)
    if objects:
        objects -= {("sequence", name) for name in implied_sequences(old) & implied_sequences(new)}
    triggers = {f"trigger {name}" for key in keys for name in _triggers(old, key) ^ _triggers(new, key)}
    names = tuple(sorted({" ".join(key) for key in objects} | triggers))
    return Remains(_effects(old, new), tuple(sorted(enums)), names)


def _only(catalogue: Catalogue, keys: Set[str]) -> Catalogue:
    return Catalogue(catalogue.dialect, Map({key: catalogue.tables[key] for key in keys if key in catalogue.tables}))


def _effects(old: Catalogue, new: Catalogue) -> tuple[Effect, ...]:
    if old.tables == new.tables:
        return ()
    return difference_of(_in_order(old), _in_order(new))


def _in_order(catalogue: Catalogue) -> Catalogue:
    return Catalogue(catalogue.dialect, Map({key: _sorted(table) for key, table in catalogue.tables.items()}))


def _triggers(catalogue: Catalogue, key: str) -> frozenset[str]:
    table = catalogue.tables.get(key)
    return frozenset(table.triggers) if table is not None else frozenset()


_OR_REPLACE = re.compile(r"^(\s*create)\s+or\s+replace\b", re.IGNORECASE)


def _other_objects(before: Catalogue, after: Catalogue) -> set[tuple[str, str]]:
    if before.objects is after.objects:
        return set()
    return _other_keys(_plain_objects(before), _plain_objects(after))


def _plain_objects(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """The objects by what is there afterwards, however the statement asked for it."""
    return {
        key: "" if key[0] == "sequence" else _OR_REPLACE.sub(r"\1", definition).strip().rstrip(";")
        for key, definition in catalogue.objects.items()
    }


_Key = TypeVar("_Key")


def _other_keys(before: Mapping[_Key, object], after: Mapping[_Key, object]) -> set[_Key]:
    if before is after:
        return set()
    return {key for key in (*before, *after) if before.get(key) != after.get(key)}


def is_decided(run: Run) -> bool:
    """Whether everything that a function does to the schema is known. What it does to rows does not matter here."""
    changes = (recorded for recorded in run.operations if is_schema_change(recorded.operation))
    return run.after.certain and all(recorded.certain for recorded in changes)


def _is_blurred(before: Catalogue, after: Catalogue) -> bool:
    """Whether a table that was known is not known for certain any more, so that a difference may be none."""
    pairs = ((before.tables.get(key), after.tables.get(key)) for key in before.differing_tables(after))
    return any(old is not None and new is not None and old.certain and not new.certain for old, new in pairs)


def _sorted(table: TableRecord) -> TableRecord:
    return replace(
        table,
        columns=tuple(sorted(map(_with_plain_default, table.columns), key=repr)),
        indexes=tuple(sorted(table.indexes, key=repr)),
        uniques=tuple(sorted(table.uniques, key=repr)),
        foreign_keys=tuple(sorted(table.foreign_keys, key=repr)),
        checks=tuple(sorted(table.checks, key=repr)),
        exclusions=tuple(sorted(table.exclusions, key=repr)),
        triggers=tuple(sorted(table.triggers)),
    )


def _with_plain_default(column: ColumnRecord) -> ColumnRecord:
    """A column whose default is spelled in the one way: SQLite has it in brackets once the table is made anew.

    A column numbered by a sequence is the same whether SERIAL made the sequence or its default names one.
    """
    if column.default is None:
        return column
    if column.default.startswith("nextval("):
        return replace(column, default=None, autoincrement=True)
    return replace(column, default=normal_default(column.default, column.type))
