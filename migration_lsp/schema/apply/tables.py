"""Tables: created, dropped, renamed, moved, commented, and made after others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic.operations import ops
from sqlalchemy.exc import SQLAlchemyError

from ..describe import table_record
from ..names import object_name
from ..operations import CreateTableAsOp, CreateTableLikeOp, flags_of
from ..records import ColumnRecord, ForeignKeyRecord, IndexRecord, Origin, PrimaryKeyRecord, TableRecord, UniqueRecord
from ..sql.constraints import PRIMARY_KEY_OF_TARGET
from ..sql.definitions import SERIAL
from .result import Part, ProblemKind
from .rewrite import mentions, referencing, renamed_in, with_target_moved
from .types import comparable, create_enum, need_enum
from .work import Work, constraint_names, has_index_named, names_of, required


def create_table(work: Work, op: ops.CreateTableOp) -> None:
    flags = flags_of(op)
    existing = work.find(op.table_name, op.schema)
    if existing is not None and flags.if_not_exists:
        return
    try:
        made = op.to_table(work.context(raw=flags.raw_sql))
    except (SQLAlchemyError, AttributeError, TypeError, ValueError) as error:
        table = TableRecord(str(op.table_name), work.schema_of(op.schema), certain=False)
        work.put(table)
        work.problem(ProblemKind.CANNOT_EMIT, Part.TABLE, str(error), table.key)
        return
    for column in made.columns:
        if flags.raw_sql:
            need_enum(work, column.type)
        else:
            create_enum(work, column.type)
    table = _with_serials(table_record(made, work.dialect), made)
    schema = work.schema_of(table.schema)
    if schema != table.schema:
        table = replace(table, schema=schema)
    if existing is not None and existing.origin is Origin.MIGRATIONS and existing.certain:
        work.duplicate(Part.TABLE, table.key, table.key)
    if table.foreign_keys:
        named = (column for column in table.columns if column.name != PRIMARY_KEY_OF_TARGET)
        table = replace(table, columns=tuple(named))
        table = replace(table, foreign_keys=tuple(resolved(work, table, key) for key in table.foreign_keys))
    if table.primary_key is not None and not work.is_sqlite:
        table = required(table, table.primary_key.columns)
    if work.is_postgres:
        table = _without_redundant_keys(table)
    check_names(work, table)
    work.put(with_foreign_key_indexes(table) if work.is_mysql else table)


def _with_serials(table: TableRecord, made: Any) -> TableRecord:
    """SQL text says SERIAL of any column, SQLAlchemy of primary keys alone."""
    serials = {str(column.name) for column in made.columns if column.info.get(SERIAL)}
    if not serials:
        return table
    columns = (
        replace(column, autoincrement=True, default=None) if column.name in serials else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def _is_taken(work: Work, table: TableRecord, name: str) -> bool:
    return has_index_named(table, name) and work.relation_exists(name, table.schema)


def _without_redundant_keys(table: TableRecord) -> TableRecord:
    """Within one CREATE TABLE PostgreSQL makes one index of several constraints over the same columns."""
    if not table.uniques:
        return table
    key = table.primary_key
    kept: dict[tuple[str, ...], UniqueRecord] = {}
    for unique in table.uniques:
        if key is not None and key.columns == unique.columns and not unique.options:
            key = key if key.name or not unique.name else replace(key, name=unique.name)
            continue
        earlier = kept.get(unique.columns)
        if earlier is None or earlier.name is None or earlier.options != unique.options:
            kept[unique.columns] = unique
    return replace(table, primary_key=key, uniques=tuple(kept.values()))


def resolved(work: Work, table: TableRecord, key: ForeignKeyRecord) -> ForeignKeyRecord:
    """A foreign key with its target as the catalogue keys it, and the target's primary key where none is written."""
    schema, _, name = key.target.rpartition(".")
    target_key = work.key(name, schema or None)
    target = table if target_key == table.key else work.find(name, schema or None)
    if target is None:
        if not work.is_sqlite:
            work.problem(
                ProblemKind.UNKNOWN_OBJECT,
                Part.TABLE,
                f"table {target_key}, which a foreign key of {table.key} refers to, does not exist",
                target_key,
                name,
                known_elsewhere=True,
            )
    else:
        if PRIMARY_KEY_OF_TARGET in key.target_columns and target.primary_key is not None:
            key = replace(key, target_columns=target.primary_key.columns)
        if work.is_postgres:
            _check_target(work, table, key, target)
    return key if key.target == target_key else replace(key, target=target_key)


