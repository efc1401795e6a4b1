"""The shapes that need no pending change: a soft delete, a foreign key by its column's name, a JSONB column."""

from __future__ import annotations

from collections.abc import Iterator

from migration_lsp.fixes.fix import Fix, FixKind, fix
from migration_lsp.fixes.inserting import can_insert, inserted
from migration_lsp.fixes.place import Place
from migration_lsp.fixes.shapes import Shape, jsonb, soft_delete
from migration_lsp.fixes.tables import ground_of, indexed_for_soft_delete, is_open, table_after, tables_at
from migration_lsp.schema.effects import ColumnAdded

_WITH_PARTIAL_INDEXES = ("postgresql", "sqlite")
_EXTRA = "extra_data"


@fix
def offer_shapes(place: Place) -> Iterator[Fix]:
    """On an operation or an empty line of ``upgrade()``, for the table that it is about."""
    if not can_insert(place) or not is_open(place):
        return
    for key in tables_at(place):
        yield from _soft_delete(place, key)
        yield from _jsonb(place, key)


def _asked_for(place: Place, key: str, column: str) -> bool:
    """Whether the models ask for the very column: then it is offered as they have it."""
    effects = (effect for act in place.view.pending for effect in act.effects)
    return any(isinstance(it, ColumnAdded) and it.table == key and it.column.name == column for it in effects)


def _soft_delete(place: Place, key: str) -> Iterator[Fix]:
    table, ground = table_after(place, key), ground_of(place, key)
    if table is None or ground is None or place.view.dialect not in _WITH_PARTIAL_INDEXES:
        return
    if table.column("deleted_at") is not None or _asked_for(place, key, "deleted_at"):
        return
    shape = soft_delete(ground, indexed_for_soft_delete(place, key))
    yield _fix(place, f"soft-delete:{key}", f"Add a soft delete to {key}", shape)


def _jsonb(place: Place, key: str) -> Iterator[Fix]:
    table, ground = table_after(place, key), ground_of(place, key)
    if table is None or ground is None or place.view.dialect != "postgresql":
        return
    if table.column(_EXTRA) is not None or _asked_for(place, key, _EXTRA):
        return
    shape = jsonb(ground, _EXTRA, ("nullable=True", "comment='JSONB field for schema flexibility'"))
    yield _fix(place, f"jsonb:{key}", f"Add {key}.{_EXTRA} as JSONB with its GIN index", shape)


def _fix(place: Place, name: str, title: str, shape: Shape) -> Fix:
    return Fix(name, title, FixKind.INSERT, lambda: inserted(place, shape.upgrade, shape.downgrade))
