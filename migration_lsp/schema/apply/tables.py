"""Tables dropped, renamed, moved and commented."""

from __future__ import annotations

from dataclasses import replace

from alembic.operations import ops

from ..operations import flags_of
from ..records import TableRecord
from .result import Part, ProblemKind
from .rewrite import mentions, referencing, renamed_in, with_target_moved
from .sequences import drop_owned
from .work import Work


def drop_table(work: Work, op: ops.DropTableOp) -> None:
    flags = flags_of(op)
    table = work.find(op.table_name, op.schema)
    if table is None:
        _drop_unknown_table(work, op, if_exists=flags.if_exists)
        return
    if work.is_postgres:
        _release(work, table, cascade=flags.cascade)
    elif work.is_mysql and (children := referencing(work.catalogue, table.key)):
        _depends(work, table, f"foreign keys of {', '.join(sorted(child.key for child in children))}")
    work.remove(table.key)
    drop_owned(work, table.name)
    prefix = f"{table.key}."
    for kind, name in [key for key in work.catalogue.objects if key[1].startswith(prefix)]:
        if kind in ("policy", "rule"):
            work.catalogue = replace(work.catalogue, objects=work.catalogue.objects.delete((kind, name)))


def _drop_unknown_table(work: Work, op: ops.DropTableOp, *, if_exists: bool) -> None:
    temporary = ("temporary table", str(op.table_name))
    if temporary in work.catalogue.objects:
        work.catalogue = replace(work.catalogue, objects=work.catalogue.objects.delete(temporary))
    elif not if_exists:
        key = work.key(op.table_name, op.schema)
        work.problem(
            ProblemKind.UNKNOWN_OBJECT,
            Part.TABLE,
            f"table {key} does not exist",
            key,
            str(op.table_name),
            known_elsewhere=True,
        )


def _release(work: Work, table: TableRecord, *, cascade: bool) -> None:
    """What depends on a table goes with CASCADE, and forbids the drop without it."""
    for child in referencing(work.catalogue, table.key):
        if cascade:
            kept = tuple(key for key in child.foreign_keys if key.target != table.key)
            work.put(replace(child, foreign_keys=kept))
        else:
            _depends(work, table, f"a foreign key of {child.key}")
    drop_views(work, table, None, cascade=cascade)


def _depends(work: Work, table: TableRecord, what: str) -> None:
    message = f"{what} depends on {table.key}"
    work.problem(ProblemKind.DEPENDENT_OBJECTS, Part.TABLE, message, table.key, table.name)


_VIEWS = ("view", "materialized view")


def drop_views(work: Work, table: TableRecord, column: str | None, *, cascade: bool) -> None:
    """Views that read a table, or one column of it: gone with CASCADE, an objection without."""
    for (kind, name), definition in list(work.catalogue.objects.items()):
        if kind not in _VIEWS or not mentions(definition, table.name):
            continue
        if column is not None and not mentions(definition, column):
            continue
        if cascade:
            objects = work.catalogue.objects.delete((kind, name))
            work.catalogue = replace(work.catalogue, objects=objects)
        else:
            _depends(work, table, f"{kind} {name}")


def rename_table(work: Work, op: ops.RenameTableOp) -> None:
    if work.find(op.table_name, op.schema) is None:
        # ALTER TABLE … RENAME TO works on views and sequences too.
        for kind in (*_VIEWS, "sequence"):
            old = (kind, work.key(op.table_name, op.schema))
            if (definition := work.catalogue.objects.get(old)) is not None:
                new = (kind, work.key(op.new_table_name, op.schema))
                work.catalogue = replace(
                    work.catalogue, objects=work.catalogue.objects.delete(old).set(new, definition)
                )
                return
        if flags_of(op).table_if_exists:
            return
    table = work.table(op.table_name, op.schema)
    if work.find(op.new_table_name, op.schema) is not None:
        work.duplicate(Part.TABLE, work.key(op.new_table_name, op.schema), table.key)
    move_table(work, table, replace(table, name=str(op.new_table_name)))


def move_table(work: Work, table: TableRecord, moved: TableRecord) -> None:
    """The same table under another name or schema, with everything that refers to it."""
    if work.is_mysql:
        moved = _with_generated_names(moved, table.name)
    work.remove(table.key)
    work.catalogue = with_target_moved(work.catalogue.with_table(moved), table.key, moved.key)
    objects = work.catalogue.objects
    for key, definition in list(objects.items()):
        if key[0] in (*_VIEWS, "sequence") and mentions(definition, table.name):
            objects = objects.set(key, renamed_in(definition, table.name, moved.name))
    if objects is not work.catalogue.objects:
        work.catalogue = replace(work.catalogue, objects=objects)


def _with_generated_names(table: TableRecord, old: str) -> TableRecord:
    """InnoDB renames the foreign keys that it named itself after the table."""
    prefix = f"{old}_ibfk_"
    keys = (
        replace(key, name=f"{table.name}_ibfk_{key.name.removeprefix(prefix)}")
        if key.name and key.name.startswith(prefix)
        else key
        for key in table.foreign_keys
    )
    return replace(table, foreign_keys=tuple(keys))


def comment_table(work: Work, op: ops.CreateTableCommentOp | ops.DropTableCommentOp) -> None:
    comment = op.comment if isinstance(op, ops.CreateTableCommentOp) else None
    if work.is_sqlite:
        return
    table = work.table(op.table_name, op.schema)
    work.put(replace(table, comment=comment or None))
