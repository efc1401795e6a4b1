"""What a table's keys and names have to do with other tables: targets of foreign keys, names already taken."""

from __future__ import annotations

from dataclasses import replace

from ..records import ForeignKeyRecord, IndexRecord, Origin, TableRecord
from ..sql.constraints import PRIMARY_KEY_OF_TARGET
from ..table_index import constraint_names, names_of
from .result import Part, ProblemKind
from .types import comparable
from .work import Work, has_index_named


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
    check_types(work, table, key, target)


def check_types(work: Work, table: TableRecord, key: ForeignKeyRecord, target: TableRecord) -> None:
    """Objects where PostgreSQL cannot compare the two sides of a foreign key."""
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
    if work.is_sqlite:
        return
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
