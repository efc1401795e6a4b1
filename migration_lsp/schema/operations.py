"""Operations that Alembic has no class for, as `MigrateOperation`s beside its own.

With them every DDL statement, whoever wrote it, is one kind of value: a rule is written once, for op calls
and for raw SQL. :func:`flags_of` answers for both what stands beside the change itself (CONCURRENTLY, CASCADE
…). Nothing here knows SQL text nor a catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from .flags import Flags, adding_flags, flags_of, with_flags

__all__ = [
    "AddEnumValueOp",
    "Assignment",
    "AttachIndexOp",
    "AttachPartitionOp",
    "BatchOp",
    "CreateEnumOp",
    "CreateObjectOp",
    "CreateTableAsOp",
    "CreateTableLikeOp",
    "DataOp",
    "DataVerb",
    "DetachPartitionOp",
    "DropEnumOp",
    "DropIdentityOp",
    "DropObjectOp",
    "Flags",
    "MigrateOperation",
    "ObjectKind",
    "RenameConstraintOp",
    "RenameEnumOp",
    "RenameEnumValueOp",
    "RenameIndexOp",
    "RenameObjectOp",
    "ReplaceEnumOp",
    "SetSchemaOp",
    "StatementOp",
    "UnknownSqlOp",
    "ValidateConstraintOp",
    "adding_flags",
    "flags_of",
    "is_schema_change",
    "with_flags",
]


# Enum types.


@dataclass(frozen=True)
class CreateEnumOp(MigrateOperation):
    name: str
    values: tuple[str, ...]
    schema: str | None = None
    if_not_exists: bool = False


@dataclass(frozen=True)
class DropEnumOp(MigrateOperation):
    name: str
    schema: str | None = None
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True)
class AddEnumValueOp(MigrateOperation):
    name: str
    value: str
    schema: str | None = None
    before: str | None = None
    after: str | None = None
    if_not_exists: bool = False


@dataclass(frozen=True)
class RenameEnumValueOp(MigrateOperation):
    name: str
    value: str
    new_value: str
    schema: str | None = None


@dataclass(frozen=True)
class RenameEnumOp(MigrateOperation):
    """``ALTER TYPE … RENAME TO``; of any named type, an enum as a rule."""

    name: str
    new_name: str
    schema: str | None = None


@dataclass(frozen=True)
class ReplaceEnumOp(MigrateOperation):
    """The values of an enum type are these from now on, and these columns have the type.

    What alembic-postgresql-enum's ``sync_enum_values`` comes to: it makes the type anew and moves the columns.
    """

    name: str
    values: tuple[str, ...]
    schema: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    """Table and column, by name."""


# Parts of a table.


@dataclass(frozen=True)
class RenameIndexOp(MigrateOperation):
    name: str
    new_name: str
    schema: str | None = None
    table_name: str | None = None
    """Given where the dialect finds an index by its table (MySQL)."""
    if_exists: bool = False


@dataclass(frozen=True)
class RenameConstraintOp(MigrateOperation):
    table_name: str
    name: str
    new_name: str
    schema: str | None = None


@dataclass(frozen=True)
class ValidateConstraintOp(MigrateOperation):
    table_name: str
    name: str
    schema: str | None = None


@dataclass(frozen=True)
class DropIdentityOp(MigrateOperation):
    """``DROP IDENTITY`` or ``DROP EXPRESSION``: the column no longer makes its own values, and keeps them."""

    table_name: str
    column_name: str
    schema: str | None = None
    is_expression: bool = False
    if_exists: bool = False


@dataclass(frozen=True)
class AttachPartitionOp(MigrateOperation):
    table_name: str
    partition: str
    schema: str | None = None
    partition_schema: str | None = None
    bound: str = ""


@dataclass(frozen=True)
class DetachPartitionOp(MigrateOperation):
    table_name: str
    partition: str
    schema: str | None = None
    partition_schema: str | None = None
    concurrently: bool = False


@dataclass(frozen=True)
class AttachIndexOp(MigrateOperation):
    """``ALTER INDEX … ATTACH PARTITION``: the index of a partition joins that of its parent."""

    name: str
    partition: str
    schema: str | None = None


@dataclass(frozen=True)
class CreateTableLikeOp(MigrateOperation):
    """``CREATE TABLE … (LIKE …)`` and ``… PARTITION OF …``: the columns are those of another table."""

    table_name: str
    source: str
    schema: str | None = None
    source_schema: str | None = None
    including: frozenset[str] = frozenset()
    """``DEFAULTS``, ``INDEXES``, ``CONSTRAINTS`` …; ``ALL`` is spelled out."""
    is_partition: bool = False
    if_not_exists: bool = False


@dataclass(frozen=True)
class CreateTableAsOp(MigrateOperation):
    """``CREATE TABLE … AS SELECT …``: the columns are those of a query, which is not read."""

    table_name: str
    query: str
    schema: str | None = None
    if_not_exists: bool = False


# Everything that is neither table nor enum type.


class ObjectKind(Enum):
    """The kinds of :attr:`Catalogue.objects`; the value is the key's first half."""

    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    SEQUENCE = "sequence"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    TRIGGER = "trigger"
    EVENT_TRIGGER = "event trigger"
    EXTENSION = "extension"
    SCHEMA = "schema"
    DOMAIN = "domain"
    TYPE = "type"
    TEMPORARY_TABLE = "temporary table"
    """Gone with the connection: it is held only so that dropping it is no surprise."""
    POLICY = "policy"
    RULE = "rule"
    COLLATION = "collation"
    STATISTICS = "statistics"
    PUBLICATION = "publication"
    SUBSCRIPTION = "subscription"
    SERVER = "server"
    DATABASE = "database"
    ROLE = "role"
    OPERATOR = "operator"
    CAST = "cast"


