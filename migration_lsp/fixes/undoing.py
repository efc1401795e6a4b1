"""What takes one operation back, from what it came to and from the schema before it.

Only where nothing has to be guessed: what is not known here has no undoing. Rows do not come back; a comment says so.
It does not know where the statements go, nor whether all of them together give the earlier schema back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from migration_lsp.fixes.undo import Here, NoWayBackError, Undoing
from migration_lsp.fixes.undo_columns import (
    add_column,
    alter_comment,
    alter_default,
    alter_nullability,
    alter_table_comment,
    alter_type,
    create_table,
    drop_column,
    drop_table,
    rename_column,
    rename_table,
)
from migration_lsp.fixes.undo_constraints import (
    create_check,
    create_foreign_key,
    create_index,
    create_unique,
    drop_constraint,
    drop_index,
    drop_unique,
    nothing,
)
from migration_lsp.judgement import Act
from migration_lsp.schema.effects import (
    CheckAdded,
    CheckDropped,
    CheckValidated,
    ColumnAdded,
    ColumnDropped,
    ColumnRenamed,
    CommentChanged,
    DefaultChanged,
    Effect,
    ForeignKeyAdded,
    ForeignKeyDropped,
    ForeignKeyValidated,
    IndexAdded,
    IndexDropped,
    NullabilityChanged,
    TableCommentChanged,
    TableCreated,
    TableDropped,
    TableRenamed,
    TypeChanged,
    UniqueAdded,
    UniqueDropped,
)
from migration_lsp.schema.operations import CreateObjectOp, ObjectKind
from migration_lsp.schema.records import Catalogue
from migration_lsp.strategies.ground import Ground


def undoings_of(act: Act, start: Catalogue, *, has_convention: bool) -> tuple[Undoing, ...]:
    """The statements that take an act back, in order; ``start`` is the schema before the whole revision.

    Raises :class:`NoWayBackError` where there are none.
    """
    new_enums = [key for key in act.after.enums if key not in act.before.enums]
    changed = [key for key, enum in act.before.enums.items() if act.after.enums.get(key) != enum]
    if changed or _is_unsure(act):
        raise NoWayBackError
    here = Here(act, start, has_convention)
    come = [effect for effect in act.effects if isinstance(effect, _COMES)]
    others = [effect for effect in act.effects if not isinstance(effect, _COMES)]
    found = [
        undoing
        for effect in (*reversed(come), *others)
        if not _goes_along(effect, act)
        for undoing in _undoing(effect, here)
    ]
    types = (_statement(f"DROP TYPE {Ground(key, act.after).sql};") for key in new_enums)
    return (*found, *types, *_objects(act))


def _statement(sql: str) -> Undoing:
    return Undoing("", text=f"op.execute({sql!r})")


_PLAIN_OBJECTS = (ObjectKind.SCHEMA, ObjectKind.SEQUENCE)
"""What goes by its name alone and says nothing of what tables hold; an extension may be somebody else's."""


def _objects(act: Act) -> Iterator[Undoing]:
    if act.before.objects == act.after.objects:
        return
    operation = act.operation
    if not isinstance(operation, CreateObjectOp) or operation.kind not in _PLAIN_OBJECTS:
        raise NoWayBackError
    if len(act.after.objects) != len(act.before.objects) + 1:
        raise NoWayBackError
    key = f"{operation.schema}.{operation.name}" if operation.schema else operation.name
    yield _statement(f"DROP {operation.kind.value.upper()} {Ground(key, act.after).sql};")


_COMES = (TableCreated, ColumnAdded, ForeignKeyAdded, UniqueAdded, IndexAdded, CheckAdded)


def _is_unsure(act: Act) -> bool:
    """Whether the act touches tables of which not everything is known."""
    keys = {effect.table for effect in act.effects}
    tables = (catalogue.tables.get(key) for key in keys for catalogue in (act.before, act.after))
    return any(table is not None and not table.certain for table in tables)


def _goes_along(effect: Effect, act: Act) -> bool:
    """Whether something comes and goes with a table or column that the same act makes."""
    if any(isinstance(it, TableCreated) and it is not effect and it.table == effect.table for it in act.effects):
        return True
    added = {it.column.name for it in act.effects if isinstance(it, ColumnAdded) and it.table == effect.table}
    is_part = isinstance(effect, (UniqueAdded, IndexAdded, CheckAdded, ForeignKeyAdded))
    # MySQL lets no column go that a foreign key needs.
    needs_own_drop = isinstance(effect, ForeignKeyAdded) and act.after.dialect in ("mysql", "mariadb")
    if isinstance(effect, CheckAdded):
        return bool(added)
    return is_part and not needs_own_drop and bool(effect.columns) and set(effect.columns) <= added


def _undoing(effect: Effect, here: Here) -> Iterator[Undoing]:
    for kind, undo in _TABLE.items():
        if type(effect) is kind:
            yield from undo(effect, here)
            return
    raise NoWayBackError


_TABLE: Mapping[type[Effect], Callable[[Any, Here], Iterator[Undoing]]] = {
    TableCreated: drop_table,
    TableDropped: create_table,
    TableRenamed: rename_table,
    TableCommentChanged: alter_table_comment,
    ColumnAdded: drop_column,
    ColumnDropped: add_column,
    ColumnRenamed: rename_column,
    TypeChanged: alter_type,
    NullabilityChanged: alter_nullability,
    DefaultChanged: alter_default,
    CommentChanged: alter_comment,
    ForeignKeyAdded: drop_constraint("foreignkey"),
    ForeignKeyDropped: create_foreign_key,
    CheckAdded: drop_constraint("check"),
    CheckDropped: create_check,
    UniqueAdded: drop_unique,
    UniqueDropped: create_unique,
    IndexAdded: drop_index,
    IndexDropped: create_index,
    ForeignKeyValidated: nothing,
    CheckValidated: nothing,
}
"""What is not in it has no undoing, such as another primary key."""
