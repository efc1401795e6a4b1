"""Which table a place in a revision is about, and what is known of it there."""

from __future__ import annotations

from migration_lsp.fixes.place import Place
from migration_lsp.fixes.shapes import Ground
from migration_lsp.judgement import Act
from migration_lsp.judgement.view import created_by
from migration_lsp.schema.records import TableRecord


def is_open(place: Place) -> bool:
    """Whether a revision may still be written to: nobody has run it, or nothing stands on it."""
    revision = place.revision
    if revision is None:
        return False
    merged = place.view.merged
    return revision not in merged if merged is not None else revision in place.view.project.graph.heads


def tables_at(place: Place) -> tuple[str, ...]:
    """The keys of the tables of the operations at a place; on an empty line that of the operation above, or below."""
    if place.acts:
        return tuple(dict.fromkeys(filter(None, (_key(act) for act in place.acts))))
    if place.revision is None or not place.is_blank:
        return ()
    acts = [act for act in place.view.acts(place.revision) if act.span is not None and act.span.path == place.path]
    above = [act for act in acts if act.span is not None and act.span.line < place.start[0]]
    near = [*reversed(above), *(act for act in acts if act not in above)]
    return tuple(filter(None, (_key(act) for act in near)))[:1]


def _key(act: Act) -> str | None:
    return next((effect.table for effect in act.effects), act.table)


def table_after(place: Place, key: str) -> TableRecord | None:
    """A table as the revision leaves it."""
    if place.revision is None:
        return None
    return place.view.project.run_of(place.revision).after.tables.get(key)


def ground_of(place: Place, key: str) -> Ground | None:
    """What a shape has to know of a table; None where there is no such table at the place, or in the end."""
    table = table_after(place, key)
    if table is None or place.revision is None or not is_there(place, key):
        return None
    return Ground(
        table.name, table.schema, place.view.dialect, _is_busy(place, key), place.view.project.naming_convention
    )


def is_there(place: Place, key: str) -> bool:
    """Whether a table is there when what stands at the place runs: older than the revision, or made above it."""
    if place.revision is None:
        return False
    acts = place.view.acts(place.revision)
    above = tuple(act for act in acts if act.span is not None and act.span.line <= place.end[0])
    return key in place.view.project.run_of(place.revision).before.tables or key in created_by(above)


def _is_busy(place: Place, key: str) -> bool:
    """Whether others use the table already: it is older than this revision and than those that nobody has run."""
    assert place.revision is not None
    unused = (*place.view.unmerged_before(place.revision), place.revision)
    return not any(key in created_by(place.view.acts(revision)) for revision in unused)


def indexed_for_soft_delete(place: Place, key: str) -> str:
    """What the index of rows that are not deleted is over: ``is_active`` where there is one, else the primary key."""
    table = table_after(place, key)
    if table is None or table.column("is_active") is not None:
        return "is_active"
    return table.primary_key.columns[0] if table.primary_key is not None else "deleted_at"