@dataclass(frozen=True)
class CreateObjectOp(MigrateOperation):
    kind: ObjectKind
    name: str
    schema: str | None = None
    definition: str = ""
    """The whole statement."""
    table_name: str | None = None
    """What a trigger, a policy or a rule stands on."""
    table_schema: str | None = None
    if_not_exists: bool = False
    or_replace: bool = False


@dataclass(frozen=True)
class DropObjectOp(MigrateOperation):
    kind: ObjectKind
    name: str
    schema: str | None = None
    table_name: str | None = None
    table_schema: str | None = None
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True)
class RenameObjectOp(MigrateOperation):
    kind: ObjectKind
    name: str
    new_name: str
    schema: str | None = None
    table_name: str | None = None
    table_schema: str | None = None


@dataclass(frozen=True)
class SetSchemaOp(MigrateOperation):
    """``ALTER … SET SCHEMA``; ``kind`` is None for a table."""

    name: str
    new_schema: str
    schema: str | None = None
    kind: ObjectKind | None = None


# Statements that leave the schema as it is, and those that nobody understood.


class DataVerb(Enum):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    MERGE = "merge"
    TRUNCATE = "truncate"
    SELECT = "select"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A column that an UPDATE sets, and the names that its value is made of, columns among them."""

    column: str
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DataOp(MigrateOperation):
    """A statement on rows. ``table_name`` is None where it could not be seen, or for a query."""

    verb: DataVerb
    table_name: str | None = None
    schema: str | None = None
    has_where: bool = False
    cascade: bool = False
    sets: tuple[Assignment, ...] | None = field(default=None, compare=False)
    """Of an UPDATE: what it sets; None where that was not seen."""
    where: str | None = field(default=None, compare=False)
    """The text of its condition; None where it has none, or where that was not seen."""


@dataclass(frozen=True)
class StatementOp(MigrateOperation):
    """Harmless to the schema, though it may lock or run long: SET, ANALYZE, GRANT, VACUUM, REINDEX …"""

    verb: str
    """In capitals; ``REFRESH``, ``ENABLE TRIGGER`` … as it stands first in the statement."""
    text: str = ""
    table_name: str | None = None
    schema: str | None = None


@dataclass(frozen=True)
class UnknownSqlOp(MigrateOperation):
    """DDL that was not understood: it may have changed ``table_name`` or, where that is None, anything."""

    text: str
    table_name: str | None = None
    schema: str | None = None


# SQLite's way round its narrow ALTER TABLE.


@dataclass(frozen=True, eq=False)
class BatchOp(MigrateOperation):
    """What one ``batch_alter_table()`` block asks for, in order.

    On most databases it is its operations one by one; on SQLite the table may be made anew, and what
    reflection does not see of it is lost.
    """

    table_name: str
    operations: tuple[MigrateOperation, ...]
    schema: str | None = None
    recreate: str = "auto"
    table_args: tuple[Any, ...] = ()
    table_kwargs: Mapping[str, Any] = field(default_factory=dict)
    reflect_args: tuple[Any, ...] = ()
    copy_from: Any = None
    naming_convention: Mapping[str, str] | None = None


def is_schema_change(operation: MigrateOperation) -> bool:
    """Whether an operation changes, or may change, the schema."""
    return not isinstance(operation, (DataOp, StatementOp, ops.BulkInsertOp))