def _check_target(work: Work, table: TableRecord, key: ForeignKeyRecord, target: TableRecord) -> None:
    """PostgreSQL wants the target columns unique, and of a type that it can compare with the key's own."""
    if not target.certain or target.origin is Origin.ELSEWHERE:
        return
    if not is_unique(target, key.target_columns):
        message = f"no unique constraint of {target.key} matches a foreign key of {table.key}"
        work.problem(ProblemKind.REFUSED, Part.CONSTRAINT, message, table.key, key.name)
    enums = frozenset(work.catalogue.enums)
    for name, target_name in zip(key.columns, key.target_columns, strict=False):
        own, other = table.column(name), target.column(target_name)
        if own is not None and other is not None and comparable(own.type, other.type, enums) is False:
            message = f"columns {name} of {table.key} and {target_name} of {target.key} have different types"
            work.problem(ProblemKind.REFUSED, Part.CONSTRAINT, message, table.key, key.name)


def is_unique(table: TableRecord, columns: tuple[str, ...]) -> bool:
    """Whether a key, a constraint or a whole unique index stands on just these columns."""
    wanted = set(columns)
    if table.primary_key is not None and set(table.primary_key.columns) == wanted:
        return True
    if any(set(each.columns) == wanted for each in table.uniques):
        return True
    return any(
        each.unique and set(each.columns) == wanted and "postgresql_where" not in dict(each.options)
        for each in table.indexes
    )


def check_names(work: Work, table: TableRecord, before: TableRecord | None = None) -> None:
    """Objects to a name that a table brings although another index or constraint has it."""
    old = frozenset() if before is None else frozenset(names_of(before))
    constraints, indexes = list(constraint_names(table)), [index.name for index in table.indexes if index.name]
    for name in {*constraints, *indexes} - old:
        if constraints.count(name) > 1 or (work.is_postgres and _is_relation(work, table, name)):
            work.duplicate(Part.CONSTRAINT, name, table.key)
    for name in old.intersection(constraints):
        if constraints.count(name) > 1:
            work.duplicate(Part.CONSTRAINT, name, table.key)


def _is_relation(work: Work, table: TableRecord, name: str) -> bool:
    return has_index_named(table, name) and work.relation_exists(name, table.schema)


def _without_redundant_keys(table: TableRecord) -> TableRecord:
    """Within one CREATE TABLE PostgreSQL makes one index of several constraints over the same columns."""
    if not table.uniques:
        return table
    key = table.primary_key
    kept: dict[tuple[str, ...], UniqueRecord] = {}
    for unique in table.uniques:
        if key is not None and key.columns == unique.columns and not unique.options:
            key = key if key.name or not unique.name else replace(key, name=unique.name)
            continue
        earlier = kept.get(unique.columns)
        if earlier is None or earlier.name is None or earlier.options != unique.options:
            kept[unique.columns] = unique
    return replace(table, primary_key=key, uniques=tuple(kept.values()))


def resolved(work: Work, table: TableRecord, key: ForeignKeyRecord) -> ForeignKeyRecord:
    """A foreign key with its target as the catalogue keys it, and the target's primary key where none is written."""
    schema, _, name = key.target.rpartition(".")
    target_key = work.key(name, schema or None)
    target = table if target_key == table.key else work.find(name, schema or None)
    if target is None:
        if not work.is_sqlite:
            work.problem(
                ProblemKind.UNKNOWN_OBJECT,
                Part.TABLE,
                f"table {target_key}, which a foreign key of {table.key} refers to, does not exist",
                target_key,
                name,
                known_elsewhere=True,
            )
    else:
        if PRIMARY_KEY_OF_TARGET in key.target_columns and target.primary_key is not None:
            key = replace(key, target_columns=target.primary_key.columns)
        if work.is_postgres:
            _check_target(work, table, key, target)
    return key if key.target == target_key else replace(key, target=target_key)


