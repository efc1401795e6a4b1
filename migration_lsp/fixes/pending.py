"""Writes what the models ask for into a revision, in the standard shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migration_lsp.fixes.constants import as_python, sensible_default
from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.inserting import can_insert, inserted
from migration_lsp.fixes.place import Place
from migration_lsp.fixes.shapes import Shape, column, foreign_key, jsonb, soft_delete
from migration_lsp.fixes.tables import ground_of, indexed_for_soft_delete, is_open, is_there, tables_at
from migration_lsp.judgement import Act
from migration_lsp.schema.effects import ColumnAdded, ForeignKeyAdded, TableCreated
from migration_lsp.schema.records import ColumnRecord, ForeignKeyRecord
from migration_lsp.schema.write import type_python

_MOST = 6
"""How many pending columns are offered at once."""


@fix
def add_pending_columns(place: Place) -> Iterator[Fix]:
    """On an operation the pending columns of its table, on an empty line those of all tables."""
    if not can_insert(place) or not is_open(place):
        return
    wanted = None if place.is_blank else frozenset(tables_at(place))
    offered = 0
    new_tables = {it.table for act in place.view.pending for it in act.effects if isinstance(it, TableCreated)}
    for act in place.view.pending:
        for effect in act.effects:
            if not isinstance(effect, ColumnAdded) or effect.table in new_tables:
                continue
            if (wanted is not None and effect.table not in wanted) or offered == _MOST:
                continue
            made = _offer(place, act, effect) if not _was_there(place, effect) else None
            if made is not None:
                offered += 1
                yield made


def _was_there(place: Place, effect: ColumnAdded) -> bool:
    """Whether the column is there when the revision begins, and goes in it or later."""
    assert place.revision is not None
    table = place.view.project.run_of(place.revision).before.tables.get(effect.table)
    return table is not None and table.column(effect.column.name) is not None


def _offer(place: Place, act: Act, effect: ColumnAdded) -> Fix | None:
    declared = getattr(act.operation, "column", None)
    # Databases without comments have none in their records; the models may.
    record = replace(effect.column, comment=getattr(declared, "comment", None))
    type_ = type_python(record.type, act.before, getattr(declared, "type", None))
    ground = ground_of(place, effect.table)
    if type_ is None or ground is None:
        return None
    key = _foreign_key_of(place, effect)
    if key is not None and not is_there(place, key.target):
        return None
    title = f"Add {effect.label}"
    if key is not None:
        shape = foreign_key(ground, record.name, type_, key, _options(record, f"FK to {key.target}"))
        title += " with its foreign key and index"
    elif record.type == "JSONB" and place.view.dialect == "postgresql":
        shape = jsonb(ground, record.name, _options(record, "JSONB field for schema flexibility"))
        title += " with its GIN index"
    elif record.name == "deleted_at" and record.nullable and place.view.dialect in ("postgresql", "sqlite"):
        shape = soft_delete(ground, indexed_for_soft_delete(place, effect.table))
        title += " with an index of what is not deleted"
    else:
        shape = column(ground, record.name, type_, _options(record, f"Description of {record.name}"))
        title += " with a server default" if not record.nullable and record.default is None else ""
    return _fix(place, f"add-pending:{effect.label}", title, shape)


def _fix(place: Place, name: str, title: str, shape: Shape) -> Fix:
    return Fix(name, title, FixKind.INSERT, lambda: inserted(place, shape.upgrade, shape.downgrade))


def _foreign_key_of(place: Place, effect: ColumnAdded) -> ForeignKeyRecord | None:
    """The foreign key that the models ask for over the new column alone."""
    for act in place.view.pending:
        for other in act.effects:
            if not isinstance(other, ForeignKeyAdded) or other.table != effect.table:
                continue
            if other.key.columns == (effect.column.name,):
                # The record has the name that the server would give where the models give none.
                given = getattr(act.operation, "constraint_name", None)
                return replace(other.key, name=str(given) if isinstance(given, str) else None)
    return None


def _options(record: ColumnRecord, comment: str) -> tuple[str, ...]:
    """``nullable=…``, a server default where rows need one, and a comment."""
    options = [f"nullable={record.nullable}"]
    default = record.default
    if default is None and not record.nullable:
        default = sensible_default(record)
    if default is not None:
        options.append(f"server_default={as_python(default)}")
    options.append(f"comment={record.comment or comment!r}")
    return tuple(options)