def _check_target(work: Work, table: TableRecord, key: ForeignKeyRecord, target: TableRecord) -> None:
    """PostgreSQL wants the target columns unique, and of a type that it can compare with the key's own."""
    if not target.certain or target.origin is Origin.ELSEWHERE:
        return
    if not is_unique(target, key.target_columns):
        message = f"no unique constraint of {target.key} matches a foreign key of {table.key}"
        work.problem(ProblemKind.REFUSED, Part.CONSTRAINT, message, table.key, key.name)
    enums = frozenset(work.catalogue.enums)
    for name, target_name in zip(key.columns, key.target_columns, strict=False):
        own, other = table.column(name), target.column(target_name)
        if own is not None and other is not None and comparable(own.type, other.type, enums) is False:
            message = f"columns {name} of {table.key} and {target_name} of {target.key} have different types"
            work.problem(ProblemKind.REFUSED, Part.CONSTRAINT, message, table.key, key.name)


def is_unique(table: TableRecord, columns: tuple[str, ...]) -> bool:
    """Whether a key, a constraint or a whole unique index stands on just these columns."""
    wanted = set(columns)
    if table.primary_key is not None and set(table.primary_key.columns) == wanted:
        return True
    if any(set(each.columns) == wanted for each in table.uniques):
        return True
    return any(
        each.unique and set(each.columns) == wanted and "postgresql_where" not in dict(each.options)
        for each in table.indexes
    )


def check_names(work: Work, table: TableRecord, before: TableRecord | None = None) -> None:
    """Objects to a name that a table brings although another index or constraint has it."""
    old = frozenset() if before is None else frozenset(names_of(before))
    seen: set[str] = set()
    for name in names_of(table):
        if name in seen:
            work.duplicate(Part.CONSTRAINT, name, table.key)
        elif name not in old and work.is_postgres and _is_taken(work, table, name):
            work.duplicate(Part.INDEX, name, table.key)
        seen.add(name)


def with_foreign_key_indexes(table: TableRecord) -> TableRecord:
    """InnoDB makes the index that a foreign key needs where none begins with its columns."""
    for key in table.foreign_keys:
        starts = [index.columns for index in table.indexes] + [unique.columns for unique in table.uniques]
        if table.primary_key is not None:
            starts.append(table.primary_key.columns)
        if any(columns[: len(key.columns)] == key.columns for columns in starts):
            continue
        name = key.name or key.columns[0]
        table = replace(table, indexes=(*table.indexes, IndexRecord(name, key.columns, key.columns)))
    return table


def create_table_like(work: Work, op: CreateTableLikeOp) -> None:
    if op.if_not_exists and work.find(op.table_name, op.schema) is not None:
        return
    source = work.table(op.source, op.source_schema)
    including = op.including
    columns = tuple(
        replace(
            column,
            default=_default(source, column) if "DEFAULTS" in including or op.is_partition else None,
            computed=column.computed if "GENERATED" in including or op.is_partition else None,
            identity=column.identity if "IDENTITY" in including and not op.is_partition else None,
            autoincrement=False,
            comment=column.comment if "COMMENTS" in including and not op.is_partition else None,
        )
        for column in source.columns
    )
    key = source.primary_key
    indexed = "INDEXES" in including
    table = TableRecord(
        op.table_name,
        work.schema_of(op.schema),
        columns,
        PrimaryKeyRecord(None, key.columns) if key is not None and indexed else None,
        indexes=tuple(replace(index, name=None) for index in source.indexes) if indexed else (),
        uniques=tuple(replace(unique, name=None) for unique in source.uniques) if indexed else (),
        foreign_keys=source.foreign_keys if op.is_partition else (),
        checks=source.checks if "CONSTRAINTS" in including else (),
        certain=source.certain and source.origin is Origin.MIGRATIONS,
    )
    if work.find(op.table_name, op.schema) is not None:
        work.duplicate(Part.TABLE, table.key, table.key)
    work.put(table)


def _default(source: TableRecord, column: ColumnRecord) -> str | None:
    """A default that is copied; that of a serial column goes on taking its numbers from the first table."""
    if not column.autoincrement:
        return column.default
    return f"nextval('{object_name(source.name, column.name, 'seq')}'::regclass)"


def create_table_as(work: Work, op: CreateTableAsOp) -> None:
    if op.if_not_exists and work.find(op.table_name, op.schema) is not None:
        return
    work.put(TableRecord(op.table_name, work.schema_of(op.schema), certain=False))


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
        if key[0] in _VIEWS and mentions(definition, table.name):
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
